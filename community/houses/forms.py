"""What is filled in about projects of several houses and about what they raise."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.beside import BesideFields
from community.models import Fundraising, FundraisingSource, FundraisingUse, HouseProject, Initiative
from community.models.house_project import houses_kept_by
from community.needs.forms import without_a_person
from community.revising import Revised
from helpdesk.rota.forms import DayField
from organizations.models import House, Organization


class HouseForm(BesideFields, forms.ModelForm):
    """Texts that everybody reads name no person."""

    use_required_attribute = False
    BESIDE = {"fundraising_has_a_goal": "goal", "house_project_ends_after_it_starts": "ends_on"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_title(self):
        return without_a_person(self.cleaned_data["title"])

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])


class ProjectForm(HouseForm):
    starts_on, ends_on = DayField(label=gettext_lazy("Dal")), DayField(label=gettext_lazy("Fino al"), required=False)
    houses = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Quali case"),
        help_text=gettext_lazy("Due o più, con la tua. Alle altre lo chiediamo: comincia quando tutte dicono di sì."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Scegli le case che ci sono dentro.")},
    )

    class Meta:
        model = HouseProject
        fields = ["title", "words", "starts_on", "ends_on"]
        widgets = {"words": forms.Textarea({"rows": 4})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        here = House.objects.in_city(self.instance.network).select_related("location")
        self.fields["houses"].queryset = here.order_by("name", "id")
        self.own = list(houses_kept_by(user).filter(location__municipality=self.instance.network))

    def clean_houses(self):
        houses = list(self.cleaned_data["houses"])
        if len(houses) < 2:
            raise forms.ValidationError(_("Scegline due o più: un progetto di una casa sola è un evento."))
        if not set(houses) & set(self.own):
            raise forms.ValidationError(_("Fra le case scegli anche la tua."))
        return houses


class MendProjectForm(Revised, HouseForm):
    """Of one that is planned or on; houses are asked and leave on a page of their own."""

    starts_on, ends_on = DayField(label=gettext_lazy("Dal")), DayField(label=gettext_lazy("Fino al"), required=False)

    class Meta:
        model = HouseProject
        fields = ["title", "words", "starts_on", "ends_on"]
        widgets = {"words": forms.Textarea({"rows": 4})}


class AskHouseForm(forms.Form):
    """One more house, of those that are not in it."""

    use_required_attribute = False
    house = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Chiedi a un’altra casa"),
        empty_label=gettext_lazy("scegli"),
        error_messages={"required": gettext_lazy("Scegli a quale casa lo chiedi.")},
    )

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        here = House.objects.in_city(project.network).exclude(project_parts__project=project)
        self.fields["house"].queryset = here.select_related("location__organization").order_by("name", "id")


class FundraisingForm(HouseForm):
    ends_on = DayField(label=gettext_lazy("Fino al"))

    class Meta:
        model = Fundraising
        fields = ["title", "words", "goal", "ends_on", "how_to_give", "houses", "initiative", "project"]
        widgets = {
            "words": forms.Textarea({"rows": 4}),
            "how_to_give": forms.Textarea({"rows": 3}),
            "houses": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "how_to_give": gettext_lazy("Per esempio: in segreteria, o alla festa del 12. Qui non si paga niente."),
            "houses": gettext_lazy("Le case che raccolgono insieme."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        network = self.instance.network
        self.kept = houses_kept_by(user).filter(location__municipality=network)
        projects = HouseProject.objects.filter(network=network, state="active").kept_by(user)
        of_projects = House.objects.filter(project_parts__project__in=projects).values("pk")
        mine = House.objects.filter(pk__in=self.kept.values("pk")) | House.objects.filter(pk__in=of_projects)
        self.fields["houses"].queryset = mine.distinct().order_by("name", "id")
        self.fields["initiative"].queryset = Initiative.objects.seen().led_by(user).filter(network=network)
        self.fields["project"].queryset = projects
        for name in ("initiative", "project"):
            self.fields[name].empty_label = _("nessuna") if name == "initiative" else _("nessuno")
            if not self.fields[name].queryset.exists():
                del self.fields[name]

    @property
    def own(self):
        """Whether there is anything for which this person may raise money."""
        return "initiative" in self.fields or self.fields["houses"].queryset.exists()

    def clean_how_to_give(self):
        return without_a_person(self.cleaned_data["how_to_give"])

    def clean_ends_on(self):
        if self.cleaned_data["ends_on"] < timezone.localdate():
            raise forms.ValidationError(_("Scegli un giorno da oggi in poi."))
        return self.cleaned_data["ends_on"]

    def clean(self):
        said = super().clean()
        if not self.errors:
            self.look_at_who_raises(said)
        return said

    def look_at_who_raises(self, said):
        """Else who writes it could not read it any more."""
        if said.get("initiative"):
            return
        if not said["houses"]:
            self.add_error("houses", _("Di’ chi raccoglie: una casa o più, o la tua iniziativa."))
        elif not self.kept.filter(pk__in=said["houses"]).exists():
            self.add_error("houses", _("Scegli anche una casa che curi tu: le altre si aggiungono a lei."))


class MendFundraisingForm(Revised, FundraisingForm):
    """Who raises, and for which project, is said before it is open; a last day that is past may stay as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.is_planned:
            for name in ("houses", "initiative", "project"):
                self.fields.pop(name, None)

    def clean_ends_on(self):
        return super().clean_ends_on() if "ends_on" in self.changed_data else self.cleaned_data["ends_on"]

    def look_at_who_raises(self, said):
        if self.instance.is_planned:
            super().look_at_who_raises(said)


class EntryForm(forms.ModelForm):
    """One of two on a page: each has names of its own for its fields."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self._meta.model._meta.model_name}_%s", label_suffix="", **kwargs)
        self.fields["amount"].min_value = 0
        self.fields["amount"].error_messages["required"] = _("Scrivi quanto, in euro.")

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_amount(self):
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("Scrivi più di zero."))
        return self.cleaned_data["amount"]


class SourceForm(EntryForm):
    received_on = DayField(label=gettext_lazy("Arrivato il"))
    field_order = ["kind", "amount", "received_on", "words", "organization", "agrees"]

    class Meta:
        model = FundraisingSource
        fields = ["kind", "words", "organization", "agrees", "amount", "received_on"]
        help_texts = {
            "words": gettext_lazy("Per esempio: la cena di novembre. Mai nomi di persone."),
            "organization": gettext_lazy("Solo se ha detto di sì; altrimenti si legge che viene da un’organizzazione."),
        }

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        there = Organization.objects.filter(locations__municipality=network).distinct()
        self.fields["kind"].choices = [("", _("Scegli")), *FundraisingSource.Kind.choices]
        self.fields["organization"].queryset = there.in_alphabetical_order()
        self.fields["organization"].empty_label = _("non si dice")

    def clean(self):
        said = super().clean()
        if said.get("organization") and said.get("kind") not in FundraisingSource.NAMED:
            self.add_error("kind", _("Se viene da un’organizzazione, scegli organizzazione o ente pubblico."))
        elif said.get("organization") and not said.get("agrees"):
            self.add_error("agrees", _("Il nome si scrive solo se l’organizzazione ha detto di sì."))
        return said

    def _get_validation_exclusions(self):
        """Checked here: the rule of the database would say it a second time."""
        return super()._get_validation_exclusions() | {"agrees"}


class UseForm(EntryForm):
    used_on = DayField(label=gettext_lazy("Speso il"))
    field_order = ["words", "amount", "used_on"]

    class Meta:
        model = FundraisingUse
        fields = ["words", "amount", "used_on"]
