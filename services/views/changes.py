"""Changes that wait: the list, and each with what was, what is and what would be."""

import json

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.access import access
from services.access import REVIEW
from services.changes.actions import AlreadyDecided, accept, asked_of, refuse
from services.changes.words import label_of, lines_of, now_text
from services.editing import KINDS, Conflict
from services.models import Change
from services.models.about import ENTRIES
from services.reports.reach import in_reach, page_after


def asked_page(request):
    """The key after which the page begins, None for the first or for what is none."""
    try:
        return forms.UUIDField(required=False).clean(request.GET.get("dopo", ""))
    except ValidationError:
        return None


@access(REVIEW)
class ChangeQueueView(View):
    """The oldest first; as many queries for one as for twenty."""

    def get(self, request):
        rows = in_reach(Change.objects.waiting(), request.user)
        changes, following = page_after(rows, asked_page(request), self.with_entries)
        shown = [(each, self.fields_of(each)) for each in changes]
        return render(request, "services/review/change_queue.html", {"rows": shown, "following": following})

    def with_entries(self, changes):
        return changes.select_related("author", *ENTRIES)

    def fields_of(self, change):
        kind = KINDS[change.kind]
        return [label_of(kind, name) for name in kind.fields if name in change.wanted]


@access(REVIEW)
class ChangeDecideView(View):
    """Field by field; what moved in between is shown again before anything is written."""

    def dispatch(self, request, *args, pk, **kwargs):
        self.change = get_object_or_404(Change.objects.exclude(state=Change.State.DRAFT), pk=pk)
        REVIEW.check(request.user, asked_of(self.change))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.shown()

    def post(self, request):
        try:
            return self.refuse() if request.POST.get("decision") == "refuse" else self.accept()
        except AlreadyDecided as decided:
            who = decided.change.decided_by or "…"
            return self.shown(_("Nel frattempo ha già deciso %(who)s.") % {"who": who})
        except Conflict:
            return self.shown(
                _("Nel frattempo la scheda è cambiata: guarda che cosa c’è adesso. Niente è stato scritto.")
            )
        except ObjectDoesNotExist:
            messages.warning(request, _("Nel frattempo qualcuno ha tolto la scheda di cui parlava."))
            return redirect("services:change_queue")
        except ValidationError as error:
            return self.shown(" ".join(error.messages))

    def shown(self, problem=""):
        self.change.refresh_from_db()
        context = {"change": self.change, "lines": lines_of(self.change), "now": now_text(self.change)}
        status = 409 if problem else 200
        return render(self.request, "services/review/change_decide.html", context | {"problem": problem}, status=status)

    def accept(self):
        names = self.request.POST.getlist("field")
        if not names and self.change.entry:
            return self.shown(_("Scegli che cosa pubblicare, o di’ perché no."))
        accept(change=self.change, names=names, now=self.now(), by=self.request.user)
        messages.success(self.request, _("Pubblicata: chi l’ha scritta lo sa."))
        return redirect("services:change_queue")

    def now(self):
        try:
            now = json.loads(self.request.POST.get("now", ""))
        except ValueError:
            now = None
        return now if isinstance(now, dict) else self.change.seen

    def refuse(self):
        reason = self.request.POST.get("reason", "").strip()[:500]
        if not reason:
            return self.shown(_("Scrivi perché, così chi l’ha scritta lo sa."))
        refuse(change=self.change, reason=reason, by=self.request.user)
        messages.success(self.request, _("Non pubblicata: chi l’ha scritta sa perché."))
        return redirect("services:change_queue")
