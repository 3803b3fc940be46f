"""What is filled in to join a network, to answer who asks, to leave, and to find a member."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.rota.forms import DayField
from network.bulletin.forms import quarters, themes
from network.models import NetworkMembership
from organizations.models import Location, Organization
from services.models import Taxonomy, TaxonomyTerm


def targets():
    """For whom: the headings only, as of the themes."""
    headings = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.TARGET, parent=None, discreet=False)
    return headings.order_by("position", "name")


class ApplyForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = NetworkMembership
        fields = ["organization", "words"]
        widgets = {"words": forms.Textarea({"rows": 3})}

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["organization"].queryset = organizations
        # Read whole: a list read by its first row only leaves a cursor open in the database.
        self.fields["organization"].choices = [(each.pk, str(each)) for each in organizations]


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(label=_("Perché"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class DecideForm(ReasonForm):
    """Admitted, or not and why."""

    ADMIT, TURN_DOWN = "admit", "turn_down"
    decision = forms.ChoiceField(
        label=_("Che cosa decidi"),
        choices=[(ADMIT, _("Entra nella rete")), (TURN_DOWN, _("Per ora no"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Se no, perché"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    field_order = ["decision", "reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.TURN_DOWN and not cleaned.get("reason"):
            self.add_error("reason", _("Scrivi il perché: glielo mandiamo."))
        return cleaned


class MemberSearchForm(forms.Form):
    """What the list is narrowed by; what is not valid is said and left aside."""

    q = forms.CharField(label=_("Nome"), max_length=100, required=False)
    sector = forms.ChoiceField(
        label=_("Che cos’è"), choices=[("", _("tutte")), *Organization.Sector.choices], required=False
    )
    level = forms.ChoiceField(
        label=_("Dove opera"), choices=[("", _("ovunque")), *Organization.Level.choices], required=False
    )
    quarter = forms.ChoiceField(label=_("Quartiere"), required=False)
    theme = forms.ChoiceField(label=_("Tema"), required=False)
    target = forms.ChoiceField(label=_("Per chi"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quarter"].choices = [("", _("tutti")), *quarters(network).values_list("slug", "name")]
        self.fields["theme"].choices = [("", _("tutti")), *((each.slug, each.local_name) for each in themes())]
        self.fields["target"].choices = [("", _("tutti")), *((each.slug, each.local_name) for each in targets())]


class CollaborationForm(forms.Form):
    use_required_attribute = False
    words = forms.CharField(label=_("Che cosa fate insieme"), max_length=300)
    since = DayField(label=_("Da quando, se lo sai"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class HouseForm(forms.Form):
    use_required_attribute = False
    location = forms.ModelChoiceField(None, label=_("Quale luogo"), widget=forms.RadioSelect, empty_label=None)
    name = forms.CharField(label=_("Come si chiama la casa"), max_length=200)
    words = forms.CharField(
        label=_("Che cosa ci si fa, se vuoi"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["location"].queryset = Location.objects.filter(pk__in=[each.pk for each in places])
        self.fields["location"].choices = [(each.pk, f"{each} · {each.address}") for each in places]


class HostForm(forms.Form):
    use_required_attribute = False
    organization = forms.ModelChoiceField(None, label=_("Chi c’è ancora nella casa"))

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["organization"].queryset = organizations
        self.fields["organization"].choices = [("", "—"), *((each.pk, str(each)) for each in organizations)]
