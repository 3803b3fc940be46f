"""The network of a city and the organisations in it."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from organizations.models import CommunityPoint, Organization
from territory.models import Municipality


class NetworkQuerySet(models.QuerySet):
    def with_somebody_in_it(self):
        """Cities with a Punto Comunità or an organisation that has asked to join."""
        points = CommunityPoint.objects.filter(location__municipality=OuterRef("pk"))
        return self.filter(Exists(points) | Exists(NetworkMembership.objects.filter(network=OuterRef("pk"))))

    def around(self, organization):
        """Those of the cities where it is; any that has somebody in it, for one that is nowhere we know."""
        here = self.filter(locations__organization=organization).distinct()
        return here if here.exists() else self.with_somebody_in_it()


class Network(Municipality):
    """The organisations of one city that work together; every city has one, empty at first."""

    objects = NetworkQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("rete")
        verbose_name_plural = _("reti")

    def get_absolute_url(self):
        return reverse("network:network_detail", args=[self.slug])

    def roles_of(self, user):
        """By a mandate in the city, or by keeping an organisation that is admitted; two queries at most, once."""
        if getattr(self, "_held_by", None) != user:
            self._held_by, self._held = user, super().roles_of(user) | self._at_points(user) | self._as_member(user)
        return self._held

    def _at_points(self, user):
        held = {each.community_point_id: each for each in user.current_mandates if each.community_point_id}
        here = CommunityPoint.objects.filter(pk__in=held, location__municipality=self).values_list("pk", flat=True)
        return {Role(each.role) for each in user.current_mandates if each.community_point_id in here} if held else set()

    def _as_member(self, user):
        kept = {each.organization_id: Role(each.role) for each in user.current_memberships}
        admitted = self.memberships.admitted().filter(organization__in=kept) if kept else []
        return {kept[each.organization_id] for each in admitted}

    def members(self):
        """Organisations admitted now."""
        return Organization.objects.filter(network_memberships__in=self.memberships.admitted())

    def kept_by(self, user):
        """The members that a person speaks for."""
        return self.members().filter(pk__in=[each.organization_id for each in user.current_memberships])


class CoordinatorsTold(models.Model):
    """When who coordinates a network last heard what waits for them."""

    network = models.OneToOneField(Network, models.CASCADE, primary_key=True, related_name="+")
    told_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("avviso a chi coordina")
        verbose_name_plural = _("avvisi a chi coordina")

    def __str__(self):
        return f"{self.network}: {self.told_at}"


class NetworkMembershipQuerySet(models.QuerySet):
    def applied(self):
        return self.filter(state=NetworkMembership.State.APPLIED)

    def admitted(self):
        return self.filter(state=NetworkMembership.State.ADMITTED)

    def waiting_longest_first(self):
        return self.applied().select_related("organization").order_by("applied_at", "id")

    def in_force(self):
        """Asked for or admitted."""
        return self.exclude(state=NetworkMembership.State.LEFT)


class NetworkMembership(models.Model):
    """An organisation in a network: it applies, is admitted, leaves; it may come back by a new row."""

    class State(models.TextChoices):
        APPLIED = "applied", _("ha chiesto di entrare")
        ADMITTED = "admitted", _("fa parte della rete")
        LEFT = "left", _("è uscita")

    MOVES = {
        "": {State.APPLIED, State.ADMITTED},
        State.APPLIED: {State.ADMITTED, State.LEFT},
        State.ADMITTED: {State.LEFT},
    }

    network = models.ForeignKey(Network, models.PROTECT, related_name="memberships", verbose_name=_("rete"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="network_memberships", verbose_name=_("organizzazione")
    )
    state = models.CharField(_("a che punto è"), max_length=8, choices=State, default=State.APPLIED)
    words = models.CharField(_("perché vuole entrare"), max_length=500, blank=True)
    applied_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(_("chiesto il"), default=timezone.now)
    admitted_at = models.DateTimeField(_("entrata il"), null=True, blank=True)
    left_at = models.DateTimeField(_("uscita il"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    left_reason = models.CharField(_("perché è uscita"), max_length=500, blank=True)

    objects = NetworkMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_at"]
        verbose_name = _("adesione alla rete")
        verbose_name_plural = _("adesioni alla rete")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organization"],
                condition=~Q(state="left"),
                name="organization_is_in_a_network_once",
                violation_error_message=_("Questa organizzazione è già nella rete, o ha già chiesto di entrare."),
            ),
            models.CheckConstraint(
                condition=Q(state="applied", admitted_at__isnull=True, left_at__isnull=True)
                | Q(state="admitted", admitted_at__isnull=False, left_at__isnull=True)
                | Q(state="left", left_at__isnull=False),
                name="network_membership_says_when",
            ),
            models.CheckConstraint(
                condition=(Q(admitted_at__isnull=True) | Q(admitted_at__gte=F("applied_at")))
                & (Q(left_at__isnull=True) | Q(left_at__gte=F("applied_at"))),
                name="network_membership_goes_forward",
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | ~Q(left_reason=""), name="network_membership_left_says_why"
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="network_membership_by_state")]

    def __str__(self):
        return f"{self.organization}: {self.get_state_display()}"
