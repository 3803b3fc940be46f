"""What a meeting leaves: its minutes, what was decided, who does what by when."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization
from services.words import forms, lexemes, plain, split, telling

from .meetings import AgendaItem, Meeting
from .membership import Network


class MinutesQuerySet(models.QuerySet):
    def approved(self):
        """The latest version first; the first of them is what holds."""
        return self.filter(state=Minutes.State.APPROVED).order_by("-version")

    def draft(self):
        return self.filter(state=Minutes.State.DRAFT)


class Minutes(models.Model):
    """A version: a draft until it is approved; then it never changes, and a correction is the next version.

    `revision` counts the times a draft was saved: who saves over one they have not read is told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("bozza")
        APPROVED = "approved", _("approvato")

    MOVES = {"": {"draft"}, "draft": {"approved"}}

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    text = models.TextField(_("verbale"), max_length=40_000)
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approvato il"), null=True, blank=True)
    seats_in_force = models.PositiveSmallIntegerField(null=True, blank=True)  # of the body that met, once approved
    seats_present = models.PositiveSmallIntegerField(null=True, blank=True)
    seats_needed = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("verbale")
        verbose_name_plural = _("verbali")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_have_numbered_versions"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="draft"), name="minutes_have_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True) | Q(state="approved", approved_at__isnull=False),
                name="minutes_say_when_approved",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="minutes_begin_at_version_one"),
            models.CheckConstraint(
                condition=Q(seats_in_force__isnull=True, seats_present__isnull=True, seats_needed__isnull=True)
                | Q(seats_in_force__gte=F("seats_present"), seats_needed__gte=1, state="approved"),
                name="minutes_say_the_quorum_whole",
            ),
        ]

    def __str__(self):
        return f"{self.meeting}, {self.version}"


class DecisionQuerySet(models.QuerySet):
    def of_network(self, network):
        return self.filter(meeting__network=network)

    def of_body(self, body):
        return self.filter(meeting__body=body)

    def shown_to(self, is_member):
        """All to a member; to the others what is in the approved minutes of a meeting open to anyone."""
        if is_member:
            return self
        approved = Minutes.objects.approved().order_by().filter(meeting=OuterRef("meeting"))
        return self.filter(Exists(approved), meeting__is_public=True)

    def saying(self, words):
        """Those that hold each of these words, in any of its forms: "orto" finds "orti"."""
        for word in telling(split(words)):
            self = self.filter(found_by__overlap=[plain(word), *forms(word)])
        return self

    def latest_first(self):
        return self.select_related("meeting__network").order_by("-meeting__dtstart", "-id")


class Decision(models.Model):
    """What a meeting agreed on, and how."""

    class How(models.TextChoices):
        CONSENSUS = "consensus", _("tutti d’accordo")
        VOTE = "vote", _("con un voto")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("punto")
    )
    text = models.TextField(_("che cosa si è deciso"), max_length=1000)
    how = models.CharField(_("come"), max_length=9, choices=How, default=How.CONSENSUS)
    in_favour = models.PositiveSmallIntegerField(_("a favore"), null=True, blank=True)
    against = models.PositiveSmallIntegerField(_("contro"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("astenuti"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    found_by = ArrayField(models.CharField(max_length=1000), default=list, editable=False)  # the forms of its words

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("decisione")
        verbose_name_plural = _("decisioni")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="decision_says_what"),
            models.CheckConstraint(
                condition=Q(how="vote", in_favour__isnull=False, against__isnull=False, abstained__isnull=False)
                | Q(how="consensus", in_favour__isnull=True, against__isnull=True, abstained__isnull=True),
                name="decision_by_vote_has_its_counts",
            ),
            models.CheckConstraint(
                condition=Q(how="consensus") | Q(in_favour__gt=F("against")), name="decision_has_a_majority"
            ),
        ]
        indexes = [GinIndex(fields=["found_by"], name="decision_by_words")]

    def __str__(self):
        return self.text

    def save(self, **kwargs):
        self.found_by = sorted(lexemes(self.text))
        super().save(**kwargs)


class ActionItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ActionItem.State.OPEN)

    def late(self, day=None):
        return self.open().filter(due__lt=day or timezone.localdate())

    def owned_by(self, user):
        """Of the person, or of an organisation that they keep."""
        kept = [each.organization_id for each in user.current_memberships]
        return self.filter(Q(owner=user) | Q(owner_organization__in=kept))

    def soonest_first(self):
        with_all = self.select_related("owner", "owner_organization", "meeting__network", "programme__network")
        return with_all.order_by("due", "id")


class ActionItem(models.Model):
    """Who does what, by when; after a meeting, in a coaching programme, or on the way to a goal."""

    class State(models.TextChoices):
        OPEN = "open", _("da fare")
        DONE = "done", _("fatto")
        DROPPED = "dropped", _("lasciato")

    MOVES = {"": {"open"}, "open": {"done", "dropped"}, "done": {"open"}, "dropped": {"open"}}

    network = models.ForeignKey(Network, models.PROTECT, related_name="action_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="action_items")
    goal = models.ForeignKey(
        "Goal", models.PROTECT, null=True, blank=True, related_name="action_items", verbose_name=_("obiettivo")
    )
    programme = models.ForeignKey(
        "CoachingProgramme", models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    words = models.CharField(_("che cosa c’è da fare"), max_length=300)
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="action_items", verbose_name=_("persona")
    )
    owner_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="action_items", verbose_name=_("chi lo fa")
    )
    due = models.DateField(_("entro il"))
    state = models.CharField(_("stato"), max_length=7, choices=State, default=State.OPEN)
    outcome = models.CharField(_("com’è andata"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        verbose_name = _("compito")
        verbose_name_plural = _("compiti")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="action_item_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="action_item_says_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(outcome=""), name="action_item_is_dropped_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "due"], name="action_item_by_due_day")]

    def __str__(self):
        return self.words

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def done_by(self):
        return self.owner_organization or self.owner

    @property
    def is_late(self):
        return self.state == self.State.OPEN and self.due < timezone.localdate()

    def is_of(self, user):
        """Whether it is the person's, or of an organisation that they keep."""
        kept = {each.organization_id for each in user.current_memberships}
        return self.owner_id == user.pk or self.owner_organization_id in kept
