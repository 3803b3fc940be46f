"""The one filter: page, API, map, export and help desk narrow the listings with it.

Each parameter is read by a field and asks for one of two things: marks, which all end in a single
tsquery answered by one index, or a condition on a column.
"""

import datetime
from functools import cache, cached_property

from django.core.exceptions import ValidationError
from django.forms import Form, UUIDField
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django_filters import Filter, FilterSet

from organizations import hours

from . import fields, places, tokens
from .models import Listing
from .tokens import TokenQuery
from .words.query import WordsQuery, understand
from .words.vocabulary import current_vocabulary

DEFAULT_RADIUS = 2_000  # metres
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ORDERINGS = ("relevance", "distance", "name", "verified")
TAXONOMIES = ("need", "activity", "target")


class Parameter(Filter):
    """A parameter of the search: its field, and what it asks for (neither: it only serves another)."""

    def __init__(self, field, *, marks=None, narrow=None, **kwargs):
        super().__init__(**kwargs)
        self._field = field
        field.required = False
        self.marks, self.narrow = marks, narrow


def any_term(term_ids) -> TokenQuery:
    return tokens.any_of(map(tokens.term, term_ids))


def any_language(codes) -> TokenQuery:
    return tokens.any_of(map(tokens.language, codes))


def any_kind(kinds) -> TokenQuery:
    return tokens.any_of(map(tokens.kind, kinds))


class MomentField(fields.forms.Field):
    """An ISO date or date-time → an aware moment, local where it says no zone; or None."""

    def clean(self, value):
        if not value:
            return None
        try:
            moment = parse_datetime(value) or datetime.datetime.combine(parse_date(value), datetime.time())
            moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
            return moment.astimezone(datetime.UTC)
        except (ValueError, TypeError, OverflowError):
            raise ValidationError(_("Scrivi la data così: 2026-12-07.")) from None


class IdentifierField(UUIDField):
    default_error_messages = {"invalid": _("Questo non è un identificativo valido.")}


class SearchForm(Form):
    """Reads the parameters together: what depends on another parameter or on the database."""

    vocabulary = None
    now = None

    def clean(self):
        self._put("search", lambda text: understand(text, self.vocabulary.lexicon) if text else WordsQuery())
        for taxonomy in TAXONOMIES:
            self._put(taxonomy, lambda slugs, taxonomy=taxonomy: self._term_ids(taxonomy, slugs))
        self._put("taxonomy_term_id", lambda uuid: uuid and self._terms_by_uuid(uuid))
        self._put("taxonomy_id", lambda uuid: uuid and self._terms_of_taxonomy(uuid))
        towns = self.cleaned_data.get("municipality", [])
        self._put("municipality", lambda slugs: slugs and places.in_municipalities(slugs))
        self._put("zone", lambda slugs: slugs and places.in_zones(slugs, towns))
        self._put("quarter", lambda slugs: slugs and places.in_quarters(slugs, towns))
        self._clean_place()
        self._put("open_at", lambda text: text and hours.parse_local_time(text))
        self._put("verified_within", lambda days: days and self.now.date() - datetime.timedelta(days))
        self._clean_slot()

    def _put(self, name, read):
        """Replace a cleaned value by what `read` makes of it, or note why it cannot."""
        if name in self.cleaned_data:
            try:
                self.cleaned_data[name] = read(self.cleaned_data[name])
            except ValidationError as error:
                self.add_error(name, error)

    def _term_ids(self, taxonomy, slugs):
        unknown = [slug for slug in slugs if (taxonomy, slug) not in self.vocabulary.by_slug]
        if unknown:
            known = ", ".join(term.slug for term in self.vocabulary.of(taxonomy) if not term.parent_id)
            raise ValidationError(
                _("Non conosco «%(slug)s». Fra quelli che conosco: %(known)s.") % {"slug": unknown[0], "known": known}
            )
        return [self.vocabulary.by_slug[taxonomy, slug].id for slug in slugs]

    def _terms_by_uuid(self, uuid):
        found = [term.id for term in self.vocabulary.by_id.values() if term.uuid == str(uuid)]
        return found or self._unknown_identifier()

    def _terms_of_taxonomy(self, uuid):
        found = [term.id for term in self.vocabulary.by_id.values() if term.taxonomy_uuid == str(uuid)]
        return found or self._unknown_identifier()

    def _unknown_identifier(self):
        raise ValidationError(_("Nessuna voce ha questo identificativo."))

    def _clean_place(self):
        radius, proximity = self.cleaned_data.get("radius"), self.cleaned_data.get("proximity")
        codes = self.cleaned_data.get("postcode") or []
        if radius and not self.data.get("near"):
            self.add_error(
                "radius", _("La distanza ha bisogno di un luogo: aggiungi near, con una via, un quartiere o un CAP.")
            )
        if proximity and len(codes) != 1:
            self.add_error("proximity", _("proximity ha bisogno di un solo postcode."))
        elif proximity:
            self._put("postcode", lambda codes: None)
            self._put("proximity", lambda metres: places.around_postal_code(codes[0], metres))
        else:
            self._put("postcode", lambda codes: codes and places.in_postal_codes(codes))
        self._put("postal_code", lambda codes: codes and places.in_postal_codes(codes))
        self._put("near", lambda text: text and places.around(text, radius or DEFAULT_RADIUS))

    def _clean_slot(self):
        day, start, end = (self.cleaned_data.get(name) for name in ("day", "start_time", "end_time"))
        if not day and (start is not None or end is not None):
            missing = "start_time" if start is not None else "end_time"
            self.add_error(missing, _("L’ora ha bisogno del giorno: aggiungi day, per esempio TU."))
        elif start is not None and end is not None and end <= start:
            self.add_error("end_time", _("L’ora di fine deve venire dopo quella di inizio."))
        elif day:
            self.cleaned_data["day"] = (day, start, end, self.now.date())


class ListingFilter(FilterSet):
    """Narrows listings by the parameters of the contract; `qs` applies them all."""

    search = Parameter(fields.forms.CharField(max_length=fields.LONGEST), marks=lambda query: query.all_of_them)
    need = Parameter(fields.SeveralField(), marks=any_term)
    activity = Parameter(fields.SeveralField(), marks=any_term)
    target = Parameter(fields.SeveralField(), marks=any_term)
    taxonomy_term_id = Parameter(IdentifierField(), marks=any_term)
    taxonomy_id = Parameter(IdentifierField(), marks=any_term)
    organization_id = Parameter(IdentifierField(), narrow=lambda rows, value: rows.filter(organization=value))
    modified_after = Parameter(MomentField(), narrow=lambda rows, value: rows.modified_after(value))
    kind = Parameter(fields.SeveralChoicesField(choices=Listing.Kind.values), marks=any_kind)
    postal_code = Parameter(fields.PostalCodesField(), marks=lambda query: query)
    postcode = Parameter(fields.PostalCodesField(), marks=lambda query: query)
    proximity = Parameter(fields.WholeNumberField(low=1, high=200_000), narrow=lambda rows, circle: circle.narrow(rows))
    municipality = Parameter(fields.SeveralField(), marks=lambda query: query)
    zone = Parameter(fields.SeveralField(), marks=lambda query: query)
    quarter = Parameter(fields.SeveralField(), marks=lambda query: query)
    near = Parameter(fields.forms.CharField(max_length=fields.LONGEST), narrow=lambda rows, circle: circle.narrow(rows))
    radius = Parameter(fields.WholeNumberField(low=1, high=200_000))
    bbox = Parameter(fields.BoxField(), narrow=lambda rows, box: rows.in_box(*box))
    minimum_age = Parameter(fields.WholeNumberField(low=0, high=130), narrow=lambda rows, age: rows.for_ages(age, None))
    maximum_age = Parameter(fields.WholeNumberField(low=0, high=130), narrow=lambda rows, age: rows.for_ages(None, age))
    language = Parameter(fields.LanguagesField(), marks=any_language)
    free = Parameter(fields.TrueField(), marks=lambda _: tokens.any_of([tokens.ease("free")]))
    no_appointment = Parameter(fields.TrueField(), marks=lambda _: tokens.any_of([tokens.ease("no_appointment")]))
    anonymous = Parameter(fields.TrueField(), marks=lambda _: tokens.any_of([tokens.ease("anonymous")]))
    soft_entry = Parameter(fields.TrueField(), marks=lambda _: tokens.any_of([tokens.ease("soft_entry")]))
    wheelchair = Parameter(fields.TrueField(), marks=lambda _: tokens.any_of([tokens.ease("wheelchair")]))
    open_at = Parameter(fields.forms.CharField(max_length=40), narrow=lambda rows, at: rows.open_at(at))
    open_now = Parameter(fields.TrueField(), narrow=lambda rows, at: rows.open_at(at))
    day = Parameter(fields.ChoiceField(choices=WEEKDAYS), narrow=lambda rows, slot: rows.open_on(*slot))
    start_time = Parameter(fields.TimeField())
    end_time = Parameter(fields.TimeField())
    verified_within = Parameter(
        fields.WholeNumberField(low=1, high=36_500), narrow=lambda rows, since: rows.verified_since(since)
    )
    ordering = Parameter(fields.ChoiceField(choices=ORDERINGS))

    class Meta:
        model = Listing
        fields = []
        form = SearchForm

    def __init__(self, data, *, vocabulary=None, now=None, queryset=None):
        # Not super().__init__, which copies thirty parameters for each search: ours hold no state.
        self.is_bound, self.data, self.request, self.form_prefix = True, data, None, None
        self.queryset = Listing.objects.current() if queryset is None else queryset
        self.filters = self.base_filters
        self.now = now or hours.local_now()
        self.vocabulary = vocabulary or current_vocabulary()
        self.form.vocabulary, self.form.now = self.vocabulary, self.now

    @classmethod
    @cache
    def get_form_class(cls):
        fields = {name: parameter.field for name, parameter in cls.base_filters.items()}
        return type("ListingForm", (SearchForm,), fields)

    @property
    def errors(self) -> dict[str, list[str]]:
        return {name: list(messages) for name, messages in self.form.errors.items()}

    @cached_property
    def values(self) -> dict:
        """The parameters that ask for something, valid and present, by name."""
        self.form.is_valid()
        values = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [], False)}
        if values.get("open_now"):
            values["open_now"] = self.now
        return {name: value for name, value in values.items() if name != "search" or value}

    def narrowed(self, *, leaving_out=(), words: TokenQuery | None = None, among=None):
        """The listings of all valid parameters but those left out; `words` instead of the search's own."""
        rows, asked = self.queryset if among is None else among, words or TokenQuery()
        for name, value in self.values.items():
            parameter = self.filters[name]
            if name in leaving_out or (name == "search" and words is not None):
                continue
            if parameter.marks:
                asked &= parameter.marks(value)
            elif parameter.narrow:
                rows = parameter.narrow(rows, value)
        return rows.holding(asked)

    def filter_queryset(self, queryset):
        return self.narrowed()
