"""Contacts of a desk: logging them, finding them again, mending them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView, View

from accounts.access import access
from helpdesk.access import CHANGE_ENQUIRY, LEAD_DESK, WORK_AT_DESK
from helpdesk.enquiries.actions import Conflict, change_enquiry, delete_enquiry, log_enquiry, record_unmet
from helpdesk.enquiries.filters import EnquiryFilter
from helpdesk.enquiries.forms import End, EnquiryForm
from helpdesk.enquiries.quick import current_shift, first_values, shift_of
from helpdesk.enquiries.topics import choices
from helpdesk.models import Enquiry

from .desk import OfDesk

PAGE = 50
WHY = Enquiry.UnmetReason
NOTHING_FOUND = [WHY.NO_SERVICE, WHY.FULL, WHY.NOT_ELIGIBLE, WHY.COST, WHY.TOO_FAR, WHY.HOURS, WHY.LANGUAGE]


class LogsEnquiries(OfDesk):
    """A form that keeps what was typed whichever button is pressed: «Cerca» looks for topics, the others save."""

    form_class = EnquiryForm
    template_name = "helpdesk/enquiries/enquiry_form.html"

    def get_form_kwargs(self):
        asked = self.request.POST.get("end", "")
        end = End(asked) if asked in End.values else End.CLOSE
        said = {"data": self.request.POST or None, "initial": self.get_initial()}
        return said | {"desk": self.desk, "end": end, "instance": self.enquiry}

    enquiry = None

    def post(self, request, *args, **kwargs):
        return self.look_for_topics() if "find" in request.POST else super().post(request, *args, **kwargs)

    def look_for_topics(self):
        kept = EnquiryForm(desk=self.desk, initial=self.typed(), instance=self.enquiry)
        return self.render_to_response(self.get_context_data(form=kept))

    def typed(self):
        fields = EnquiryForm.base_fields.items()
        return {name: field.widget.value_from_datadict(self.request.POST, {}, name) for name, field in fields}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | topics_of(context["form"], self.request.POST.get("words", ""))

    def told(self, form, enquiry):
        """Says what was saved, and goes where the button meant."""
        if form.untold:
            messages.info(self.request, _("Per un tema delicato non teniamo %s: il resto è salvato.") % form.untold)
        wants_referral = Enquiry.Answer.REFERRAL in enquiry.answers and enquiry.state == Enquiry.State.OPEN
        if wants_referral:
            there = reverse("helpdesk:referral_create", args=[self.desk.slug, enquiry.pk])
        else:
            there = reverse("helpdesk:today", args=[self.desk.slug])
        return redirect(f"{there}?salvato={enquiry.pk}")  # static/js/sportello-bozze.js


def topics_of(form, text=""):
    """For the part of the form that shows topics."""
    return {"words": text, "topic_choices": choices(form["topics"].value() or [], text)}


def saved(enquiry, said):
    address = reverse("helpdesk:enquiry_detail", args=[enquiry.community_point.slug, enquiry.pk])
    return format_html('{} <a href="{}">{}</a>', said, address, _("Guardalo"))


@access(WORK_AT_DESK)
class EnquiryCreateView(LogsEnquiries, FormView):
    def get_initial(self):
        return first_values(current_shift(self.desk))

    def form_valid(self, form):
        enquiry = form.save(commit=False)
        enquiry.shift = shift_of(self.desk, enquiry)
        topics, closed = form.cleaned_data["topics"], form.closes(form.cleaned_data)
        if log_enquiry(by=self.request.user, enquiry=enquiry, topics=topics, closed=closed):
            messages.success(self.request, saved(enquiry, _("Contatto salvato.")))
        else:
            messages.info(self.request, saved(enquiry, _("Questo contatto era già salvato: c’è una volta sola.")))
        return self.told(form, enquiry)


class OfEnquiry(OfDesk):
    """A page of one contact of the desk."""

    @cached_property
    def enquiry(self):
        enquiries = Enquiry.objects.select_related("logged_by", "quarter")
        enquiry = get_object_or_404(enquiries, pk=self.kwargs["enquiry"], community_point=self.desk)
        enquiry.community_point = self.desk
        return enquiry

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"enquiry": self.enquiry})


@access(WORK_AT_DESK)
class EnquiryDetailView(OfEnquiry, DetailView):
    template_name = "helpdesk/enquiries/enquiry_detail.html"

    def get_object(self):
        return self.enquiry

    def get_context_data(self, **kwargs):
        user, enquiry = self.request.user, self.enquiry
        may_change = CHANGE_ENQUIRY.allows(user, enquiry) and enquiry.is_recent
        return super().get_context_data(
            topics=[each.term for each in enquiry.enquiry_topics.select_related("term").order_by("position")],
            facts=facts(enquiry),
            referrals=list(enquiry.referrals.order_by("created_at")),
            may_change=may_change,
            may_delete=LEAD_DESK.allows(user, enquiry) and enquiry.is_recent,
            **kwargs,
        )


def facts(enquiry):
    """What was said of a contact, as (label, words); what nobody said is left out."""
    yes_no = {True: _("sì"), False: _("no"), None: ""}
    rows = [
        (_("Com’è arrivata"), enquiry.get_channel_display()),
        (_("Che cosa avete fatto"), ", ".join(str(Enquiry.Answer(each).label) for each in enquiry.answers)),
        (_("Com’è finita"), enquiry.get_result_display()),
        (_("Perché è rimasta senza risposta"), enquiry.get_unmet_reason_display()),
        (_("Quante persone"), enquiry.people if enquiry.people > 1 else ""),
        (_("Età"), enquiry.get_age_band_display()),
        (_("Donna o uomo"), enquiry.get_gender_display()),
        (_("Quartiere"), enquiry.quarter),
        (_("Prima volta"), yes_no[enquiry.is_first_visit]),
        (_("Aiuto con la lingua"), yes_no[enquiry.needs_language_help]),
        (_("Quanto tempo"), enquiry.get_minutes_display()),
        (_("Nota"), enquiry.note),
    ]
    return [(label, words) for label, words in rows if words]


class OfOwnEnquiry(OfEnquiry):
    """For who logged the contact and who coordinates, in the first month."""

    def dispatch(self, request, *args, **kwargs):
        self.access.check(request.user, self.desk)
        self.access.check(request.user, self.enquiry)
        if not self.enquiry.is_recent:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


@access(CHANGE_ENQUIRY)
class EnquiryUpdateView(OfOwnEnquiry, LogsEnquiries, FormView):
    def form_valid(self, form):
        enquiry = form.save(commit=False)
        try:
            change_enquiry(
                enquiry=enquiry,
                seen=form.cleaned_data["seen"],
                topics=form.cleaned_data["topics"],
                closed=form.closes(form.cleaned_data),
            )
        except Conflict:
            form.add_error(None, _("Mentre scrivevi qualcun altro ha cambiato questo contatto: riaprilo e guarda."))
            return self.form_invalid(form)
        except IntegrityError as error:
            if error.__cause__.diag.constraint_name != "nothing_is_written_of_the_erased":
                raise
            form.add_error("note", _("I dati della persona sono stati cancellati: lascia vuota la nota."))
            return self.form_invalid(form)
        messages.success(self.request, saved(enquiry, _("Contatto salvato.")))
        return self.told(form, enquiry)


@access(CHANGE_ENQUIRY)
class EnquiryUnmetView(OfOwnEnquiry, View):
    """Nothing was found beside the person: one tap says why."""

    http_method_names = ["post"]

    def post(self, request, slug, enquiry):
        reason = request.POST.get("reason", "")
        if reason not in NOTHING_FOUND:
            messages.warning(request, _("Scegli perché: serve a chi cerca di aprire quello che manca."))
            return redirect("helpdesk:enquiry_search", slug, enquiry)
        if record_unmet(enquiry=self.enquiry, reason=reason):
            messages.success(request, _("Segnato: serve a chiedere quello che manca."))
        else:
            messages.warning(request, _("Qualcuno deve ancora rispondere: prima guarda il suo passaggio."))
        return redirect("helpdesk:enquiry_detail", slug, enquiry)


@access(LEAD_DESK)
class EnquiryDeleteView(OfOwnEnquiry, View):
    http_method_names = ["post"]

    def post(self, request, slug, enquiry):
        if delete_enquiry(enquiry=self.enquiry):
            messages.success(request, _("Contatto cancellato."))
            return redirect("helpdesk:enquiry_list", slug)
        messages.warning(request, _("Da questo contatto è partito un passaggio: per questo resta."))
        return redirect("helpdesk:enquiry_detail", slug, enquiry)


@access(WORK_AT_DESK)
class EnquiryTopicsView(OfDesk, View):
    """What htmx asks for while words are typed."""

    def get(self, request, slug):
        proposed = choices(request.GET.getlist("topics"), request.GET.get("words", "")[:100])
        context = {"topic_choices": proposed, "words": request.GET.get("words", "")}
        return render(request, "helpdesk/enquiries/topics.html", context)


@access(WORK_AT_DESK)
class EnquiryListView(OfDesk, TemplateView):
    template_name = "helpdesk/enquiries/enquiry_list.html"

    def get_context_data(self, **kwargs):
        chosen = EnquiryFilter(self.request.GET, user=self.request.user)
        enquiries = chosen.narrow(Enquiry.objects.filter(community_point=self.desk))
        pages = Paginator(enquiries.with_topics().select_related("logged_by"), PAGE)
        return super().get_context_data(filter=chosen, page=pages.get_page(self.request.GET.get("page")), **kwargs)
