"""What several houses do together: each says yes through who keeps it, and none is counted in before."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from network.models import Network
from organizations.models import House

from .hideable import Hideable


def houses_kept_by(user):
    """As who keeps the organisation of its place, or coordinates or directs where it is."""
    if not user.is_authenticated:
        return House.objects.none()
    organizations = [each.organization_id for each in user.current_memberships]
    theirs = Q(location__organization__in=organizations)
    theirs |= Q(location__quarter__community_points__in=user.points_coordinated)
    theirs |= Q(location__municipality__in=user.cities_directed)
    return House.objects.filter(theirs).distinct()


class HouseProjectQuerySet(models.QuerySet):
    def shown(self):
        """What its houses agreed to."""
        return self.exclude(state=HouseProject.State.PLANNED).filter(hidden_at=None)

    def kept_by(self, user):
        """Of a house that is in it."""
        agreed = ProjectHouse.objects.exclude(agreed_at=None)
        return self.filter(pk__in=agreed.filter(house__in=houses_kept_by(user)).values("project"))

    def asked_of(self, user):
        """Of a house that is in it or is asked to be."""
        return self.filter(pk__in=ProjectHouse.objects.filter(house__in=houses_kept_by(user)).values("project"))

    def seen_by(self, user, moderates=False):
        """What leads to it: shown, or asked of one's own house; for who decides on reports also what is hidden."""
        shown = ~Q(state=HouseProject.State.PLANNED) & (Q() if moderates else Q(hidden_at=None))
        mine = self.model.objects.asked_of(user).values("pk")
        return self.filter(shown | Q(pk__in=mine))

    def for_reading(self):
        return self.select_related("network").prefetch_related("parts__house__location__municipality")


class HouseProject(Hideable):
    class State(models.TextChoices):
        PLANNED = "planned", _("si prepara")
        ACTIVE = "active", _("in corso")
        COMPLETED = "completed", _("concluso")
        STOPPED = "stopped", _("fermato")

    MOVES = {
        "": {State.PLANNED},
        State.PLANNED: {State.ACTIVE, State.STOPPED},
        State.ACTIVE: {State.COMPLETED, State.STOPPED},
    }

    RUNNING = [State.PLANNED, State.ACTIVE]

    network = models.ForeignKey(Network, models.PROTECT, related_name="house_projects", verbose_name=_("città"))
    title = models.CharField(_("titolo"), max_length=120)
    words = models.CharField(_("che cosa fanno insieme"), max_length=1200)
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("fino al"), null=True, blank=True)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.PLANNED)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="house_projects")
    written_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = HouseProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("progetto di più case")
        verbose_name_plural = _("progetti di più case")
        constraints = [
            *Hideable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="house_project_ends_after_it_starts",
                violation_error_message=_("L’ultimo giorno viene dopo il primo."),
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="house_project_by_state")]

    def __str__(self):
        return self.title

    @property
    def houses_in(self) -> list:
        """Those that said yes, or are asked to begin it; of `for_reading()`."""
        return [each.house for each in self.parts.all() if each.agreed_at or self.is_planned]

    @property
    def is_shown(self):
        return not self.is_planned and self.hidden_at is None

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_active(self):
        return self.state == self.State.ACTIVE

    def get_absolute_url(self):
        return reverse("community:project_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        """Also of a house that has not answered yet, so that it can."""
        return {Role.LEADER} if type(self).objects.asked_of(user).filter(pk=self.pk).exists() else set()


class ProjectHouse(models.Model):
    """A house that is asked to take part, and its yes."""

    project = models.ForeignKey(HouseProject, models.CASCADE, related_name="parts")
    house = models.ForeignKey(House, models.PROTECT, related_name="project_parts", verbose_name=_("casa"))
    agreed_at = models.DateTimeField(_("ha detto sì il"), null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("casa di un progetto")
        verbose_name_plural = _("case di un progetto")
        constraints = [models.UniqueConstraint(fields=["project", "house"], name="house_is_in_a_project_once")]

    def __str__(self):
        return f"{self.house}: {self.project}"
