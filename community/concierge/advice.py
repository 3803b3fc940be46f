"""Advice that is given by appointment: held, booked by the first who does, given back, called off."""

import datetime

from django import forms
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Event

from community.models import AdviceBooking, AdviceSlot, Block, Topic
from community.needs.forms import without_a_person
from community.notices.telling import tell
from community.spaces.repeating import moment
from helpdesk.rota.forms import ClockField, DayField, RotaForm
from organizations.hours.calendars import HOST, book
from organizations.models import Organization
from puntocomunita.encryption import decrypt, encrypt

from .forms import NeighbourForm
from .people import keepers_of

AHEAD = datetime.timedelta(days=183)
LENGTHS = (30, 45, 60)
CONCIERGE = ["concierge__network", "concierge__community_point", "concierge__house__location"]
GONE = {"advice_is_booked_by_one", "advice_is_booked_while_it_is_held"}


class Gone(Exception):
    """Somebody was quicker, or it is off."""


class Busy(Exception):
    """The adviser listens to somebody else at that hour."""


class AdviceForm(RotaForm):
    topic = forms.CharField(
        label=gettext_lazy("Di che cosa si parla"),
        max_length=160,
        error_messages={"required": gettext_lazy("Scrivi di che cosa si parla: per esempio aprire la partita IVA.")},
    )
    organization = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Per quale organizzazione"),
        required=False,
        empty_label=gettext_lazy("nessuna: per il Punto Comunità"),
    )
    place = forms.CharField(
        label=gettext_lazy("Dove"), max_length=200, error_messages={"required": gettext_lazy("Scrivi dove.")}
    )
    day = DayField(label=gettext_lazy("Giorno"))
    start = ClockField(label=gettext_lazy("Dalle"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Quanti minuti"), coerce=int, choices=[(each, each) for each in LENGTHS]
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kept = [each.organization_id for each in user.current_memberships]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=kept).order_by("name")
        if not kept:
            del self.fields["organization"]

    def clean_topic(self):
        return without_a_person(self.cleaned_data["topic"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            start = moment(cleaned["day"], cleaned["start"])
            if not timezone.now() < start <= timezone.now() + AHEAD:
                self.add_error("day", _("Scegli un’ora da adesso a sei mesi."))
        return cleaned

    def slot(self, network) -> AdviceSlot:
        """Not saved."""
        told = self.cleaned_data
        starts_at = moment(told["day"], told["start"])
        return AdviceSlot(
            network=network,
            topic=told["topic"],
            organization=told.get("organization"),
            place=told["place"],
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=told["minutes"]),
        )


class IdeaForm(RotaForm):
    idea = forms.CharField(
        label=gettext_lazy("Che cosa vorresti avviare"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Se vuoi. Lo legge solo chi ti ascolta."),
    )


class AdviceForNeighbourForm(NeighbourForm):
    """By telephone or passing by: who has no account, and which of the hours that are free."""

    slot = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Quale consulenza"),
        empty_label=gettext_lazy("Scegli un’ora"),
        error_messages={
            "required": gettext_lazy("Scegli un’ora fra quelle libere."),
            "invalid_choice": gettext_lazy("Non è più libera: scegline un’altra."),
        },
    )
    idea = forms.CharField(
        label=gettext_lazy("Che cosa vorrebbe avviare"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Se lo vuole dire. Lo legge solo chi ascolta."),
    )
    field_order = ["slot", "name", "contact", "idea"]

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots


def hold(*, by, slot) -> AdviceSlot:
    slot.adviser = by
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "adviser_listens_to_one_at_a_time":
            raise
        same = {"topic": slot.topic, "starts_at": slot.starts_at, "ends_at": slot.ends_at, "cancelled_at": None}
        if there := AdviceSlot.objects.filter(adviser=by, **same).first():
            return there
        raise Busy from error
    return slot


def take(*, by, slot, idea="") -> AdviceBooking:
    """Pressed twice, it is theirs all the same."""
    if slot.adviser and Block.objects.apart(by, slot.adviser):
        raise Gone
    try:
        return book_once(slot, person=by, idea=encrypt(idea) if idea else "")
    except Gone:
        if theirs := AdviceBooking.objects.held().filter(slot=slot, person=by).first():
            return theirs
        raise


def take_for(*, by, concierge, slot, name, contact, idea="") -> AdviceBooking:
    """Who has no account: by name, through who keeps the concierge, who then rings them."""
    who = {"name": encrypt(name), "contact": encrypt(contact), "concierge": concierge, "recorded_by": by}
    try:
        return book_once(slot, **who, idea=encrypt(idea) if idea else "")
    except Gone:
        there = AdviceBooking.objects.held().filter(slot=slot, concierge=concierge, recorded_by=by).first()
        if there and decrypt(there.name) == name:
            return there
        raise


@transaction.atomic
def book_once(slot, **who) -> AdviceBooking:
    """The first who does has it: the database decides."""
    if slot.has_begun:
        raise Gone
    try:
        with transaction.atomic():
            booking = AdviceBooking.objects.create(slot=slot, **who)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name not in GONE:
            raise
        raise Gone from error
    words = _("Qualcuno ha prenotato: %(slot)s.") % {"slot": slot}
    key = f"advice-{slot.pk}-booked-{booking.pk}"
    tell([slot.adviser], Topic.CONCIERGE, key=key, subject=_("Una consulenza prenotata"), words=words, url=path(slot))
    return booking


@transaction.atomic
def give_back(*, by, slot):
    """It is free again."""
    free_again(slot, AdviceBooking.objects.filter(slot=slot, person=by))


@transaction.atomic
def give_back_for(*, booking):
    """Of who has no account: nothing of them is left."""
    free_again(booking.slot, AdviceBooking.objects.filter(pk=booking.pk, person=None))


def free_again(slot, bookings):
    booking = bookings.select_for_update().held().first()
    if booking is None or slot.has_begun:
        raise Gone
    booking.cancelled_at, booking.idea, booking.name, booking.contact = timezone.now(), "", "", ""
    booking.save()
    words = _("È di nuovo libera: %(slot)s.") % {"slot": slot}
    key = f"advice-{slot.pk}-free-{booking.pk}"
    tell([slot.adviser], Topic.CONCIERGE, key=key, subject=_("Una consulenza disdetta"), words=words, url=path(slot))


@transaction.atomic
def call_off(*, slot, reason):
    """Who had booked it hears why."""
    row = AdviceSlot.objects.select_for_update(of=["self"]).select_related("network").get(pk=slot.pk)
    if row.cancelled_at or row.has_begun:
        raise Gone
    row.cancelled_at, row.reason = timezone.now(), reason
    row.save()
    for booking in row.bookings.held().select_related("person", *CONCIERGE):
        words = _("%(slot)s non si fa: %(reason)s") % {"slot": row, "reason": reason}
        key = f"advice-{row.pk}-off"
        if booking.person:
            told = {"subject": _("La tua consulenza non si fa"), "words": words, "url": path(row), "must": True}
            tell([booking.person], Topic.CONCIERGE, key=key, **told)
        else:
            words += " " + _("Telefona a chi l’aveva prenotata: trovi il numero al banco.")
            told = {"subject": _("Una consulenza non si fa"), "words": words, "url": desk(booking), "must": True}
            tell(keepers_of(booking.concierge), Topic.CONCIERGE, key=key, **told)


def desk(booking):
    """Where who keeps the concierge has what was booked through it."""
    return reverse("community:advice_at_desk", args=[booking.concierge.network.slug, booking.concierge_id])


def path(slot):
    return slot.get_absolute_url()


def calendar_of(slot) -> bytes:
    """Of who booked it."""
    event = Event()
    event.add("uid", f"consulenza-{slot.pk}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("summary", slot.topic)
    event.add("location", slot.place)
    event.add("status", "CANCELLED" if slot.cancelled_at else "CONFIRMED")
    return book(slot.topic, "consulenza", [event])
