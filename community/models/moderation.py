"""What somebody finds wrong in what another wrote, what is decided of it, and the one appeal against that.

The thing is named by its kind in `community.safety.registry` and its key there: see docs/adr on reports by kind.
"""

import datetime

from cryptography.fernet import InvalidToken
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from puntocomunita.encryption import EncryptedTextField, decrypt, encrypt

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
TIME_TO_APPEAL = 14 * DAY


class Sealed:
    """Words of people that stay readable as long as their key is there, and to who decides alone."""

    def __init__(self, column):
        self.column = column

    def __get__(self, row, owner):
        kept = getattr(row, self.column)
        try:
            return decrypt(kept) if kept else ""
        except InvalidToken:
            return ""

    def __set__(self, row, words):
        setattr(row, self.column, encrypt(words) if words else "")


class ModerationDecision(models.Model):
    """What one person decided of one thing, for all that had reported it until then."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("non va: si nasconde")
        DISMISSED = "dismissed", _("va bene così")

    class Measure(models.TextChoices):
        NOTHING = "nothing", _("solo nascondere")
        WARNING = "warning", _("nascondere, e un avvertimento")
        SUSPENSION = "suspension", _("nascondere, e una pausa")

    network = models.ForeignKey(Network, models.PROTECT, related_name="moderation_decisions")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    about = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="decisions_about")
    outcome = models.CharField(_("che cosa decidi"), max_length=9, choices=Outcome)
    measure = models.CharField(_("che cosa ne segue"), max_length=10, choices=Measure, default=Measure.NOTHING)
    reason = models.CharField(_("perché"), max_length=300, blank=True)  # to its author
    answer = models.CharField(_("che cosa rispondiamo"), max_length=600)  # to who reported it
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-decided_at", "-id"]
        verbose_name = _("decisione su una segnalazione")
        verbose_name_plural = _("decisioni sulle segnalazioni")
        constraints = [
            models.CheckConstraint(condition=~Q(answer=""), name="moderation_decision_has_an_answer"),
            models.CheckConstraint(
                condition=Q(outcome="upheld") & ~Q(reason="") | Q(outcome="dismissed", measure="nothing", reason=""),
                name="moderation_decision_tells_the_author_why",
            ),
            models.CheckConstraint(
                condition=Q(about=None) | Q(decided_by=None) | ~Q(decided_by=F("about")),
                name="nobody_decides_of_their_own_words",
            ),
            # for the foreign keys of what follows from it
            models.UniqueConstraint(
                fields=["id", "network", "kind", "thing", "outcome"], name="moderation_decision_with_its_thing"
            ),
            models.UniqueConstraint(fields=["id", "network", "about"], name="moderation_decision_with_its_person"),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} {self.decided_at:%d/%m/%Y}"

    def get_absolute_url(self):
        """Of who wrote it."""
        return reverse("community:moderation_decision", args=[self.network.slug, self.pk])

    @property
    def is_upheld(self):
        return self.outcome == self.Outcome.UPHELD

    @property
    def appeal_until(self):
        return self.decided_at + TIME_TO_APPEAL

    @property
    def may_be_appealed(self):
        return self.is_upheld and timezone.now() <= self.appeal_until and not hasattr(self, "appeal")


class ModerationReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=ModerationReport.OPEN)

    def settled(self):
        return self.exclude(state__in=ModerationReport.OPEN)

    def due_first(self):
        return self.order_by("due_at", "id")

    def of_the_same_thing(self, report):
        return self.filter(network=report.network_id, kind=report.kind, thing=report.thing)

    def for_reading(self):
        return self.select_related("network", "looking_by", "decision")


class ModerationReport(models.Model):
    """By a person with an account, or by anyone on what everybody reads; what it says is kept encrypted."""

    class Reason(models.TextChoices):
        MINORS = "minors", _("mette in pericolo bambini o ragazzi")
        HARASSMENT = "harassment", _("offende o perseguita qualcuno")
        PERSONAL_DATA = "personal_data", _("dice dati di una persona")
        SPAM = "spam", _("è pubblicità o si ripete")
        DANGEROUS = "dangerous", _("è pericoloso o vietato")
        OTHER = "other", _("un’altra cosa")

    class State(models.TextChoices):
        OPEN = "open", _("da guardare")
        LOOKING = "looking", _("la sta guardando qualcuno")
        UPHELD = "upheld", _("accolta")
        DISMISSED = "dismissed", _("va bene così")

    MOVES = {
        "": {State.OPEN},
        State.OPEN: {State.LOOKING, State.UPHELD, State.DISMISSED},
        State.LOOKING: {State.OPEN, State.UPHELD, State.DISMISSED},
    }
    OPEN = [State.OPEN, State.LOOKING]
    TIMES = {Reason.MINORS: 24 * HOUR, Reason.HARASSMENT: 48 * HOUR}
    OTHERWISE = 7 * DAY

    network = models.ForeignKey(Network, models.PROTECT, related_name="moderation_reports")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    about = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # who wrote it
    reason = models.CharField(_("che cosa non va"), max_length=13, choices=Reason)
    sealed_words = EncryptedTextField(blank=True)
    sealed_text = EncryptedTextField(blank=True)  # what the thing said when it was reported
    sealed_contact = EncryptedTextField(blank=True)  # an e-mail address of who has no account, until it is answered
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="moderation_reports")
    sender_mark = models.CharField(max_length=64, blank=True)  # keyed digest of who has no account and the thing
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("entro"), editable=False)
    looking_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    looking_since = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(
        ModerationDecision, models.CASCADE, null=True, blank=True, related_name="reports", db_constraint=False
    )  # its composite foreign key is in the migration

    words, text, contact = Sealed("sealed_words"), Sealed("sealed_text"), Sealed("sealed_contact")

    objects = ModerationReportQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("segnalazione della comunità")
        verbose_name_plural = _("segnalazioni della comunità")
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "kind", "thing"],
                condition=Q(state__in=["open", "looking"]),
                name="person_reports_a_thing_once_until_it_is_decided",
            ),
            models.UniqueConstraint(
                fields=["sender_mark", "kind", "thing"],
                condition=~Q(sender_mark=""),
                name="sender_reports_a_thing_once_until_it_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "looking"], decision=None)
                | Q(state__in=["upheld", "dismissed"], decision__isnull=False, sender_mark="", sealed_contact=""),
                name="moderation_report_that_is_settled_forgets_its_sender",
            ),
            models.CheckConstraint(
                condition=Q(reporter=None) | Q(sender_mark="", sealed_contact=""),
                name="moderation_report_of_an_account_has_no_other_sender",
            ),
            models.CheckConstraint(
                condition=Q(state="looking", looking_since__isnull=False)
                | Q(state="open", looking_by=None, looking_since=None)
                | Q(state__in=["upheld", "dismissed"]),
                name="moderation_report_says_since_when_it_is_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(reason="minors", due_at__lte=F("made_at") + datetime.timedelta(hours=24))
                | Q(reason="harassment", due_at__lte=F("made_at") + datetime.timedelta(hours=48))
                | Q(
                    reason__in=["personal_data", "spam", "dangerous", "other"],
                    due_at__lte=F("made_at") + datetime.timedelta(days=7),
                ),
                name="moderation_report_is_due_in_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "due_at"],
                condition=Q(state__in=["open", "looking"]),
                name="moderation_report_by_due",
            ),
            models.Index(fields=["network", "-made_at"], name="moderation_report_by_day"),
            models.Index(fields=["kind", "thing"], name="moderation_report_by_thing"),
        ]

    def __str__(self):
        return f"{self.get_reason_display()} {self.made_at:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("community:moderation_report", args=[self.network.slug, self.pk])

    def save(self, *args, **kwargs):
        self.due_at = self.made_at + self.TIMES.get(self.reason, self.OTHERWISE)
        super().save(*args, **kwargs)

    @property
    def title(self):
        """Of the thing, as it was then."""
        return self.text.partition("\n")[0]

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_late(self):
        return self.is_open and self.due_at < timezone.now()


class ModerationAppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ModerationAppeal.State.OPEN)

    def for_another_than(self, user):
        """Those that are not against what this person decided, and not of their own words."""
        return self.exclude(decision__decided_by=user).exclude(decision__about=user)

    def for_reading(self):
        return self.select_related("decision__network")


class ModerationAppeal(models.Model):
    """Of who wrote the thing: once for each decision, within 14 days, and read by somebody else than who decided."""

    class State(models.TextChoices):
        OPEN = "open", _("da guardare")
        GRANTED = "granted", _("aveva ragione chi ha scritto")
        REFUSED = "refused", _("la decisione resta")

    MOVES = {"": {State.OPEN}, State.OPEN: {State.GRANTED, State.REFUSED}}

    decision = models.OneToOneField(ModerationDecision, models.CASCADE, related_name="appeal")
    sealed_words = EncryptedTextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(_("a che punto è"), max_length=7, choices=State, default=State.OPEN)
    answer = models.CharField(_("che cosa rispondiamo"), max_length=600, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    words = Sealed("sealed_words")

    objects = ModerationAppealQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("ricorso")
        verbose_name_plural = _("ricorsi")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None, answer="")
                | Q(state__in=["granted", "refused"], decided_at__isnull=False) & ~Q(answer=""),
                name="moderation_appeal_that_is_decided_has_an_answer",
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} {self.made_at:%d/%m/%Y}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN
