"""What people and organisations of a city do together: from the day it is thought of to what is left of it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from network.models import Network
from organizations.models import Organization
from services.models import TaxonomyTerm
from territory.models import Municipality, Quarter

from .need import NeedTheme


class InitiativeQuerySet(models.QuerySet):
    def seen(self):
        return self.filter(published_at__isnull=False, hidden_at=None)

    def here(self, network):
        """Of a city, and partnerships of others that work there as well."""
        working = InitiativeMunicipality.objects.filter(municipality=network.pk).values("initiative")
        return self.filter(Q(network=network) | Q(pk__in=working))

    def waiting(self):
        """Started by a resident; who coordinates has not said yes, and nobody has given it up."""
        return self.filter(published_at=None, hidden_at=None, state=Initiative.State.PLANNED)

    def led_by(self, user):
        """As the person who leads, or for the organisation that does."""
        kept = [each.organization_id for each in user.current_memberships]
        leading = InitiativePartner.objects.leading().filter(organization__in=kept).values("initiative")
        return self.filter(Q(lead_person=user) | Q(pk__in=leading))

    def joined_by(self, user):
        return self.filter(participations__person=user)

    def seen_by(self, user, runs):
        """What leads to it: published, one's own, all of them for who coordinates."""
        if runs:
            return self
        if not user.is_authenticated:
            return self.seen()
        return self.filter(
            Q(pk__in=self.model.objects.seen().values("pk")) | Q(pk__in=self.model.objects.led_by(user).values("pk"))
        )

    def with_figures(self):
        """`people` who take part, `reached` so far."""
        joined = Participation.objects.filter(initiative=OuterRef("pk")).order_by().values("initiative")
        reach = Reach.objects.filter(initiative=OuterRef("pk")).order_by().values("initiative")
        return self.annotate(
            people=Coalesce(Subquery(joined.annotate(n=Count("pk")).values("n")), 0),
            reached=Coalesce(Subquery(reach.annotate(n=Sum("people")).values("n")), 0),
        )

    def for_reading(self):
        rows = self.with_figures().select_related("network", "quarter", "need_theme")
        return rows.prefetch_related("topics", models.Prefetch("partners", InitiativePartner.objects.for_reading()))

    def saying(self, words):
        return self.filter(Q(title__trigram_word_similar=words) | Q(summary__trigram_word_similar=words))

    def newest_first(self):
        return self.order_by(F("published_at").desc(nulls_last=True), "-id")


class Initiative(models.Model):
    """Led by a person, by an organisation that said yes (`InitiativePartner`), or by who coordinates the city."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("di quartiere")
        PARTNERSHIP = "partnership", _("di più organizzazioni")

    class State(models.TextChoices):
        PLANNED = "planned", _("si prepara")
        ACTIVE = "active", _("in corso")
        COMPLETED = "completed", _("riuscita")
        STOPPED = "stopped", _("fermata")

    MOVES = {
        "": {State.PLANNED},
        State.PLANNED: {State.ACTIVE, State.STOPPED},
        State.ACTIVE: {State.COMPLETED, State.STOPPED},
    }
    OVER = [State.COMPLETED, State.STOPPED]

    network = models.ForeignKey(Network, models.PROTECT, related_name="initiatives", verbose_name=_("città"))
    kind = models.CharField(_("che tipo di iniziativa è"), max_length=13, choices=Kind, default=Kind.NEIGHBOURHOOD)
    title = models.CharField(_("come si chiama"), max_length=120)
    summary = models.CharField(_("in due righe"), max_length=300)
    words = models.TextField(_("racconta meglio"), max_length=3000, blank=True)
    topics = models.ManyToManyField(
        TaxonomyTerm, blank=True, related_name="initiatives", verbose_name=_("di che cosa parla")
    )
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="initiatives", verbose_name=_("quartiere")
    )
    need_theme = models.ForeignKey(
        NeedTheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("da quale tema nasce"),
    )
    lead_person = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="initiatives_led")
    municipalities = models.ManyToManyField(Municipality, through="InitiativeMunicipality", related_name="+")
    starts_on = models.DateField(_("da quando"), null=True, blank=True)
    ends_on = models.DateField(_("fino a quando"), null=True, blank=True)
    people_target = models.PositiveIntegerField(_("quante persone vuole raggiungere"), null=True, blank=True)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.PLANNED)
    started_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("pubblicata il"), null=True, blank=True)
    over_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    stopped_reason = models.CharField(_("perché si è fermata"), max_length=600, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("iniziativa")
        verbose_name_plural = _("iniziative")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "active"], over_at=None)
                | Q(state__in=["completed", "stopped"], over_at__isnull=False),
                name="initiative_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") & ~Q(stopped_reason="") | ~Q(state="stopped") & Q(stopped_reason=""),
                name="initiative_that_stopped_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "stopped"]) | Q(published_at__isnull=False, starts_on__isnull=False),
                name="initiative_that_is_on_is_public_and_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="initiative_ends_after_it_starts",
                violation_error_message=_("Il giorno in cui finisce viene dopo quello in cui comincia."),
            ),
            models.CheckConstraint(
                condition=Q(people_target=None) | Q(people_target__gte=1),
                name="initiative_wants_to_reach_somebody",
                violation_error_message=_("Almeno una persona."),
            ),
            models.UniqueConstraint(fields=["id", "network"], name="initiative_with_its_network"),  # for foreign keys
        ]
        indexes = [
            models.Index(fields=["network", "state", "-published_at"], name="initiative_by_state"),
            models.Index(fields=["network", "kind", "-published_at"], name="initiative_by_kind"),
            models.Index(fields=["network", "quarter", "-published_at"], name="initiative_by_quarter"),
            GinIndex(fields=["title", "summary"], opclasses=["gin_trgm_ops"] * 2, name="initiative_by_words"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:initiative_detail", args=[self.network.slug, self.pk])

    @property
    def is_public(self):
        return self.published_at is not None and self.hidden_at is None

    @property
    def is_over(self):
        return self.state in self.OVER

    @cached_property
    def public_partners(self) -> list:
        """Those that said yes, who leads first; of `for_reading`, no query."""
        return [each for each in self.partners.all() if each.confirmed_at]

    @property
    def lead_organization(self):
        return next((each.organization for each in self.public_partners if each.role == Partnering.LEAD), None)

    def roles_of(self, user):
        """LEADER for the person who leads and the people of the organisation that does; else what the city says."""
        held = {role for role in self.network.roles_of(user) if role not in (Role.OWNER, Role.EDITOR)}
        kept = {each.organization_id for each in user.current_memberships}
        lead = self.lead_organization
        leads = self.lead_person_id == user.pk or lead is not None and lead.pk in kept
        return held | {Role.LEADER} if leads else held

    def is_inside(self, user) -> bool:
        """Who takes part, alone or for an organisation, reads who else does."""
        if not user.is_authenticated:
            return False
        kept = {each.organization_id for each in user.current_memberships}
        if any(each.organization_id in kept for each in self.public_partners):
            return True
        return self.participations.filter(person=user).exists()


class InitiativeMunicipality(models.Model):
    """A municipality where a partnership works, and what it does there."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="places")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("comune"))
    activities = models.CharField(_("che cosa si fa lì"), max_length=300, blank=True)

    class Meta:
        ordering = ["municipality__name", "id"]
        verbose_name = _("comune di un’iniziativa")
        verbose_name_plural = _("comuni delle iniziative")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "municipality"], name="initiative_is_in_a_municipality_once"),
        ]

    def __str__(self):
        return f"{self.initiative}: {self.municipality}"


class Partnering(models.TextChoices):
    """What an organisation is to an initiative; in this order on its page."""

    LEAD = "1_lead", _("la guida")
    HOST = "2_host", _("dà lo spazio")
    FUNDER = "3_funder", _("dà i soldi")
    PARTNER = "4_partner", _("la fa insieme")


class InitiativePartnerQuerySet(models.QuerySet):
    def confirmed(self):
        return self.exclude(confirmed_at=None)

    def leading(self):
        return self.confirmed().filter(role=Partnering.LEAD)

    def waiting_for(self, organizations):
        return self.filter(confirmed_at=None, organization__in=organizations)

    def in_the_way_of(self, organization):
        """Why it cannot be asked: itself, or else the one that leads; None where there is neither."""
        there = self.filter(Q(organization=organization) | Q(role=Partnering.LEAD)).for_reading()
        return next((each for each in there if each.organization == organization), there.first())

    def for_reading(self):
        return self.select_related("organization").order_by("role", "organization__name", "id")


class InitiativePartner(models.Model):
    """An organisation is named only once one of its people has said yes."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="partners")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="initiative_partnerships", verbose_name=_("organizzazione")
    )
    role = models.CharField(_("che cosa fa"), max_length=9, choices=Partnering, default=Partnering.PARTNER)
    since = models.DateField(_("da quando"), default=timezone.localdate)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InitiativePartnerQuerySet.as_manager()

    class Meta:
        ordering = ["role", "id"]
        verbose_name = _("partner di un’iniziativa")
        verbose_name_plural = _("partner delle iniziative")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organization"],
                name="organization_is_a_partner_once",
                violation_error_message=_("Questa organizzazione c’è già."),
            ),
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(role="1_lead"), name="one_organization_leads_an_initiative"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False), name="partner_is_confirmed_on_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.organization}: {self.initiative}"

    def roles_of(self, user):
        """What the person is to the initiative and, as one of its people, to the organisation."""
        kept = {Role(each.role) for each in user.current_memberships if each.organization_id == self.organization_id}
        return kept | self.initiative.roles_of(user)


class Participation(models.Model):
    """A person who takes part; how many is public, who only inside."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="participations")
    person = models.ForeignKey(User, models.CASCADE, related_name="participations")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("persona di un’iniziativa")
        verbose_name_plural = _("persone delle iniziative")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "person"], name="person_takes_part_in_an_initiative_once")
        ]

    def __str__(self):
        return f"{self.initiative} {self.since:%d/%m/%Y}"


class ReachQuerySet(models.QuerySet):
    def newest_first(self):
        return self.select_related("municipality").order_by("-day", "-id")


class Reach(models.Model):
    """How many people something reached on a day; never who."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="reach")
    day = models.DateField(_("quando"), default=timezone.localdate)
    people = models.PositiveIntegerField(_("quante persone"))
    activity = models.CharField(_("che cosa si è fatto"), max_length=120)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in quale comune")
    )

    objects = ReachQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("persone raggiunte")
        verbose_name_plural = _("persone raggiunte")
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="reach_is_of_somebody",
                violation_error_message=_("Almeno una persona."),
            ),
        ]
        indexes = [models.Index(fields=["initiative", "day"], name="reach_by_day")]

    def __str__(self):
        return f"{self.initiative} {self.day}: {self.people}"
