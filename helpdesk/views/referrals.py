"""`/sportello/…/passaggi/`: sending somebody on, and following them until it is known how it ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.forms import UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from accounts.access import access
from helpdesk.access import OPEN_CLIENT, WORK_AT_DESK
from helpdesk.models import Enquiry, Notice, Referral
from helpdesk.people import open_client, unsealed
from helpdesk.referrals import choosing, queue
from helpdesk.referrals.doors import door_behind, door_of
from helpdesk.referrals.forms import ReferralForm
from helpdesk.referrals.handout import handout_of
from helpdesk.referrals.history import history_of
from helpdesk.referrals.making import hand_off, hand_over_now, show_the_way
from helpdesk.referrals.moving import TooLate
from helpdesk.referrals.receiving import Seen, opened_at_desk
from helpdesk.referrals.return_codes import code_on_paper
from helpdesk.referrals.step_forms import desks_offers, own_offers, said_after
from puntocomunita.templatetags.directory import phones

from .desk import OfDesk

A_PAGE = 20
Kind = Referral.Kind


def asked_uuid(text):
    try:
        return UUIDField(required=False).clean(text)
    except ValidationError:
        return None


@access(WORK_AT_DESK)
class ReferralCreateView(OfDesk, FormView):
    """One address: without a door it offers some, with one it asks how the person goes there."""

    form_class = ReferralForm

    @cached_property
    def enquiry(self):
        rows = Enquiry.objects.filter(community_point=self.desk)
        rows = rows.select_related("client", "quarter", "community_point__location").with_topics()
        return get_object_or_404(rows, pk=self.kwargs["enquiry"])

    @cached_property
    def door(self):
        outside = self.request.GET.get("fuori", "")
        return door_of(f"x.{outside}" if outside else self.request.GET.get("porta", ""), self.desk)

    @cached_property
    def after(self):
        """The one that this takes the place of."""
        key = asked_uuid(self.request.GET.get("dopo", ""))
        return self.enquiry.referrals.filter(pk=key).first() if key else None

    @cached_property
    def warm_refused(self):
        return choosing.why_no_promise(self.enquiry, OPEN_CLIENT.allows(self.request.user, self.desk))

    def get(self, request, *args, **kwargs):
        self.enquiry  # 404 before anything is asked  # noqa: B018
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.enquiry  # noqa: B018
        return super().post(request, *args, **kwargs) if self.door else self.get(request, *args, **kwargs)

    def get_template_names(self):
        return ["helpdesk/referrals/referral_form.html" if self.door else "helpdesk/referrals/referral_choose.html"]

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.door else None

    def get_form_kwargs(self):
        read = choosing.notice_read(asked_number(self.request.POST.get("notice", "")))
        return super().get_form_kwargs() | {
            "desk": self.desk,
            "door": self.door,
            "notice": read or choosing.notice_now(),
            "accompanied": choosing.notice_now(Notice.Purpose.ACCOMPANY),
            "warm_refused": self.warm_refused,
            "knows_person": self.enquiry.client is not None,
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(enquiry=self.enquiry, door=self.door, after=self.after, **kwargs)
        words = self.request.GET.get("q", "")[:200]
        context |= {"words": words, "warm_refused": self.warm_refused}
        if self.door:
            return context
        zones, points = choosing.always_there(self.enquiry, self.desk)
        context |= {"gone": bool(self.request.GET.get("porta")), "nameless": "fuori" in self.request.GET}
        return context | {"found": choosing.found(words), "zones": zones, "points": points}

    def form_valid(self, form):
        try:
            referral = self.made(form)
        except (TooLate, IntegrityError):
            form.add_error(None, _("Nel frattempo qualcun altro ha cambiato questo contatto. Rileggilo e riprova."))
            return self.form_invalid(form)
        referral.refresh_from_db(fields=["letter", "letter_due_at", "address_refused"])
        if not referral.is_not_written_to:  # the page says it
            messages.success(self.request, self.done(referral))
        return redirect("helpdesk:referral_detail", slug=self.desk.slug, pk=referral.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def made(self, form):
        given = {"by": self.request.user, "enquiry": self.enquiry, "door": self.door, "after": self.after}
        kind = form.cleaned_data["kind"]
        if kind == Kind.SIGNPOST:
            return show_the_way(**given)
        if kind == Kind.LIVE:
            return hand_over_now(**given, reason=form.reason_of_no)
        return hand_off(**given, notice=form.read, **form.handed_off)

    def done(self, referral):
        if not referral.is_warm:
            return _("Fatto. Il contatto è chiuso: lo segue %(target)s.") % {"target": referral.target_name}
        if referral.recipient_email:
            return _("Fatto: abbiamo scritto a %(target)s, senza il nome della persona.") % {
                "target": referral.target_name
            }
        return _("Fatto. Adesso telefona a %(target)s, e segna qui che cosa rispondono.") % {
            "target": referral.target_name
        }


def asked_number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@access(WORK_AT_DESK)
class ReferralListView(OfDesk, TemplateView):
    """One queue, the oldest first; as many queries for one row as for twenty."""

    template_name = "helpdesk/referrals/referral_list.html"

    def get(self, request, *args, **kwargs):
        typed = request.GET.get("numero", "").strip()[:40]
        found = queue.numbered(typed, self.desk) if typed else None
        if found:
            return redirect("helpdesk:referral_detail", self.desk.slug, found.pk)
        return super().get(request, *args, typed=typed, **kwargs)

    def get_context_data(self, **kwargs):
        tab = queue.tab_of(self.request.GET.get("quali", ""))
        tabs = queue.tabs_at(self.desk)
        page = queue.page_of(tabs[tab], self.desk, self.request.GET.get("page"), A_PAGE)
        rows = [queue.row_of(each, tab, self.desk) for each in page.object_list]
        more = {"tabs": tabs.values(), "empty": queue.EMPTY[tab]}
        return super().get_context_data(tab=tab, rows=rows, page=page, **more, **kwargs)


class OfReferral(OfDesk):
    """Of one that the desk made, or that arrived there."""

    @cached_property
    def referral(self):
        rows = Referral.objects.select_related(
            "enquiry__community_point__location", "client__community_point", "permission__notice", "owner"
        ).select_related("accompanied_by", "redirected_to", "received_as", "return_code")
        rows = rows.select_related("service__organization", "organization", "to_point__location", "zone")
        arrived = Q(pk__in=Referral.objects.arrived_at(self.desk).values("pk"))
        rows = rows.filter(Q(enquiry__community_point=self.desk) | arrived)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def arrived(self):
        return self.referral.enquiry.community_point_id != self.desk.pk

    @property
    def phones(self):
        """Of the other side."""
        desk = self.referral.enquiry.community_point
        return phones(desk.phones + desk.location.phones) if self.arrived else door_behind(self.referral).phones

    @cached_property
    def offers(self):
        return (desks_offers if self.arrived else own_offers)(self.referral)

    template_name = "helpdesk/referrals/referral_detail.html"

    def get_context_data(self, tried=None, **kwargs):
        """`tried` is the form that was sent and could not be taken."""
        referral = self.referral
        forms = [(each, tried[1] if tried and tried[0] == each else self.form_of(each)) for each in self.offers]
        return super().get_context_data(
            referral=referral,
            arrived=self.arrived,
            phones=self.phones,
            offers=forms,
            tried=tried[0].name if tried else "",
            enquiry_here=referral.received_as_id if self.arrived else referral.enquiry_id,
            history=history_of(referral),
            here=reverse("helpdesk:referral_detail", args=[self.desk.slug, referral.pk]),
            may_open=OPEN_CLIENT.allows(self.request.user, self.desk),
            **kwargs,
        )

    def form_of(self, offer, data=None):
        return offer.form(data, referral=self.referral, prefix=offer.name)


@access(WORK_AT_DESK)
@method_decorator(never_cache, name="dispatch")
class ReferralDetailView(OfReferral, TemplateView):
    """Where it stands, and what can be done; a POST does one step, named in `step`."""

    def post(self, request, *args, **kwargs):
        offer = next((each for each in self.offers if each.name == request.POST.get("step")), None)
        if offer is None:
            return self.too_late() if request.POST.get("step") else self.get(request, *args, **kwargs)
        form = self.form_of(offer, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(tried=(offer, form), seen=None), status=422)
        try:
            offer.act(referral=self.referral, by=request.user, **form.cleaned_data | offer.given)
        except (TooLate, IntegrityError):
            return self.too_late()
        if not Referral.objects.not_written_to().filter(pk=self.referral.pk).exists():  # the page says it
            messages.success(request, said_after(offer, self.referral))
        return redirect(request.path)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"seen": None} | kwargs)

    def too_late(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: rileggi, adesso è così."))
        return redirect(self.request.path)


@access({"POST": OPEN_CLIENT})
@method_decorator(never_cache, name="dispatch")
class ReferralPersonView(OfReferral, TemplateResponseMixin, ContextMixin, View):
    """The same page with the person's data: who looked is on record. Nothing to be found by going back."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        seen = opened_at_desk(self.referral, by=request.user) if self.arrived else self.own()
        if seen is None:
            messages.warning(request, _("Qui non c’è più nulla da vedere della persona."))
            return redirect("helpdesk:referral_detail", slug=self.desk.slug, pk=self.referral.pk)
        return self.render_to_response(self.get_context_data(seen=seen))

    def own(self):
        client = self.referral.client
        if client is None or client.erased_at:
            return None
        return Seen(open_client(client, by=self.request.user), unsealed(self.referral.message))


@access(WORK_AT_DESK)
@method_decorator(never_cache, name="dispatch")
class ReferralSheetView(OfReferral, TemplateView):
    """The hand-out: the door on half a page and, for who stays anonymous, a code to come back with."""

    template_name = "helpdesk/referrals/referral_sheet.html"

    def get_context_data(self, **kwargs):
        if self.arrived:
            raise Http404
        code = code_on_paper(self.referral)
        more = handout_of(self.referral, code)
        back = reverse("helpdesk:referral_detail", args=[self.desk.slug, self.referral.pk])
        return super().get_context_data(code=code, back_url=back, today=timezone.localdate(), **more, **kwargs)
