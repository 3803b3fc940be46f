"""An organisation asks for help with its own work; who runs the network says who gives it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization

from .membership import Network

NOBODY = Q(helper__isnull=True, helper_organization__isnull=True)
A_PERSON = Q(helper__isnull=False, helper_organization__isnull=True)
AN_ORGANIZATION = Q(helper__isnull=True, helper_organization__isnull=False)


class AssistanceRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=AssistanceRequest.State.OPEN)

    def of_those_kept_by(self, user):
        return self.filter(organization__in=[each.organization_id for each in user.current_memberships])

    def shown_to(self, user, runs_network):
        """All to who runs the network; to the others what their organisations ask, and what is given to them to do."""
        kept = [each.organization_id for each in user.current_memberships]
        own = Q(organization__in=kept) | Q(helper_organization__in=kept) | Q(helper=user)
        return self if runs_network else self.filter(own)

    def asked_for(self, wishes):
        """Narrowed by `state` and `kind`, each of which may be empty; the latest first."""
        said = {name: wishes[name] for name in ("state", "kind") if wishes.get(name)}
        return self.filter(**said).for_reading().order_by("-asked_at", "-id")

    def for_reading(self):
        return self.select_related("network", "organization", "helper", "helper_organization")


class AssistanceRequest(models.Model):
    class Kind(models.TextChoices):
        TECHNICAL = "technical", _("tecnico: conti, bandi, computer")
        LOGISTIC = "logistic", _("pratico: spazi, mezzi, materiali")
        MENTORING = "mentoring", _("di chi ci è già passato")

    class State(models.TextChoices):
        OPEN = "open", _("cerca chi aiuta")
        ASSIGNED = "assigned", _("qualcuno se ne occupa")
        DONE = "done", _("fatto")
        WITHDRAWN = "withdrawn", _("ritirata")

    GOING_ON = [State.OPEN, State.ASSIGNED]
    MOVES = {"": {"open"}, "open": {"assigned", "withdrawn"}, "assigned": {"open", "done", "withdrawn"}}

    network = models.ForeignKey(Network, models.PROTECT, related_name="assistance_requests")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="assistance_requests", verbose_name=_("organizzazione")
    )
    kind = models.CharField(_("che aiuto serve"), max_length=9, choices=Kind)
    title = models.CharField(_("in una riga"), max_length=120)
    words = models.TextField(_("di che cosa hai bisogno"), max_length=1500)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.OPEN)
    helper = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="assistance_given", verbose_name=_("persona")
    )
    helper_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assistance_given",
        verbose_name=_("chi aiuta"),
    )
    outcome = models.CharField(_("com’è andata"), max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="assistance_asked")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    assigned_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AssistanceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("richiesta di aiuto")
        verbose_name_plural = _("richieste di aiuto")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="assistance_request_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", assigned_at__isnull=True) & NOBODY
                | Q(state="assigned", assigned_at__isnull=False) & (A_PERSON | AN_ORGANIZATION)
                | Q(state__in=["done", "withdrawn"]) & (NOBODY | A_PERSON | AN_ORGANIZATION),
                name="assistance_is_given_by_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "assigned"], closed_at__isnull=True, outcome="")
                | Q(state="done", closed_at__isnull=False) & ~Q(outcome="")
                | Q(state="withdrawn", closed_at__isnull=False),
                name="assistance_request_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=(Q(assigned_at__isnull=True) | Q(assigned_at__gte=F("asked_at")))
                & (Q(closed_at__isnull=True) | Q(closed_at__gte=F("asked_at"))),
                name="assistance_request_goes_forward",
            ),
            models.CheckConstraint(
                condition=Q(helper_organization__isnull=True) | ~Q(helper_organization=F("organization")),
                name="assistance_comes_from_another",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "-asked_at"], name="assistance_by_state"),
            models.Index(fields=["network", "kind", "-asked_at"], name="assistance_by_kind"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network:assistance_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def given_by(self):
        return self.helper_organization or self.helper

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_assigned(self):
        return self.state == self.State.ASSIGNED

    @property
    def is_going_on(self):
        return self.state in self.GOING_ON

    def is_asked_by(self, user):
        return self.organization_id in {each.organization_id for each in user.current_memberships}

    def let_go(self):
        """Whoever was to help is not there any more: what goes on waits for somebody else."""
        self.helper = self.helper_organization = None
        if self.is_assigned:
            self.state, self.assigned_by, self.assigned_at = self.State.OPEN, None, None
        self.save()
