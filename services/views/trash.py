"""Taking an entry away, and the list of what was taken away lately, from where it comes back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from organizations.access import RESTORE
from services.access import REVIEW
from services.editing import KINDS
from services.history.reading import acts_around
from services.keeping.trash import KEPT, LONGEST, TRASH, Changed, remove_entry, version_of, what_hangs_on

from .history import older_than, restore_url


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Perché la togli"),
        help_text=gettext_lazy("Lo legge chi guarda il cestino: ha chiuso, era doppia, non è mai partita."),
        max_length=LONGEST,
    )


@access(REVIEW)
class EntryRemoveView(View):
    kind = None

    def dispatch(self, request, *args, **kwargs):
        self.thing = get_object_or_404(KINDS[self.kind].model, **kwargs)
        REVIEW.check(request.user, self.thing)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.shown(ReasonForm(label_suffix=""))

    def post(self, request, **kwargs):
        form = ReasonForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self.shown(form, status=422)
        name, said = str(self.thing), {"reason": form.cleaned_data["reason"], "seen": request.POST.get("seen", "")}
        try:
            remove_entry(thing=self.thing, by=request.user, **said)
        except ProtectedError:
            return self.shown(form, status=409)
        except Changed:
            return self.changed(form)
        except ObjectDoesNotExist:
            messages.info(request, _("«%(name)s» l’ha già tolta qualcun altro.") % {"name": name})
            return redirect("services:trash")
        messages.success(request, _("«%(name)s» è nel cestino: per 30 giorni la rimetti da qui.") % {"name": name})
        return redirect("services:trash")

    def changed(self, form):
        form.add_error(None, _("Nel frattempo qualcuno l’ha cambiata: guarda com’è adesso, e poi decidi."))
        return self.shown(form, status=409)

    def shown(self, form, status=200):
        hanging, standing = what_hangs_on(self.thing)
        context = {"thing": self.thing, "form": form, "hanging": hanging, "standing": standing}
        context |= {"seen": version_of(self.thing)}
        return render(self.request, "services/keeping/entry_remove.html", context, status=status)


@access(RESTORE)
@method_decorator(never_cache, name="dispatch")
class TrashView(TemplateView):
    """What was taken away in thirty days and is still gone, of what one coordinates or directs."""

    template_name = "services/keeping/trash.html"

    def get_context_data(self, **kwargs):
        since = timezone.now() - KEPT
        page = acts_around(self.request.user, {"how": TRASH, "since": since}, older_than(self.request))
        gone = [(each.gone_in, each) for _entry, things in page.entries for each in heads(things)]
        rows = [
            (each, act, act.how.removeprefix(TRASH), restore_url(act, each.kind, each.key)) for act, each in gone if act
        ]
        return super().get_context_data(rows=rows, page=page, **kwargs)


def heads(things):
    """Those still gone, without what went with another of them."""
    gone = {each.key for each in things if each.thing is None}
    parents = {each.key: {change.parent for change in each.entry.changes if change.key == each.key} for each in things}
    return [each for each in things if each.key in gone and not parents[each.key] & gone]
