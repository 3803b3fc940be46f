"""How long what is said of the directory is kept; see `accounts.retention`."""

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.retention import THREE_MONTHS, TWO_YEARS, YEAR, Kept, delete
from organizations.models import OpeningHours, ReservedContact

from .history import not_kept
from .models import Change, Report, RowChange


def forget_senders(reports):
    return reports.update(contact="", sender_mark="")


def hours_of_nobody(now):
    """Those that no owner in the trash could ask back."""
    orphans = OpeningHours.objects.of_nobody().alias(key=Cast("pk", TextField()))
    return orphans.exclude(key__in=RowChange.objects.hours_let_go_lately())


def reserved_contacts_of_nobody(now):
    """Those of no organisation in the trash either."""
    orphans = ReservedContact.objects.of_nobody().alias(key=Cast("organization_id", TextField()))
    return orphans.exclude(key__in=RowChange.objects.organizations_gone_lately())


def delete_without_a_trace(rows):
    """The history would keep what they said."""
    with not_kept():
        return delete(rows)


KEPT = [
    Kept(
        _("Chi ha avuto quale ruolo"),
        _("24 mesi dopo"),
        _("Dice chi poteva fare che cosa, se qualcosa va chiarito"),
        _("Storia dei ruoli di oltre due anni fa"),
        lambda now: RowChange.objects.past_keeping(),
    ),
    Kept(
        _("Che cosa diceva una scheda tolta dall’elenco: testi, telefoni, indirizzi e i cambiamenti di prima"),
        _("30 giorni nel cestino; restano il nome, chi l’ha tolta, quando e perché"),
        _("Si può rimettere, se è stata tolta per errore"),
        _("Che cosa diceva quello che è nel cestino da 30 giorni"),
        lambda now: RowChange.objects.past_the_trash(),
        lambda changes: changes.forget(),
    ),
    Kept(
        _("Orari, note e chiusure di una scheda tolta dall’elenco"),
        _("30 giorni nel cestino"),
        _("Tornano con la scheda, se è stata tolta per errore"),
        _("Orari che non sono più di nessuna scheda da 30 giorni"),
        hours_of_nobody,
        delete_without_a_trace,
    ),
    Kept(
        _("Recapiti riservati di un’organizzazione tolta dall’elenco"),
        _("30 giorni nel cestino, dove non li vede nessuno"),
        _("Tornano con l’organizzazione, se è stata tolta per errore"),
        _("Recapiti riservati di organizzazioni tolte da 30 giorni"),
        reserved_contacts_of_nobody,
    ),
    Kept(
        _("Bozze di schede, che vede solo chi le scrive"),
        _("90 giorni dall’ultimo tocco"),
        _("Si riprende da dove si era"),
        _("Bozze di schede ferme da 90 giorni"),
        lambda now: Change.objects.untouched_drafts(now - THREE_MONTHS),
    ),
    Kept(
        _("L’e-mail di chi segnala un errore (cifrata), e la sigla che distingue due persone"),
        _("la risposta, o 12 mesi"),
        _("Per rispondere; e per non credere a una persona sola"),
        _("Recapiti di segnalazioni di oltre un anno fa"),
        lambda now: Report.objects.with_a_sender_before(now - YEAR),
        forget_senders,
    ),
    Kept(
        _("Segnalazioni chiuse, con le parole di chi le ha scritte, e chi era se aveva un accesso"),
        _("24 mesi"),
        _("Fanno capire come migliora l’elenco"),
        _("Segnalazioni chiuse da oltre due anni"),
        lambda now: Report.objects.settled_before(now - TWO_YEARS),
    ),
]
