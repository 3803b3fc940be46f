"""Who runs a network is told once a day what waits for them; it may be run again, or killed, and nobody is told twice.

One mail a person, of all that waits there: an app that stands above says what is its own in its `answers_due`.
"""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.access import Role
from accounts.models import User
from organizations.models import Mandate
from puntocomunita.app_modules import modules_named
from puntocomunita.mail import written

from .meetings.posting import A_RUN, GIVE_UP, Post
from .models import AgendaItem, CoordinatorsTold, Network

NAMED = 10  # of a kind, in a mail


class Waiting(NamedTuple):
    """All of a kind: what is said of them, a line for each of the first or none, how many, where they are answered."""

    words: str
    lines: list
    count: int
    page: str

    @property
    def has_more(self):
        return 0 < len(self.lines) < self.count


def remind_of_waiting(most=A_RUN):
    """(how many mails left, how many did not and will be tried the next time)."""
    now, left, lost = timezone.localtime(), 0, 0
    with Post() as post:
        for network in to_remind(now):
            if left >= most or lost >= GIVE_UP:
                break
            mails = letters(network)
            took = [post.takes(mail) for mail in mails] if mails and claimed(network, now) else []
            left, lost = left + sum(took), lost + len(took) - sum(took)
            if took and not any(took):
                CoordinatorsTold.objects.filter(network=network, told_at=now).delete()
    return left, lost


def to_remind(now):
    """Networks that somebody runs, and where nobody was told since midnight."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = CoordinatorsTold.objects.filter(told_at__gte=midnight)
    held = Mandate.objects.current().filter(role__in=[Role.COORDINATOR, Role.SOCIAL_WORKER, Role.DIRECTION])
    run = Q(pk__in=held.values("municipality")) | Q(pk__in=held.values("community_point__location__municipality"))
    return Network.objects.filter(run).exclude(pk__in=told.values("network")).order_by("pk")


@transaction.atomic
def claimed(network, now) -> bool:
    """Counts it as told; not where another run was quicker."""
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if not to_remind(now).filter(pk=network.pk).exists():
        return False
    CoordinatorsTold.objects.update_or_create(network=network, defaults={"told_at": now})
    return True


def letters(network) -> list:
    """One for each who may answer something: of the network, and of what the apps above say in their `answers_due`."""
    told = waiting_by_address(network)
    for module in modules_named("answers_due"):
        for address, kinds in module.waiting_by_address(network).items():
            told.setdefault(address, []).extend(kinds)
    return [letter(network, address, waiting) for address, waiting in sorted(told.items())]


def letter(network, address, waiting):
    count = sum(each.count for each in waiting)
    context = {"network": network, "waiting": waiting, "count": count, "SITE_URL": settings.SITE_URL}
    return written(render_to_string("network/email/waiting.txt", context), [address])


def waiting_by_address(network) -> dict:
    """{address: [Waiting, …]}, the same for all who coordinate; nobody, where nothing waits."""
    kinds = [items(network), requests(network), applications(network), practices(network), proposals(network)]
    waiting = [each for each in kinds if each.count]
    return {each.email: list(waiting) for each in coordinating(network)} if waiting else {}


def coordinating(network):
    """Who coordinates; where nobody does, the direction."""
    at_points = Q(role=Role.COORDINATOR, community_point__location__municipality=network)
    return people_by(at_points) or people_by(Q(role=Role.DIRECTION, municipality=network))


def people_by(mandates) -> list:
    current = Mandate.objects.current().filter(mandates)
    return list(User.objects.filter(pk__in=current.values("user")).order_by("email"))


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


def practices(network) -> Waiting:
    lines = [each.title for each in network.practices.waiting_longest_first()]
    words = ngettext(
        "%(n)s pratica aspetta di entrare nella biblioteca",
        "%(n)s pratiche aspettano di entrare nella biblioteca",
        len(lines),
    )
    return of_kind(words, lines, reverse("network:practice_list", args=[network.slug]))


def proposals(network) -> Waiting:
    lines = [f"{each.title} ({each.meeting})" for each in AgendaItem.objects.waiting_in(network)]
    words = ngettext(
        "%(n)s proposta per una riunione aspetta una risposta",
        "%(n)s proposte per le riunioni aspettano una risposta",
        len(lines),
    )
    return of_kind(words, lines, reverse("network:meeting_list", args=[network.slug]))


def of_kind(words, lines, path) -> Waiting:
    return Waiting(words % {"n": len(lines)}, lines[:NAMED], len(lines), settings.SITE_URL + path)
