"""What waits for who coordinates: the one list, and reports, each settled by one decision."""

import json

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.access import access
from organizations.models import HowVerified
from services.access import REVIEW
from services.editing import Conflict
from services.models import Report
from services.reports.actions import AlreadySettled, check_report, close_report, correct
from services.reports.reach import MOST, page_after
from services.reports.rows import REASONS, queue_of, rows_of, with_all_that_is_shown
from services.waiting import waiting_for

from .changes import asked_page

# What else there is to keep in order.
OTHERS = [
    ("services:service_bulk", gettext_lazy("Cambia più schede insieme")),
    ("services:organization_create", gettext_lazy("Aggiungi un’organizzazione")),
    ("services:trash", gettext_lazy("Cestino")),
    ("services:history_list", gettext_lazy("Che cosa è cambiato")),
]
HOW = [each for each in HowVerified.choices if each[0] in ("phone", "visit", "web")]


@access(REVIEW)
class ReviewView(TemplateView):
    """How much waits, and since when; one query beside the person's roles."""

    template_name = "services/review/review.html"

    def get_context_data(self, **kwargs):
        told = waiting_for(self.request.user)
        return super().get_context_data(
            waiting=[each for each in told if each.count],
            quiet=[each for each in told if not each.count],
            others=[(reverse(name), label) for name, label in OTHERS],
            most=MOST,
            **kwargs,
        )


def shown(request, reports, *, older=None, status=200, **more):
    context = {
        "rows": rows_of(reports, timezone.localdate()),
        "following": older,
        "hows": HOW,
        "how": request.session.get("checked_how", HowVerified.PHONE.value),
        "reasons": REASONS,
    }
    return render(request, "services/review/report_queue.html", context | more, status=status)


@access(REVIEW)
class ReportQueueView(View):
    """The oldest first; as many queries with ten thousand as with ten."""

    def get(self, request):
        reports, older = page_after(queue_of(request.user), asked_page(request), with_all_that_is_shown)
        return shown(request, reports, older=older)


@access(REVIEW)
class ReportDecideView(View):
    """One report: to look at alone, and to settle. What changed in between is shown again before anything is."""

    def dispatch(self, request, *args, code, **kwargs):
        self.report = get_object_or_404(with_all_that_is_shown(Report.objects), code=code)
        if self.report.entry_went:
            return self.entry_went()
        if self.report.entry is not None:
            REVIEW.check(request.user, self.report.entry)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return shown(request, [self.report], alone=True)

    def post(self, request):
        decide = {"correct": self.correct, "check": self.check, "done": self.done, "refuse": self.refuse}
        decided = decide.get(request.POST.get("decision"))
        try:
            said = decided() if decided else _("Scegli che cosa fare.")
        except AlreadySettled as settled:
            return self.again(_("Nel frattempo ha già deciso %(who)s.") % {"who": settled.report.settled_by or "…"})
        except Conflict:
            return self.again(
                _("Nel frattempo la scheda è cambiata: qui sotto c’è com’è adesso. Niente è stato scritto.")
            )
        except ObjectDoesNotExist:
            return self.entry_went()
        except ValidationError as error:
            return self.again(" ".join(error.messages))
        if not decided or said is None:
            return self.again(said or _("Scrivi perché, così chi ha segnalato lo sa."), refusing=bool(decided))
        messages.success(request, said)
        return redirect(reverse("services:report_queue"))

    def entry_went(self):
        messages.warning(self.request, _("Nel frattempo qualcuno ha tolto la scheda di cui parlava."))
        return redirect("services:report_queue")

    def again(self, problem, **more):
        """As it is now."""
        report = with_all_that_is_shown(Report.objects).get(pk=self.report.pk)
        return shown(self.request, [report], alone=True, problem=problem, status=409, **more)

    def correct(self):
        try:
            seen = json.loads(self.request.POST.get("seen", ""))
        except ValueError:
            seen = {}
        how = self.request.POST.get("how")
        how = how if how in dict(HOW) else HowVerified.PHONE.value
        self.request.session["checked_how"] = how
        correct(report=self.report, seen=seen if isinstance(seen, dict) else {}, how=how, by=self.request.user)
        return _("Corretto: adesso la scheda dice così.")

    def check(self):
        check_report(report=self.report, by=self.request.user)
        return _("Da adesso la scheda dice di telefonare prima.")

    def done(self):
        self.close(Report.State.APPLIED, "")
        return _("Chiusa: era giusta.")

    def refuse(self):
        """None where nothing says why."""
        said = [self.request.POST.get(name, "").strip() for name in ("reason", "words")]
        answer = " ".join(filter(None, said))[:500]
        if not answer:
            return None
        self.close(Report.State.REFUSED, answer)
        return _("Chiusa: non cambia nulla.")

    def close(self, state, answer):
        close_report(report=self.report, state=state, answer=answer, by=self.request.user)
