"""How long a desk keeps what it knows of people; see `accounts.retention`."""

from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.retention import THREE_MONTHS, TWO_YEARS, YEAR, Kept
from organizations.models import Mandate

from .models import (
    AnswerLink,
    CalendarLink,
    CallBackRequest,
    Client,
    Enquiry,
    FollowUp,
    Permission,
    Referral,
    ReturnCode,
    Step,
    VolunteerApplication,
)
from .models.client import CALL_BACK_KEPT
from .requests.following import forget_client
from .rota.people import AT_DESK

TIMES_OF_REFERRAL = [
    "created_at", "sent_at", "reminded_at", "expires_at", "answered_at", "follow_up_due", "proposed_at",
    "appointment_at", "went_on_at", "verified_at",
]  # fmt: skip
NOBODY = {"name": "", "contact": "", "when_safe": "", "digest": ""}


def forget_notes(enquiries):
    return enquiries.update(note="")


def old_days(now):
    """Not yet cut to their month."""
    long_ago = Enquiry.objects.filter(created_at__lt=now - TWO_YEARS)
    return long_ago.exclude(day=TruncMonth("day"), created_at=TruncMonth("created_at"), shift=None)


def cut_to_month(enquiries):
    """When somebody came is no longer told from anybody else of that month, by what came of it neither."""
    keys = list(enquiries.values_list("pk", flat=True))
    referrals = Referral.objects.filter(enquiry__in=keys)
    AnswerLink.objects.filter(referral__in=referrals).delete()
    months_only(ReturnCode.objects.filter(referral__in=referrals), "created_at", "expires_at", "used_at")
    for rows in (Step, FollowUp):
        months_only(rows.objects.filter(referral__in=referrals), "at")
    months_only(referrals, *TIMES_OF_REFERRAL)
    months_only(CallBackRequest.objects.filter(enquiry__in=keys), "created_at", "last_attempt_at", "settled_at")
    clients = Client.objects.filter(enquiries__in=keys).exclude(erased_at=None)
    months_only(Permission.objects.filter(client__in=clients), "given_at", "withdrawn_at")
    months_only(clients, "created_on", "last_contact_on", "erased_at", erase_on=TruncMonth("created_on"))
    months_only(Enquiry.objects.filter(pk__in=keys), "closed_at")
    return months_only(Enquiry.objects.filter(pk__in=keys), "day", "created_at", shift=None)


def months_only(rows, *names, **more):
    return rows.update(**{name: TruncMonth(name) for name in names}, **more)


def erase_clients(clients):
    return sum(forget_client(client) for client in clients)


def erase_requests(requests):
    return requests.update(**NOBODY, state=CallBackRequest.State.ERASED, settled_at=timezone.now())


def withdraw(applications):
    nobody = {"name": "", "email": "", "words": ""}
    return applications.update(**nobody, state=VolunteerApplication.State.WITHDRAWN, settled_at=timezone.now())


def links_of_nobody_at_a_desk(now):
    """Of who has no mandate that goes on or is to begin."""
    still = Mandate.objects.not_ended().filter(role__in=AT_DESK)
    return CalendarLink.objects.exclude(user__in=still.values("user"))


KEPT = [
    Kept(
        _("La nota breve di un contatto allo sportello, senza nomi"),
        _("90 giorni"),
        _("Chi è di turno dopo sa da dove riprendere"),
        _("Note di contatti di oltre 90 giorni fa"),
        lambda now: Enquiry.objects.exclude(note="").filter(created_at__lt=now - THREE_MONTHS),
        forget_notes,
    ),
    Kept(
        _("Il giorno preciso di un contatto allo sportello"),
        _("24 mesi; poi resta solo il mese"),
        _("Serve a capire quando aprire; senza nomi, i contatti restano per contare"),
        _("Giorni di contatti di oltre due anni fa"),
        old_days,
        cut_to_month,
    ),
    Kept(
        _("Nome e recapito di chi chiede di essere seguito, e le parole per chi accoglie (cifrati)"),
        _("6 mesi dall’ultimo contatto, 12 al massimo; prima, se la persona lo chiede"),
        _("Per richiamare, e per sapere com’è andata"),
        _("Persone seguite da cancellare"),
        lambda now: Client.objects.due_for_erasure(timezone.localdate(now)),
        erase_clients,
    ),
    Kept(
        _("Nome e recapito di chi chiede di essere richiamato (cifrati)"),
        _("la telefonata, o 14 giorni; prima, se la persona fa sapere che non serve più"),
        _("Per richiamare"),
        _("Chiamate chieste da oltre 14 giorni"),
        lambda now: CallBackRequest.objects.waiting().filter(created_at__lt=now - CALL_BACK_KEPT),
        erase_requests,
    ),
    Kept(
        _("Nome, e-mail e parole di chi si offre come volontario (cifrati)"),
        _("la risposta, o 12 mesi"),
        _("Per incontrarsi"),
        _("Candidature ferme da oltre un anno"),
        lambda now: VolunteerApplication.objects.open().filter(created_at__lt=now - YEAR),
        withdraw,
    ),
    Kept(
        _("Indirizzo segreto del calendario dei turni (solo l’impronta)"),
        _("finché la persona lo toglie, o finisce di lavorare allo sportello"),
        _("Il suo telefono ne legge i turni"),
        _("Calendari di chi non lavora più a uno sportello"),
        links_of_nobody_at_a_desk,
    ),
]
