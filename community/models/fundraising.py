"""Money that houses raise in the open: what for, from where, and what it was used for. Nothing is paid here."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from network.models import Network
from organizations.models import House, Organization

from .hideable import Hideable
from .house_project import HouseProject, houses_kept_by
from .initiative import Initiative

EUROS = {"max_digits": 10, "decimal_places": 2}


def summed(rows):
    """A subquery of what the rows of one fund-raising come to."""
    total = rows.filter(fundraising=OuterRef("pk")).order_by().values("fundraising").annotate(n=Sum("amount"))
    return Coalesce(Subquery(total.values("n")), Value(0, models.DecimalField(**EUROS)))


class FundraisingQuerySet(models.QuerySet):
    def shown(self):
        return self.exclude(state=Fundraising.State.PLANNED).filter(hidden_at=None, initiative__hidden_at=None)

    def open(self):
        return self.filter(state=Fundraising.State.OPEN)

    def past_their_day(self, today):
        return self.open().filter(ends_on__lt=today)

    def not_accounted(self, day):
        """Of those whose last day was before `day`."""
        return self.filter(state=Fundraising.State.CLOSED, ends_on__lt=day)

    def kept_by(self, user):
        """As who keeps one of its houses, or leads its initiative."""
        houses = Fundraising.houses.through.objects.filter(house__in=houses_kept_by(user)).values("fundraising")
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(pk__in=houses) | Q(initiative__in=Initiative.objects.led_by(user)))

    def seen_by(self, user, moderates=False):
        """What leads to it: shown, or one's own; for who decides on reports also what is hidden."""
        in_sight = Q() if moderates else Q(hidden_at=None, initiative__hidden_at=None)
        shown = ~Q(state=Fundraising.State.PLANNED) & in_sight
        mine = self.model.objects.kept_by(user).values("pk")
        return self.filter(shown | Q(pk__in=mine))

    def with_sums(self):
        """`raised` and `used`."""
        return self.annotate(raised=summed(FundraisingSource.objects.all()), used=summed(FundraisingUse.objects.all()))

    def for_reading(self):
        return (
            self.with_sums()
            .select_related("network", "project", "initiative")
            .prefetch_related("houses__location__municipality")
        )

    def soonest_first(self):
        return self.order_by("ends_on", "id")

    def latest_first(self):
        return self.order_by("-ends_on", "-id")


class Fundraising(Hideable):
    class State(models.TextChoices):
        PLANNED = "planned", _("si prepara")
        OPEN = "open", _("aperta")
        CLOSED = "closed", _("chiusa")
        ACCOUNTED = "accounted", _("rendicontata")

    MOVES = {
        "": {State.PLANNED},
        State.PLANNED: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN, State.ACCOUNTED},
    }
    COUNTING = [State.OPEN, State.CLOSED]

    network = models.ForeignKey(Network, models.PROTECT, related_name="fundraisings", verbose_name=_("città"))
    houses = models.ManyToManyField(House, blank=True, related_name="fundraisings", verbose_name=_("quali case"))
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="fundraisings", verbose_name=_("iniziativa")
    )
    project = models.ForeignKey(
        HouseProject, models.SET_NULL, null=True, blank=True, related_name="fundraisings", verbose_name=_("progetto")
    )
    title = models.CharField(_("per che cosa"), max_length=120)
    words = models.CharField(_("racconta perché serve"), max_length=1200)
    how_to_give = models.CharField(_("come si dà"), max_length=600)
    goal = models.DecimalField(_("quanto serve, in euro"), **EUROS)
    ends_on = models.DateField(_("fino al"))
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.PLANNED)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="fundraisings")
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = FundraisingQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "id"]
        verbose_name = _("raccolta fondi")
        verbose_name_plural = _("raccolte fondi")
        constraints = [
            *Hideable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(goal__gt=0),
                name="fundraising_has_a_goal",
                violation_error_message=_("Scrivi quanto serve: più di zero."),
            ),
            models.CheckConstraint(condition=~Q(how_to_give=""), name="fundraising_says_how_to_give"),
        ]
        indexes = [models.Index(fields=["network", "state", "ends_on"], name="fundraising_by_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:fundraising_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return {Role.LEADER} if type(self).objects.kept_by(user).filter(pk=self.pk).exists() else set()

    @property
    def is_counting(self):
        """Whether what came in and went out is still written down."""
        return self.state in self.COUNTING

    @property
    def is_over(self):
        return self.ends_on < timezone.localdate()

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class FundraisingSource(models.Model):
    """Money that came in. A person is never named; an organisation is where it said yes."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("persone")
        ORGANIZATION = "organization", _("organizzazione")
        PUBLIC = "public", _("ente pubblico")
        EVENT = "event", _("festa o evento")
        OTHER = "other", _("altro")

    NAMED = [Kind.ORGANIZATION, Kind.PUBLIC]

    fundraising = models.ForeignKey(Fundraising, models.CASCADE, related_name="sources")
    kind = models.CharField(_("da chi"), max_length=12, choices=Kind)
    words = models.CharField(_("in due parole"), max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="fundraising_sources",
        verbose_name=_("quale organizzazione"),
    )
    agrees = models.BooleanField(_("ha detto che il suo nome si può leggere"), default=False)
    amount = models.DecimalField(_("quanto, in euro"), **EUROS)
    received_on = models.DateField(_("arrivato il"))

    class Meta:
        ordering = ["received_on", "id"]
        verbose_name = _("entrata di una raccolta fondi")
        verbose_name_plural = _("entrate di una raccolta fondi")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fundraising_source_is_some_money"),
            models.CheckConstraint(
                condition=Q(organization=None) | Q(agrees=True, kind__in=["organization", "public"]),
                name="fundraising_source_names_an_organization_that_agrees",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.amount}"


class FundraisingUse(models.Model):
    """Money that was spent."""

    fundraising = models.ForeignKey(Fundraising, models.CASCADE, related_name="uses")
    words = models.CharField(_("per che cosa"), max_length=120)
    amount = models.DecimalField(_("quanto, in euro"), **EUROS)
    used_on = models.DateField(_("speso il"))

    class Meta:
        ordering = ["used_on", "id"]
        verbose_name = _("spesa di una raccolta fondi")
        verbose_name_plural = _("spese di una raccolta fondi")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="fundraising_use_is_some_money")]

    def __str__(self):
        return f"{self.words}: {self.amount}"
