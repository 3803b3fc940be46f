"""What is held of a person who takes part in a network; see `accounts.personal_data`."""

from django.db.models import Q
from django.utils.translation import gettext as _

from .bulletin import personal as bulletin
from .coaching import personal as coaching
from .exchange import personal as exchange
from .members import personal as members
from .models import AgendaItem, Attendance, Decision, Measurement, MeetingCalendar, Minutes
from .retention import forget_names
from .trainings import personal as trainings


def held(user):
    return {
        _("Riunioni a cui sei invitata o invitato"): [invitation(each) for each in invitations(user)],
        _("Compiti che ti sono affidati"): [task(each) for each in user.action_items.all()],
        _("Seggi che hai nei gruppi di guida"): [seat(each) for each in user.seats.select_related("body")],
        _("Indirizzo per il calendario delle riunioni"): calendars(user),
        _("Quanto hai scritto nelle riunioni della rete"): [how_much(user)],
        **members.held(user),
        **bulletin.held(user),
        **exchange.held(user),
        **coaching.held(user),
        **trainings.held(user),
    }


def forget(user):
    """Invitations and seats go with them, tasks are nobody's; names on sheets of where they were asked are let go."""
    bulletin.forget(user)
    exchange.forget(user)
    coaching.forget(user)
    trainings.forget(user)
    same_name = Attendance.objects.filter(name=user.name)
    asked = same_name.filter(organization=None, meeting__invitations__user=user)
    forget_names(
        Attendance.objects.filter(Q(pk__in=asked) | Q(pk__in=same_name.filter(organization__members__user=user)))
    )


def invitations(user):
    return user.meeting_invitations.select_related("meeting")


def invitation(row):
    return {
        _("riunione"): str(row.meeting),
        _("quando"): row.meeting.dtstart,
        _("risposta"): row.get_partstat_display(),
    }


def calendars(user):
    """That there is one, and since when; its secret is known to its reader alone."""
    return [{_("dal"): link.created_at} for link in MeetingCalendar.objects.filter(user=user)]


def task(row):
    return {_("che cosa"): row.words, _("entro il"): row.due, _("stato"): row.get_state_display()}


def seat(row):
    return {
        _("gruppo"): str(row.body),
        _("che cosa fai"): row.get_role_display(),
        _("dal"): row.first_day,
        _("fino al"): row.last_day,
    }


def how_much(user):
    return {
        _("punti proposti"): AgendaItem.objects.filter(proposed_by=user).count(),
        _("verbali"): Minutes.objects.filter(written_by=user).count(),
        _("decisioni scritte"): Decision.objects.filter(recorded_by=user).count(),
        _("misure scritte"): Measurement.objects.filter(recorded_by=user).count(),
    }
