"""Which contacts of a desk to look back at."""

from django import forms
from django.utils.translation import gettext_lazy

from services.models import Taxonomy, TaxonomyTerm

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EnquiryFilter(forms.Form):
    """What is not valid narrows nothing."""

    mine = forms.BooleanField(label=gettext_lazy("registrati da me"), required=False)
    open = forms.BooleanField(label=gettext_lazy("da finire"), required=False)
    unmet = forms.BooleanField(label=gettext_lazy("senza risposta"), required=False)
    topic = forms.ModelChoiceField(
        TaxonomyTerm.objects.none(),
        label=gettext_lazy("Tema"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("tutti"),
    )
    since = forms.DateField(label=gettext_lazy("Dal"), required=False, widget=DAY)
    until = forms.DateField(label=gettext_lazy("Al"), required=False, widget=DAY)

    def __init__(self, data, *, user):
        super().__init__(data, label_suffix="")
        self.user = user
        needs = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED)
        self.fields["topic"].queryset = needs.order_by("name")
        self.is_valid()

    @property
    def boxes(self):
        return [field for field in self if field.widget_type == "checkbox"]

    @property
    def others(self):
        return [field for field in self if field.widget_type != "checkbox"]

    @property
    def narrows(self):
        return any(self.cleaned_data.values())

    def narrow(self, enquiries):
        ways = {
            "mine": lambda rows, _on: rows.logged_by(self.user),
            "open": lambda rows, _on: rows.open(),
            "unmet": lambda rows, _on: rows.unmet(),
            "topic": lambda rows, term: rows.about(term),
            "since": lambda rows, day: rows.filter(day__gte=day),
            "until": lambda rows, day: rows.filter(day__lte=day),
        }
        for name, way in ways.items():
            if value := self.cleaned_data.get(name):
                enquiries = way(enquiries, value)
        return enquiries
