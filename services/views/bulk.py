"""The entries one coordinates, kind by kind, as lists on which many are changed together."""

import uuid

from django.contrib import messages
from django.db.models import Count, Window
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import access
from services.access import REVIEW
from services.keeping.bulk.actions import MOST, change_together, with_names
from services.keeping.bulk.filters import FilterForm
from services.keeping.bulk.forms import TogetherForm
from services.keeping.bulk.offered import Offered
from services.keeping.bulk.plans import opened, rows_of, signed
from services.keeping.bulk.reach import reviewed_by

A_PAGE = 100
TABS = {
    "service": gettext_lazy("Servizi"),
    "organization": gettext_lazy("Organizzazioni"),
    "location": gettext_lazy("Luoghi"),
    "asset": gettext_lazy("Risorse"),
    "community_point": gettext_lazy("Punti Comunità"),
}
BESIDE = {  # what a row of the list names beside the entry
    "organization": [],
    "location": ["organization", "quarter"],
    "service": ["organization"],
    "asset": ["organization", "kind"],
    "community_point": ["lead_organization"],
}


@access(REVIEW)
@method_decorator(never_cache, name="dispatch")
class EntryBulkView(View):
    kind = None

    def dispatch(self, request, *args, **kwargs):
        self.offered = Offered(request.user)
        self.filter = FilterForm(request.GET, kind=self.kind, offered=self.offered)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.shown(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        if seen := opened(request.POST.get("seen", "")):
            return self.change(form, seen)
        things = list(with_names(self.chosen(), form.alterations)[: MOST + 1])
        if not 0 < len(things) <= MOST:
            form.add_error(None, _("Scegli da 1 a %(most)s schede.") % {"most": MOST})
            return self.shown(form, status=422)
        return self.asked(form, rows_of(things, form.alterations))

    def form(self, data=None):
        return TogetherForm(data, kind=self.kind, offered=self.offered)

    def change(self, form, seen):
        done = change_together(
            by=self.request.user, kind=self.kind, things=self.mine(), alterations=form.alterations, seen=seen
        )
        if done.gone:
            messages.warning(self.request, gone_words(done.gone))
        if done.conflicts:
            return self.asked(form, done.conflicts, changed=done.changed, status=409)
        if not done.changed:
            messages.info(self.request, _("Non c’era niente da cambiare: è già tutto così."))
            return redirect(self.request.get_full_path())
        return redirect("services:act_detail", done.act)

    def asked(self, form, rows, changed=0, status=200):
        """What would change, before it does; after it did, of those that somebody changed in between."""
        changing = [row for row in rows if row.lines]
        context = {
            "form": form,
            "rows": changing,
            "same": [row.thing for row in rows if not row.lines and not row.has_nowhere],
            "nowhere": [row.thing for row in rows if row.has_nowhere],
            "seen": signed(rows),
            "changed": changed,
            "conflict": status == 409,
        }
        return render(self.request, "services/keeping/bulk_confirm.html", context, status=status)

    def mine(self):
        return reviewed_by(self.request.user, self.kind)

    def filtered(self):
        return self.filter.narrowed(self.mine())

    def chosen(self):
        """All that the filters leave, or those that are ticked; never one that the person may not review."""
        rows = self.filtered() if "all" in self.request.POST else self.mine().filter(pk__in=self.ticked())
        return rows.order_by("name", "pk")

    def ticked(self):
        keys = self.request.POST.getlist("things")[: MOST + 1]
        return {key for key in map(key_of, keys) if key}

    def shown(self, form, status=200):
        page = page_of(self.request)
        found = self.filtered().select_related(*BESIDE[self.kind]).annotate(total=Window(Count("pk")))
        things = list(found.order_by("name", "pk")[(page - 1) * A_PAGE : page * A_PAGE])
        total = things[0].total if things else 0
        context = {
            "kind": self.kind,
            "tabs": [(reverse(f"services:{kind}_bulk"), label, kind == self.kind) for kind, label in TABS.items()],
            "filter": self.filter,
            "form": form,
            "things": things,
            "total": total,
            "most": MOST,
            "number": page,
            "pages": -(-total // A_PAGE),
            "ticked": self.ticked(),
        }
        return render(self.request, "services/keeping/bulk.html", context, status=status)


def page_of(request):
    """The number that the address asks for; the first where it asks for none that could be."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def gone_words(count):
    said = ngettext(
        "%(count)s scheda nel frattempo è sparita, o non è più tua.",
        "%(count)s schede nel frattempo sono sparite, o non sono più tue.",
        count,
    )
    return said % {"count": count}


def key_of(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
