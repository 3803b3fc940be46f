"""Whom somebody was sent to, and how it ended; followed until the person says so, or nobody can say."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import CommunityPoint, Organization
from puntocomunita.encryption import EncryptedTextField
from services.models import Service
from territory.models import Zone

from .client import Client, Permission
from .enquiry import Enquiry
from .of_a_desk import desks_of

ONE_TARGET = (
    Q(target_kind="service", organization__isnull=True, to_point__isnull=True, zone__isnull=True)
    | Q(target_kind="organization", service__isnull=True, to_point__isnull=True, zone__isnull=True)
    | Q(target_kind="community_point", service__isnull=True, organization__isnull=True, zone__isnull=True)
    & Q(to_point__isnull=False)
    | Q(target_kind="social_service", service__isnull=True, organization__isnull=True, to_point__isnull=True)
    & Q(zone__isnull=False)
    | Q(target_kind="external", service__isnull=True, organization__isnull=True)
    & Q(to_point__isnull=True, zone__isnull=True)
)
UNDER_WAY = Q(state__in=["sent", "accepted"])


class ReferralQuerySet(models.QuerySet):
    def arrived_at_desks_of(self, user):
        """Those of other Punti Comunità to the user's."""
        arrived = self.exclude(state__in=[Referral.State.DRAFT, Referral.State.WITHDRAWN])
        return arrived.filter(to_point__in=desks_of(user))

    def waiting_for_an_answer(self):
        return self.filter(state=Referral.State.SENT)

    def to_verify(self, day=None):
        """Under way, and due to be asked how it went."""
        return self.filter(state__in=Referral.UNDER_WAY, follow_up_due__lte=day or timezone.localdate())

    def must_go_on(self):
        """Refused or never answered, or left by who came back with the code; nothing decided since."""
        asked = Q(return_code__asks_for_another_door=True)
        return self.filter(Q(state__in=Referral.UNHEARD) | asked, went_on_at__isnull=True)

    def arrived_at(self, desk):
        """Those of other Punti Comunità that somebody there is to see: who is only told the way is nobody's guest."""
        there = self.filter(to_point=desk).exclude(state__in=[Referral.State.DRAFT, Referral.State.WITHDRAWN])
        return there.exclude(kind=Referral.Kind.SIGNPOST)

    def not_written_to(self, moment=None):
        """Whose receiver is owed a letter that could not leave, or was left by who is gone."""
        return self.exclude(letter="").filter(letter_due_at__lte=moment or timezone.now())

    def to_write_again(self):
        """By the portal itself, which knocks at no address that was refused for good."""
        return self.not_written_to().filter(address_refused=False)

    def to_expire(self, moment=None):
        """Nobody answered in time, though they were asked; who proposes a moment has answered."""
        asked = self.waiting_for_an_answer().filter(proposed_at=None).exclude(letter=Referral.Letter.ASK)
        return asked.filter(expires_at__lte=moment or timezone.now())


class Referral(models.Model):
    """One door that somebody was shown (signpost), handed over to there and then (live) or with a promise (warm)."""

    class Kind(models.TextChoices):
        SIGNPOST = "signpost", _("indicazione")
        LIVE = "live", _("passaggio fatto insieme, subito")
        WARM_HANDOFF = "warm_handoff", _("passaggio accompagnato")

    class TargetKind(models.TextChoices):
        SERVICE = "service", _("servizio")
        ORGANIZATION = "organization", _("organizzazione")
        COMMUNITY_POINT = "community_point", _("Punto Comunità")
        SOCIAL_SERVICE = "social_service", _("servizio sociale territoriale")
        EXTERNAL = "external", _("altro, fuori dall’elenco")

    class State(models.TextChoices):
        DRAFT = "draft", _("da mandare")
        SENT = "sent", _("mandato")
        ACCEPTED = "accepted", _("accolto")
        DECLINED = "declined", _("rifiutato")
        EXPIRED = "expired", _("senza risposta")
        REDIRECTED = "redirected", _("andato a un’altra porta")
        WITHDRAWN = "withdrawn", _("ritirato")
        COMPLETED = "completed", _("riuscito")
        NOT_COMPLETED = "not_completed", _("non riuscito")

    class DeclineReason(models.TextChoices):
        FULL = "full", _("non c’è posto")
        NOT_FOR_US = "not_for_us", _("non è di nostra competenza")
        NOT_ELIGIBLE = "not_eligible", _("mancano i requisiti")
        CANNOT_REACH = "cannot_reach", _("non riusciamo a raggiungere la persona")
        OTHER = "other", _("altro")

    class Letter(models.TextChoices):
        ASK = "ask", _("la richiesta di accogliere la persona")
        NEXT = "next", _("il collegamento per continuare")
        WITHDRAWN = "withdrawn", _("l’avviso che il passaggio è ritirato")

    class Outcome(models.TextChoices):
        MET = "met", _("ha avuto quello che cercava")
        PARTLY = "partly", _("in parte")
        NOT_MET = "not_met", _("no")
        UNKNOWN = "unknown", _("non si sa")

    class OutcomeSource(models.TextChoices):
        PERSON = "person", _("dalla persona")
        ORGANIZATION = "organization", _("da chi ha accolto")
        UNREACHABLE = "unreachable", _("nessuno ha risposto")

    UNDER_WAY = [State.SENT, State.ACCEPTED]
    UNHEARD = [State.DECLINED, State.EXPIRED]
    ENDED = [State.COMPLETED, State.NOT_COMPLETED]
    MOVES = {
        "": {"draft", "sent", "accepted", "declined"},  # a call made together is answered at once
        "draft": {"sent", "accepted", "declined", "withdrawn"},
        "sent": {"accepted", "declined", "expired", "withdrawn", "completed", "not_completed"},
        "accepted": {"completed", "not_completed", "declined", "withdrawn"},
        "declined": {"redirected"},
        "expired": {"redirected", "accepted", "declined", "completed"},  # an answer may come late
        "not_completed": {"redirected", "completed"},
        "completed": {"not_completed"},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True)  # said on the telephone; see services.models.report
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="referrals")
    client = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="referrals")
    kind = models.CharField(_("come"), max_length=12, choices=Kind)
    target_kind = models.CharField(_("a chi"), max_length=15, choices=TargetKind)
    target_name = models.CharField(_("nome"), max_length=300)  # as it was then; stays if the entry goes
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="referrals")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="referrals")
    to_point = models.ForeignKey(
        CommunityPoint, models.PROTECT, null=True, blank=True, related_name="arrived_referrals"
    )
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="referrals")
    permission = models.ForeignKey(Permission, models.PROTECT, null=True, blank=True, related_name="referrals")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="referrals")
    accompanied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="accompanied_referrals"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)  # by the receiver, until the desk says yes or no
    appointment_at = models.DateTimeField(_("appuntamento"), null=True, blank=True)
    message = EncryptedTextField(blank=True)  # what the receiver needs to know, at most 300 characters
    recipient_email = models.EmailField(blank=True)  # of a receiver, never of the person
    address_refused = models.BooleanField(default=False)  # a mail server said for good that it takes nothing for it
    letter = models.CharField(max_length=9, choices=Letter, blank=True)  # owed to the receiver: no server has taken it
    letter_due_at = models.DateTimeField(null=True, blank=True)  # whoever sends it has it for themselves until then
    state = models.CharField(_("stato"), max_length=13, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("perché no"), max_length=12, choices=DeclineReason, blank=True)
    follow_up_due = models.DateField(_("quando chiedere com’è andata"), null=True, blank=True)
    redirected_to = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="redirected_from")
    went_on_at = models.DateTimeField(null=True, blank=True)
    # At the desk it went to.
    received_as = models.OneToOneField(Enquiry, models.SET_NULL, null=True, blank=True, related_name="arrived_as")
    outcome = models.CharField(_("com’è andata"), max_length=7, choices=Outcome, blank=True)
    outcome_source = models.CharField(_("chi lo dice"), max_length=12, choices=OutcomeSource, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("passaggio")
        verbose_name_plural = _("passaggi")
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET & ~Q(target_name=""), name="referral_is_to_one_door"),
            models.CheckConstraint(
                condition=~Q(kind="warm_handoff")
                | Q(state__in=["draft", "withdrawn"])
                | Q(permission__isnull=False, follow_up_due__isnull=False),
                name="warm_handoff_has_permission_and_follow_up",
            ),
            models.CheckConstraint(
                condition=Q(permission__isnull=True) | Q(kind="warm_handoff", client__isnull=False),
                name="permission_is_for_a_warm_handoff",
            ),
            models.CheckConstraint(
                condition=Q(client__isnull=True) | Q(kind="warm_handoff"), name="client_is_of_a_warm_handoff"
            ),
            models.CheckConstraint(
                condition=Q(message="") | Q(client__isnull=False), name="message_is_about_a_client"
            ),  # and goes with them
            models.CheckConstraint(
                condition=Q(state="redirected")
                | Q(state="declined") & ~Q(decline_reason="")
                | ~Q(state="declined") & Q(decline_reason=""),
                name="referral_is_declined_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_source="", verified_at__isnull=True)
                | ~Q(outcome="") & ~Q(outcome_source="") & Q(verified_at__isnull=False),
                name="outcome_has_a_source_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="redirected")
                | Q(state__in=["completed", "not_completed"]) & ~Q(outcome="")
                | ~Q(state__in=["completed", "not_completed"]) & Q(outcome=""),
                name="referral_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="redirected") | Q(redirected_to__isnull=False, went_on_at__isnull=False),
                name="redirected_referral_has_another_door",
            ),
            models.CheckConstraint(
                condition=Q(redirected_to__isnull=True) | ~Q(redirected_to=F("id")),
                name="referral_is_not_redirected_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False),
                name="referral_past_draft_is_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="referral_is_answered_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(letter="", letter_due_at__isnull=True)
                | ~Q(letter="") & ~Q(recipient_email="") & Q(letter_due_at__isnull=False),
                name="letter_is_owed_to_an_address",
            ),
            models.CheckConstraint(
                condition=Q(address_refused=False) | ~Q(recipient_email=""), name="address_that_is_refused_is_there"
            ),
        ]
        indexes = [
            models.Index(
                fields=["follow_up_due"], name="referral_to_verify", condition=Q(state__in=["sent", "accepted"])
            ),
            models.Index(fields=["expires_at"], name="referral_to_expire", condition=Q(state="sent")),
            models.Index(
                fields=["to_point", "-created_at"], name="referral_arrived", condition=Q(to_point__isnull=False)
            ),
            models.Index(
                fields=["service", "-sent_at"], name="referral_of_service", condition=Q(service__isnull=False)
            ),
            models.Index(
                fields=["organization", "-sent_at"],
                name="referral_of_organization",
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                fields=["state", "created_at"],
                name="referral_that_must_go_on",
                condition=Q(state__in=["declined", "expired"], went_on_at__isnull=True),
            ),
            models.Index(fields=["letter_due_at"], name="referral_that_owes_a_letter", condition=~Q(letter="")),
        ]

    def __str__(self):
        return f"{self.target_name}: {self.get_state_display()}"

    @property
    def is_warm(self):
        return self.kind == self.Kind.WARM_HANDOFF

    @property
    def is_not_written_to(self):
        return self.letter != "" and self.letter_due_at <= timezone.now()

    @property
    def asks_for_another_door(self):
        code = getattr(self, "return_code", None)
        return code is not None and code.asks_for_another_door

    @property
    def must_go_on(self):
        return self.went_on_at is None and (self.state in self.UNHEARD or self.asks_for_another_door)

    def roles_of(self, user):
        """As at the desk that made it; the desk that receives it has its own pages."""
        return self.enquiry.community_point.roles_of(user)


class AnswerLink(models.Model):
    """A link for who receives a referral, to answer without an account; good for one step, until it expires.

    Only the digest of its secret is kept; a new one leaves the earlier dead, once a mail server has taken it.
    """

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="answer_link")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    earlier = models.CharField(max_length=64, blank=True, editable=False)  # good until the newer one has left
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="answer_link_expires_later")
        ]

    def __str__(self):
        return str(self.referral_id)


class ReturnCode(models.Model):
    """A one-use code on the hand-out: who stays anonymous says how it went, or asks for another door."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="return_code")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    asks_for_another_door = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asks_for_another_door=False) | Q(used_at__isnull=False),
                name="another_door_is_asked_by_using_the_code",
            )
        ]

    def __str__(self):
        return str(self.referral_id)


class FollowUp(models.Model):
    """One try to learn how a referral went."""

    class Asked(models.TextChoices):
        PERSON = "person", _("la persona")
        ORGANIZATION = "organization", _("chi ha accolto")

    class Result(models.TextChoices):
        REACHED = "reached", _("ha risposto")
        NO_ANSWER = "no_answer", _("non ha risposto")
        REFUSED = "refused", _("preferisce non dirlo")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="follow_ups")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="follow_ups")
    asked = models.CharField(_("a chi"), max_length=12, choices=Asked, default=Asked.PERSON)
    channel = models.CharField(_("come"), max_length=7, choices=Enquiry.Channel, blank=True)
    result = models.CharField(_("che cosa ne è venuto"), max_length=9, choices=Result)

    class Meta:
        ordering = ["referral", "attempt"]
        verbose_name = _("verifica")
        verbose_name_plural = _("verifiche")
        constraints = [
            models.UniqueConstraint(fields=["referral", "attempt"], name="one_follow_up_for_each_attempt"),
            models.CheckConstraint(condition=Q(attempt__range=(1, 20)), name="follow_up_is_numbered"),
        ]

    def __str__(self):
        return f"{self.attempt}: {self.get_result_display()}"


class Step(models.Model):
    """What happened to a referral, in order; by nobody where the receiver or the portal itself did it."""

    class What(models.TextChoices):
        SENT = "sent", _("passaggio fatto")
        OPENED = "opened", _("chi riceve ha aperto i dati della persona")
        NOT_LEFT = "not_left", _("l’e-mail a chi riceve non è partita")
        REFUSED = "refused", _("l’e-mail a chi riceve è stata rifiutata: l’indirizzo non va")
        WRITTEN = "written", _("l’e-mail a chi riceve è partita")
        REMINDED = "reminded", _("ricordato a chi riceve")
        ACCEPTED = "accepted", _("accolto")
        DECLINED = "declined", _("rifiutato")
        PROPOSED = "proposed", _("proposto un momento")
        AGREED = "agreed", _("appuntamento fissato")
        EXPIRED = "expired", _("scaduto senza risposta")
        WITHDRAWN = "withdrawn", _("ritirato")
        ERASED = "erased", _("ritirato: la persona è stata cancellata")
        REDIRECTED = "redirected", _("andato a un’altra porta")
        UNMET = "unmet", _("segnato come bisogno senza risposta")
        RECEIVED = "received", _("registrato il contatto allo sportello che riceve")
        RETURNED = "returned", _("la persona è tornata con il codice")
        ENDED = "ended", _("si sa com’è andata")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="referral_steps")

    class Meta:
        ordering = ["referral", "at", "id"]
        verbose_name = _("passo di un passaggio")
        verbose_name_plural = _("passi dei passaggi")

    def __str__(self):
        return self.get_what_display()
