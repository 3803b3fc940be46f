"""Who does what in an initiative, what is left of it when it is done, and what people tell of it."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from organizations.models import Organization

from .initiative import Initiative

OF_ONE = ~Q(person__isnull=False, organization__isnull=False)


class InitiativeTaskQuerySet(models.QuerySet):
    def for_reading(self):
        return self.select_related("person", "organization").order_by("state", "due_on", "id")


class InitiativeTask(models.Model):
    """Something to be done, taken by a person or an organisation."""

    class State(models.TextChoices):
        OPEN = "1_open", _("da fare")
        TAKEN = "2_taken", _("se ne occupa qualcuno")
        DONE = "3_done", _("fatto")

    MOVES = {
        "": {State.OPEN},
        State.OPEN: {State.TAKEN, State.DONE},
        State.TAKEN: {State.OPEN, State.DONE},
    }

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="tasks")
    words = models.CharField(_("che cosa c’è da fare"), max_length=200)
    due_on = models.DateField(_("entro quando"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    person = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="initiative_tasks")
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="initiative_tasks"
    )

    objects = InitiativeTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("cosa da fare di un’iniziativa")
        verbose_name_plural = _("cose da fare delle iniziative")
        constraints = [
            models.CheckConstraint(condition=OF_ONE, name="task_is_taken_by_one"),
            models.CheckConstraint(
                condition=~Q(state="1_open") | Q(person=None, organization=None), name="open_task_is_of_nobody"
            ),
        ]

    def __str__(self):
        return self.words


class CommitmentQuerySet(models.QuerySet):
    def for_reading(self):
        return self.select_related("person", "organization").order_by("state", "due_on", "id")

    def in_figures(self) -> dict:
        """{"made", "kept", "not_kept", "open"}: how many, which is all that everybody reads; one query."""
        counts = {state.value: Count("pk", Q(state=state)) for state in Commitment.State}
        return self.order_by().aggregate(made=Count("pk"), **counts)


class Commitment(models.Model):
    """What a person or an organisation said they would do, and whether they did; as a person leaves, it is nobody's."""

    class State(models.TextChoices):
        OPEN = "open", _("ancora da vedere")
        KEPT = "kept", _("mantenuto")
        NOT_KEPT = "not_kept", _("non mantenuto")

    MOVES = {
        "": {State.OPEN},
        State.OPEN: {State.KEPT, State.NOT_KEPT},
        State.KEPT: {State.NOT_KEPT},
        State.NOT_KEPT: {State.KEPT},
    }

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="commitments")
    person = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="commitments")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="commitments")
    words = models.CharField(_("che cosa farai"), max_length=200)
    due_on = models.DateField(_("entro quando"))
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("impegno")
        verbose_name_plural = _("impegni")
        constraints = [
            models.CheckConstraint(condition=OF_ONE, name="commitment_is_of_a_person_or_an_organization"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
                name="commitment_is_settled_on_a_day",
            ),
        ]

    def __str__(self):
        return self.words

    def roles_of(self, user):
        """Who made it says as much of it as who leads the initiative."""
        kept = {each.organization_id for each in user.current_memberships}
        is_theirs = self.person_id == user.pk or self.organization_id in kept
        return self.initiative.roles_of(user) | ({Role.LEADER} if is_theirs else set())


class OutcomeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))

    def for_reading(self):
        return self.select_related("initiative__network", "initiative__quarter", "organization")

    def newest_first(self):
        return self.order_by("-declared_at", "-id")


class Outcome(models.Model):
    """A common good: what is there for others when an initiative is done, and who cares for it."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="outcome")
    title = models.CharField(_("che cosa resta"), max_length=120)
    words = models.CharField(_("raccontalo"), max_length=600, blank=True)
    who_may_use = models.CharField(_("chi lo può usare, e come"), max_length=200)
    cared_by = models.CharField(_("chi se ne prende cura"), max_length=200)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="common_goods",
        verbose_name=_("quale organizzazione se ne prende cura"),
    )
    until = models.DateField(_("fino a quando"), null=True, blank=True)
    link = models.URLField(_("un indirizzo dove saperne di più"), max_length=300, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("bene comune")
        verbose_name_plural = _("beni comuni")
        constraints = [
            models.CheckConstraint(condition=~Q(who_may_use=""), name="outcome_says_who_may_use_it"),
            models.CheckConstraint(condition=~Q(cared_by=""), name="outcome_says_who_cares_for_it"),
        ]
        indexes = [models.Index(fields=["-declared_at"], name="outcome_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.initiative.get_absolute_url()}#bene-comune"


class StoryQuerySet(models.QuerySet):
    def seen(self):
        return self.filter(
            published_at__isnull=False,
            hidden_at=None,
            initiative__published_at__isnull=False,
            initiative__hidden_at=None,
        )

    def waiting(self):
        return self.filter(published_at=None, hidden_at=None)

    def for_reading(self):
        return self.select_related("initiative__network", "initiative__quarter")

    def newest_first(self):
        return self.order_by("-published_at", "-id")


class Story(models.Model):
    """What somebody tells of an initiative; under a name only if they sign it."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="stories")
    title = models.CharField(_("titolo"), max_length=120)
    words = models.TextField(_("la storia"), max_length=3000)
    told_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="stories")
    signature = models.CharField(_("firma"), max_length=60, blank=True)
    told_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-id"]
        verbose_name = _("storia")
        verbose_name_plural = _("storie")
        indexes = [models.Index(fields=["-published_at"], name="story_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:story_detail", args=[self.initiative.network.slug, self.pk])

    def roles_of(self, user):
        """Who told it may take it back, as who leads the initiative may."""
        return self.initiative.roles_of(user) | ({Role.LEADER} if self.told_by_id == user.pk else set())
