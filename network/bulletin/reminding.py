"""Who coordinates is told once a day that items wait; it may be run again, or killed, and nobody is told twice."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from network.meetings.posting import GIVE_UP, Post
from network.models import BulletinItem, Network
from organizations.models import Mandate
from puntocomunita.mail import written

NAMED = 10  # items in a mail


def remind_of_items():
    """(how many mails left, how many did not and will be tried the next time)."""
    now, left, lost = timezone.localtime(), 0, 0
    with Post() as post:
        for network in to_remind(now):
            if lost >= GIVE_UP:
                break
            took = [post.takes(mail) for mail in letters(network, claimed(network, now))]
            left, lost = left + sum(took), lost + len(took) - sum(took)
            if took and not any(took):
                network.bulletin_items.filter(reminded_at=now).update(reminded_at=None)
    return left, lost


def to_remind(now):
    """Networks where something waits, and nobody was told since midnight."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = BulletinItem.objects.reminded_since(midnight)
    waiting = Network.objects.filter(pk__in=BulletinItem.objects.waiting().values("network"))
    return waiting.exclude(pk__in=told.values("network"))


@transaction.atomic
def claimed(network, now) -> list:
    """What waits there, counted as told; nothing where another run was quicker."""
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if not to_remind(now).filter(pk=network.pk).exists():
        return []
    waiting = list(network.bulletin_items.waiting().select_related("organization").order_by("submitted_at", "id"))
    BulletinItem.objects.filter(pk__in=[each.pk for each in waiting]).update(reminded_at=now)
    return waiting


def letters(network, items) -> list:
    """One for each who coordinates; where nobody does, for the direction."""
    if not items:
        return []
    page = settings.SITE_URL + reverse("network:bulletin_desk", args=[network.slug])
    context = {"network": network, "items": items[:NAMED], "count": len(items), "page": page}
    text = render_to_string("network/bulletin/email/waiting.txt", context | {"SITE_URL": settings.SITE_URL})
    at_points = Q(role=Role.COORDINATOR, community_point__location__municipality=network)
    to = addresses(at_points) or addresses(Q(role=Role.DIRECTION, municipality=network))
    return [written(text, [each]) for each in to]


def addresses(who) -> list:
    return sorted(set(Mandate.objects.current().filter(who).values_list("user__email", flat=True)))
