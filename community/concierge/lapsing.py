"""Memberships and vettings that end: said two weeks before, and what needed them is let go. It may be run again."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import ConciergeMembership, Exchange, Topic, Vetting
from community.models.concierge import SOON
from community.notices.telling import tell
from puntocomunita.templatetags.portal import after

from .actions import let_go
from .letters import tell_member
from .people import keepers_of

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
    said = {"what": vetting.get_what_for_display(), "day": after(date_format(vetting.last_day, "j F").lower(), "al")}
    words = _("Vale fino %(day)s: %(what)s. Poi la portineria la dà di nuovo, se guarda ancora le carte.") % said
    subject = _("Un’idoneità sta per finire")
    if member.person:
        tell_member(member, key, subject, words, member.concierge.get_absolute_url())
    tell(keepers_of(member.concierge), Topic.CONCIERGE, key=key, subject=subject, words=words, url=member.desk_url)


@transaction.atomic
def remind_of_memberships() -> int:
    """To the member, or to who keeps the concierge of who has no account, once for each last day. How many end."""
    rows = ConciergeMembership.objects.to_renew().current()
    ending = list(rows.for_reading().order_by("valid", "pk")[:A_RUN])
    for member in ending:
        day = after(date_format(member.last_day, "j F").lower(), "al")
        words = _("Vale fino %(day)s. Per continuare basta passare o telefonare: quello che è in bacheca resta lì.")
        url = member.concierge.get_absolute_url() if member.person_id else member.desk_url
        key = f"concierge-member-{member.pk}-ends-{member.last_day}"
        tell_member(member, key, _("L’iscrizione in portineria sta per finire"), words % {"day": day}, url)
    return len(ending)


def let_go_of_lapsed() -> int:
    """How many; each for itself."""
    vetting = _("L’idoneità di chi lo fa è finita: si può rifare, in portineria.")
    membership = _("L’iscrizione in portineria è finita: si rinnova passando, e poi si scrive di nuovo.")
    return let_go_of(unfit, lambda row: row.helper, vetting) + let_go_of(orphaned, who_left, membership)


def let_go_of(rows, whose, reason) -> int:
    lapsed = list(rows().order_by("pk").values_list("pk", flat=True)[:A_RUN])
    for key in lapsed:
        let_go_once_more(rows, key, whose, reason)
    return len(lapsed)


@transaction.atomic
def let_go_once_more(rows, key, whose, reason):
    """Not where it was given anew in this very moment."""
    row = rows().select_for_update(of=["self"]).for_reading().filter(pk=key).first()
    if row:
        let_go(by=None, exchange=row, member=whose(row), reason=reason)


def orphaned():
    """On the board or answered, of who is a member no more; what is agreed they may still do, and say that it is."""
    member = {side: ConciergeMembership.objects.in_force().filter(pk=OuterRef(side)) for side in ("author", "other")}
    rows = Exchange.objects.filter(state__in=[Exchange.State.OPEN, Exchange.State.PROPOSED])
    return rows.filter(~Exists(member["author"]) | Q(other__isnull=False) & ~Exists(member["other"]))


def who_left(exchange):
    return exchange.other if exchange.author.is_in_force else exchange.author


def unfit():
    """Live, with a helper who today is not trusted with it; not what was to be done before today."""
    lacks = Q()
    for need in Vetting.For.values:
        for kind, side in (("offer", "author"), ("request", "other")):
            held = Vetting.objects.in_force().filter(membership=OuterRef(side), what_for=need)
            lacks |= Q(~Exists(held), **{need: True, "kind": kind, f"{side}__isnull": False})
    return Exchange.objects.live().exclude(state=Exchange.State.AGREED, day__lt=timezone.localdate()).filter(lacks)
