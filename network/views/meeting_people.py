"""Who is asked to a meeting and answers, who was there, who has which stand."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from helpdesk.views.referral_answers import Unseen
from network.access import RUN_NETWORK, SPEAK_FOR_MEMBER, TAKE_PART
from network.meetings import actions
from network.meetings.forms import AnswerForm, InviteForm
from network.meetings.links import opened
from organizations.models import Organization

from .meetings import MeetingFormView, OfMeeting


@access(RUN_NETWORK)
class MeetingInvitationsView(MeetingFormView):
    template_name, form_class = "network/meetings/meeting_invitations.html", InviteForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"meeting": self.meeting}

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitations=list(self.meeting.invitations.in_order()), **kwargs)

    def post(self, request, *args, **kwargs):
        if self.meeting.is_cancelled or self.meeting.is_over:
            raise Http404
        if request.POST.get("step") == "everybody":
            return self.asked(organizations=self.network.members())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        return self.asked(organizations=said["organizations"], people=said["emails"])

    def asked(self, **asked):
        new = actions.invite(by=self.request.user, meeting=self.meeting, **asked)
        words = ngettext("Fatto: %(n)s invito in più.", "Fatto: %(n)s inviti in più.", new) % {"n": new}
        messages.success(self.request, words)
        return redirect(self.request.path)


@access(TAKE_PART)
class MeetingAnswerView(MeetingFormView):
    """Of who is asked, or keeps an organisation that is; `invito` says which where there are several."""

    template_name, form_class = "network/meetings/meeting_answer.html", AnswerForm

    @cached_property
    def invitation(self):
        own = self.meeting.invitations.for_user(self.request.user).in_order()
        wanted = self.request.GET.get("invito")
        found = [each for each in own if not wanted or str(each.pk) == wanted]
        if not found:
            raise Http404
        return found[0]

    def get_initial(self):
        return answered(self.invitation)

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form):
        if not self.meeting.takes_proposals:
            messages.warning(
                self.request, _("Questa riunione è già cominciata o è annullata: non serve più rispondere.")
            )
            return redirect(self.meeting)
        actions.answer(by=self.request.user, invitation=self.invitation, **form.cleaned_data)
        return self.done(_("Grazie: la tua risposta è segnata. Puoi cambiarla fino alla riunione."))


def answered(invitation) -> dict:
    said = invitation.partstat if invitation.answered_at else None
    return {"partstat": said, "words": invitation.words}


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class InvitationAnswerView(Unseen, View):
    """By the link of a mail, without an account: looking changes nothing, because mail programs look too."""

    counted_as = "referral_answer"

    def dispatch(self, request, *args, secret, **kwargs):
        self.invitation = opened(secret)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.page(AnswerForm(initial=answered(self.invitation))) if self.invitation else self.page(status=404)

    def post(self, request):
        if not self.invitation:
            return self.page(status=404)
        if not self.invitation.meeting.takes_proposals:
            return self.page(status=409)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        actions.answer(invitation=self.invitation, **form.cleaned_data)
        return self.page(done=True)

    def page(self, form=None, status=200, done=False):
        context = {"invitation": self.invitation, "form": form, "done": done}
        context["meeting"] = self.invitation and self.invitation.meeting
        return render(self.request, "network/meetings/invitation_answer.html", context, status=status)


@access(RUN_NETWORK)
class AttendanceView(OfMeeting, TemplateView):
    """A sheet to fill with a thumb: a big box for each member, those who said that they come first."""

    template_name = "network/meetings/attendance.html"

    @cached_property
    def there(self):
        return list(self.meeting.attendance.select_related("organization"))

    @cached_property
    def organizations(self):
        """Members and whoever was there or asked, in the order in which one looks for them."""
        asked = {each.organization_id: each for each in self.meeting.invitations.exclude(organization=None)}
        known = [*asked, *(each.organization_id for each in self.there if each.organization_id)]
        rows = Organization.objects.filter(pk__in=known) | self.network.members()
        rows = rows.distinct().in_alphabetical_order()
        return [(each, asked.get(each.pk)) for each in rows]

    def chosen(self, name):
        return set(self.request.POST.getlist(name))

    def get_context_data(self, **kwargs):
        names = {each.organization_id: each.name for each in self.there if each.organization_id}
        rows = [
            {"organization": each, "invitation": asked, "there": each.pk in names, "name": names.get(each.pk, "")}
            for each, asked in self.organizations
        ]
        rows.sort(key=lambda row: not (row["invitation"] and row["invitation"].partstat == "ACCEPTED"))
        others = "\n".join(each.name for each in self.there if not each.organization_id)
        return super().get_context_data(rows=rows, others=others, **kwargs)

    def post(self, request, *args, **kwargs):
        ticked, known = self.chosen("there"), [each.pk for each, _asked in self.organizations]
        there = actions.write_attendance(
            by=request.user,
            meeting=self.meeting,
            organizations={key: one_line(request.POST.get(f"name-{key}", "")) for key in known if str(key) in ticked},
            others=lines_of(request.POST.get("others", "")),
            seen=(
                [key for key in known if str(key) in self.chosen("seen")],
                lines_of(request.POST.get("seen_others", "")),
            ),
        )
        words = ngettext("Salvato: %(n)s presenza.", "Salvato: %(n)s presenze.", len(there)) % {"n": len(there)}
        messages.success(request, words)
        return redirect(self.meeting)


class OfStands(OfMeeting):
    """What one does with a stand, each by `do`, until the showcase begins; then one sees how it is."""

    gone = gettext_lazy(
        "Questo banco l’ha già preso un’altra organizzazione, o la tua ne ha già uno. Guarda com’è adesso."
    )

    def post(self, request, *args, **kwargs):
        stand = get_object_or_404(self.meeting.stands.all(), pk=number_in(request.POST.get("stand")))
        try:
            if self.meeting.takes_proposals:
                self.do(stand)
            else:
                messages.warning(request, _("La vetrina è già cominciata o è annullata."))
        except actions.Taken:
            messages.warning(request, self.gone)
        return redirect("network:stand_list", self.network.slug, self.meeting.pk)

    def done(self, words, stand):
        messages.success(self.request, words % {"number": stand.number})


@access({"GET": PUBLIC, "POST": SPEAK_FOR_MEMBER})
class StandListView(OfStands, TemplateView):
    """The stands of a showcase; whoever keeps a member takes one for it, or leaves it."""

    template_name = "network/meetings/stand_list.html"

    @cached_property
    def kept(self):
        return list(self.network.kept_by(self.request.user)) if self.request.user.is_authenticated else []

    def get_context_data(self, **kwargs):
        stands = list(self.meeting.stands.select_related("organization"))
        having = {each.organization_id for each in stands}
        without = [each for each in self.kept if each.pk not in having]
        takes = without if self.meeting.takes_proposals else []
        return super().get_context_data(stands=stands, takes=takes, kept=self.kept, **kwargs)

    def do(self, stand):
        return self.leave(stand) if self.request.POST.get("step") == "leave" else self.take(stand)

    def own(self, key):
        """An organisation that one keeps."""
        for each in self.kept:
            if str(each.pk) == str(key):
                return each
        raise Http404

    def take(self, stand):
        organization = self.own(self.request.POST.get("organization"))
        actions.book_stand(by=self.request.user, stand=stand, organization=organization)
        self.done(_("Fatto: il banco %(number)s è vostro."), stand)

    def leave(self, stand):
        self.own(stand.organization_id)
        actions.leave_stand(by=self.request.user, stand=stand)
        self.done(_("Fatto: il banco %(number)s è libero."), stand)


@access(RUN_NETWORK)
class StandFreeView(OfStands, View):
    """Of an organisation that will not come."""

    def do(self, stand):
        actions.free_stand(by=self.request.user, stand=stand, held_by=self.request.POST.get("organization"))
        self.done(_("Fatto: il banco %(number)s è libero, e a chi lo aveva lo scriviamo."), stand)


def one_line(text) -> str:
    return text.replace("\x00", "").strip()[:120]


def lines_of(text) -> list:
    return [line for each in text[:5000].splitlines() if (line := one_line(each))]


def number_in(text) -> int:
    """0, which no row has, for what is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
