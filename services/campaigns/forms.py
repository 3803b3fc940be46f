"""The forms around a campaign: starting one, dealing its entries."""

import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from services.models.campaign import AT_WORK
from territory.models import Quarter

from .building import count_missing
from .places import street_of

WEEKS = 3
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def agents_at(point):
    """Those with a current mandate to work there."""
    mandates = point.mandates.current().filter(role__in=AT_WORK)
    return User.objects.filter(pk__in=mandates.values("user")).order_by("name", "pk")


class CampaignForm(forms.Form):
    """At one Punto Comunità. `entries` is how many the list would have, known after `is_valid()`."""

    name = forms.CharField(label=gettext_lazy("Come si chiama"), max_length=120)
    quarters = forms.ModelMultipleChoiceField(
        Quarter.objects.none(),
        label=gettext_lazy("Quali quartieri"),
        widget=forms.CheckboxSelectMultiple,
    )
    first = forms.DateField(label=gettext_lazy("Primo giorno"), widget=DATE)
    last = forms.DateField(label=gettext_lazy("Ultimo giorno"), widget=DATE)
    agents = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Chi telefona e chi va"),
        help_text=gettext_lazy("Chi ha oggi un incarico in questo Punto Comunità."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, point):
        own = Quarter.objects.filter(community_points=point)
        today = timezone.localdate()
        initial = {
            "name": _("Giro di %(month)s") % {"month": date_format(today, "F").lower()},
            "quarters": own,
            "first": today,
            "last": today + datetime.timedelta(weeks=WEEKS),
            "agents": agents_at(point),
        }
        super().__init__(data, initial=initial, label_suffix="")
        around = Quarter.objects.filter(Q(community_points=point) | Q(neighbours__in=own))
        self.fields["quarters"].queryset = around.distinct()
        self.fields["agents"].queryset = agents_at(point)
        for name in ("quarters", "agents"):
            self.fields[name].error_messages["required"] = _("Scegline almeno uno.")

    def clean(self):
        said = super().clean()
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("Finisce prima di cominciare."))
        if not self.errors:
            self.entries = count_missing(said["quarters"])
        return said

    @property
    def each(self):
        """Calls for each agent, the last one fewer."""
        return -(-self.entries // len(self.cleaned_data["agents"]))

    @property
    def period(self):
        return self.cleaned_data["first"], self.cleaned_data["last"] + datetime.timedelta(days=1)


class CampaignUpdateForm(forms.Form):
    """What may change while a campaign runs: its name, its last day, who goes."""

    name = forms.CharField(label=gettext_lazy("Come si chiama"), max_length=120)
    last = forms.DateField(label=gettext_lazy("Ultimo giorno"), widget=DATE)
    agents = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Chi telefona e chi va"),
        help_text=gettext_lazy("Le voci ancora da fare di chi togli tornano libere."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Scegline almeno uno.")},
    )

    def __init__(self, data=None, *, campaign):
        agents = agents_at(campaign.community_point)
        initial = {"name": campaign.name, "last": campaign.last_day, "agents": campaign.agents.all()}
        super().__init__(data, initial=initial, label_suffix="")
        self.campaign, self.fields["agents"].queryset = campaign, agents

    def clean_last(self):
        if self.cleaned_data["last"] < self.campaign.period.lower:
            raise forms.ValidationError(_("Finisce prima di cominciare."))
        return self.cleaned_data["last"]


class DealForm(forms.Form):
    """`visits` after `is_valid()` are the free ones of a quarter or of a street."""

    agent = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("A chi"), empty_label=None)
    where = forms.ChoiceField(label=gettext_lazy("Quali voci"))

    def __init__(self, data=None, *, campaign, visits):
        super().__init__(data, label_suffix="")
        self.places = places_of([visit for visit in visits if not visit.is_done and visit.agent is None])
        self.fields["agent"].queryset = campaign.agents.order_by("name", "pk")
        self.fields["where"].choices = [
            (key, f"{key} ({len(found)})") for key, found in sorted(self.places.items()) if key
        ]

    @property
    def visits(self):
        return self.places[self.cleaned_data["where"]]


def places_of(visits):
    """{quarter or street: [keys of visits]}."""
    places = {}
    for visit in visits:
        for name in {visit.quarter.name if visit.quarter else "", street_of(visit)}:
            places.setdefault(name, []).append(visit.pk)
    return places
