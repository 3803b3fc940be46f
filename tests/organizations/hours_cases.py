"""Opening hours by example: what the badge must say, worked out by hand on a calendar.

Each case: an Italian name, the lines, the local time, the badge; then closures and other circumstances.
Public holidays are filled for 2025–2028, Brescia's patron saint included.
"""

import datetime
from dataclasses import dataclass, field

from organizations.models import Closure, Schedule

CONFIRM = "Orario da confermare: telefona prima"
HOLIDAY_YEARS = range(2025, 2029)


@dataclass
class Case:
    name: str
    lines: list
    at: str
    label: str
    closures: list = field(default_factory=list)
    on_holidays: str = "closed"
    municipality: str = "Brescia"

    @property
    def state(self):
        return {"Aperto": "open", "Chiuso": "closed", "Orario": "unknown"}[self.label.split(" ")[0].strip(",")]


def line(days="", hours="9:30-12:00", **more):
    """A schedule: `line("MO,TU", "21:00-2:00", valid_to="2027-06-04")`."""
    opens, closes = (datetime.time(*map(int, text.split(":"))) for text in hours.split("-"))
    for name in {"dtstart", "until", "valid_from", "valid_to"} & more.keys():
        more[name] = datetime.date.fromisoformat(more[name])
    return Schedule(byday=days.split(",") if days else [], opens_at=opens, closes_at=closes, **more)


def monthly(days="", hours="9:30-12:00", **more):
    return line(days, hours, freq=Schedule.Freq.MONTHLY, **more)


def closed(first, last=None):
    return Closure(first_day=datetime.date.fromisoformat(first), last_day=datetime.date.fromisoformat(last or first))


WORKDAYS, EVERY_DAY = "MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA,SU"
OFFICE = [line(WORKDAYS, "9:00-12:00"), line(WORKDAYS, "14:00-18:00")]
TUESDAY = [line("TU")]
NIGHT = [line("SA", "21:00-2:00")]
AUGUST = [closed("2026-08-10", "2026-08-21")]
CHRISTMAS = [closed("2026-12-24", "2027-01-06")]

CASES = [
    # The ordinary week; 9 November 2026 is a Monday
    Case("di mattina", OFFICE, "2026-11-09T10:30", "Aperto ora, fino alle 12:00"),
    Case("di pomeriggio", OFFICE, "2026-11-09T17:00", "Aperto ora, fino alle 18:00"),
    Case("un minuto prima di aprire", OFFICE, "2026-11-09T08:59", "Chiuso, apre alle 9:00"),
    Case("il minuto in cui apre", OFFICE, "2026-11-09T09:00", "Aperto ora, fino alle 12:00"),
    Case("l'ultimo minuto", OFFICE, "2026-11-09T11:59", "Aperto ora, fino alle 12:00"),
    Case("il minuto in cui chiude", OFFICE, "2026-11-09T12:00", "Chiuso, apre alle 14:00"),
    Case("in pausa pranzo", OFFICE, "2026-11-09T13:59", "Chiuso, apre alle 14:00"),
    Case("riapre alle 14", OFFICE, "2026-11-09T14:00", "Aperto ora, fino alle 18:00"),
    Case("finita la giornata", OFFICE, "2026-11-09T18:00", "Chiuso, apre domani alle 9:00"),
    Case("nella notte", OFFICE, "2026-11-10T00:30", "Chiuso, apre alle 9:00"),
    Case("venerdì sera", OFFICE, "2026-11-13T18:30", "Chiuso, apre lunedì alle 9:00"),
    Case("sabato", OFFICE, "2026-11-14T10:00", "Chiuso, apre lunedì alle 9:00"),
    Case("domenica", OFFICE, "2026-11-15T10:00", "Chiuso, apre domani alle 9:00"),
    Case("fra sei giorni", TUESDAY, "2026-11-11T10:00", "Chiuso, apre martedì alle 9:30"),
    Case("fra sette giorni", TUESDAY, "2026-11-10T13:00", "Chiuso, apre martedì 17 novembre alle 9:30"),
    Case(
        "fasce che si toccano",
        [line("MO", "9:00-12:00"), line("MO", "12:00-15:00")],
        "2026-11-09T10:00",
        "Aperto ora, fino alle 15:00",
    ),
    Case(
        "fasce che si accavallano",
        [line("MO", "9:00-13:00"), line("MO", "12:00-16:00")],
        "2026-11-09T12:30",
        "Aperto ora, fino alle 16:00",
    ),
    Case("la stessa riga due volte", TUESDAY * 2, "2026-11-10T10:00", "Aperto ora, fino alle 12:00"),
    Case("senza giorni è ogni giorno", [line()], "2026-11-15T10:00", "Aperto ora, fino alle 12:00"),
    # Past midnight
    Case("sabato notte", NIGHT, "2026-11-14T23:00", "Aperto ora, fino alle 2:00 di domani"),
    Case("dopo la mezzanotte", NIGHT, "2026-11-15T00:00", "Aperto ora, fino alle 2:00"),
    Case("l'ultimo minuto della notte", NIGHT, "2026-11-15T01:59", "Aperto ora, fino alle 2:00"),
    Case("finita la notte", NIGHT, "2026-11-15T02:00", "Chiuso, apre sabato alle 21:00"),
    Case("la notte prima no", NIGHT, "2026-11-14T01:00", "Chiuso, apre alle 21:00"),
    Case("dalla domenica al lunedì", [line("SU", "22:00-3:00")], "2026-11-16T02:30", "Aperto ora, fino alle 3:00"),
    Case("lunedì alle tre", [line("SU", "22:00-3:00")], "2026-11-16T03:00", "Chiuso, apre domenica alle 22:00"),
    Case("fino all'una", [line("FR", "21:00-1:00")], "2026-11-13T22:00", "Aperto ora, fino all’1:00 di domani"),
    Case("apre all'una", [line("SU", "1:30-5:00")], "2026-11-15T00:10", "Chiuso, apre all’1:30"),
    Case("rifugio per la notte", [line(hours="20:00-8:00")], "2026-11-11T07:59", "Aperto ora, fino alle 8:00"),
    Case("rifugio di giorno", [line(hours="20:00-8:00")], "2026-11-11T08:00", "Chiuso, apre alle 20:00"),
    Case("dalle 9 alle 9", [line("MO", "9:00-9:00")], "2026-11-10T08:59", "Aperto ora, fino alle 9:00"),
    # Midnight and whole days
    Case("fino a mezzanotte", [line("FR", "18:00-0:00")], "2026-11-13T23:59", "Aperto ora, fino a mezzanotte"),
    Case("a mezzanotte è chiuso", [line("FR", "18:00-0:00")], "2026-11-14T00:00", "Chiuso, apre venerdì alle 18:00"),
    Case("le 23:59 sono mezzanotte", [line("FR", "18:00-23:59")], "2026-11-13T23:59", "Aperto ora, fino a mezzanotte"),
    Case("giorno intero, inizio", [line("SU", "0:00-0:00")], "2026-11-15T00:00", "Aperto ora, fino a mezzanotte"),
    Case("giorno intero, fine", [line("SU", "0:00-0:00")], "2026-11-15T23:59", "Aperto ora, fino a mezzanotte"),
    Case("giorno intero, dopo", [line("SU", "0:00-0:00")], "2026-11-16T00:00", "Chiuso, apre domenica alle 0:00"),
    Case(
        "sabato e domenica interi",
        [line("SA,SU", "0:00-0:00")],
        "2026-11-14T10:00",
        "Aperto ora, fino a mezzanotte di domani",
    ),
    Case(
        "venerdì, sabato e domenica interi",
        [line("FR,SA,SU", "0:00-0:00")],
        "2026-11-13T10:00",
        "Aperto ora, fino a mezzanotte di domenica",
    ),
    Case(
        "la mezzanotte unisce due fasce",
        [line("SA", "20:00-0:00"), line("SU", "0:00-3:00")],
        "2026-11-14T22:00",
        "Aperto ora, fino alle 3:00 di domani",
    ),
    Case("sempre aperto", [line(EVERY_DAY, "0:00-0:00")], "2026-11-11T04:00", "Aperto ora, sempre aperto", [], "open"),
    Case(
        "sempre, dalle 9 alle 9", [line(hours="9:00-9:00")], "2026-11-11T04:00", "Aperto ora, sempre aperto", [], "open"
    ),
    # Closures win over everything, and an opening belongs to the day on which it begins
    Case("ferie, primo giorno", OFFICE, "2026-08-10T10:00", "Chiuso, apre lunedì 24 agosto alle 9:00", AUGUST),
    Case("ferie, ultimo giorno", OFFICE, "2026-08-21T10:00", "Chiuso, apre lunedì alle 9:00", AUGUST),
    Case("finite le ferie", OFFICE, "2026-08-24T10:00", "Aperto ora, fino alle 12:00", AUGUST),
    Case("ferie troppo lunghe per dirlo", OFFICE, "2026-08-07T18:30", "Chiuso", AUGUST),
    Case("sciopero di un giorno", OFFICE, "2026-11-10T10:00", "Chiuso, apre domani alle 9:00", [closed("2026-11-10")]),
    Case("chiuso il sabato prima", NIGHT, "2026-11-15T01:00", "Chiuso, apre sabato alle 21:00", [closed("2026-11-14")]),
    Case("chiuso la domenica dopo", NIGHT, "2026-11-15T01:00", "Aperto ora, fino alle 2:00", [closed("2026-11-15")]),
    Case(
        "chiuso anche se aperto a Natale",
        OFFICE,
        "2026-12-25T10:00",
        "Chiuso, apre giovedì 7 gennaio alle 9:00",
        CHRISTMAS,
        "open",
    ),
    Case(
        "chiuso, e la festa non c'entra",
        OFFICE,
        "2026-12-25T10:00",
        "Chiuso, apre giovedì 7 gennaio alle 9:00",
        CHRISTMAS,
        "unknown",
    ),
    Case(
        "una chiusura dentro un'altra",
        OFFICE,
        "2026-08-13T10:00",
        "Chiuso, apre lunedì 24 agosto alle 9:00",
        AUGUST + [closed("2026-08-12")],
    ),
    # Public holidays
    Case("Natale chiuso", OFFICE, "2026-12-25T10:00", "Chiuso, apre lunedì alle 9:00"),
    Case("Natale aperto", OFFICE, "2026-12-25T10:00", "Aperto ora, fino alle 12:00", [], "open"),
    Case("Natale non si sa", OFFICE, "2026-12-25T10:00", CONFIRM, [], "unknown"),
    Case("Natale non si sa, ma di sera", OFFICE, "2026-12-25T20:00", "Chiuso, apre lunedì alle 9:00", [], "unknown"),
    Case("Pasquetta", OFFICE, "2027-03-29T10:00", "Chiuso, apre domani alle 9:00"),
    Case("Ferragosto di sabato", [line("SA")], "2026-08-15T10:00", "Chiuso, apre sabato 22 agosto alle 9:30"),
    Case("4 ottobre, da festa", OFFICE, "2027-10-04T10:00", "Chiuso, apre domani alle 9:00"),
    Case("4 ottobre, prima della legge", [line("SA")], "2025-10-04T10:00", "Aperto ora, fino alle 12:00"),
    Case("unità nazionale, non è festa", [line("SU")], "2027-11-07T10:00", "Aperto ora, fino alle 12:00"),
    Case("patrono di Brescia", OFFICE, "2027-02-15T10:00", "Chiuso, apre domani alle 9:00"),
    Case("patrono, non si sa", OFFICE, "2027-02-15T10:00", CONFIRM, [], "unknown"),
    Case(
        "patrono, ma di un altro comune",
        OFFICE,
        "2027-02-15T10:00",
        "Aperto ora, fino alle 12:00",
        municipality="Bergamo",
    ),
    Case("patrono, senza comune", OFFICE, "2027-02-15T10:00", "Aperto ora, fino alle 12:00", municipality=""),
    Case("la notte di San Silvestro", [line("TH", "22:00-3:00")], "2027-01-01T01:00", "Aperto ora, fino alle 3:00"),
    Case(
        "la notte di Natale",
        [line("FR", "22:00-3:00")],
        "2026-12-26T01:00",
        "Chiuso, apre venerdì 8 gennaio alle 22:00",
    ),
    Case("la notte di Natale, non si sa", [line("FR", "22:00-3:00")], "2026-12-26T01:00", CONFIRM, [], "unknown"),
    Case(
        "sempre aperto, ma a Natale?",
        [line(hours="0:00-0:00")],
        "2026-12-24T10:00",
        "Aperto ora, fino a mezzanotte",
        [],
        "unknown",
    ),
    Case("feste che nessuno ha scritto", OFFICE, "2040-11-05T10:00", CONFIRM),
    Case("feste che non importano", OFFICE, "2040-11-05T10:00", "Aperto ora, fino alle 12:00", [], "open"),
    Case("feste che nessuno ha scritto, di notte", OFFICE, "2040-11-05T03:00", "Chiuso"),
    # What is not every week
    Case("primo martedì", [monthly("1TU")], "2026-12-01T10:00", "Aperto ora, fino alle 12:00"),
    Case("primo martedì, il secondo", [monthly("1TU")], "2026-11-10T10:00", "Chiuso"),
    Case("primo martedì, fra poco", [monthly("1TU")], "2026-11-24T10:00", "Chiuso, apre martedì 1º dicembre alle 9:30"),
    Case("ultimo venerdì", [monthly("-1FR")], "2026-11-27T10:00", "Aperto ora, fino alle 12:00"),
    Case(
        "ultimo venerdì, il penultimo",
        [monthly("-1FR")],
        "2026-11-20T10:00",
        "Chiuso, apre venerdì 27 novembre alle 9:30",
    ),
    Case("quinto sabato", [monthly("5SA")], "2026-10-31T10:00", "Aperto ora, fino alle 12:00"),
    Case("primo e terzo martedì", [monthly("+1TU,3TU")], "2026-11-17T10:00", "Aperto ora, fino alle 12:00"),
    Case("ogni martedì del mese", [monthly("TU")], "2026-11-10T10:00", "Aperto ora, fino alle 12:00"),
    Case("martedì e primo venerdì", [monthly("TU,1FR")], "2026-11-06T10:00", "Aperto ora, fino alle 12:00"),
    Case(
        "ogni due settimane, la sua",
        [line("MO", interval=2, dtstart="2026-11-02")],
        "2026-11-16T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case(
        "ogni due settimane, l'altra",
        [line("MO", interval=2, dtstart="2026-11-02")],
        "2026-11-09T10:00",
        "Chiuso, apre lunedì 16 novembre alle 9:30",
    ),
    Case(
        "ogni due settimane da quando vale",
        [line("MO", interval=2, valid_from="2026-11-04")],
        "2026-11-16T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case("ogni due settimane, ma quali?", [line("MO", interval=2)], "2026-11-16T10:00", CONFIRM),
    Case("ogni due settimane, ma non oggi", [line("MO", interval=2)], "2026-11-17T10:00", "Chiuso"),
    Case(
        "la settimana comincia di lunedì",
        [line("TU,SU", interval=2, dtstart="2026-08-04", wkst="MO")],
        "2026-08-09T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case(
        "la settimana comincia di domenica",
        [line("TU,SU", interval=2, dtstart="2026-08-04", wkst="SU")],
        "2026-08-09T10:00",
        "Chiuso, apre domenica 16 agosto alle 9:30",
    ),
    Case(
        "ogni due mesi",
        [monthly("1TU", interval=2, dtstart="2026-10-06")],
        "2026-12-01T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case("ogni due mesi, l'altro", [monthly("1TU", interval=2, dtstart="2026-10-06")], "2026-11-03T10:00", "Chiuso"),
    Case("il 15 del mese", [monthly(bymonthday=[15])], "2026-12-15T10:00", "Aperto ora, fino alle 12:00"),
    Case("il 15 del mese, il 14", [monthly(bymonthday=[15])], "2026-12-14T10:00", "Chiuso, apre domani alle 9:30"),
    Case("ultimo giorno del mese", [monthly(bymonthday=[-1])], "2027-02-28T10:00", "Aperto ora, fino alle 12:00"),
    Case(
        "ogni mese dal 20 ottobre", [monthly(dtstart="2026-10-20")], "2026-11-20T10:00", "Aperto ora, fino alle 12:00"
    ),
    Case("un giorno al mese, ma quale?", [monthly()], "2026-11-20T10:00", CONFIRM),
    Case("il primo martedì di ogni settimana", [line("1TU")], "2026-11-10T10:00", CONFIRM),
    Case(
        "da mercoledì 4, senza giorni", [line(dtstart="2026-11-04")], "2026-11-11T10:00", "Aperto ora, fino alle 12:00"
    ),
    Case(
        "da mercoledì 4, di giovedì",
        [line(dtstart="2026-11-04")],
        "2026-11-12T10:00",
        "Chiuso, apre mercoledì alle 9:30",
    ),
    Case(
        "prima che valga",
        [line(WORKDAYS, valid_from="2026-09-14")],
        "2026-09-11T10:00",
        "Chiuso, apre lunedì alle 9:30",
    ),
    Case(
        "il primo giorno che vale",
        [line(WORKDAYS, valid_from="2026-09-14")],
        "2026-09-14T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case(
        "l'ultimo giorno che vale",
        [line(WORKDAYS, valid_to="2027-06-04")],
        "2027-06-04T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case("quando non vale più", [line(WORKDAYS, valid_to="2027-06-04")], "2027-06-07T10:00", "Chiuso"),
    Case("fino al 16 compreso", [line("MO", until="2026-11-16")], "2026-11-16T10:00", "Aperto ora, fino alle 12:00"),
    Case("dopo il 16", [line("MO", until="2026-11-16")], "2026-11-23T10:00", "Chiuso"),
    Case(
        "la terza volta di tre",
        [line("MO", count=3, dtstart="2026-11-02")],
        "2026-11-16T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case("la quarta volta di tre", [line("MO", count=3, dtstart="2026-11-02")], "2026-11-23T10:00", "Chiuso"),
    Case("tre volte, ma da quando?", [line("MO", count=3)], "2026-11-16T10:00", CONFIRM),
    Case("settimana 47", [line("MO", byweekno=[47])], "2026-11-16T10:00", "Aperto ora, fino alle 12:00"),
    Case("settimana 48", [line("MO", byweekno=[47])], "2026-11-23T10:00", "Chiuso"),
    Case("il centesimo giorno", [line(byyearday=[100])], "2027-04-10T10:00", "Aperto ora, fino alle 12:00"),
    Case("l'ultimo dell'anno", [line(byyearday=[-1])], "2026-12-31T10:00", "Aperto ora, fino alle 12:00"),
    Case("di più il primo sabato", [*OFFICE, monthly("1SA")], "2026-12-05T10:00", "Aperto ora, fino alle 12:00"),
    Case("di più, ma non il secondo", [*OFFICE, monthly("1SA")], "2026-12-12T10:00", "Chiuso, apre lunedì alle 9:00"),
    Case("la notte del primo sabato", [monthly("1SA", "21:00-2:00")], "2026-12-06T01:00", "Aperto ora, fino alle 2:00"),
    Case("il 25, a Natale", [monthly(bymonthday=[25])], "2026-12-25T10:00", CONFIRM, [], "unknown"),
    Case("il 25, a Natale chiuso", [monthly(bymonthday=[25])], "2026-12-25T10:00", "Chiuso"),
    Case(
        "estate e inverno",
        [line("MO", valid_to="2026-09-30"), line("MO", "15:00-18:00", valid_from="2026-10-01")],
        "2026-10-05T15:00",
        "Aperto ora, fino alle 18:00",
    ),
    Case(
        "sicuro di mattina, forse di sera",
        [line("MO"), line("MO", "18:00-20:00", interval=2)],
        "2026-11-09T10:00",
        "Aperto ora, fino alle 12:00",
    ),
    Case("forse di sera", [line("MO"), line("MO", "18:00-20:00", interval=2)], "2026-11-09T19:00", CONFIRM),
    # Days of 23 and 25 hours: the clock on the wall counts
    Case("ora legale, dopo il salto", [line("SU", "1:00-5:00")], "2026-03-29T03:00", "Aperto ora, fino alle 5:00"),
    Case("ora legale, prima del salto", [line("SU", "1:00-5:00")], "2026-03-29T01:59", "Aperto ora, fino alle 5:00"),
    Case("ora legale, la notte intera", [line("SA", "22:00-6:00")], "2026-03-29T05:59", "Aperto ora, fino alle 6:00"),
    Case("ora solare, le due e mezza", [line("SU", "1:00-5:00")], "2026-10-25T02:30", "Aperto ora, fino alle 5:00"),
    Case("ora solare, il lunedì dopo", OFFICE, "2026-10-26T08:59", "Chiuso, apre alle 9:00"),
    # Nobody has said the hours
    Case("su appuntamento", [Schedule(byday=["MO"], description="Su appuntamento")], "2026-11-09T10:00", CONFIRM),
    Case("nessuna riga", [], "2026-11-09T10:00", CONFIRM),
    Case(
        "su appuntamento, e il martedì",
        [Schedule(description="Su appuntamento"), *TUESDAY],
        "2026-11-10T10:00",
        "Aperto ora, fino alle 12:00",
    ),
]
