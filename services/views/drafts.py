from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.access import access
from services.access import EDIT_ENTRY
from services.editing import KINDS
from services.keeping.drafts import with_addresses
from services.models import Change
from services.models.about import ENTRIES

A_PAGE = 20


@access(EDIT_ENTRY)
@method_decorator(never_cache, name="dispatch")
class DraftListView(ListView):
    """One's own, the last touched first."""

    template_name, paginate_by = "services/keeping/draft_list.html", A_PAGE

    def get_queryset(self):
        return Change.objects.drafts_of(self.request.user).select_related(*ENTRIES).order_by("-updated_at", "id")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = with_addresses(context["object_list"])
        labels = {name: kind.model._meta.verbose_name for name, kind in KINDS.items()}
        return context | {"rows": [(draft, address, labels[draft.kind]) for draft, address in rows]}


@access({"POST": EDIT_ENTRY})
@require_POST
def draft_delete(request, pk):
    get_object_or_404(Change.objects.drafts_of(request.user), pk=pk).delete()
    messages.success(request, _("Bozza buttata."))
    return redirect("services:draft_list")
