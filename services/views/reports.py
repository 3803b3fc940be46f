"""Saying that something is wrong or missing, and seeing what became of it."""

import re

from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from accounts.limits import too_many_requests
from organizations.doors import desk_near
from organizations.models import Organization
from services.duplicates import likely_duplicates, likely_named
from services.models import Asset, Report, Service
from services.models.about import ENTRIES
from services.reports.actions import send_report
from services.reports.entries import entry_of, is_discreet, quarter_of
from services.reports.forms import ReportForm
from services.reports.sender import mark_of, may
from services.reports.topics import said_now, topics_of

CODE = r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}"
Topic = Report.Topic
GONE = [Service.Status.INACTIVE, Service.Status.DEFUNCT]


class Unlisted:
    """A page for one person: in no search engine, and of what is discreet no copy and no address on the way."""

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        if context.get("discreet"):
            patch_cache_control(response, no_store=True)
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class SendReportView(Unlisted, FormView):
    """Who fills the box that nobody sees, or is quicker than people are, gets the same thanks and a code of nothing."""

    form_class = ReportForm
    entry = None
    entry_went = False  # between the page and its answer: there is nothing more to ask of it

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"topic": self.topic}

    def form_valid(self, form):
        if form.is_spam:
            return self.thanks(Report().code)
        if not may(self.request, "report"):
            form.add_error(None, _("Da qui sono già arrivate molte segnalazioni. Riprova fra dieci minuti."))
            return self.refused(form, 429)
        try:
            return self.thanks(self.sent(form.cleaned_data).code)
        except ObjectDoesNotExist:
            self.entry_went = True
            form.add_error(None, _("Proprio adesso qualcuno ha tolto questa scheda: non c’è più niente da correggere."))
            return self.refused(form, 409)

    def sent(self, said):
        user = self.request.user if self.request.user.is_authenticated else None
        return send_report(
            entry=self.entry,
            topic=self.topic,
            words=said["words"],
            suggestion=said.get("suggestion", ""),
            email=said["email"],
            mark=mark_of(self.request, self.entry),
            by=user,
        )

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        response = self.render_to_response(self.get_context_data(form=form))
        response.status_code = status
        return response

    def thanks(self, code):
        return redirect(f"{reverse('services:report_thanks')}?codice={code}")


@access(PUBLIC)
class ReportCreateView(SendReportView):
    """First what is wrong, by a link each; then, in `cosa`, what it says now and how it should be."""

    template_name = "services/reports/report_create.html"

    def dispatch(self, request, *args, kind, slug, **kwargs):
        self.entry = entry_of(kind, slug)
        asked = request.GET.get("cosa")
        self.topic = next((topic for topic in topics_of(self.entry) if topic == asked), None)
        if self.topic is None and request.method == "POST":
            return redirect(request.path)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            entry=self.entry,
            topics=topics_of(self.entry),
            topic=self.topic,
            now=said_now(self.entry, self.topic) if self.topic and not self.entry_went else "",
            discreet=self.entry_went or is_discreet(self.entry),
            **kwargs,
        )


def alike_anywhere(name):
    """[(entry, whose or where it is)] of every kind that may be what somebody proposes."""
    found = [each.id for each in likely_duplicates(name=name)]
    there = Organization.objects.in_bulk(found)
    services = Service.objects.select_related("organization").exclude(status__in=GONE)
    assets = Asset.objects.select_related("quarter", "location").filter(offered_by_resident=False)
    return [
        *((there[key], "") for key in found if key in there),
        *((each, each.organization) for each in likely_named(services, name)),
        *((each, each.location or each.quarter or "") for each in likely_named(assets, name)),
    ]


@access(PUBLIC)
class ReportNewView(SendReportView):
    """A place that is not there: its name first, then what is there already that may be it."""

    template_name = "services/reports/report_new.html"
    topic = Topic.NEW

    def get_initial(self):
        return {"suggestion": self.request.GET.get("nome", "")[:300]}

    def form_valid(self, form):
        """Who sends a name before what is like it was shown is shown that first."""
        name = form.cleaned_data["suggestion"]
        if not form.is_spam and self.request.POST.get("looked") != name and alike_anywhere(name):
            return self.refused(form, 409)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        name = self.request.POST.get("suggestion") or self.request.GET.get("nome", "")
        name = " ".join(name.replace("\x00", "").split())[:300]
        return super().get_context_data(name=name, alike=alike_anywhere(name) if name else [], **kwargs)


@access(PUBLIC)
class ReportThanksView(Unlisted, TemplateView):
    template_name = "services/reports/report_thanks.html"

    def get_context_data(self, **kwargs):
        code = self.request.GET.get("codice", "")
        return super().get_context_data(code=code if re.fullmatch(CODE, code) else "", **kwargs)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ReportStatusView(Unlisted, TemplateView):
    """Whoever has the code reads what became of it; codes cannot be tried one after the other."""

    template_name = "services/reports/report_status.html"

    def dispatch(self, request, *args, **kwargs):
        if not may(request, "report_status"):
            return too_many_requests(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        report = Report.objects.select_related(*ENTRIES).filter(code=kwargs["code"].upper()).first()
        entry = report and report.entry
        place, quarter = quarter_of(entry) if entry else (None, None)
        discreet = bool(entry) and is_discreet(entry)
        return {"report": report, "entry": entry, "discreet": discreet, "desk": desk_near(place, quarter)}

    def render_to_response(self, context, **kwargs):
        kwargs["status"] = 200 if context["report"] else 404
        return super().render_to_response(context, **kwargs)
