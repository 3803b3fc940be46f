"""Who coordinates is told once a day what waits for them; it may be run again, or killed, and nobody is told twice."""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.access import Role
from organizations.models import Mandate
from puntocomunita.mail import written

from .meetings.posting import A_RUN, GIVE_UP, Post
from .models import AssistanceRequest, BulletinItem, CoordinatorsTold, Network, NetworkMembership

NAMED = 10  # of a kind, in a mail


class Waiting(NamedTuple):
    """All of a kind: what is said of them, a line for each of the first, how many, where they are answered."""

    words: str
    lines: list
    count: int
    page: str

    @property
    def has_more(self):
        return self.count > len(self.lines)


def remind_of_waiting(most=A_RUN):
    """(how many mails left, how many did not and will be tried the next time)."""
    now, left, lost = timezone.localtime(), 0, 0
    with Post() as post:
        for network in to_remind(now):
            if left >= most or lost >= GIVE_UP:
                break
            took = [post.takes(mail) for mail in letters(network)] if claimed(network, now) else []
            left, lost = left + sum(took), lost + len(took) - sum(took)
            if took and not any(took):
                CoordinatorsTold.objects.filter(network=network, told_at=now).delete()
    return left, lost


def to_remind(now):
    """Networks where something waits, and nobody was told since midnight."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = CoordinatorsTold.objects.filter(told_at__gte=midnight)
    waits = Q(pk__in=BulletinItem.objects.waiting().values("network"))
    waits |= Q(pk__in=AssistanceRequest.objects.waiting().values("network"))
    waits |= Q(pk__in=NetworkMembership.objects.applied().values("network"))
    return Network.objects.filter(waits).exclude(pk__in=told.values("network")).order_by("pk")


@transaction.atomic
def claimed(network, now) -> bool:
    """Counts it as told; not where another run was quicker."""
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if not to_remind(now).filter(pk=network.pk).exists():
        return False
    CoordinatorsTold.objects.update_or_create(network=network, defaults={"told_at": now})
    return True


def letters(network) -> list:
    """One for each who coordinates; where nobody does, for the direction."""
    waiting = [each for each in (items(network), requests(network), applications(network)) if each.count]
    if not waiting:
        return []
    count = sum(each.count for each in waiting)
    context = {"network": network, "waiting": waiting, "count": count, "SITE_URL": settings.SITE_URL}
    text = render_to_string("network/email/waiting.txt", context)
    at_points = Q(role=Role.COORDINATOR, community_point__location__municipality=network)
    to = addresses(at_points) or addresses(Q(role=Role.DIRECTION, municipality=network))
    return [written(text, [each]) for each in to]


def items(network) -> Waiting:
    rows = network.bulletin_items.waiting().select_related("organization").order_by("submitted_at", "id")
    lines = [f"{each.title} ({each.organization})" for each in rows]
    words = ngettext(
        "%(n)s notizia per il bollettino: quello che approvi oggi parte domani mattina",
        "%(n)s notizie per il bollettino: quello che approvi oggi parte domani mattina",
        len(lines),
    )
    return of_kind(words, lines, reverse("network:bulletin_desk", args=[network.slug]))


def requests(network) -> Waiting:
    rows = network.assistance_requests.waiting().select_related("organization").order_by("asked_at", "id")
    lines = [f"{each.title} ({each.organization})" for each in rows]
    words = ngettext("%(n)s richiesta di aiuto cerca qualcuno", "%(n)s richieste di aiuto cercano qualcuno", len(lines))
    return of_kind(words, lines, reverse("network:assistance_list", args=[network.slug]) + "?stato=open")


def applications(network) -> Waiting:
    lines = [str(each.organization) for each in network.memberships.waiting_longest_first()]
    words = ngettext(
        "%(n)s organizzazione chiede di entrare nella rete",
        "%(n)s organizzazioni chiedono di entrare nella rete",
        len(lines),
    )
    return of_kind(words, lines, reverse("network:member_list", args=[network.slug]))


def of_kind(words, lines, path) -> Waiting:
    return Waiting(words % {"n": len(lines)}, lines[:NAMED], len(lines), settings.SITE_URL + path)


def addresses(who) -> list:
    return sorted(set(Mandate.objects.current().filter(who).values_list("user__email", flat=True)))
