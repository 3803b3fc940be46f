"""A coaching programme: some months in which one coach and a team change something in a part of the city."""

from django.db import models
from django.db.models import Count, DateField, F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from organizations.models import Organization

from .membership import Network

TEAM = range(12, 25)  # how many they are when a programme starts
PARTS = dict(Organization.Sector.choices) | {Organization.Sector.CITIZENS.value: _("cittadini")}


def after(months, less_days=0):
    """A date so many months after it starts."""
    template = f"((%(expressions)s + interval '{months} months')::date - {less_days})"
    return Func(F("starts_on"), template=template, output_field=DateField())


class CoachingProgrammeQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state__in=CoachingProgramme.PUBLIC)

    def shown_to(self, user, is_member):
        """All to a member of the network; to the others the public ones, and those in which they have a part."""
        if is_member:
            return self
        part_in = Q()
        if user.is_authenticated:
            kept = [each.organization_id for each in user.current_memberships]
            part_in = Q(coach=user) | Q(
                pk__in=Stakeholder.objects.in_team().filter(organization__in=kept).values("programme")
            )
        return self.filter(Q(state__in=CoachingProgramme.PUBLIC) | part_in)

    def in_state(self, state):
        return self.filter(state=state)

    def active(self):
        return self.in_state(CoachingProgramme.State.ACTIVE)

    def with_team_size(self):
        return self.annotate(size=Count("team", filter=Q(team__left_on__isnull=True)))

    def latest_first(self):
        return self.select_related("network", "coach", "coach_organization").order_by("-starts_on", "-id")


class CoachingProgramme(models.Model):
    """Planned, then active with a coach and a whole team, then completed with what it changed, or stopped."""

    class State(models.TextChoices):
        PLANNED = "planned", _("in preparazione")
        ACTIVE = "active", _("in corso")
        COMPLETED = "completed", _("concluso")
        STOPPED = "stopped", _("interrotto")

    MOVES = {
        "": {State.PLANNED},
        State.PLANNED: {State.ACTIVE, State.STOPPED},
        State.ACTIVE: {State.COMPLETED, State.STOPPED},
    }
    PUBLIC = [State.ACTIVE, State.COMPLETED]

    network = models.ForeignKey(Network, models.PROTECT, related_name="coaching_programmes", verbose_name=_("rete"))
    title = models.CharField(_("titolo"), max_length=160)
    area = models.CharField(_("dove"), max_length=160)
    words = models.TextField(_("che cosa vogliamo cambiare"), max_length=2000, blank=True)
    starts_on = models.DateField(_("comincia il"))
    ends_on = models.DateField(_("finisce il"))
    coach = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="coached_programmes",
        verbose_name=_("chi accompagna"),
    )
    coach_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("di quale organizzazione")
    )
    coach_name = models.CharField(_("nome di chi accompagna"), max_length=120, blank=True)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(_("perché si interrompe"), max_length=500, blank=True)
    changed = models.TextField(_("che cosa è cambiato"), max_length=4000, blank=True)
    learned = models.TextField(_("che cosa abbiamo imparato"), max_length=4000, blank=True)
    goes_on = models.TextField(_("che cosa va avanti, e chi se ne occupa"), max_length=4000, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CoachingProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("percorso di accompagnamento")
        verbose_name_plural = _("percorsi di accompagnamento")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(area=""), name="coaching_has_a_title_and_an_area"),
            models.CheckConstraint(  # the last day is in it: January to June are six months
                condition=Q(ends_on__gte=after(6, less_days=1), ends_on__lte=after(12)),
                name="coaching_lasts_six_to_twelve_months",
                violation_error_message=_("Un percorso dura da sei a dodici mesi: controlla i due giorni."),
            ),
            models.CheckConstraint(
                condition=(Q(coach__isnull=True) | Q(coach_name="", coach_organization__isnull=True))
                & (Q(coach_name="") | Q(coach_organization__isnull=False)),
                name="coaching_has_one_coach",
                violation_error_message=_("Chi accompagna è una persona sola."),
            ),
            models.CheckConstraint(
                condition=Q(state="planned", started_at__isnull=True, closed_at__isnull=True)
                | Q(state="active", started_at__isnull=False, closed_at__isnull=True)
                | Q(state="completed", started_at__isnull=False, closed_at__isnull=False)
                | Q(state="stopped", closed_at__isnull=False),
                name="coaching_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") & ~Q(stop_reason="") | ~Q(state="stopped") & Q(stop_reason=""),
                name="coaching_is_stopped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | ~Q(changed="") & ~Q(learned=""),
                name="coaching_is_completed_with_its_evaluation",
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "-starts_on"], name="coaching_by_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network:coaching_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        """Those in the network, as its coach, and by keeping an organisation of the team; once."""
        if getattr(self, "_held_by", None) != user:
            as_coach = {Role.COACH} if self.coach_id and self.coach_id == user.pk else set()
            self._held_by = user
            self._held = self.network.roles_of(user) | as_coach | self._as_team(user)
        return self._held

    def _as_team(self, user):
        kept = {each.organization_id: Role(each.role) for each in user.current_memberships}
        there = self.team.in_team().filter(organization__in=kept).values_list("organization", flat=True) if kept else []
        return {kept[each] for each in there}

    @property
    def is_public(self):
        return self.state in self.PUBLIC

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_active(self):
        return self.state == self.State.ACTIVE

    @property
    def is_open(self):
        return self.is_planned or self.is_active

    @property
    def has_coach(self):
        return bool(self.coach_id or self.coach_name)

    @cached_property
    def team_size(self):
        return self.team.in_team().count()

    @property
    def team_is_right(self):
        return self.team_size in TEAM


class StakeholderQuerySet(models.QuerySet):
    def in_team(self):
        return self.filter(left_on__isnull=True)

    def by_name(self):
        """The organisations first."""
        return self.select_related("organization").order_by(F("organization__name").asc(nulls_last=True), "name", "id")

    def count_by_kind(self) -> dict:
        """{kind: how many}, of every kind, also where there is none; one query."""
        counted = self.order_by().values_list("kind").annotate(Count("pk"))
        return dict.fromkeys(Organization.Sector, 0) | {Organization.Sector(kind): number for kind, number in counted}


class Stakeholder(models.Model):
    """One of the team: an organisation, with or without the name of who comes for it, or a person of none."""

    programme = models.ForeignKey(CoachingProgramme, models.CASCADE, related_name="team")
    kind = models.CharField(_("che parte è"), max_length=12, choices=Organization.Sector)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organizzazione")
    )
    name = models.CharField(_("nome della persona"), max_length=120, blank=True)
    joined_on = models.DateField(_("dal"), default=timezone.localdate)
    left_on = models.DateField(_("ha lasciato il"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)  # the name, which was all there was

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("chi fa parte della squadra")
        verbose_name_plural = _("chi fa parte della squadra")
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="stakeholder_is_of_one_programme"),
            models.UniqueConstraint(
                fields=["programme", "organization", "name"],
                condition=Q(erased_at__isnull=True),
                nulls_distinct=False,
                name="stakeholder_is_in_a_team_once",
                violation_error_message=_("È già nella squadra."),
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(name="") | Q(erased_at__isnull=False),
                name="stakeholder_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name=""), name="stakeholder_erased_has_no_name"
            ),
            models.CheckConstraint(condition=Q(kind__in=Organization.Sector.values), name="stakeholder_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="stakeholder_leaves_after_joining",
            ),
        ]

    def __str__(self):
        return " – ".join(filter(None, [str(self.organization or ""), self.name])) or str(_("una persona"))

    @property
    def part(self):
        """Of a person too: one is no group."""
        return PARTS[self.kind]
