"""Taking an entry away, and the list of what was taken away lately, from where it comes back."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import access
from organizations.access import RESTORE
from organizations.models import Location
from services.access import REVIEW
from services.editing import KINDS
from services.keeping.trash import LONGEST, Changed, in_trash, left_without, remove_entry, version_of, what_hangs_on

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
        messages.success(request, self.said() % {"name": name})
        return redirect("services:trash")

    @property
    def comes_back(self):
        return not getattr(self.thing, "offered_by_resident", False)

    def said(self):
        if self.comes_back:
            return _("«%(name)s» è nel cestino: per 30 giorni la rimetti da qui.")
        return _("«%(name)s» non c’è più, e non si rimette.")

    def changed(self, form):
        form.add_error(None, _("Nel frattempo qualcuno l’ha cambiata: guarda com’è adesso, e poi decidi."))
        return self.shown(form, status=409)

    def shown(self, form, status=200):
        hanging, rows = what_hangs_on(self.thing)
        standing, counted = linked_and_counted(rows)
        context = {
            "thing": self.thing,
            "form": form,
            "hanging": hanging,
            "standing": standing,
            "counted": counted,
            "seen": version_of(self.thing),
            "homeless": left_without(self.thing),
            "back": address_of(self.thing),
            "comes_back": self.comes_back,
        }
        return render(self.request, "services/keeping/entry_remove.html", context, status=status)


def linked_and_counted(rows):
    """([(row, its page)], {name of several: how many}): what has no public page is told by its number only."""
    shown = [each for each in rows if isinstance(each, Location) or hasattr(each, "get_absolute_url")]
    counted = Counter(each._meta.verbose_name_plural for each in rows if each not in shown)
    return [(each, address_of(each)) for each in shown], dict(counted)


def address_of(thing):
    """Its page; of a place, which has none, its form."""
    place = isinstance(thing, Location)
    return reverse("services:location_update", args=[thing.pk]) if place else thing.get_absolute_url()


@access(RESTORE)
@method_decorator(never_cache, name="dispatch")
class TrashView(TemplateView):
    """What was taken away in thirty days and is still gone, of what one coordinates or directs."""

    template_name = "services/keeping/trash.html"

    def get_context_data(self, **kwargs):
        page = in_trash(self.request.user, older_than(self.request))
        rows = [(each, restore_url(each.act, each.kind, each.key)) for each in page.rows]
        return super().get_context_data(rows=rows, page=page, **kwargs)
