"""An initiative that lasts goes on as a service: what citizens, an organisation and the municipality sign together."""

import datetime

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import Location, Organization
from services.models import Service

FEWEST_CITIZENS = 2
A_MONTH = 30
HALF_A_YEAR = datetime.timedelta(days=183)


class ManagementAgreementQuerySet(models.QuerySet):
    def seen(self):
        """A draft is read by whoever may sign it, which is anybody who lives there."""
        return self.filter(initiative__hidden_at=None)

    def in_force(self):
        return self.filter(state=ManagementAgreement.State.SIGNED)

    def to_sign(self):
        return self.filter(state=ManagementAgreement.State.DRAFT)

    def for_reading(self):
        sides = {side: Count("signatures", filter=Q(signatures__side=side)) for side in AgreementSignature.Side.values}
        with_sides = self.annotate(**{f"{side}_signed": count for side, count in sides.items()})
        return with_sides.select_related("network", "initiative__network", "organization", "location", "service")

    def in_force_first(self):
        ranks = {"signed": 0, "draft": 1}
        whens = [models.When(state=state, then=models.Value(rank)) for state, rank in ranks.items()]
        return self.order_by(models.Case(*whens, default=models.Value(2)), "-starts_on", "id")


class ManagementAgreement(models.Model):
    """Its words stand still from the first signature; it is signed once the three sides have (a trigger says so)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("si firma")
        SIGNED = "signed", _("in vigore")
        ENDED = "ended", _("concluso")

    MOVES = {"": {State.DRAFT}, State.DRAFT: {State.SIGNED, State.ENDED}, State.SIGNED: {State.ENDED}}

    network = models.ForeignKey(Network, models.PROTECT, related_name="agreements", verbose_name=_("città"))
    initiative = models.ForeignKey(
        "Initiative", models.PROTECT, related_name="agreements", verbose_name=_("iniziativa")
    )
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("organizzazione"),
    )
    organization_name = models.CharField(max_length=300)  # stays when the organisation goes
    location = models.ForeignKey(
        Location, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("dove si fa")
    )
    service_name = models.CharField(_("come si chiamerà il servizio"), max_length=120)
    words = models.TextField(_("chi fa che cosa"), max_length=4000)
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    state = models.CharField(_("a che punto è"), max_length=6, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(_("firmato il"), null=True, blank=True)
    ended_at = models.DateTimeField(_("concluso il"), null=True, blank=True)
    ended_reason = models.CharField(_("perché è concluso"), max_length=300, blank=True)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="agreements")

    objects = ManagementAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_at", "-id"]
        verbose_name = _("accordo di gestione")
        verbose_name_plural = _("accordi di gestione")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(state="signed"), name="initiative_has_one_agreement_in_force"
            ),
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(state="draft"),
                name="initiative_has_one_agreement_to_sign",
                violation_error_message=_("Per questa iniziativa c’è già un accordo da firmare."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message=_("L’ultimo giorno viene dopo il primo."),
            ),
            models.CheckConstraint(condition=~Q(words="") & ~Q(service_name=""), name="agreement_says_who_does_what"),
            models.CheckConstraint(
                condition=Q(state="draft", signed_at=None)
                | Q(state="signed", signed_at__isnull=False)
                | Q(state="ended"),
                name="agreement_says_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(ended_reason="")
                | ~Q(state="ended") & Q(ended_at=None, ended_reason=""),
                name="agreement_that_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(service=None) | Q(signed_at__isnull=False), name="service_is_born_of_a_signed_agreement"
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "-starts_on"], name="agreement_by_state")]

    def __str__(self):
        return self.service_name

    def get_absolute_url(self):
        return reverse("community:agreement_detail", args=[self.network.slug, self.pk])

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def ends_soon(self) -> bool:
        """Within the month in which it should be renewed."""
        return self.is_in_force and (self.ends_on - timezone.localdate()).days <= A_MONTH

    @property
    def may_be_renewed(self) -> bool:
        """In its last months, or after them, where no later one has been signed."""
        near = self.ends_on - timezone.localdate() <= HALF_A_YEAR
        later = self.initiative.agreements.filter(signed_at__gt=self.signed_at) if self.signed_at else None
        return bool(self.signed_at and (near or not self.is_in_force) and not later.exists())

    @property
    def is_in_force(self):
        return self.state == self.State.SIGNED


class AgreementSignature(models.Model):
    """Of one person for one side, and of none once the person is gone; the trigger asks what they are."""

    class Side(models.TextChoices):
        CITIZENS = "citizens", _("chi abita qui")
        ORGANIZATION = "organization", _("l’organizzazione")
        MUNICIPALITY = "municipality", _("il Comune")

    agreement = models.ForeignKey(ManagementAgreement, models.CASCADE, related_name="signatures")
    side = models.CharField(_("per chi firmi"), max_length=12, choices=Side)
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="agreement_signatures")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("firma di un accordo")
        verbose_name_plural = _("firme degli accordi")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person"], name="person_signs_an_agreement_for_one_side"),
            models.UniqueConstraint(
                fields=["agreement", "side"], condition=~Q(side="citizens"), name="institution_signs_an_agreement_once"
            ),
            models.CheckConstraint(
                condition=Q(side__in=["citizens", "organization", "municipality"]), name="signature_is_for_a_side"
            ),
        ]

    def __str__(self):
        return f"{self.agreement}: {self.get_side_display()}"
