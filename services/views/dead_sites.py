"""The websites that answer no more: each tried again, taken away or changed, one decision a row."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.access import access
from services.access import REVIEW
from services.editing import Conflict
from services.freshness import dead_sites
from services.models import LinkCheck

A_PAGE = 20
NEEDED = gettext_lazy("Scrivi l’indirizzo del sito nuovo, per esempio https://www.esempio.it.")
TRY, TAKE_AWAY, CHANGE = "try", "take_away", "change"


class SiteForm(forms.Form):
    url = forms.URLField(
        max_length=500,
        assume_scheme="https",
        error_messages=dict.fromkeys(["required", "invalid"], NEEDED),
    )


def shown(request, *, failed=None, problem="", typed="", status=200):
    """`failed` is the row that the problem is about."""
    rows, following = dead_sites.page_of(request.user, asked_number(request), A_PAGE)
    context = {"rows": rows, "following": following, "failed": failed, "problem": problem, "typed": typed}
    return render(request, "services/freshness/dead_site_list.html", context, status=status)


def asked_number(request):
    number = request.GET.get("dopo", "")
    return int(number) if number.isdecimal() and len(number) < 10 else None


@access(REVIEW)
class DeadSiteListView(View):
    """Dead longest first; as many queries for one as for twenty."""

    def get(self, request):
        return shown(request)


@access({"POST": REVIEW})
class DeadSiteDecideView(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        self.check = get_object_or_404(LinkCheck.objects.dead(), pk=pk)
        ((_check, self.entries),) = dead_sites.rows_of(request.user, [self.check])
        if not self.entries:
            return self.of_nobody_here()
        decide = {TRY: self.ask_again, TAKE_AWAY: self.take_away, CHANGE: self.change}
        decided = decide.get(request.POST.get("decision"))
        return decided() if decided else self.again(_("Scegli che cosa fare."))

    def of_nobody_here(self):
        """Entries of others only are closed; where none names it any more, somebody was quicker."""
        if any(rows.exists() for rows in dead_sites.naming([self.check.url])):
            raise PermissionDenied
        return self.done(_("Nel frattempo qualcuno l’ha già cambiato."))

    def ask_again(self):
        if dead_sites.ask_again(self.check):
            return self.done(_("Adesso il sito risponde: abbiamo tolto il segno."))
        why = self.check.get_reason_display()
        return self.again(_("Ancora no: %(why)s.") % {"why": why}, status=200)

    def take_away(self):
        return self.rewrite("", _("Tolto: «%(name)s» non ha più un sito."))

    def change(self):
        form = SiteForm(self.request.POST)
        if not form.is_valid():
            return self.again(" ".join(form.errors["url"]))
        return self.rewrite(form.cleaned_data["url"], _("Cambiato: il sito di «%(name)s» è quello nuovo."))

    def rewrite(self, url, said):
        try:
            dead_sites.rewrite(check=self.check, url=url, by=self.request.user)
        except (Conflict, ObjectDoesNotExist):
            return self.again(_("Nel frattempo qualcuno ha cambiato la scheda: rileggi. Niente è stato scritto."), 409)
        except ValidationError as error:
            return self.again(" ".join(error.messages))
        return self.done(said % {"name": self.entries[0].name})

    def done(self, said):
        messages.success(self.request, said)
        return redirect("services:dead_site_list")

    def again(self, problem, status=422):
        typed = self.request.POST.get("url", "")
        return shown(self.request, failed=self.check.pk, problem=problem, typed=typed, status=status)
