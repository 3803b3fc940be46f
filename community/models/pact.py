"""Pacts of hours: a person gives some to an organisation, and the city is the third who signs.

What a person receives for it is in no column, nor what a social worker found: only the day on which they assessed it.
The organisation is shown the same of every kind of pact.
"""

import datetime

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from community.access import FOLLOW_OTHER_PACTS, FOLLOW_PACT, FOLLOW_SOCIAL_PACTS, GIVE_HOURS, HOST_PACT
from network.models import Network
from organizations.models import Organization
from puntocomunita.encryption import EncryptedTextField, decrypt
from territory.models import Quarter

MOST_HOURS = 2000
LONGEST = datetime.timedelta(days=3 * 366)
UNANSWERED, DECIDED_WITHIN = datetime.timedelta(days=21), datetime.timedelta(days=35)
MINUTES = Func("minutes", function="sum", output_field=models.IntegerField())
SINCE = Func("submitted_at", function="min", output_field=models.DateTimeField())


class Side(models.TextChoices):
    """Who makes a pact."""

    PARTICIPANT = "participant", _("chi dà le ore")
    HOST = "host", _("chi accoglie")
    MUNICIPALITY = "municipality", _("il Comune")


def figure_of(rows, figure):
    """Of all of them, asked for each row of a page and no other: joined, they would be grouped before any is shown."""
    return Subquery(rows.annotate(figure=figure).values("figure"))


class PactQuerySet(models.QuerySet):
    def of(self, user):
        """Their own, once it is written."""
        return self.filter(participant=user).exclude(state=Pact.State.DRAFT)

    def hosted_by(self, user):
        """Of the organisations that a person keeps, from when they are to be signed."""
        kept = [each.organization_id for each in user.current_memberships]
        return self.filter(host__in=kept).exclude(state__in=[Pact.State.DRAFT, Pact.State.WITHDRAWN])

    def to_sign_by(self, user):
        """As who gives the hours or as who keeps the host, where that side has not."""
        asked = self.filter(state=Pact.State.SIGNING)
        given = asked.of(user).exclude(signatures__side=Side.PARTICIPANT)
        return given | asked.hosted_by(user).exclude(signatures__side=Side.HOST)

    def followed_by(self, user, network):
        """Those of a city that a person is in charge of there: social ones are of social workers and the direction."""
        return self.filter(network=network, kind__in=Pact.kinds_followed(user, network))

    def active(self):
        return self.filter(state=Pact.State.ACTIVE)

    def told_in_public(self):
        """In figures: that there are social ones is told nowhere."""
        return self.exclude(kind=Pact.Kind.SOCIAL)

    def with_minutes(self):
        """`minutes_done`, that another side has verified, `minutes_waiting`, and since when: `waits_since`."""
        hours = self.model.hours.rel.related_model.objects.filter(pact=OuterRef("pk")).order_by()
        done, waiting = hours.filter(state="verified"), hours.filter(state="submitted")
        return self.annotate(
            minutes_done=Coalesce(figure_of(done, MINUTES), 0),
            minutes_waiting=Coalesce(figure_of(waiting, MINUTES), 0),
            waits_since=figure_of(waiting, SINCE),
        )

    def for_reading(self):
        rows = self.with_minutes().select_related("network", "host", "quarter", "participant", "initiative__network")
        return rows.order_by("-starts_on", "-id")


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
        ENDED_EARLY = "ended_early", _("finito con meno ore")
        WITHDRAWN = "withdrawn", _("ritirato")

    MOVES = {
        "": {State.DRAFT},
        State.DRAFT: {State.SIGNING, State.WITHDRAWN},
        State.SIGNING: {State.ACTIVE, State.WITHDRAWN},
        State.ACTIVE: {State.COMPLETED, State.ENDED_EARLY},
    }
    ENDED = [State.COMPLETED, State.ENDED_EARLY]

    network = models.ForeignKey(Network, models.PROTECT, related_name="pacts", verbose_name=_("città"))
    kind = models.CharField(_("che patto è"), max_length=9, choices=Kind)
    participant = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="pacts", verbose_name=_("chi dà le ore")
    )
    name = EncryptedTextField(blank=True)  # of who has no account
    host = models.ForeignKey(Organization, models.PROTECT, related_name="pacts", verbose_name=_("chi accoglie"))
    words = models.CharField(_("che cosa si fa"), max_length=300, blank=True)
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="pacts", verbose_name=_("quartiere")
    )
    initiative = models.ForeignKey(
        "Initiative", models.PROTECT, null=True, blank=True, related_name="pacts", verbose_name=_("iniziativa")
    )
    application = models.OneToOneField(
        "Application", models.SET_NULL, null=True, blank=True, related_name="pact", verbose_name=_("domanda al bando")
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
                condition=Q(application=None) | Q(kind__in=["call", "social"]),
                name="only_a_pact_of_a_call_has_an_application",
            ),
            models.CheckConstraint(
                condition=Q(assessed_on=None, assessed_by=None) | Q(kind="social", assessed_on__isnull=False),
                name="only_a_social_pact_is_assessed",
            ),
            models.CheckConstraint(
                condition=Q(participant=None) | Q(assessed_by=None) | ~Q(assessed_by=F("participant")),
                name="who_gives_hours_is_assessed_by_another",
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

    def get_url_of(self, side):
        pages = {Side.PARTICIPANT: "pact_detail", Side.HOST: "pact_host", Side.MUNICIPALITY: "pact_follow"}
        return self.address(pages[side])

    def address(self, page):
        return reverse(f"community:{page}", args=[self.network.slug, self.pk])

    @classmethod
    def kinds_followed(cls, user, network) -> list:
        """Those that a person drafts, signs and follows in a city, for the municipality."""
        return [kind for kind in cls.Kind if cls.following(kind).allows(user, network)]

    @classmethod
    def following(cls, kind):
        return FOLLOW_SOCIAL_PACTS if kind == cls.Kind.SOCIAL else FOLLOW_OTHER_PACTS

    def roles_of(self, user):
        """Who gives the hours and who hosts are something to it once it is written; who follows it always."""
        held = self.network.roles_of(user) & self.following(self.kind).roles
        if self.state == self.State.DRAFT:
            return held
        if self.participant_id and self.participant_id == user.pk:
            held.add(Role.PARTICIPANT)
        if self.state == self.State.WITHDRAWN:
            return held
        return held | {Role(each.role) for each in user.current_memberships if each.organization_id == self.host_id}

    @cached_property
    def person(self) -> str:
        """The name of who gives the hours; none once they are gone."""
        return self.participant.name if self.participant else decrypt(self.name) if self.name else ""

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def is_over(self):
        return self.state in self.ENDED

    @property
    def last_day(self):
        return self.ended_on or self.ends_on

    @property
    def left_to_decide(self):
        """The days from which, and by which, who follows it decides what waits, or None; of `with_minutes()`."""
        since = self.waits_since and timezone.localdate(self.waits_since)
        return since and (since + UNANSWERED, since + DECIDED_WITHIN)

    @property
    def may_be_assessed(self):
        return self.kind == self.Kind.SOCIAL and self.state in (self.State.DRAFT, self.State.SIGNING)

    @property
    def lacks_assessment(self):
        return self.may_be_assessed and self.assessed_on is None

    def signers(self, user) -> list:
        """The sides for which a person stands, whether or not somebody has signed."""
        rules = {Side.PARTICIPANT: GIVE_HOURS, Side.HOST: HOST_PACT, Side.MUNICIPALITY: FOLLOW_PACT}
        return [side for side, rule in rules.items() if rule.allows(user, self)]


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
