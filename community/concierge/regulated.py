"""What is no exchange between neighbours: trades that the law gives to who is trained and insured, and where to go."""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Trade(NamedTuple):
    found: re.Pattern
    name: str
    why: str
    look_for: str  # in the search of services


def trade(words, name, why, look_for):
    return Trade(re.compile(rf"\b(?:{words})", re.IGNORECASE), name, why, look_for)


TRADES = [
    trade(
        r"elettricist|impiant\w* elettric|quadro elettric|pres[ae] elettric|salvavita|filo della corrente",
        _("gli impianti elettrici"),
        _("Li tocca solo un’impresa abilitata, che lascia una dichiarazione di conformità."),
        "sicurezza in casa",
    ),
    trade(
        r"gas\b|caldai|scaldabagn|bombol|fornell\w* a gas|canna fumaria",
        _("gas, caldaie e camini"),
        _("Li tocca solo un’impresa abilitata. Se senti odore di gas apri le finestre, esci e chiama il 112."),
        "sicurezza in casa",
    ),
    trade(
        r"iniezion|puntur[ae]\b|medicazion|flebo|infermier|prelievo del sangue|fisioterap|massagg|logoped|psicoterap"
        r"|dentist|diet[ae] personalizzat|visit[ae] medic[ah]",
        _("le cure"),
        _("Le fa solo chi è iscritto a un albo: infermieri, medici, fisioterapisti."),
        "infermiere",
    ),
    trade(
        r"avvocat|causa in tribunale|parer[ei] legal|consulenz\w* legal|ricors[oi]\b|notai|testament",
        _("i consigli di legge"),
        _("Li dà solo un avvocato o un notaio. Agli sportelli legali il primo incontro è gratis."),
        "sportello legale",
    ),
    trade(
        r"commercialist|dichiarazion\w* dei redditi|modello 730|\bisee\b|busta paga|buste paga|contabilit",
        _("tasse e ISEE"),
        _("Le pratiche le fa un CAF o un commercialista, che ne risponde."),
        "caf",
    ),
    trade(
        r"parrucchier|barbier|tagli\w* (?:di |i |dei )?capelli|tint[ae] (?:ai |dei )?capelli|estetist|manicure|ceretta"
        r"|unghie in gel|tatuagg",
        _("capelli ed estetica"),
        _("Si fanno in un luogo controllato, con un’abilitazione."),
        "parrucchiere sociale",
    ),
    trade(
        r"taxi\b|ncc\b|trasport\w* a pagamento|trasloc",
        _("trasporti a pagamento e traslochi"),
        _("Ci vogliono una licenza e un’assicurazione."),
        "trasporto",
    ),
    trade(
        r"amianto|eternit|tetto|ponteggi|muratore|idraulic",
        _("lavori in quota, idraulica e muratura"),
        _("Chi li fa ha bisogno di un’assicurazione contro gli infortuni."),
        "manutenzione casa",
    ),
]


def regulated_in(text) -> Trade | None:
    """The first that a text seems to be about."""
    return next((each for each in TRADES if each.found.search(text)), None)
