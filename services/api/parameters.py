"""The parameters of the API: how each is described, and how those the search does not know are read."""

import datetime
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from puntocomunita.api import LARGEST_PAGE, refuse
from services.fields import ChoiceField, TrueField, WholeNumberField, clean_params
from services.models import Listing


@dataclass(frozen=True, eq=False)
class Parameter:
    """`schema` is JSON Schema; `several`: may be repeated; `field` reads it where the search does not."""

    name: str
    description: str
    schema: dict
    example: object
    several: bool = False
    field: object = None

    def openapi(self):
        schema = {"type": "array", "items": self.schema} if self.several else self.schema
        return OpenApiParameter(
            self.name,
            {**schema, "example": [self.example] if self.several else self.example},
            OpenApiParameter.QUERY,
            description=self.description,
            explode=True if self.several else None,
            style="form" if self.several else None,
        )


class IdentifierField(forms.UUIDField):
    default_error_messages = {"invalid": "Questo non è un identificativo valido: serve un UUID."}


class MomentField(forms.Field):
    """A moment, or the first of a day; what does not say its offset is local time."""

    def clean(self, value):
        moment = value and self.read(value.replace(" ", "+"))  # the + of an offset, as a query string brings it
        if value and not moment:
            raise ValidationError(_("Scrivi una data, 2026-12-07, o un momento, 2026-12-07T10:30:00Z."))
        return moment or None

    def read(self, value):
        try:
            day = parse_date(value)
            moment = datetime.datetime.combine(day, datetime.time()) if day else parse_datetime(value)
            return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
        except ValueError:
            return None


TEXT = {"type": "string"}
TRUE = {"type": "boolean"}
UUID = {"type": "string", "format": "uuid"}
SOME_ID = "3f7b145d-84af-42d7-8fae-eaca714b02b2"


def whole(low, high, **more):
    return {"type": "integer", "minimum": low, "maximum": high, **more}


PAGE = Parameter(
    "page",
    "Quale pagina; una pagina che non c’è è un errore.",
    whole(1, 999_999_999, default=1),
    1,
    field=WholeNumberField(low=1, high=999_999_999),
)
PER_PAGE = Parameter(
    "per_page",
    "Quanti per pagina, al più 100.",
    whole(1, LARGEST_PAGE, default=20),
    20,
    field=WholeNumberField(low=1, high=LARGEST_PAGE),
)
FORMAT = Parameter(
    "format",
    "`json`, oppure `ndjson`: tutti, uno per riga, senza pagine.",
    {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
    "json",
    field=ChoiceField(choices=("json", "ndjson")),
)
FULL = Parameter("full", "`true`: ogni voce intera, con tutto ciò che contiene.", TRUE, True, field=TrueField())
FULL_SERVICE = Parameter(
    "full_service", "`true`: anche i servizi delle organizzazioni sono interi.", TRUE, True, field=TrueField()
)
MINIMAL = Parameter(
    "minimal",
    "`true`: solo `id` e data dell’ultima modifica, tutti in una pagina se non chiedi `page` o `per_page`.",
    TRUE,
    True,
    field=TrueField(),
)
WORDS = Parameter(
    "search", "Parole del nome o della descrizione.", {**TEXT, "maxLength": 200}, "casa", field=forms.CharField()
)
TOP_ONLY = Parameter(
    "top_only", "`true`: solo le voci in cima, che non stanno sotto un’altra.", TRUE, True, field=TrueField()
)
PARENT_ID = Parameter("parent_id", "Solo le voci subito sotto questa.", UUID, SOME_ID, field=IdentifierField())
OF_TAXONOMY = Parameter("taxonomy_id", "Solo le voci di questa tassonomia.", UUID, SOME_ID, field=IdentifierField())
OF_ORGANIZATION = Parameter("organization_id", "Solo di questa organizzazione.", UUID, SOME_ID, field=IdentifierField())
MODIFIED_AFTER = Parameter(
    "modified_after",
    "Solo ciò che è cambiato in quel momento o dopo.",
    TEXT,
    "2026-01-31",
    field=MomentField(),
)
ZOOM = Parameter(
    "zoom",
    "Quanto è ingrandita la carta: fino a 15 i punti vicini si riuniscono, con quanti sono.",
    whole(0, 22),
    13,
    field=WholeNumberField(low=0, high=22),
)
PLACE_WORDS = Parameter(
    "search",
    "Quello che si scrive: una via, un numero, un quartiere, un CAP.",
    {**TEXT, "maxLength": 200},
    "via Milano",
    field=forms.CharField(),
)
LIMIT = Parameter(
    "limit", "Quanti luoghi al più.", whole(1, 20, default=10), 10, field=WholeNumberField(low=1, high=20)
)
QUARTER = Parameter("quarter", "Solo di questo quartiere.", TEXT, "fiumicello", several=True, field=None)

# Read and checked by the one filter of the search.
SEARCH = (
    Parameter(
        "search",
        "Parole come le dice la gente; si perdonano accenti, plurali ed errori.",
        {**TEXT, "maxLength": 200},
        "aiuto compiti",
    ),
    Parameter("need", "Di cosa c’è bisogno: la voce e tutto ciò che sta sotto.", TEXT, "casa-e-bollette", several=True),
    Parameter("activity", "Che tipo di attività.", TEXT, "ascolto", several=True),
    Parameter("target", "Per chi.", TEXT, "giovani", several=True),
    Parameter("taxonomy_term_id", "HSDS: la voce di tassonomia, con tutto ciò che sta sotto.", UUID, SOME_ID),
    Parameter("taxonomy_id", "HSDS: una voce qualsiasi di questa tassonomia.", UUID, SOME_ID),
    OF_ORGANIZATION,
    MODIFIED_AFTER,
    Parameter("postal_code", "CAP; comprende ciò che arriva fin lì.", TEXT, "25126", several=True),
    Parameter(
        "postcode", "HSDS: come `postal_code`; con `proximity` il centro del cerchio.", TEXT, "25126", several=True
    ),
    Parameter("proximity", "HSDS: metri dal punto di `postcode`.", whole(1, 200_000), 2000),
    Parameter("municipality", "Comune.", TEXT, "brescia", several=True),
    Parameter("zone", "Zona.", TEXT, "ovest", several=True),
    Parameter("quarter", "Quartiere.", TEXT, "fiumicello", several=True),
    Parameter(
        "near",
        "Vicino a un luogo: `lat,lng`, un indirizzo, un quartiere, un CAP.",
        {**TEXT, "maxLength": 200},
        "45.544,10.193",
    ),
    Parameter("radius", "Metri da `near`.", whole(1, 200_000, default=2000), 2000),
    Parameter("bbox", "Riquadro: `min_lng,min_lat,max_lng,max_lat`.", TEXT, "10.1,45.5,10.3,45.6"),
    Parameter("minimum_age", "Da quale età, in anni interi.", whole(0, 130), 6),
    Parameter("maximum_age", "Fino a quale età, in anni interi.", whole(0, 130), 17),
    Parameter(
        "language", "Lingua che lì si parla, ISO 639-1.", {**TEXT, "pattern": "^[a-zA-Z]{2,3}$"}, "ur", several=True
    ),
    Parameter("free", "`true`: gratis.", TRUE, True),
    Parameter("no_appointment", "`true`: senza appuntamento.", TRUE, True),
    Parameter("anonymous", "`true`: senza dire il nome.", TRUE, True),
    Parameter("soft_entry", "`true`: si entra e basta.", TRUE, True),
    Parameter("wheelchair", "`true`: si entra in sedia a rotelle.", TRUE, True),
    Parameter("open_at", "Aperto in quel momento, ora di Roma.", TEXT, "2026-12-07T10:30"),
    Parameter("open_now", "`true`: aperto adesso.", TRUE, True),
    Parameter(
        "day",
        "Giorno della settimana, con `start_time` e `end_time`.",
        {**TEXT, "enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]},
        "TU",
    ),
    Parameter("start_time", "Aperto in quel giorno da quest’ora.", TEXT, "16:30"),
    Parameter("end_time", "Aperto in quel giorno fino a quest’ora.", TEXT, "18:00"),
    Parameter("verified_within", "Controllato negli ultimi giorni.", whole(1, 36_500), 180),
    Parameter(
        "ordering", "In che ordine.", {**TEXT, "enum": ["relevance", "distance", "name", "verified"]}, "distance"
    ),
)
KIND = Parameter(
    "kind",
    "Che cosa: della mappa dei servizi, o di quello che si fa insieme (`house`, `event`, `group`, `initiative`).",
    {**TEXT, "enum": Listing.Kind.values},
    "service",
    several=True,
)
PAGING = (PAGE, PER_PAGE)


def read(query, parameters):
    """The values of the parameters that are given, cleaned; raises with a reason for each that is wrong.

    Those without a field of their own stay text: the search reads them.
    """
    known = {parameter.name: parameter for parameter in parameters}
    given = clean_params(query)
    errors, values = {}, {}
    for name, texts in given.lists():
        try:
            values[name] = read_one(name, texts, known)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return values


def read_one(name, texts, known):
    if name not in known:
        raise ValidationError(
            _("Questo parametro non c’è. Ci sono: %(names)s.") % {"names": ", ".join(sorted(known)) or _("nessuno")}
        )
    if len(texts) > 1 and not known[name].several:
        raise ValidationError(_("Questo parametro va scritto una volta sola."))
    field = known[name].field
    return field.clean(texts[0]) if field else texts


def missing(name):
    refuse(name, _("Questo parametro serve."))


def unknown(name, value):
    refuse(name, _("Non conosciamo «%(value)s».") % {"value": value})
