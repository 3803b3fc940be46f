"""Pacts of hours: a person gives some to an organisation, and the city is the third who signs.

What a person receives for it is in no column, nor what a social worker found: only the day on which they assessed it.
The organisation is shown the same of every kind of pact.
"""

import datetime

from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.access import FOLLOW_OTHER_PACTS, FOLLOW_SOCIAL_PACTS
from network.models import Network
from organizations.models import Organization
from puntocomunita.encryption import decrypt
from territory.models import Quarter

MOST_HOURS = 2000
LONGEST = datetime.timedelta(days=3 * 366)


class Side(models.TextChoices):
    """Who makes a pact."""

    PARTICIPANT = "participant", _("chi dà le ore")
    HOST = "host", _("chi accoglie")
    MUNICIPALITY = "municipality", _("il Comune")


class PactQuerySet(models.QuerySet):
    def of(self, user):
        """Their own, once it is written."""
        return self.filter(participant=user).exclude(state=Pact.State.DRAFT)

    def hosted_by(self, user):
        """Of the organisations that a person keeps, from when they are to be signed."""
        kept = [each.organization_id for each in user.current_memberships]
        return self.filter(host__in=kept).exclude(state__in=[Pact.State.DRAFT, Pact.State.WITHDRAWN])

    def followed_by(self, user, network):
        """Those of a city that a person is in charge of there: social ones are of social workers and the direction."""
        return self.filter(network=network, kind__in=Pact.kinds_followed(user, network))

    def active(self):
        return self.filter(state=Pact.State.ACTIVE)

    def of_host(self, organization):
        return self.filter(host=organization)

    def with_minutes(self):
        """`minutes_done`, that another side has verified, and `minutes_waiting`."""
        states = {"minutes_done": "verified", "minutes_waiting": "submitted"}
        sums = {name: Sum("hours__minutes", filter=Q(hours__state=state), default=0) for name, state in states.items()}
        return self.annotate(**sums)

    def for_reading(self):
        return self.with_minutes().select_related("network", "host", "quarter", "participant")


class Pact(models.Model):
    """Hours that a person gives to a host in a period, drafted by the municipality and signed by the three of them."""

    class Kind(models.TextChoices):
        CALL = "call", _("per un bando")
        SOCIAL = "social", _("di attivazione")
        VOLUNTARY = "voluntary", _("di volontariato")

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparazione")
        SIGNING = "signing", _("da firmare")
        ACTIVE = "active", _("in corso")
        COMPLETED = "completed", _("concluso")
        ENDED_EARLY = "ended_early", _("finito prima")
        WITHDRAWN = "withdrawn", _("ritirato")

    MOVES = {
        "": {State.DRAFT},
        State.DRAFT: {State.SIGNING, State.WITHDRAWN},
        State.SIGNING: {State.ACTIVE, State.WITHDRAWN},
        State.ACTIVE: {State.COMPLETED, State.ENDED_EARLY},
    }
    OPEN = [State.DRAFT, State.SIGNING, State.ACTIVE]
    ENDED = [State.COMPLETED, State.ENDED_EARLY]

    network = models.ForeignKey(Network, models.PROTECT, related_name="pacts", verbose_name=_("città"))
    kind = models.CharField(_("che patto è"), max_length=9, choices=Kind)
    participant = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="pacts", verbose_name=_("chi dà le ore")
    )
    name = models.TextField(blank=True)  # encrypted: of who has no account
    host = models.ForeignKey(Organization, models.PROTECT, related_name="pacts", verbose_name=_("chi accoglie"))
    words = models.CharField(_("che cosa si fa"), max_length=300, blank=True)
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="pacts", verbose_name=_("quartiere")
    )
    initiative = models.ForeignKey(
        "Initiative", models.PROTECT, null=True, blank=True, related_name="pacts", verbose_name=_("iniziativa")
    )
    hours_due = models.PositiveSmallIntegerField(_("quante ore in tutto"))
    starts_on = models.DateField(_("dal giorno"))
    ends_on = models.DateField(_("al giorno"))
    state = models.CharField(_("a che punto è"), max_length=11, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    assessed_on = models.DateField(_("giorno della valutazione"), null=True, blank=True)
    assessed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_on = models.DateField(_("finito il"), null=True, blank=True)
    end_reason = models.CharField(_("perché"), max_length=300, blank=True)
    code = models.CharField(max_length=19, blank=True)  # of the certificate, by which anyone checks it
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = PactQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("patto")
        verbose_name_plural = _("patti")
        constraints = [
            models.CheckConstraint(
                condition=Q(participant=None) | Q(name=""), name="pact_names_its_participant_in_one_way"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "signing", "active"]) | Q(participant__isnull=False) | ~Q(name=""),
                name="pact_that_is_open_is_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(hours_due__gte=1, hours_due__lte=MOST_HOURS),
                name="pact_is_of_some_hours",
                violation_error_message=_("Le ore sono da 1 a 2000."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), ends_on__lte=F("starts_on") + LONGEST),
                name="pact_ends_within_three_years",
                violation_error_message=_("L’ultimo giorno viene dopo il primo, ed entro tre anni."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | ~Q(words=""), name="pact_to_sign_says_what_is_done"
            ),
            models.CheckConstraint(
                condition=~Q(kind="call") | Q(quarter__isnull=False),
                name="pact_of_a_call_is_in_a_quarter",
                violation_error_message=_("Per un bando le ore si danno nel quartiere dove si abita: scegli quale."),
            ),
            models.CheckConstraint(
                condition=Q(assessed_on=None, assessed_by=None) | Q(kind="social", assessed_on__isnull=False),
                name="only_a_social_pact_is_assessed",
            ),
            models.CheckConstraint(
                condition=~Q(kind="social", assessed_on=None, state__in=["active", "completed", "ended_early"]),
                name="social_pact_begins_after_its_assessment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signing", "active"], ended_on=None)
                | Q(state__in=["completed", "ended_early", "withdrawn"], ended_on__isnull=False),
                name="pact_that_is_over_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(state="ended_early") & ~Q(end_reason="")
                | Q(state="withdrawn")
                | ~Q(state="ended_early") & Q(end_reason=""),
                name="pact_ends_early_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(code="") | Q(state__in=["completed", "ended_early"]),
                name="certificate_is_of_a_pact_that_is_over",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="pact_certificate_has_its_own_code"),
        ]
        indexes = [
            models.Index(fields=["network", "state", "-starts_on"], name="pact_by_state"),
            models.Index(fields=["host", "state"], name="pact_by_host"),
        ]

    def __str__(self):
        return f"{self.host}, {self.hours_due} h"

    def get_absolute_url(self):
        return self.address("pact_detail")

    def get_host_url(self):
        return self.address("pact_host")

    def address(self, page):
        return reverse(f"community:{page}", args=[self.network.slug, self.pk])

    @classmethod
    def kinds_followed(cls, user, network) -> list:
        """Those that a person drafts, signs and follows in a city, for the municipality."""
        rules = {cls.Kind.SOCIAL: FOLLOW_SOCIAL_PACTS}
        return [kind for kind in cls.Kind if rules.get(kind, FOLLOW_OTHER_PACTS).allows(user, network)]

    @cached_property
    def person(self) -> str:
        """The name of who gives the hours; none once they are gone."""
        return self.participant.name if self.participant else decrypt(self.name) if self.name else ""

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_over(self):
        return self.state in self.ENDED

    @property
    def last_day(self):
        return self.ended_on or self.ends_on

    def is_hosted_by(self, user) -> bool:
        return any(each.organization_id == self.host_id for each in user.current_memberships)

    def signers(self, user) -> list:
        """The sides for which a person may sign, whether or not somebody has."""
        sides = [Side.PARTICIPANT] if self.participant_id and self.participant_id == user.pk else []
        sides += [Side.HOST] if self.is_hosted_by(user) else []
        follows = self.kind in self.kinds_followed(user, self.network)
        return sides + ([Side.MUNICIPALITY] if follows else [])


class PactSignature(models.Model):
    """One side's; on paper where who signs has no account, written down by the municipality."""

    pact = models.ForeignKey(Pact, models.CASCADE, related_name="signatures")
    side = models.CharField(_("parte"), max_length=12, choices=Side)
    signed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="pact_signatures")
    signed_at = models.DateTimeField(default=timezone.now)
    is_on_paper = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["signed_at", "id"]
        verbose_name = _("firma")
        verbose_name_plural = _("firme")
        constraints = [
            models.UniqueConstraint(fields=["pact", "side"], name="side_signs_a_pact_once"),
            models.UniqueConstraint(
                fields=["pact", "signed_by"],
                condition=Q(signed_by__isnull=False),
                name="person_signs_a_pact_for_one_side",
            ),
            models.CheckConstraint(
                condition=Q(is_on_paper=False, recorded_by=None)
                | Q(is_on_paper=True, signed_by=None, side__in=["participant", "host"]),
                name="signature_on_paper_is_of_who_has_no_account",
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}, {self.signed_at:%d/%m/%Y}"
