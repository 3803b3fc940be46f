"""Answering the mail that asks whether what is written is still right."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.forms import IntegerField, UUIDField
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import PUBLIC, access
from organizations.models import HowVerified
from services.access import EDIT_ENTRY, REVIEW
from services.editing import kind_of
from services.freshness import queue, verify
from services.freshness.answering import Changed, asked_about, confirm, disown, stamp_of
from services.freshness.links import opened
from services.freshness.wording import told_of
from services.reports.entries import NAMES


def correct_url(user, entry) -> str:
    """The form of the entry for who may, else that of a report."""
    if user.is_authenticated and EDIT_ENTRY.allows(user, entry):
        kind = kind_of(entry).column
        return reverse(f"services:{kind}_update", args=[entry.pk if kind == "location" else entry.slug])
    thing = entry if type(entry) in NAMES else entry.organization
    return reverse("services:report_create", args=[NAMES[type(thing)], thing.slug])


@method_decorator(never_cache, name="dispatch")
class SecretView(View):
    """Nobody else learns of the address of such a page; one that is no good says so, whatever the reason."""

    def dispatch(self, request, *args, secret, **kwargs):
        found = opened(secret)
        self.asked, self.key = found or (None, "")
        response = super().dispatch(request, *args, **kwargs) if found else self.gone()
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"  # a form needs its origin, other sites get nothing
        return response

    def gone(self):
        return render(self.request, "services/freshness/confirm_gone.html", status=410)


@access(PUBLIC)
class ConfirmView(SecretView):
    """Looking changes nothing, because mail programs look too; a button does."""

    def get(self, request):
        return self.shown()

    def post(self, request):
        by = request.user if request.user.is_authenticated else None
        said = {name: request.POST.get(name, "") for name in ("stamp", "chosen")}
        try:
            done = confirm(asked=self.asked, key=self.key, by=by, **said)
        except Changed:
            return self.shown(problem=_("Nel frattempo qualcosa è cambiato. Rileggi: adesso c’è scritto così."))
        messages.success(request, _("Grazie. Adesso si vede che lo avete controllato voi, oggi."))
        left = not self.key and any(each not in done for each in asked_about(self.asked, self.key))
        return redirect(request.path if left else self.asked.organization)

    def shown(self, problem=""):
        entries = asked_about(self.asked, self.key)
        if not entries:
            return self.gone()
        context = {
            "organization": self.asked.organization,
            "rows": [(told_of(each), correct_url(self.request.user, each)) for each in entries],
            "stamp": stamp_of(entries),
            "problem": problem,
        }
        status = 409 if problem else 200
        return render(self.request, "services/freshness/confirm.html", context, status=status)


@access(PUBLIC)
class DisownView(SecretView):
    def get(self, request):
        return self.shown()

    def post(self, request):
        self.asked = disown(asked=self.asked)
        return self.shown()

    def shown(self):
        return render(self.request, "services/freshness/disown.html", {"asked": self.asked})


@access(REVIEW)
class StaleListView(View):
    """The stalest first, services and resources or, in `che`, organisations; constant queries."""

    def get(self, request):
        organizations = request.GET.get("che") == "organizzazioni"
        quarters = list(queue.quarters_of(request.user).order_by("name"))
        quarter = next((each for each in quarters if each.slug == request.GET.get("quartiere")), None)
        rows_for = queue.organizations_for if organizations else queue.listings_for
        rows = rows_for(request.user, quarter.slug if quarter else "")
        found, following = queue.page_of(rows, asked_key(request, UUIDField if organizations else IntegerField))
        context = {"rows": queue.rows_of(found), "following": following, "quarters": quarters}
        context |= {"quarter": quarter, "organizations": organizations}
        return render(request, "services/freshness/stale_list.html", context)


def asked_key(request, field):
    try:
        return field(required=False).clean(request.GET.get("dopo", ""))
    except ValidationError:
        return None


@access(REVIEW)
class StaleEntryView(View):
    """One row: to correct it, or by a button to say that it is right."""

    def dispatch(self, request, *args, key, **kwargs):
        self.entry = queue.entry_of(key)
        if self.entry is None:
            raise Http404
        REVIEW.check(request.user, self.entry)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return redirect(correct_url(request.user, self.entry))

    def post(self, request):
        how = request.POST.get("how")
        if how in (HowVerified.PHONE, HowVerified.VISIT):
            self.check(how)
        return redirect(f"{reverse('services:stale_list')}?{request.GET.urlencode()}".rstrip("?"))

    def check(self, how):
        try:
            verify(entry=self.entry, by=self.request.user, how=how)
        except ObjectDoesNotExist:
            messages.warning(
                self.request, _("«%(name)s» non c’è più: qualcuno l’ha appena tolta.") % {"name": self.entry}
            )
        else:
            messages.success(self.request, _("Segnato: %(name)s, controllato oggi.") % {"name": self.entry})
