"""Which entries of a kind are meant."""

import functools
import operator

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from services.freshness.due import stale
from services.models import Service

from .forms import LongSelect, chosen

# How a kind says where it is, what it is called and whether it has hours: paths of the ORM.
QUARTER = {
    "organization": ["locations__quarter"],
    "location": ["quarter"],
    "service": ["service_at_locations__location__quarter"],
    "asset": ["quarter", "location__quarter"],
    "community_point": ["quarters"],
}
WORDS = {
    "organization": ["name", "alternate_name"],
    "location": ["name", "address", "organization__name"],
    "service": ["name", "alternate_name", "organization__name"],
    "asset": ["name", "organization__name"],
    "community_point": ["name", "lead_organization__name"],
}
PLACE = {"organization": "locations", "service": "service_at_locations", "asset": "location"}
HOURS = {
    "location": ["opening_hours"],
    "service": [
        "opening_hours",
        "service_at_locations__opening_hours",
        "service_at_locations__location__opening_hours",
    ],
    "asset": ["opening_hours", "location__opening_hours"],
    "community_point": ["opening_hours"],
}
OF_AN_ORGANIZATION = ("location", "service", "asset")
ABOUT_SOMETHING = ("service", "asset")


class FilterForm(forms.Form):
    """What of one kind is looked for; a filter that the kind has no use for is not there."""

    q = forms.CharField(label=_("Parole del nome"), required=False, max_length=100)
    quarter = forms.ModelChoiceField(None, label=_("Quartiere"), empty_label=_("tutti"), required=False)
    theme = forms.ModelChoiceField(None, label=_("Tema"), empty_label=_("tutti"), required=False)
    organization = chosen(_("Organizzazione"), empty=_("tutte"), widget=LongSelect)
    status = forms.ChoiceField(
        label=_("Stato"), choices=[("", _("qualsiasi")), *Service.Status.choices], required=False
    )
    unconfirmed = forms.BooleanField(label=_("Da confermare"), required=False)
    without_address = forms.BooleanField(label=_("Senza indirizzo"), required=False)
    without_hours = forms.BooleanField(label=_("Senza orari"), required=False)

    def __init__(self, data, *, kind, offered):
        super().__init__(data, label_suffix="", auto_id="find-%s")
        self.kind = kind
        for name in self.without():
            del self.fields[name]
        offered.fill(self)

    def without(self):
        absent = {
            "theme": self.kind not in ABOUT_SOMETHING,
            "organization": self.kind not in OF_AN_ORGANIZATION,
            "status": self.kind != "service",
            "without_address": self.kind == "community_point",
            "without_hours": self.kind == "organization",
        }
        return [name for name, is_absent in absent.items() if is_absent]

    @property
    def boxes(self):
        return [field for field in self if field.widget_type == "checkbox"]

    @property
    def others(self):
        return [field for field in self if field.widget_type != "checkbox"]

    def narrowed(self, rows):
        """What is not understood narrows nothing."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value:
                rows = getattr(self, f"by_{name}")(rows, value)
        return rows

    def by_q(self, rows, words):
        for word in words.split():
            rows = any_of(rows, [f"{path}__unaccent__icontains" for path in WORDS[self.kind]], word)
        return rows

    def by_quarter(self, rows, quarter):
        return any_of(rows, QUARTER[self.kind], quarter)

    def by_theme(self, rows, term):
        return any_of(rows, ["terms"], term)

    def by_organization(self, rows, organization):
        return rows.filter(organization=organization)

    def by_status(self, rows, status):
        return rows.filter(status=status)

    def by_unconfirmed(self, rows, _yes):
        return rows.filter(stale())

    def by_without_address(self, rows, _yes):
        return rows.filter(**({"address": ""} if self.kind == "location" else {PLACE[self.kind]: None}))

    def by_without_hours(self, rows, _yes):
        """None of their own and none of their places."""
        for path in HOURS[self.kind]:
            rows = rows.filter(~Exists(rows.model.objects.filter(pk=OuterRef("pk"), **{f"{path}__isnull": False})))
        return rows


def any_of(rows, paths, value):
    """Each once, however many of its places match."""
    said = functools.reduce(operator.or_, (Q(**{path: value}) for path in paths))
    return rows.filter(pk__in=rows.model.objects.filter(said).values("pk"))
