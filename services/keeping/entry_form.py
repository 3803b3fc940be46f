"""The form of an entry: its values by section, its hours, and what was seen when it was opened."""

from django import forms
from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.models import Location, Organization
from services.editing import KINDS, read
from services.editing.fields import municipality_of
from services.models import Taxonomy
from services.reports.proposals import values_of
from territory.models import Quarter

from .fields import (
    ASSET_KINDS,
    DocumentsField,
    KeyField,
    KeysField,
    LanguagesField,
    PhonesField,
    ReservedField,
    TermsField,
    field_for_column,
)
from .hours_form import HoursForm
from .places import PlaceOfAddress
from .sections import Section

SALT = "services.keeping.seen"
NAMED = {  # fields whose label or help says more than the column's name
    "phones": (_("Telefoni"), _("Uno per riga, poi a che cosa serve: 030 123456 segreteria, la mattina.")),
    "required_documents": (_("Cosa portare"), _("Una cosa per riga.")),
    "members_contacts": (
        _("Recapiti solo per la rete"),
        _("Telefono o e-mail, uno per riga, poi di chi è. Li vede solo chi è nella rete; non escono nei dati aperti."),
    ),
    "coordinators_contacts": (
        _("Recapiti solo per chi coordina"),
        _("Uno per riga, come sopra. Li vede solo chi coordina la rete, oltre a voi."),
    ),
    "offers": (_("Che cosa potete offrire alle altre"), _("Una sala, un furgone, qualcuno che sa fare qualcosa.")),
    "looks_for": (_("Che cosa cercate"), _("Così chi ce l’ha vi trova.")),
    "alternate_name": (_("Altro nome"), _("Come lo chiama la gente, una sigla.")),
    "alert": (_("Avviso"), _("Una cosa da sapere subito: si vede in alto, in giallo.")),
    "address": (_("Via e numero"), _("Da qui troviamo da soli CAP, quartiere e punto sulla mappa.")),
    "eligibility_description": (_("Per chi è"), _("Scrivi come lo diresti a voce.")),
}
SECTIONS = {
    "organization": [
        (_("Che cos’è"), ["name", "alternate_name", "description", "sector", "level"]),
        (_("Come si contatta"), ["phones", "email", "website"]),
        (_("Per chi lavora con voi"), ["offers", "looks_for", "members_contacts", "coordinators_contacts"]),
        (_("Per gli uffici"), ["legal_status", "tax_code", "year_incorporated"]),
    ],
    "location": [
        (_("Dov’è"), ["name", "address", "address_detail", "city", "postal_code", "quarter", "latitude", "longitude"]),
        (_("Come si arriva e si entra"), ["transportation", "wheelchair", "phones"]),
    ],
    "community_point": [
        (_("Che cos’è"), ["name", "description", "is_hub", "is_network", "is_community"]),
        (_("Chi lo tiene e dov’è"), ["lead_organization", "partners", "location", "quarters"]),
        (_("Come si contatta"), ["phones", "email"]),
    ],
    "service": [
        (_("Che cos’è"), ["name", "alternate_name", "description", "status", "alert"]),
        (_("Per chi è e come si fa"), ["eligibility_description", "minimum_age", "maximum_age", "application_process"]),
        (_("Cosa portare, quanto costa"), ["required_documents", "outcome", "wait_time", "free", "fees_description"]),
        (_("Entrare è facile?"), ["no_appointment", "anonymous", "place_to_sit", "phone_or_internet", "play_area"]),
        (_("Senza uscire di casa"), ["comes_home", "by_phone", "online"]),
        (_("Lingue"), ["languages", "interpretation_services", "special_cases"]),
        (_("Di che cosa si occupa"), ["needs", "activities", "targets"]),
        (_("Come si contatta"), ["phones", "email", "url"]),
        (_("Dove"), ["places"]),
    ],
    "asset": [
        (_("Che cos’è"), ["kind", "name", "description", "free", "offered_by_resident"]),
        (_("Dov’è e di chi è"), ["organization", "location", "quarter"]),
        (_("Come si contatta"), ["phones", "email", "url"]),
    ],
}


class EntryForm(forms.Form):
    """`values` after `is_valid()`; `seen` is what the entry said when this page was first opened.

    `organization` is the one that a new service, place or asset belongs to. Whatever has hours has `hours`.
    `said` (`services.reports.proposals`) is what somebody told of a new entry: a page just opened shows it typed.
    """

    signed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, kind, thing, organization=None, said=None):
        self.said, told = said, values_of(said, kind) if said else {}
        self.kind, self.thing, self.organization = KINDS[kind], thing, organization
        self.now = {} if thing._state.adding else read(thing)
        data = data if data is None else with_plain_line_ends(data)
        self.seen = self.now if data is None else sent_seen(data, self.now)
        super().__init__(data, initial=self.seen if data is not None else self.seen | told, label_suffix="")
        for _title, names in SECTIONS[kind]:
            for name in names:
                self.fields[name] = self.field(name)
        self.fields["signed"].initial = signing.dumps(self.seen, salt=SALT, compress=True)
        self.hours = self.hours_form(data)

    def hours_form(self, data):
        if "opening_hours" not in self.kind.fields:
            return None
        week = self.said.week if self.said and data is None else None
        return HoursForm(data, initial_value=self.seen.get("opening_hours"), week=week)

    def field(self, name):
        field = self.special_field(name) or field_for_column(self.kind.model._meta.get_field(name))
        label, help_text = NAMED.get(name, (self.kind.fields[name].label(self.kind.model), ""))
        field.label, field.help_text = field.label or str(label)[:1].upper() + str(label)[1:], help_text
        if name in NAMED:
            field.label = label
        return field

    def special_field(self, name):
        optional = {"required": False}
        fields = {
            "phones": lambda: PhonesField(**optional),
            "members_contacts": lambda: ReservedField(**optional),
            "coordinators_contacts": lambda: ReservedField(**optional),
            "required_documents": lambda: DocumentsField(**optional),
            "languages": lambda: LanguagesField(known=self.seen.get("languages", []), **optional),
            "needs": lambda: TermsField(Taxonomy.Own.NEED, **optional),
            "activities": lambda: TermsField(Taxonomy.Own.ACTIVITY, **optional),
            "targets": lambda: TermsField(Taxonomy.Own.TARGET, **optional),
            "kind": lambda: KeyField(ASSET_KINDS.all(), empty_label=None),
            "places": lambda: KeysField(self.own_places(), **optional),
            "location": lambda: KeyField(self.own_places(), required=self.kind.column == "community_point"),
            "quarter": lambda: KeyField(Quarter.objects.all(), **optional),
            "quarters": lambda: KeysField(Quarter.objects.all()),
            "organization": lambda: KeyField(Organization.objects.all(), **optional),
            "lead_organization": lambda: KeyField(Organization.objects.all()),
            "partners": lambda: KeysField(Organization.objects.exclude(pk=None), **optional),
        }
        return fields[name]() if name in fields else None

    @property
    def municipality(self):
        """Whose holidays count, a key or None: of the entry's place, or of the first of its organisation's."""
        if not self.thing._state.adding:
            return municipality_of(self.thing)
        return self.organization and municipality_of(self.organization)

    def own_places(self):
        """The places of its organisation, and those it is at already; for a new Punto Comunità all that there are."""
        if self.kind.column == "community_point" and self.thing._state.adding:
            return Location.objects.filter(location_type=Location.LocationType.PHYSICAL)
        organization = self.organization or getattr(self.thing, "organization", None) or self.lead()
        here = [*self.seen.get("places", []), *filter(None, [self.seen.get("location")])]
        places = Location.objects.filter(pk__in=here)
        return (places | Location.objects.filter(organization=organization)).distinct() if organization else places

    def lead(self):
        key = getattr(self.thing, "lead_organization_id", None)
        return key and self.thing.lead_organization

    def sections(self):
        """In the order of the page."""
        return [Section(title, [self[name] for name in names]) for title, names in SECTIONS[self.kind.column]]

    def to_mend(self):
        """(id, label, error) of all that is wrong in the page, from top to bottom; id empty for the whole."""
        parts = [self]
        if self.hours is not None:
            parts += [self.hours, *self.hours.rows, *self.hours.closures]
        return [each for part in parts for each in errors_of(part)]

    def is_valid(self):
        return all([super().is_valid(), self.hours is None or self.hours.is_valid()])

    def clean(self):
        values = super().clean()
        if self.kind.column == "location" and not (values.get("name") or values.get("address")):
            self.add_error("address", _("Scrivi la via, o almeno come si chiama il luogo."))
        if self.kind.column == "location" and not self.errors:
            PlaceOfAddress(self.seen).complete(self, values)
        return values

    @cached_property
    def values(self):
        """What the entry would say where that is new, as `services.editing.read` writes it."""
        values = {name: self.cleaned_data[name] for name in self.changed_data if name in self.kind.fields}
        values |= {name: value for name, value in self.cleaned_data.items() if name in PlaceOfAddress.FILLED}
        if self.hours is not None:
            values["opening_hours"] = self.hours.value
        if self.organization is not None and "organization" in self.kind.fields and "organization" not in values:
            values["organization"] = str(self.organization.pk)
        return {name: self.taken(name, value) for name, value in values.items()}

    def taken(self, name, value):
        """Where two wrote the same and the other's was chosen, what the entry says now."""
        return self.now.get(name) if self.data.get(f"keep-{name}") == "theirs" else value

    def with_seen(self, names):
        """Counts what the entry says now of these as seen: whoever reads of a conflict has seen it."""
        self.seen = self.seen | {name: self.now[name] for name in names}
        self.data = self.data.copy()
        self.data["signed"] = signing.dumps(self.seen, salt=SALT, compress=True)


def errors_of(form):
    whole = [("", "", error) for error in form.non_field_errors()]
    return whole + [(field.auto_id, field.label, error) for field in form for error in field.errors]


def with_plain_line_ends(data):
    """A browser sends CR LF where the text had LF: not a change."""
    data = data.copy()
    for name, values in data.lists():
        data.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return data


def sent_seen(data, now):
    """What the page was opened with; one that was tampered with counts as opened now."""
    try:
        return signing.loads(data.get("signed", ""), salt=SALT)
    except signing.BadSignature:
        return now
