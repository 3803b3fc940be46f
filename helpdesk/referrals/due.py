"""What is due of the referrals of a desk: one query, references and doors only."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.due import MOST, Due, days_late
from helpdesk.models import Referral, Step

State = Referral.State
TOLD = datetime.timedelta(days=7)


def due_at(desk, *, on, user) -> list:
    """Its own and those that arrived there: two look-ups, each by its own index, asked in one."""
    own = to_do(Referral.objects.filter(enquiry__community_point=desk), on).order_by("created_at", "pk")
    keys = own.values("pk")[:MOST].union(arrived(desk).values("pk")[:MOST], all=True)
    rows = Referral.objects.filter(pk__in=keys).select_related("return_code", "enquiry__community_point")
    return [row_of(each, desk, on) for each in rows.order_by("created_at", "pk")[:MOST]]


def row_of(referral, desk, on):
    is_own = referral.enquiry.community_point_id == desk.pk
    return own_row(referral, desk, on) if is_own else arrived_row(referral, desk, on)


def to_do(rows, on):
    """Of these, what asks for one verb today: another door, a letter that did not leave, a yes, how it went, a day.

    And those that were withdrawn in the week because the time to keep the person was over.
    """
    today = local_day(on)
    erased = Step.objects.filter(what=Step.What.ERASED, by=None, at__gte=today[0] - TOLD).values("referral")
    over = Q(state=State.WITHDRAWN, pk__in=erased)
    not_written = ~Q(letter="") & Q(letter_due_at__lte=timezone.now())
    left = Q(went_on_at=None) & (Q(state__in=Referral.UNHEARD) | Q(return_code__asks_for_another_door=True))
    proposed = Q(state__in=Referral.UNDER_WAY, proposed_at__isnull=False)
    ask = Q(state__in=Referral.UNDER_WAY, follow_up_due__lte=on)
    there = Q(state__in=Referral.UNDER_WAY, appointment_at__range=today)
    return rows.filter(left | not_written | proposed | ask | there | over)


def local_day(day):
    start = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    return start, start + datetime.timedelta(days=1)


def own_row(referral, desk, on):
    url = reverse("helpdesk:referral_detail", args=[desk.slug, referral.pk])
    moment, words, verb = said_of(referral, on)
    named = {"reference": referral.reference, "target": referral.target_name}
    return Due(moment, words % named, verb, url, days_late(timezone.localdate(moment), on))


def said_of(referral, on):
    """(when, what happened, the one verb)."""
    if referral.must_go_on:
        return referral.answered_at or referral.expires_at or referral.created_at, why_on(referral), _("Cerca")
    if referral.is_not_written_to:
        return referral.letter_due_at, *unwritten(referral)
    if referral.state == State.WITHDRAWN:
        words = _("La persona è stata cancellata, il passaggio a %(target)s è ritirato (%(reference)s)")
        return local_day(on)[0], words, _("Guarda")
    if referral.proposed_at:
        return referral.proposed_at, _("%(target)s propone un momento (%(reference)s)"), _("Rispondi")
    there = referral.appointment_at
    if there and timezone.localdate(there) == on:
        return there, _("Appuntamento: %(target)s (%(reference)s)"), _("Guarda")
    asked = local_day(referral.follow_up_due)[0]
    return asked, _("Chiedi com’è andata: %(target)s (%(reference)s)"), _("Chiedi")


def unwritten(referral):
    if referral.address_refused:
        return _("L’indirizzo e-mail di %(target)s non va (%(reference)s)"), _("Correggi")
    return _("L’e-mail a %(target)s non è partita (%(reference)s)"), _("Riprova")


def why_on(referral):
    if referral.asks_for_another_door:
        return _("È tornata con il codice, cerca un’altra porta dopo %(target)s (%(reference)s)")
    if referral.state == State.EXPIRED:
        return _("%(target)s non ha risposto: cerca un’altra porta (%(reference)s)")
    return _("%(target)s ha detto di no: cerca un’altra porta (%(reference)s)")


def arrived(desk):
    elsewhere = Referral.objects.arrived_at(desk).exclude(enquiry__community_point=desk)
    waiting = elsewhere.filter(state__in=[State.SENT, State.EXPIRED], went_on_at=None)
    return waiting.order_by("sent_at", "pk")


def arrived_row(referral, desk, on):
    named = {"desk": referral.enquiry.community_point, "reference": referral.reference}
    words = _("Da %(desk)s arriva una persona da accogliere (%(reference)s)") % named
    url = reverse("helpdesk:referral_detail", args=[desk.slug, referral.pk])
    return Due(referral.sent_at, words, _("Rispondi"), url, days_late(timezone.localdate(referral.sent_at), on))
