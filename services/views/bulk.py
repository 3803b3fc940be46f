"""The services one coordinates, as a list on which many are changed together."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import access
from services.access import REVIEW
from services.keeping.bulk import MOST, ServiceFilterForm, TogetherForm, change_together, services_reviewed_by

SHOWN = 200


@access(REVIEW)
@method_decorator(never_cache, name="dispatch")
class ServiceBulkView(View):
    def dispatch(self, request, *args, **kwargs):
        self.filter = ServiceFilterForm(request.GET, label_suffix="")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.shown(TogetherForm(user=request.user))

    def post(self, request):
        form, services = TogetherForm(request.POST, user=request.user), self.chosen()
        if not form.is_valid():
            return self.shown(form, status=422)
        count = services.count()
        if not 0 < count <= MOST:
            form.add_error(None, _("Scegli da 1 a %(most)s servizi.") % {"most": MOST})
            return self.shown(form, status=422)
        if "sure" not in request.POST:
            context = {"form": form, "services": services, "count": count}
            return render(request, "services/keeping/bulk_confirm.html", context)
        return self.change(form, services)

    def change(self, form, services):
        done = change_together(by=self.request.user, services=services, said=form.cleaned_data)
        messages.success(
            self.request,
            ngettext("%(count)s servizio cambiato.", "%(count)s servizi cambiati.", done.changed)
            % {"count": done.changed},
        )
        if done.without_hours:
            said = ngettext(
                "%(count)s non ha orari suoi: la chiusura lì non è scritta.",
                "%(count)s non hanno orari loro: la chiusura lì non è scritta.",
                done.without_hours,
            )
            messages.warning(self.request, said % {"count": done.without_hours})
        return redirect(self.request.get_full_path())

    def filtered(self):
        return self.filter.narrowed(services_reviewed_by(self.request.user))

    def chosen(self):
        """All that the filters leave, or those that are ticked; never one that the person may not review."""
        if "all" in self.request.POST:
            return self.filtered()
        return services_reviewed_by(self.request.user).filter(pk__in=self.ticked())

    def ticked(self):
        keys = self.request.POST.getlist("services")[: MOST + 1]
        return {key for key in map(key_of, keys) if key}

    def shown(self, form, status=200):
        found = self.filtered().select_related("organization")
        context = {
            "filter": self.filter,
            "form": form,
            "services": found[:SHOWN],
            "total": found.count(),
            "ticked": self.ticked(),
        }
        return render(self.request, "services/keeping/bulk.html", context, status=status)


def key_of(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
