"""What is filled in to say a need, to find some, and to answer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Need, NeedTheme
from helpdesk.enquiries.identifying import refuse_identifying
from network.bulletin.forms import quarters, themes
from organizations.models import CommunityPoint

MOST_TOPICS = 3


class NeedForm(forms.ModelForm):
    """One's own; texts that would say who somebody is are refused, for everybody reads them."""

    use_required_attribute = False

    class Meta:
        model = Need
        fields = ["kind", "title", "words", "quarter", "topics"]
        widgets = {
            "kind": forms.RadioSelect,
            "words": forms.Textarea({"rows": 4}),
            "topics": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": gettext_lazy("Come lo diresti a un vicino: «Una panchina all’ombra davanti alla farmacia»."),
            "words": gettext_lazy("Se vuoi. Lo leggono tutti: non scrivere nomi, numeri o indirizzi di persone."),
            "topics": gettext_lazy("Fino a tre."),
        }
        error_messages = {
            "kind": {"required": gettext_lazy("Scegli se manca, o se sarebbe bello.")},
            "title": {"required": gettext_lazy("Scrivi in poche parole che cosa manca, o sarebbe bello.")},
        }

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["quarter"].queryset, self.fields["topics"].queryset = quarters(network), themes()
        self.fields["quarter"].empty_label = _("tutta la città")

    def clean_title(self):
        return without_a_person(self.cleaned_data["title"])

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Scegline tre al massimo: quelli che contano di più."))
        return topics


class GroupNeedForm(NeedForm):
    """What a desk writes down for people who said it together."""

    class Meta(NeedForm.Meta):
        fields = ["community_point", "group_name", "group_size", *NeedForm.Meta.fields]
        help_texts = NeedForm.Meta.help_texts | {
            "group_name": gettext_lazy("Per esempio: le mamme del giardino di via Milano. Mai nomi di persone.")
        }
        labels = {"community_point": gettext_lazy("Quale Punto Comunità scrive")}
        error_messages = NeedForm.Meta.error_messages | {
            "community_point": {"required": gettext_lazy("Scegli il Punto Comunità.")},
            "group_name": {"required": gettext_lazy("Scrivi per quale gruppo, senza nomi di persone.")},
            "group_size": {"required": gettext_lazy("Scrivi più o meno quante persone sono.")},
        }

    def __init__(self, *args, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community_point"].queryset = points
        self.fields["community_point"].empty_label = None if len(points) == 1 else _("Scegli il Punto Comunità")
        self.fields["group_size"].min_value = 2
        for name in ("community_point", "group_name", "group_size"):
            self.fields[name].required = True

    def clean_group_name(self):
        return without_a_person(self.cleaned_data["group_name"])

    def clean_group_size(self):
        size = self.cleaned_data["group_size"]
        if size < 2:
            raise forms.ValidationError(_("Un gruppo è di due persone almeno: se è una sola, può dirlo da sé."))
        return size


def without_a_person(text):
    refuse_identifying(text)
    return text


def points_of(network, user):
    """The Punti Comunità of a city in whose name a person writes; all of them for the direction."""
    points = CommunityPoint.objects.filter(location__municipality=network)
    if network.pk in user.cities_directed:
        return points.order_by("name")
    held = [each.community_point_id for each in user.current_mandates if each.community_point_id]
    return points.filter(pk__in=held).order_by("name")


class ListSearchForm(forms.Form):
    """What a list is narrowed by, words and more; what is not valid is said and left aside."""

    q = forms.CharField(label=gettext_lazy("Parole"), max_length=100, required=False)

    @property
    def narrows(self) -> bool:
        """By more than words."""
        return any(self.data.get(name) for name in self.fields if name != "q")


class NeedSearchForm(ListSearchForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Che cos’è"), choices=[("", gettext_lazy("tutto")), *Need.Kind.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("A che punto è"), choices=[("", gettext_lazy("tutti")), *Need.State.choices], required=False
    )
    quarter = forms.ChoiceField(label=gettext_lazy("Quartiere"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Di che cosa"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quarter"].choices = [("", _("tutti")), *quarters(network).values_list("slug", "name")]
        self.fields["topic"].choices = [("", _("tutto")), *((each.slug, each.local_name) for each in themes())]


class TheirOwnForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class TogetherForm(TheirOwnForm):
    """Into a theme that is there or a new one."""

    theme = forms.ModelChoiceField(
        None, label=gettext_lazy("Un tema che c’è già"), required=False, empty_label=gettext_lazy("nessuno: è nuovo")
    )
    title = forms.CharField(label=gettext_lazy("Oppure un tema nuovo: come si chiama"), max_length=120, required=False)

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.network = network
        self.fields["theme"].queryset = network.need_themes.all()

    def clean_title(self):
        return without_a_person(self.cleaned_data["title"])

    def clean(self):
        cleaned = super().clean()
        theme, title = cleaned.get("theme"), cleaned.get("title", "").strip()
        if bool(theme) == bool(title):
            raise forms.ValidationError(_("Scegli un tema che c’è, oppure scrivi come si chiama quello nuovo."))
        if title and NeedTheme.objects.filter(network=self.network, title=title).exists():
            self.add_error("title", _("C’è già un tema con questo titolo: sceglilo qui sopra."))
        return cleaned


class AnswerForm(TheirOwnForm):
    answer = forms.CharField(
        label=gettext_lazy("La risposta, per tutti"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("La leggono tutti; a chi l’ha detto la mandiamo anche per e-mail."),
        error_messages={"required": gettext_lazy("Scrivi la risposta: chi ha parlato aspetta di sapere.")},
    )

    def clean_answer(self):
        return without_a_person(self.cleaned_data["answer"])


class HideForm(TheirOwnForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché non si deve vedere"),
        max_length=300,
        help_text=gettext_lazy("Lo legge solo chi l’ha scritto."),
        error_messages={"required": gettext_lazy("Scrivi il perché: chi l’ha scritto lo legge.")},
    )
