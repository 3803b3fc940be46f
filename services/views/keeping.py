"""Creating and changing an entry, and looking at it as everybody will before it is saved."""

from copy import copy

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_GET

from accounts.access import access
from organizations.models import Organization
from services.access import EDIT_ENTRY, OPEN_POINT, REVIEW, may_say_where
from services.editing import KINDS, Conflict, apply
from services.keeping.actions import may_publish, save_entry
from services.keeping.drafts import as_sent, draft_of, keep_draft
from services.keeping.entry_form import EntryForm
from services.keeping.places import PointForm, quarter_at
from services.keeping.trash import is_in_trash
from services.keeping.twins import twins_of
from services.reports.actions import AlreadySettled
from services.reports.proposals import proposal_of, said_in

TITLES = {
    "organization": gettext_lazy("Una nuova organizzazione"),
    "location": gettext_lazy("Un nuovo luogo"),
    "community_point": gettext_lazy("Un nuovo Punto Comunità"),
    "service": gettext_lazy("Un nuovo servizio"),
    "asset": gettext_lazy("Una nuova risorsa"),
}


class EntryFormView(View):
    """`kind` is a key of `services.editing.KINDS`; what the thing and its organisation are, the two below say."""

    kind = None
    organization = None
    proposal = None  # the report that proposed a new entry

    def get(self, request, **kwargs):
        thing = self.thing()
        draft = draft_of(request.user, request.GET.get("bozza"), self.kind, thing)
        return self.shown(self.form(thing, as_sent(draft) if draft else None), draft=draft)

    def post(self, request, **kwargs):
        thing = self.thing()
        if "draft" in request.POST:
            return self.keep(thing)
        form = self.form(thing, request.POST)
        valid = form.is_valid()
        if form.hours is not None and form.hours.asked_to_redraw:
            return self.shown(form)
        if not valid:
            return self.shown(form, status=422)
        if "preview" in request.POST:
            return self.preview(form)
        twins = [] if "another" in request.POST else twins_of(form)
        return self.shown(form, status=409, twins=twins) if twins else self.save(form)

    def form(self, thing, data):
        said = self.proposal and said_in(self.proposal)
        return EntryForm(data, kind=self.kind, thing=thing, organization=self.organization, said=said)

    def keep(self, thing):
        """What is typed, valid or not, as a draft; the script that keeps it in time asks for JSON."""
        draft = keep_draft(
            by=self.request.user, kind=self.kind, thing=thing, organization=self.organization, sent=self.request.POST
        )
        if self.request.accepts("text/html"):
            messages.success(self.request, _("Bozza salvata: la vedi solo tu, per 90 giorni dall’ultima volta."))
            return redirect(f"{self.request.path}?bozza={draft.pk}")
        return JsonResponse({"draft": draft.pk})

    def save(self, form):
        draft = draft_of(self.request.user, self.request.POST.get("draft_id"), self.kind, form.thing)
        try:
            entry, change = save_entry(
                by=self.request.user,
                thing=form.thing,
                seen=form.seen,
                wanted=form.values,
                organization=self.organization,
                proposal=self.proposal if "settles" in self.request.POST else None,
            )
        except Conflict as conflict:
            return self.ask_again(form, conflict)
        except AlreadySettled as settled:
            return self.settled_already(form, settled.report)
        except ObjectDoesNotExist:
            return self.gone(form)
        except ValidationError as error:
            return self.refused(form, error)
        if draft is not None:
            draft.delete()
        return self.saved(entry, change)

    def saved(self, entry, change):
        if change is not None:
            said = _(
                "Grazie: la guarda chi coordina. Intanto si vede la versione di prima, e ti scriviamo com’è andata."
            )
        else:
            said = _("Salvato: da adesso si vede così.")
        messages.success(self.request, said)
        return redirect(self.following(entry) if entry else reverse("account_home"))

    def following(self, entry):
        """Its page; after a new organisation the form of its place, without which nobody finds it on the map."""
        if self.kind != "organization" or entry.locations.exists():
            return self.address(entry)
        messages.info(self.request, _("Adesso di’ dov’è: senza un luogo non si trova sulla mappa."))
        address = reverse("services:location_create", args=[entry.slug])
        return f"{address}?segnalazione={self.proposal.code}" if self.proposal else address

    def address(self, entry):
        owner = entry if hasattr(entry, "get_absolute_url") else entry.organization
        return owner.get_absolute_url() if owner else reverse("services:listing_list")

    def ask_again(self, form, conflict):
        """Shows what the other wrote beside what was typed; the page now counts the other's as seen."""
        form.with_seen(conflict.fields)
        now = [
            (form[name], form.fields[name].prepare_value(form.now[name]))
            for name in conflict.fields
            if name in form.fields
        ]
        return self.shown(form, status=409, conflicts=now)

    def gone(self, form):
        """What was typed stays on the page: it can be copied, or saved again once the entry is back."""
        form.add_error(
            None, _("Nel frattempo qualcuno ha tolto questa scheda. Quello che hai scritto è ancora qui sotto.")
        )
        return self.shown(form, status=409)

    def settled_already(self, form, report):
        """Somebody may have made the entry in between: saving it again makes it all the same."""
        self.proposal = None
        said = _("La segnalazione l’ha già chiusa %(who)s: %(answer)s Se la scheda serve ancora, salva di nuovo.")
        form.add_error(None, said % {"who": report.settled_by or "…", "answer": report.answer})
        return self.shown(form, status=409)

    def refused(self, form, error):
        for name, reasons in error.message_dict.items():
            form.add_error(name if name in form.fields else None, reasons)
        return self.shown(form, status=422)

    def preview(self, form):
        """The public page as it would be: written, drawn and taken back, so that it is exactly that page."""
        with transaction.atomic():
            try:
                thing = apply(thing=copy(form.thing), seen=form.now, wanted=form.now | form.values)
                page = self.public_page(thing)
            except ValidationError as error:
                return self.refused(form, error)
            finally:
                transaction.set_rollback(True)
        return page

    def public_page(self, thing):
        asked = HttpRequest()
        asked.META, asked.session, asked.user = self.request.META, self.request.session, self.request.user
        asked.path = asked.path_info = self.address(thing)
        asked.method, asked.previewing = "GET", True
        found = resolve(asked.path)
        asked.resolver_match = found
        return found.func(asked, *found.args, **found.kwargs).render()

    def shown(self, form, status=200, conflicts=(), twins=(), draft=None):
        context = {
            "form": form,
            "thing": None if form.thing._state.adding else form.thing,
            "title": self.title(form.thing),
            "publishes": may_publish(self.request.user, form.thing, self.organization),
            "conflicts": conflicts,
            "fortnight": self.fortnight(form),
            "removable": self.kind == "location" and self.is_removable(form.thing),
            "previewed": hasattr(form.thing, "get_absolute_url") or bool(self.organization or form.thing.organization),
            "twins": twins,
            "resumed": draft is not None,
            "proposal": self.proposal,
            "draft_id": draft.pk if draft else self.request.POST.get("draft_id", ""),
            "attribution": settings.TILE_ATTRIBUTION,
        }
        return render(self.request, "services/keeping/entry_form.html", context, status=status)

    def is_removable(self, thing):
        return not thing._state.adding and REVIEW.allows(self.request.user, thing)

    def fortnight(self, form):
        """The two weeks under the hours; None where something typed there is to be mended."""
        if form.hours is None or (form.hours.is_bound and not form.hours.is_valid()):
            return None
        return form.hours.fortnight(form.municipality)


@access(EDIT_ENTRY)
class EntryUpdateView(EntryFormView):
    def post(self, request, **kwargs):
        """Of an entry that went while somebody was writing, what they wrote is shown on an empty one."""
        try:
            return super().post(request, **kwargs)
        except Http404:
            if not is_in_trash(self.kind, **kwargs):
                raise
            return self.gone(self.form(KINDS[self.kind].model(), request.POST))

    def thing(self):
        thing = get_object_or_404(KINDS[self.kind].model, **self.kwargs)
        EDIT_ENTRY.check(self.request.user, thing)
        return thing

    def title(self, thing):
        return _("Questa scheda non c’è più") if thing._state.adding else _("Cambia «%(name)s»") % {"name": thing}


class EntryCreateView(EntryFormView):
    def form(self, thing, data):
        code = self.request.GET.get("segnalazione") if data is None else data.get("proposal")
        self.proposal = proposal_of(code) if REVIEW.allows(self.request.user) else None
        return super().form(thing, data)

    def thing(self):
        return KINDS[self.kind].model()

    def title(self, thing):
        return TITLES[self.kind]


@access(REVIEW)
class OrganizationCreateView(EntryCreateView):
    kind = "organization"


@access(OPEN_POINT)
class CommunityPointCreateView(EntryCreateView):
    kind = "community_point"


@access(EDIT_ENTRY)
class BelongingCreateView(EntryCreateView):
    """A service, a place or an asset of the organisation whose slug stands in the address."""

    def dispatch(self, request, *args, **kwargs):
        self.organization = get_object_or_404(Organization, slug=kwargs["slug"])
        if self.kind != "location" or not may_say_where(request.user, self.organization):
            EDIT_ENTRY.check(request.user, self.organization)
        return super().dispatch(request, *args, **kwargs)


@access({"GET": EDIT_ENTRY})
@require_GET
def quarter_of_point(request):
    """`{"quarter": key or null}` of the point that somebody moves on the map."""
    form = PointForm(request.GET)
    quarter = quarter_at(**form.cleaned_data) if form.is_valid() else None
    return JsonResponse({"quarter": quarter and quarter.pk})
