import datetime
import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from organizations.models import CommunityPoint
from territory.models import Quarter

from .about import AboutEntry, AboutEntryQuerySet, exactly_one

AT_WORK = [Role.VOLUNTEER, Role.COORDINATOR]


def counted(rows):
    """How many, in a subquery: asked of the rows that are shown, where a join would count them all."""
    total = rows.values(all=Value(1)).annotate(n=models.Count("pk")).values("n")
    return Coalesce(Subquery(total, output_field=models.IntegerField()), 0)


class MappingCampaignQuerySet(models.QuerySet):
    def running(self, day=None):
        return self.filter(period__contains=day or timezone.localdate())

    def seen_by(self, user):
        """Those of the Punti Comunità where the user is a volunteer or coordinates, or in cities they direct."""
        points = {each.community_point_id for each in user.current_mandates if each.role in AT_WORK}
        here = Q(community_point__in=points) | Q(community_point__location__municipality__in=user.cities_directed)
        return self.filter(here)

    def with_progress(self):
        """Each with how many `entries` it has and how many are `done`."""
        visits = CampaignVisit.objects.filter(campaign=OuterRef("pk")).order_by()
        return self.annotate(entries=counted(visits), done=counted(visits.filter(done_at__isnull=False)))


class MappingCampaign(models.Model):
    """People of a Punto Comunità who call on what is in some quarters, in some weeks, stalest first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nome"), max_length=120)
    community_point = models.ForeignKey(CommunityPoint, models.CASCADE, related_name="campaigns")
    quarters = models.ManyToManyField(Quarter, related_name="campaigns", verbose_name=_("quartieri"))
    period = DateRangeField(_("periodo"))
    agents = models.ManyToManyField(User, blank=True, related_name="campaigns", verbose_name=_("chi ci va"))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MappingCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "name"]
        verbose_name = _("giro di mappatura")
        verbose_name_plural = _("giri di mappatura")
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False),
                name="campaign_has_a_first_and_a_last_day",
            )
        ]

    def __str__(self):
        return self.name

    def roles_of(self, user):
        """As at its Punto Comunità."""
        return self.community_point.roles_of(user)

    @property
    def last_day(self):
        return self.period.upper - datetime.timedelta(days=1)

    @property
    def days_left(self):
        """Today included; 0 when it is over."""
        return max((self.period.upper - max(timezone.localdate(), self.period.lower)).days, 0)


class VisitQuerySet(AboutEntryQuerySet):
    def to_do(self):
        """First those that nobody has tried yet, then those to be called again."""
        open_states = [CampaignVisit.State.TO_DO, CampaignVisit.State.CALL_AGAIN]
        return self.filter(state__in=open_states).order_by("attempts", "position")

    def free(self):
        return self.to_do().filter(agent=None)

    def with_entries(self):
        return self.select_related("service__organization", "organization", "asset", "agent")


class CampaignVisit(AboutEntry):
    """An entry of a campaign's list: who has it, and what came of the call or the visit."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("da fare")
        CALL_AGAIN = "call_again", _("da richiamare")
        CONFIRMED = "confirmed", _("tutto giusto")
        CORRECTED = "corrected", _("corretto")
        GONE = "gone", _("non c’è più")
        NOT_FOUND = "not_found", _("nessuno risponde")

    campaign = models.ForeignKey(MappingCampaign, models.CASCADE, related_name="visits")
    position = models.PositiveIntegerField()
    agent = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="visits")
    state = models.CharField(_("stato"), max_length=10, choices=State, default=State.TO_DO)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("nota"), max_length=300, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "position"]
        verbose_name = _("visita")
        verbose_name_plural = _("visite")
        constraints = [
            models.CheckConstraint(condition=exactly_one(), name="visit_is_to_one_entry"),
            models.UniqueConstraint(
                fields=["campaign", "service"],
                name="a_service_is_visited_once_in_a_campaign",
                condition=Q(service__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["campaign", "organization"],
                name="an_organization_is_visited_once_in_a_campaign",
                condition=Q(organization__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["campaign", "asset"],
                name="an_asset_is_visited_once_in_a_campaign",
                condition=Q(asset__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_do", "call_again"], done_at__isnull=True)
                | Q(state__in=["confirmed", "corrected", "gone", "not_found"], done_at__isnull=False),
                name="visit_is_done_at_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {self.get_state_display()}"

    def roles_of(self, user):
        """As of its campaign; but a volunteer is nobody to what another has in hand."""
        held = self.campaign.roles_of(user)
        return held if self.agent_id == user.pk else held - {Role.VOLUNTEER}

    @property
    def is_done(self):
        return self.done_at is not None
