"""What is likely there twice: the list, two entries side by side, and looking for the double of one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import access
from services.access import REVIEW
from services.editing import KINDS
from services.merging import queue
from services.merging.actions import Changed, Gone, dismiss, merge
from services.merging.choosing import Compared
from services.merging.moving import what_moves
from services.models import SuspectedPair

A_FEW = 20


def asked_number(request):
    try:
        return forms.IntegerField(required=False, max_value=2**62).clean(request.GET.get("dopo", ""))
    except ValidationError:
        return None


@access(REVIEW)
class PairListView(View):
    """The likeliest first; as many queries with a thousand as with ten."""

    def get(self, request):
        rows, following = queue.page_of(request.user, asked_number(request))
        return render(request, "services/merging/pair_list.html", {"rows": rows, "following": following})


@access(REVIEW)
@method_decorator(never_cache, name="dispatch")
class PairDecideView(View):
    """The first of the address stays, the second goes into it; what one chose stays chosen when it is shown again."""

    def dispatch(self, request, *args, kind, one, other, **kwargs):
        if kind not in SuspectedPair.Kind or one == other:
            raise Http404
        there = KINDS[kind].model.objects.in_bulk([one, other])
        if len(there) < 2:
            return self.gone()
        self.kind, self.one, self.other = kind, there[one], there[other]
        for entry in (self.one, self.other):
            REVIEW.check(request.user, entry)
            if getattr(entry, "offered_by_resident", False):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.shown()

    def post(self, request):
        if request.POST.get("decision") == "dismiss":
            dismiss(kind=self.kind, one=self.one, other=self.other, by=request.user)
            said = _("Segnato: «%(one)s» e «%(other)s» sono due.")
            messages.success(request, said % {"one": self.one, "other": self.other})
            return redirect("services:pair_list")
        try:
            kept = merge(
                winner=self.one,
                loser=self.other,
                choices=self.choices(),
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
        except Changed:
            return self.shown(_("Nel frattempo una delle due è cambiata: guarda com’è adesso. Niente è stato unito."))
        except Gone:
            return self.gone()
        except ValidationError as error:
            return self.shown(" ".join(error.messages))
        messages.success(request, _("Fatto: sono una scheda sola, e gli indirizzi di prima portano qui."))
        return redirect(kept.get_absolute_url())

    def choices(self):
        return {name: self.request.POST[name] for name in KINDS[self.kind].fields if name in self.request.POST}

    def gone(self):
        messages.info(self.request, _("Una delle due non c’è più: qualcuno l’ha già unita o tolta."))
        return redirect("services:pair_list")

    def shown(self, problem=""):
        one, other = (type(each).objects.get(pk=each.pk) for each in (self.one, self.other))
        compared = Compared(one, other, self.choices())
        swapped = reverse("services:pair_decide", args=[self.kind, other.pk, one.pk])
        pair = SuspectedPair.objects.between(one.pk, other.pk).select_related("dismissed_by").first()
        context = {"one": one, "other": other, "lines": compared.lines(), "seen": compared.stamp, "swapped": swapped}
        context |= {"moving": what_moves(other), "keepers": keepers_of(one, other), "problem": problem}
        context |= {"pair": pair, "why": queue.words_of(pair.why) if pair else []}
        status = 409 if problem else 200
        return render(self.request, "services/merging/pair_decide.html", context, status=status)


def keepers_of(*entries):
    """The people who would keep what the two become; an organisation's only."""
    members = [each for entry in entries if hasattr(entry, "members") for each in entry.members.select_related("user")]
    return list(dict.fromkeys(each.user.name for each in members))


@access(REVIEW)
class EntryTwinsView(View):
    """What one entry is likely twice with, and, in `q`, any other of its kind that somebody knows it is."""

    kind = None

    def get(self, request, slug):
        entry = get_object_or_404(KINDS[self.kind].model, slug=slug)
        REVIEW.check(request.user, entry)
        words = request.GET.get("q", "").replace("\x00", "").strip()[:300]
        context = {"entry": entry, "kind": self.kind, "words": words, "pairs": queue.pairs_of(request.user, entry)}
        context |= {"found": queue.named(request.user, entry, words)[:A_FEW] if words else []}
        return render(request, "services/merging/entry_twins.html", context)
