"""What people propose to do, and what became of it: each state is written down by the database as it comes."""

import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Decision, Network
from organizations.models import CommunityPoint

from .codesign import CoDesign
from .need import ALIKE, FEW, NeedTheme

PATIENCE = datetime.timedelta(days=30)  # after which a proposal without an answer is on the list of who coordinates


class ProposalQuerySet(models.QuerySet):
    def published(self):
        return self.filter(hidden_at=None).exclude(state=Proposal.State.DRAFT)

    def seen_by(self, user, runs):
        """One's own drafts and hidden ones too; who coordinates sees all but the drafts of others."""
        out = ~Q(state=Proposal.State.DRAFT) if runs else ~Q(state=Proposal.State.DRAFT) & Q(hidden_at=None)
        return self.filter(out | Q(made_by=user)) if user.is_authenticated else self.published()

    def open(self):
        """Those that may still become something, and so may take in another."""
        return self.published().filter(state__in=Proposal.OPEN)

    def without_an_answer(self):
        return self.open().order_by("published_at", "id")

    def to_begin(self):
        """Accepted, and no initiative has come of them yet."""
        accepted = self.published().filter(state=Proposal.State.ACCEPTED, initiative=None)
        return accepted.order_by("moved_at", "id")

    def waiting_too_long(self, now=None):
        return self.without_an_answer().filter(published_at__lt=(now or timezone.now()) - PATIENCE)

    def with_people(self):
        """`people`: who wants it, one by one or as a group."""
        wanting = ProposalEndorsement.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
        persons = Subquery(wanting.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(people=Coalesce(persons, 0) + Coalesce("group_size", 0))

    def for_reading(self):
        return self.with_people().select_related("network", "theme", "codesign", "merged_into", "made_by")

    def most_wanted_first(self):
        return self.order_by("-people", "-published_at", "-id")

    def keys_most_wanted_first(self):
        """Of all of them, to be read a page at a time: joined to what is read of each, they take five times as long."""
        wanting = models.Count("endorsements") + Coalesce("group_size", 0)
        return self.annotate(wanting=wanting).order_by("-wanting", "-published_at", "-id").values_list("pk", flat=True)

    def latest_first(self):
        return self.order_by("-published_at", "-id")

    def saying_much_like(self, words):
        """The few that may propose the same, the most alike first; by the trigram index."""
        near = self.filter(title__trigram_word_similar=words).annotate(likeness=TrigramWordSimilarity(words, "title"))
        return near.filter(likeness__gte=ALIKE).order_by("-likeness", "id")[:FEW]

    def wanted_by(self, user):
        """With `is_wanted`: whether the person supports it."""
        mine = ProposalEndorsement.objects.filter(proposal=OuterRef("pk"), person=user)
        return self.annotate(is_wanted=Exists(mine))


class Proposal(models.Model):
    """By a person, or by a group that a desk writes for; `made_by` is named only where it is signed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("bozza")
        PUBLISHED = "published", _("pubblicata")
        IN_CODESIGN = "in_codesign", _("ci si lavora insieme")
        ACCEPTED = "accepted", _("accolta")
        REJECTED = "rejected", _("non accolta")
        MERGED = "merged", _("unita a un’altra")
        WITHDRAWN = "withdrawn", _("ritirata")

    MOVES = {
        "": {State.DRAFT, State.PUBLISHED},
        State.DRAFT: {State.PUBLISHED},
        State.PUBLISHED: {State.IN_CODESIGN, State.ACCEPTED, State.REJECTED, State.MERGED, State.WITHDRAWN},
        State.IN_CODESIGN: {State.ACCEPTED, State.REJECTED, State.MERGED, State.WITHDRAWN},
    }
    OPEN = [State.PUBLISHED, State.IN_CODESIGN]
    DECIDED = [State.ACCEPTED, State.REJECTED]
    TEXT = ("title", "words", "resources", "doers")

    network = models.ForeignKey(Network, models.PROTECT, related_name="proposals", verbose_name=_("città"))
    theme = models.ForeignKey(
        NeedTheme, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("tema")
    )
    codesign = models.ForeignKey(
        CoDesign, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("percorso")
    )
    title = models.CharField(_("che cosa proponi"), max_length=120)
    words = models.CharField(_("racconta meglio"), max_length=2000)
    resources = models.CharField(_("che cosa serve"), max_length=600, blank=True)
    doers = models.CharField(_("chi lo farebbe"), max_length=600, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="proposals")
    is_signed = models.BooleanField(_("firmala: si legge il tuo nome"), default=False)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, null=True, blank=True, related_name="proposals")
    group_name = models.CharField(_("quale gruppo"), max_length=120, blank=True)
    group_size = models.PositiveSmallIntegerField(_("quante persone sono"), null=True, blank=True)
    state = models.CharField(_("a che punto è"), max_length=11, choices=State, default=State.PUBLISHED)
    made_at = models.DateTimeField(_("scritta il"), default=timezone.now)
    published_at = models.DateTimeField(_("pubblicata il"), null=True, blank=True)
    moved_at = models.DateTimeField(_("a questo punto dal"), default=timezone.now)
    answer = models.CharField(_("che cosa rispondiamo"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="taken_in")
    initiative = models.OneToOneField(
        "Initiative", models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("iniziativa")
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(_("perché non si vede"), max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("proposta")
        verbose_name_plural = _("proposte")
        constraints = [
            models.UniqueConstraint(fields=["id", "network"], name="proposal_with_its_network"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="proposal_says_what"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | ~Q(state="draft") & Q(published_at__isnull=False),
                name="proposal_says_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "in_codesign"], answer="")
                | Q(state__in=["accepted", "rejected", "merged", "withdrawn"]) & ~Q(answer=""),
                name="proposal_that_is_settled_has_its_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_codesign") | Q(codesign__isnull=False),
                name="proposal_is_worked_on_in_a_codesign",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="proposal_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="proposal_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(initiative=None) | Q(state="accepted"), name="initiative_is_born_of_an_accepted_proposal"
            ),
            models.CheckConstraint(
                condition=Q(group_name="", group_size=None, community_point=None)
                | Q(group_size__gte=2, community_point__isnull=False, is_signed=False) & ~Q(group_name=""),
                name="proposal_says_whose_it_is",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="proposal_that_is_hidden_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "-published_at"], name="proposal_by_state"),
            models.Index(fields=["network", "-published_at"], name="proposal_by_day"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="proposal_by_likeness"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:proposal_detail", args=[self.network.slug, self.pk])

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_settled(self):
        return self.state in self.MOVES[self.State.PUBLISHED] - {self.State.IN_CODESIGN}

    @property
    def signature(self):
        """The name of who signed it; "" where nobody did, or is gone."""
        return self.made_by.name if self.is_signed and self.made_by else ""

    @property
    def days_waiting(self):
        """Without an answer; None where it has one."""
        return (timezone.localdate() - timezone.localdate(self.published_at)).days if self.is_open else None

    def is_of(self, user) -> bool:
        return user.is_authenticated and self.made_by_id == user.pk

    @property
    def text(self) -> dict:
        return {name: getattr(self, name) for name in self.TEXT}


class ProposalStep(models.Model):
    """A state, since when and with what words: written by the trigger of Proposal alone."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=11, choices=Proposal.State)
    at = models.DateTimeField()
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("passo di una proposta")
        verbose_name_plural = _("passi delle proposte")

    def __str__(self):
        return f"{self.proposal}: {self.get_state_display()}"


class ProposalText(models.Model):
    """How a proposal read before it was rewritten; number 1 is how it began."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="earlier_texts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=2000)
    resources = models.CharField(max_length=600, blank=True)
    doers = models.CharField(max_length=600, blank=True)
    until = models.DateTimeField(default=timezone.now)
    why = models.CharField(_("che cosa è cambiato, e perché"), max_length=300)

    class Meta:
        ordering = ["number"]
        verbose_name = _("testo di prima")
        verbose_name_plural = _("testi di prima")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="earlier_texts_have_a_number_each"),
            models.CheckConstraint(condition=~Q(why=""), name="rewriting_says_why"),
        ]

    def __str__(self):
        return f"{self.title}, {self.number}"


class ProposalDecision(models.Model):
    """Who accepted or rejected it, when and why; a proposal has one, of the same outcome (a trigger says so)."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accolta")
        REJECTED = "rejected", _("non accolta")

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("com’è andata"), max_length=8, choices=Outcome)
    body = models.CharField(_("chi ha deciso"), max_length=160)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("nella riunione")
    )
    decided_on = models.DateField(_("quando"))
    why = models.CharField(_("perché"), max_length=1000)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-decided_on", "-id"]
        verbose_name = _("decisione su una proposta")
        verbose_name_plural = _("decisioni sulle proposte")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["accepted", "rejected"]), name="decision_is_yes_or_no"),
            models.CheckConstraint(condition=~Q(body="") & ~Q(why=""), name="decision_says_who_and_why"),
        ]

    def __str__(self):
        return f"{self.proposal}: {self.get_outcome_display()}"


class ProposalEndorsement(models.Model):
    """A person who wants it too; nobody reads who."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(User, models.CASCADE, related_name="proposal_endorsements")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("sostegno a una proposta")
        verbose_name_plural = _("sostegni alle proposte")
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="person_wants_a_proposal_once")]

    def __str__(self):
        return f"{self.proposal} {self.at:%d/%m/%Y}"


class ContributionQuerySet(models.QuerySet):
    def seen(self):
        return self.filter(hidden_at=None)


class Contribution(models.Model):
    """What somebody adds to a proposal while it is talked over; nobody reads who."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="contributions")
    words = models.CharField(_("che cosa aggiungi"), max_length=600)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="contributions")
    at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(max_length=300, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("contributo")
        verbose_name_plural = _("contributi")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="contribution_says_something"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="contribution_that_is_hidden_says_why",
            ),
        ]

    def __str__(self):
        return self.words
