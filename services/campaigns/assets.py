"""A resource of the quarter, written down where one stands before it."""

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Location
from services.editing import apply
from services.keeping.actions import save_entry
from services.keeping.fields import ASSET_KINDS
from services.models import Asset
from territory.models import Municipality, Quarter
from territory.places import AmbiguousPlace, UnknownPlace, find_place

from .typed import STREETS

SKILLS = "competenze-degli-abitanti"
ALIKE = 0.45  # likeness of two names from which one looks at both


class AssetForm(forms.Form):
    """In a campaign's quarters. `likely` after `is_valid()` are those that may be this one already."""

    kind = forms.ModelChoiceField(
        ASSET_KINDS.none(), label=gettext_lazy("Che cos’è"), empty_label=None, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Come si chiama"),
        max_length=300,
        help_text=gettext_lazy("Di quello che una persona sa fare scrivi che cosa, mai il nome: «Ripara biciclette»."),
    )
    where = forms.CharField(
        label=gettext_lazy("Dov’è"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Via e numero. Di quello che una persona sa fare basta il quartiere."),
    )
    quarter = forms.ModelChoiceField(Quarter.objects.none(), label=gettext_lazy("In che quartiere"), empty_label=None)
    description = forms.CharField(label=gettext_lazy("In una frase, che cosa c’è"), max_length=300, required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("Se è quello che una persona sa fare: abita qui, e mi ha detto che si può scrivere."),
        required=False,
    )
    another = forms.BooleanField(label=gettext_lazy("È un’altra: non è fra queste"), required=False)

    def __init__(self, data=None, *, campaign):
        super().__init__(data, label_suffix="")
        self.municipality = Municipality.objects.get(pk=campaign.community_point.location.municipality_id)
        self.fields["kind"].queryset = ASSET_KINDS.filter(parent=None).order_by("position", "name")
        self.fields["quarter"].queryset = campaign.quarters.all()
        self.likely, self.place = [], None

    def clean_where(self):
        try:
            self.place = find_place(self.cleaned_data["where"], self.municipality)
        except AmbiguousPlace as error:
            raise forms.ValidationError(error.messages) from error
        except UnknownPlace as error:
            raise forms.ValidationError(
                _("Questa via non è nel nostro elenco: controlla come si scrive, o usa la posizione del telefono.")
            ) from error
        if self.place and self.place.kind not in {*STREETS, "coordinates"}:
            raise forms.ValidationError(_("Scrivi la via e il numero, per esempio «via Milano 55»."))
        return self.cleaned_data["where"]

    @property
    def is_skill(self):
        return self.cleaned_data["kind"].slug == SKILLS

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        if self.is_skill and not said["agreed"]:
            self.add_error("agreed", _("Chiedilo alla persona: senza il suo sì non lo scriviamo."))
        if not self.is_skill and not said["where"]:
            self.add_error("where", _("Scrivi la via e il numero, o usa la posizione del telefono."))
        if not self.errors and not said["another"]:
            self.likely = list(likely_assets(said["name"], said["quarter"])[:5])
            if self.likely:
                self.add_error("another", _("Guarda se è una di quelle che ci sono già, qui sopra."))
        return said


def likely_assets(name, quarter):
    around = Asset.objects.filter(Q(quarter=quarter) | Q(location__quarter=quarter)).select_related("location")
    alike = TrigramSimilarity(Lower("name__unaccent"), name.lower())
    return around.annotate(alike=alike).filter(alike__gte=ALIKE).order_by("-alike", "id")


@transaction.atomic
def record_asset(*, by, form):
    """(the asset, or None while it waits for who coordinates; the change that waits, or None).

    Its address is written down at once: what waits is what is said to be there.
    """
    said, location = form.cleaned_data, None
    if not form.is_skill:
        location = place_of(form)
    wanted = {name: said[name] for name in ("name", "description")}
    quarter = location and location.quarter_id or said["quarter"].pk
    wanted |= {"kind": str(said["kind"].pk), "quarter": str(quarter)}
    wanted |= {"offered_by_resident": form.is_skill, "location": location and str(location.pk)}
    return save_entry(by=by, thing=Asset(), seen={}, wanted=wanted)


def place_of(form):
    """The one that is known at this address, or a new one."""
    said, place = form.cleaned_data, form.place
    exact = place.kind == "coordinates"
    address = "" if exact else said["where"]
    known = Location.objects.filter(address__iexact=address, municipality=form.municipality).order_by("id").first()
    if address and known:
        return known
    quarter = place.quarter.id if place.quarter else said["quarter"].pk
    city = place.municipality or form.municipality
    wanted = {"name": said["name"], "address": address, "quarter": str(quarter), "city": city.name}
    wanted |= {"municipality": str(city.id), "postal_code": place.postal_code}
    wanted |= {"latitude": place.latitude, "longitude": place.longitude}
    return apply(thing=Location(), seen={}, wanted=wanted)
