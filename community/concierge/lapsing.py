"""Vettings that end: said two weeks before, and what needed one that is over is let go. It may be run again."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Exchange, Topic, Vetting
from community.notices.telling import tell

from .actions import let_go
from .letters import tell_member
from .people import keepers_of

SOON = datetime.timedelta(days=14)
A_RUN = 500


@transaction.atomic
def remind_of_vettings() -> int:
    """To the member and to who keeps the concierge, once each: it may be given anew. How many end."""
    today = timezone.localdate()
    rows = Vetting.objects.in_force().filter(NOT_GIVEN_ANEW, valid__endswith__lte=today + SOON)
    rows = rows.filter(membership__valid__contains=today)
    ending = list(rows.select_related("membership__person", *CONCIERGE)[:A_RUN])
    for vetting in ending:
        say_it_ends(vetting)
    return len(ending)


LATER = Vetting.objects.filter(
    membership=OuterRef("membership"), what_for=OuterRef("what_for"), valid__startswith__gte=OuterRef("valid__endswith")
)
NOT_GIVEN_ANEW = ~Exists(LATER)
CONCIERGE = [f"membership__concierge__{each}" for each in ("network", "community_point__location", "house__location")]


def say_it_ends(vetting):
    member, key = vetting.membership, f"vetting-{vetting.pk}-ends"
    said = {"what": vetting.get_what_for_display(), "day": date_format(vetting.last_day, "j F").lower()}
    words = _("Vale fino al %(day)s: %(what)s. Poi la portineria la dà di nuovo, se guarda ancora le carte.") % said
    subject = _("Un’idoneità sta per finire")
    if member.person:
        tell_member(member, key, subject, words, member.concierge.get_absolute_url())
    tell(keepers_of(member.concierge), Topic.CONCIERGE, key=key, subject=subject, words=words, url=member.desk_url)


def let_go_of_lapsed() -> int:
    """How many; each for itself."""
    lapsed = list(unfit().for_reading().order_by("pk")[:A_RUN])
    for exchange in lapsed:
        let_go_once_more_unfit(exchange)
    return len(lapsed)


@transaction.atomic
def let_go_once_more_unfit(exchange):
    """Not where the vetting was given anew in this very moment."""
    row = unfit().select_for_update(of=["self"]).for_reading().filter(pk=exchange.pk).first()
    if row:
        reason = _("L’idoneità di chi lo fa è finita: si può rifare, in portineria.")
        let_go(by=None, exchange=row, member=row.helper, reason=reason)


def unfit():
    """Live, with a helper who today is not trusted with it."""
    lacks = Q()
    for need in Vetting.For.values:
        for kind, side in (("offer", "author"), ("request", "other")):
            held = Vetting.objects.in_force().filter(membership=OuterRef(side), what_for=need)
            lacks |= Q(~Exists(held), **{need: True, "kind": kind, f"{side}__isnull": False})
    return Exchange.objects.live().filter(lacks)
