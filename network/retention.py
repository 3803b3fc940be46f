"""How long a network keeps what it knows of people; see `accounts.retention`."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.retention import TWO_YEARS, YEAR, Kept
from organizations.models import Mandate, OrganizationMember

from .bulletin import personal as bulletin
from .coaching import personal as coaching
from .exchange import personal as exchange
from .members import personal as members
from .models import Attendance, MeetingCalendar, MeetingInvitation, Seat
from .trainings import personal as trainings


def forget_names(attendance):
    """The organisation was there all the same; who came for none is let go. Two of one are one from then on."""
    nobody = attendance.filter(organization=None)
    count = attendance.count()
    nobody.delete()
    for meeting, organization in attendance.order_by().values_list("meeting", "organization").distinct():
        rows = Attendance.objects.filter(meeting=meeting, organization=organization).order_by("pk")
        kept = rows.first()
        rows.exclude(pk=kept.pk).delete()
        rows.filter(pk=kept.pk).update(name="")
    return count


def calendars_of_nobody(now):
    """Of who keeps no organisation and has no mandate that goes on or is to begin."""
    links = MeetingCalendar.objects.exclude(user__in=OrganizationMember.objects.values("user"))
    return links.exclude(user__in=Mandate.objects.not_ended().values("user"))


KEPT = [
    Kept(
        _("Il nome di chi era a una riunione della rete"),
        _("2 anni; poi resta solo l’organizzazione"),
        _("Serve a sapere con chi si è parlato"),
        _("Nomi in riunioni di oltre due anni fa"),
        lambda now: Attendance.objects.exclude(name="").filter(meeting__dtend__lt=now - TWO_YEARS),
        forget_names,
    ),
    Kept(
        _("L’invito di una persona a una riunione della rete, e che cosa ha risposto"),
        _("12 mesi dopo la riunione"),
        _("Serve a sapere chi viene"),
        _("Inviti a riunioni di oltre un anno fa"),
        lambda now: MeetingInvitation.objects.filter(meeting__dtend__lt=now - YEAR),
    ),
    Kept(
        _("Chi ha avuto un seggio in un gruppo di guida"),
        _("2 anni dopo la fine del mandato"),
        _("Serve a sapere chi guidava e con chi parlare"),
        _("Seggi finiti da oltre due anni"),
        lambda now: Seat.objects.filter(term__endswith__lt=timezone.localdate(now - TWO_YEARS)),
    ),
    Kept(
        _("Indirizzo segreto del calendario delle riunioni (solo l’impronta)"),
        _("finché la persona lo toglie, o non è più di nessuna organizzazione né sportello"),
        _("Il suo telefono ne legge le riunioni"),
        _("Calendari delle riunioni di chi non ha più un posto nella rete"),
        calendars_of_nobody,
    ),
    *members.KEPT,
    *bulletin.KEPT,
    *exchange.KEPT,
    *coaching.KEPT,
    *trainings.KEPT,
]
