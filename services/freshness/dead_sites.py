"""Websites that answer no more, of the entries one keeps true: asked again, taken away or written anew."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, Value
from django.utils import timezone

from organizations.models import HowVerified, Organization
from services import links
from services.access import REVIEW
from services.editing import apply
from services.listings import touch_directory
from services.models import Asset, LinkCheck, Service
from services.reports.reach import assets_of, organizations_of, services_of

from .checking import verify
from .due import GONE

COLUMNS = {Organization: "website", Service: "url", Asset: "url"}
MODELS = {model._meta.model_name: model for model in COLUMNS}


class Named(NamedTuple):
    """An entry that names a site, and its page."""

    name: str
    page: str


class Row(NamedTuple):
    check: LinkCheck
    entries: list


def naming(urls, *, organizations=Organization.objects, services=Service.objects, assets=Asset.objects):
    """Of those entries, by kind, the rows that name one of the websites."""
    return [
        organizations.filter(website__in=urls),
        services.filter(url__in=urls).exclude(status__in=GONE),
        assets.filter(url__in=urls),
    ]


def naming_in_reach(user, urls):
    """Only what the user may review, as `roles_of` says."""
    return naming(urls, organizations=organizations_of(user), services=services_of(user), assets=assets_of(user))


def in_reach(user):
    dead = LinkCheck.objects.dead()
    named = Q()
    for rows in naming_in_reach(user, dead.values("url")):
        named |= Q(url__in=rows.values(COLUMNS[rows.model]))
    return dead.filter(named)


def page_of(user, key, size):
    """(the rows of a page, those dead longest first; the key after which the next begins or None)."""
    checks = in_reach(user)
    if key is not None and (last := LinkCheck.objects.filter(pk=key, failing_since__isnull=False).first()):
        later = Q(failing_since__gt=last.failing_since) | Q(failing_since=last.failing_since, pk__gt=last.pk)
        checks = checks.filter(later)
    found = list(checks.order_by("failing_since", "pk")[: size + 1])
    return rows_of(user, found[:size]), found[size - 1].pk if len(found) > size else None


def rows_of(user, checks):
    """One query for all entries, however many there are."""
    by_url = {check.url: [] for check in checks}
    parts = [told(rows) for rows in naming_in_reach(user, list(by_url))]
    for site, kind, name, slug in parts[0].union(*parts[1:], all=True).order_by("name", "slug") if by_url else ():
        by_url[site].append(Named(name, MODELS[kind](slug=slug).get_absolute_url()))
    return [Row(check, by_url[check.url]) for check in checks]


def told(rows):
    kind = Value(rows.model._meta.model_name)
    return (
        rows.annotate(site=F(COLUMNS[rows.model]), which=kind).order_by().values_list("site", "which", "name", "slug")
    )


def ask_again(check):
    """Asks the site itself, in SECONDS at most; whether it answers."""
    ((_url, answer),) = links.asked([check.url])
    return learn(check, answer)


def learn(check, answer):
    """Whether it answers. What is written is no longer fresh where a site died or came back."""
    dead = check.is_dead
    check.learn(answer.reason, answer.status, timezone.now())
    check.save()
    if check.is_dead != dead:
        touch_directory()
    return answer.reason == LinkCheck.Reason.ANSWERS


@transaction.atomic
def rewrite(*, check, url, by):
    """Every entry that names the site and that `by` may review names `url` instead, or none where it is ""; these.

    Raises Conflict where somebody has changed one in between, ValidationError where no site can be like that.
    """
    entries = [each for rows in naming_in_reach(by, [check.url]) for each in rows.order_by("pk")]
    for entry in entries:
        column = COLUMNS[type(entry)]
        REVIEW.check(by, entry)
        apply(thing=entry, seen={column: check.url}, wanted={column: url})
        if url:
            verify(entry=entry, by=by, how=HowVerified.WEB, fields=[column])
    return entries
