"""From a place that somebody proposed to its entry: what may be it already first, then what it is."""

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from organizations.models import Organization
from services.access import REVIEW
from services.models import Report
from services.reports.proposals import alike, said_in
from services.reports.reach import organizations_of

KINDS = [
    ("service", gettext_lazy("un suo servizio")),
    ("location", gettext_lazy("un suo luogo")),
    ("asset", gettext_lazy("una sua risorsa: una sala, un orto, un campo")),
]


class BelongingForm(forms.Form):
    """What an organisation that is there has more."""

    di = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Di quale organizzazione"), to_field_name="slug"
    )
    cosa = forms.ChoiceField(label=gettext_lazy("Che cosa"), choices=KINDS, widget=forms.RadioSelect)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["di"].queryset = organizations_of(user).order_by("name")


@access(REVIEW)
@method_decorator(never_cache, name="dispatch")
class ReportAddView(TemplateView):
    template_name = "services/review/report_add.html"

    def get(self, request, code):
        report = get_object_or_404(Report, topic=Report.Topic.NEW, code=code)
        if report.settled_at:
            return redirect("services:report_decide", code)
        form = BelongingForm(request.GET if "cosa" in request.GET else None, user=request.user)
        if form.is_valid():
            return redirect(create_url(report, form.cleaned_data["cosa"], form.cleaned_data["di"].slug))
        said = said_in(report)
        context = {
            "report": report,
            "said": said,
            "alike": [(each, why, there_already(each)) for each, why in alike(said)],
            "organization_url": create_url(report, "organization"),
            "form": form,
        }
        return self.render_to_response(context, status=422 if form.errors else 200)


def create_url(report, kind, *args):
    return f"{reverse(f'services:{kind}_create', args=args)}?segnalazione={report.code}"


def there_already(entry):
    """What whoever proposed it is answered."""
    address = f"{settings.SITE_URL}{entry.get_absolute_url()}"
    return _("C’è già: «%(name)s», %(address)s") % {"name": entry, "address": address}
