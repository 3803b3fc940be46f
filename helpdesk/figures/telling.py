"""The same figures as a page, a file and a drawing say them: a sentence first, then the rows."""

import datetime
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.models import Enquiry, Referral
from puntocomunita.charts import labelled

DRAWN = 12  # bars that can be taken in at a glance; the table has all rows
FEWEST_FOR_A_SHARE = 20


class Row(NamedTuple):
    label: str
    cells: tuple

    @property
    def shown(self):
        return [whole(cell) if isinstance(cell, int) else cell for cell in self.cells]


class Figure(NamedTuple):
    """`head` names the columns, the first of which is the label; `chart` draws the first number of each row."""

    key: str
    title: str
    sentence: str
    head: tuple
    rows: list
    chart: object = None


def whole(number):
    return number_format(number, 0, force_grouping=True)


def of_100(part, total):
    """None where so few were asked that a share would say more than it knows."""
    return round(100 * part / total) if total >= FEWEST_FOR_A_SHARE else None


def said_of_100(share):
    return "" if share is None else str(share)


def lead(counts):
    """ "1.240 contatti: 62 su 100 risolti subito, 9 senza risposta." """
    if not counts.contacts:
        return _("In questi giorni nessun contatto chiuso.")
    contacts = ngettext("%(count)s contatto", "%(count)s contatti", counts.contacts) % {"count": whole(counts.contacts)}
    solved, unmet = of_100(counts.solved, counts.contacts), of_100(counts.unmet, counts.contacts)
    if solved is None:
        return _("%(contacts)s: %(solved)s risolti subito, %(unmet)s senza risposta.") % {
            "contacts": contacts,
            "solved": counts.solved,
            "unmet": counts.unmet,
        }
    return _("%(contacts)s: %(solved)s su 100 risolti subito, %(unmet)s senza risposta.") % {
        "contacts": contacts,
        "solved": solved,
        "unmet": unmet,
    }


def figures(counts) -> list[Figure]:
    """All of them, in the order in which a coordinator asks."""
    return [
        months(counts),
        needs(counts),
        banded(counts, "result", _("Com’è finita"), Enquiry.Result),
        answers(counts),
        unmet_reasons(counts),
        unmet_by_home(counts),
        banded(counts, "age", _("Quanti anni ha chi viene"), Enquiry.AgeBand),
        banded(counts, "gender", _("Chi viene"), Enquiry.Gender),
        yes_or_no(counts, "first_visit", _("È la prima volta?")),
        yes_or_no(counts, "language_help", _("Serve aiuto con la lingua?")),
        homes(counts),
        banded(counts, "channel", _("Come arriva"), Enquiry.Channel),
        banded(counts, "minutes", _("Quanto tempo ci vuole"), Enquiry.Minutes),
        endings(counts),
        outcomes(counts),
        receivers(counts),
    ]


NOT_SAID = "non indicato"


def counted(key, title, pairs, sentence="", total=None):
    """A figure of (label, count) pairs with their share of the total, or of their sum."""
    pairs = [(label, count) for label, count in pairs if count]
    total = sum(count for _label, count in pairs) if total is None else total
    rows = [Row(label, (count, said_of_100(of_100(count, total)))) for label, count in pairs]
    return Figure(
        key, title, sentence or most_of(pairs, total), ("", _("Contatti"), _("su 100")), rows, labelled(pairs[:DRAWN])
    )


def most_of(pairs, total):
    """ "Il più delle volte: allo sportello, 74 su 100." """
    if not pairs:
        return _("In questi giorni niente da contare.")
    label, count = max(pairs, key=lambda pair: pair[1])
    share = of_100(count, total)
    if share is None:
        return _("Il più delle volte: %(what)s, %(count)s su %(total)s.") % {
            "what": label,
            "count": count,
            "total": total,
        }
    return _("Il più delle volte: %(what)s, %(share)s su 100.") % {"what": label, "share": share}


def banded(counts, key, title, choices):
    labels = [*choices.choices, ("", _(NOT_SAID))]
    return counted(key, title, [(str(label), counts.of(key, value)) for value, label in labels])


def yes_or_no(counts, key, title):
    labels = [("true", _("sì")), ("false", _("no")), ("", _(NOT_SAID))]
    return counted(key, title, [(label, counts.of(key, value)) for value, label in labels])


def months(counts):
    pairs = [(month_words(month), contacts) for month, (contacts, _unmet) in sorted(counts.by["month"].items())]
    people = ngettext("%(count)s persona", "%(count)s persone", counts.people) % {"count": whole(counts.people)}
    sentence = _("In tutto sono venute %(people)s, alcune più volte.") % {"people": people}
    return counted("months", _("Quanti contatti, mese per mese"), pairs, sentence if counts.people else "")


def month_words(month):
    return date_format(datetime.date.fromisoformat(f"{month}-01"), "F Y").lower()


def needs(counts):
    pairs = [(name, contacts) for name, contacts, _unmet in counts.needs]
    found = counted("needs", _("Di che cosa si parla"), pairs, total=counts.contacts)
    rows = [
        Row(row.label, (*row.cells, unmet))
        for row, (_name, _contacts, unmet) in zip(found.rows, counts.needs, strict=True)
    ]
    return found._replace(head=(*found.head, _("senza risposta")), rows=rows)


def answers(counts):
    pairs = [(str(label), counts.answers.get(value, 0)) for value, label in Enquiry.Answer.choices]
    return counted("answers", _("Come rispondiamo"), pairs, total=counts.contacts)


def unmet_reasons(counts):
    pairs = [(str(label), counts.of("reason", value)) for value, label in Enquiry.UnmetReason.choices]
    pairs.sort(key=lambda pair: -pair[1])
    return counted("unmet_reasons", _("Perché è mancata una risposta"), pairs)


def unmet_by_home(counts):
    rows = [Row(home or _(NOT_SAID), (need or _(NOT_SAID), count)) for home, need, count in counts.unmet_by_home]
    pairs = [(f"{row.label}: {row.cells[0]}", row.cells[1]) for row in rows[:DRAWN]]
    sentence = most_of(pairs, counts.unmet) if pairs else _("Nessuna richiesta è rimasta senza risposta.")
    head = (_("Quartiere"), _("Tema"), _("Senza risposta"))
    return Figure("unmet", _("Bisogni senza risposta, per quartiere e tema"), sentence, head, rows, labelled(pairs))


def homes(counts):
    pairs = [(name or _(NOT_SAID), contacts) for name, contacts, _unmet in counts.homes]
    return counted("homes", _("Dove abita chi viene"), pairs)


def endings(counts):
    pairs = [(str(label), counts.endings.get(value, 0)) for value, label in Referral.State.choices]
    found = counted("endings", _("A che punto sono i passaggi"), pairs)
    return found._replace(head=("", _("Passaggi"), _("su 100")))


def outcomes(counts):
    pairs = [(str(label), counts.outcomes.get(value, 0)) for value, label in Referral.Outcome.choices]
    found = counted("outcomes", _("Come sono andati i passaggi verificati"), pairs)
    return found._replace(head=("", _("Passaggi"), _("su 100")))


def receivers(counts):
    whole_city = counts.referrals
    rows = [Row(each.name, receiver_cells(each)) for each in counts.receivers]
    head = (
        _("A chi"),
        _("Passaggi"),
        _("risposte"),
        _("giorni"),
        _("andati bene"),
        _("con esito"),
        _("rifiutati o scaduti"),
    )
    sentence = _("In questi giorni nessun passaggio.")
    if whole_city and whole_city.days is not None:
        days = {"days": number_format(whole_city.days, 1)}
        sentence = _("Metà delle risposte arriva entro %(days)s giorni.") % days
    elif whole_city and whole_city.sent:
        sentence = _("Nessuno ha ancora risposto.")
    drawn = labelled([(each.name, each.sent) for each in counts.receivers[:DRAWN]])
    return Figure("receivers", _("A chi mandiamo, e in quanto tempo risponde"), sentence, head, rows, drawn)


def receiver_cells(each):
    days = "" if each.days is None else number_format(each.days, 1)
    return (each.sent, each.answered, days, each.well, each.known, each.refused)
