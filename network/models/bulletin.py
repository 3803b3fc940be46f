"""What members tell, and the issue of a day made of it: one a day at most, never empty, each item in one only."""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization
from services.models import TaxonomyTerm
from territory.models import Quarter

from .membership import Network

LONGEST = 1_500  # characters of an item
WHEN_IT_IS = Q(first_day__isnull=True, last_day__isnull=True, hour__isnull=True) | Q(
    first_day__isnull=False, last_day__isnull=False, last_day__gte=F("first_day"), expires_on__lte=F("last_day")
)


class Told(models.Model):
    """What is read of an item, wherever it stands. The days are those of the place; `hour` is of the first."""

    class Kind(models.TextChoices):
        EVENT = "event", _("appuntamento")
        SERVICE_NEWS = "service_news", _("novità di un servizio")
        TRAINING = "training", _("formazione")
        OPPORTUNITY = "opportunity", _("opportunità")
        REQUEST = "request", _("richiesta")

    DATED = [Kind.EVENT, Kind.TRAINING]

    kind = models.CharField(_("che cos’è"), max_length=12, choices=Kind)
    title = models.CharField(_("titolo"), max_length=120)
    text = models.TextField(_("testo"), max_length=LONGEST)
    link = models.URLField(_("per saperne di più"), max_length=500, blank=True)
    first_day = models.DateField(_("primo giorno"), null=True, blank=True)
    last_day = models.DateField(_("ultimo giorno"), null=True, blank=True)
    hour = models.TimeField(_("a che ora"), null=True, blank=True)
    expires_on = models.DateField(_("fino a quando interessa"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.title

    @property
    def when(self):
        """Its days as people say them; nothing where it has none."""
        if self.first_day is None:
            return ""
        first, last = (date_format(day, "l j F Y").lower() for day in (self.first_day, self.last_day))
        said = first if first == last else _("da %(first)s a %(last)s") % {"first": first, "last": last}
        hour = self.hour and _("alle %s") % time_format(self.hour, "G:i")
        return f"{said}, {hour}" if hour else said


class BulletinItemQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=BulletinItem.State.SUBMITTED)

    def of_those_kept_by(self, user):
        return self.filter(organization__in=[each.organization_id for each in user.current_memberships])

    def for_the_issue_of(self, day):
        """Approved before that day began, still of interest on it, in no issue yet."""
        began = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        approved = self.filter(state=BulletinItem.State.APPROVED, decided_at__lt=began, expires_on__gte=day)
        return approved.filter(entry__isnull=True)

    def for_reading(self):
        return self.select_related("organization").prefetch_related("themes", "quarters")


class BulletinItem(Told):
    """What a member would have in the bulletin; nothing of it changes once it is decided.

    `revision` counts the times it was written: who decides on words they have not read is told. Where a coordinator
    mended the words, `written_title` and `written_text` are those of who submitted it.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("da leggere")
        APPROVED = "approved", _("approvata")
        REJECTED = "rejected", _("rimandata indietro")
        WITHDRAWN = "withdrawn", _("ritirata")

    MOVES = {
        "": {"submitted"},
        "submitted": {"approved", "rejected", "withdrawn"},
        "approved": {"withdrawn"},  # until it is in an issue
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="bulletin_items")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="bulletin_items", verbose_name=_("organizzazione")
    )
    themes = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="+", verbose_name=_("di che cosa parla"))
    quarters = models.ManyToManyField(Quarter, blank=True, related_name="+", verbose_name=_("quartieri"))
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="bulletin_items")
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché torna indietro"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    written_title = models.CharField(max_length=120, blank=True, editable=False)
    written_text = models.TextField(max_length=LONGEST, blank=True, editable=False)

    objects = BulletinItemQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "id"]
        verbose_name = _("voce del bollettino")
        verbose_name_plural = _("voci del bollettino")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["event", "training"]) | Q(first_day__isnull=False),
                name="bulletin_item_with_a_date_says_it",
                violation_error_message=_("Di’ in che giorno è."),
            ),
            models.CheckConstraint(
                condition=WHEN_IT_IS,
                name="bulletin_item_is_not_told_when_it_is_over",
                violation_error_message=_("Controlla i giorni: l’ultimo non può venire prima del primo."),
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="bulletin_item_says_something"),
            models.CheckConstraint(
                condition=Q(written_title="", written_text="") | ~Q(written_title="") & ~Q(written_text=""),
                name="mended_bulletin_item_keeps_all_that_was_written",
            ),
            models.CheckConstraint(
                condition=Q(state="rejected") & ~Q(reason="") | ~Q(state="rejected") & Q(reason=""),
                name="bulletin_item_is_rejected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at__isnull=True)
                | Q(state__in=["approved", "rejected"], decided_at__isnull=False)
                | Q(state="withdrawn"),
                name="bulletin_item_is_decided_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "submitted_at"], name="bulletin_item_waiting", condition=Q(state="submitted")
            ),
            models.Index(
                fields=["network", "expires_on"], name="bulletin_item_to_issue", condition=Q(state="approved")
            ),
            models.Index(fields=["organization", "-submitted_at"], name="bulletin_item_of_a_member"),
        ]

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def is_waiting(self):
        return self.state == self.State.SUBMITTED

    @property
    def comes_too_late(self):
        """It is over before the next bulletin, which leaves tomorrow."""
        return self.expires_on <= timezone.localdate()

    @property
    def is_mended(self):
        return self.written_title != ""

    @property
    def told_on(self):
        """The day of the issue that has it; None as long as none has."""
        return self.entry.day if hasattr(self, "entry") else None

    @property
    def may_be_withdrawn(self):
        return self.State.WITHDRAWN in self.MOVES.get(self.state, ()) and self.told_on is None


class BulletinIssueQuerySet(models.QuerySet):
    def between(self, first_day, last_day):
        return self.filter(day__range=(first_day, last_day))

    def with_deliveries(self):
        """With how many mails have left, wait and cannot be delivered."""
        return self.annotate(
            **{
                name: Count("deliveries", filter=Q(deliveries__state=name), distinct=True)
                for name in ("sent", "waiting", "failed")
            }
        )


class BulletinIssue(models.Model):
    """The bulletin of one network on one day. The database holds that it has `size` entries, and that none changes."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="bulletin_issues")
    day = models.DateField(_("giorno"))
    size = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BulletinIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = _("bollettino")
        verbose_name_plural = _("bollettini")
        constraints = [
            models.UniqueConstraint(fields=["network", "day"], name="one_bulletin_a_day"),
            models.UniqueConstraint(fields=["id", "day"], name="bulletin_with_its_day"),  # what entries point at
            models.CheckConstraint(condition=Q(size__gte=1), name="bulletin_is_never_empty"),
        ]

    def __str__(self):
        return f"{self.network} {self.day:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("network:bulletin_issue", args=[self.network.slug, self.day.isoformat()])


class BulletinEntryQuerySet(models.QuerySet):
    def still_to_come(self):
        return self.filter(expires_on__gte=timezone.localdate())


class BulletinEntry(Told):
    """An item as it was told that day; how its organisation is called by now, or that it is gone, changes nothing."""

    issue = models.ForeignKey(BulletinIssue, models.CASCADE, related_name="entries")
    day = models.DateField()  # of the issue
    position = models.PositiveSmallIntegerField()
    item = models.OneToOneField(BulletinItem, models.SET_NULL, null=True, blank=True, related_name="entry")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")
    organization_name = models.CharField(max_length=300)
    themes = ArrayField(models.BigIntegerField(), default=list)  # keys, as of then
    quarters = ArrayField(models.BigIntegerField(), default=list)

    objects = BulletinEntryQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "position"], name="one_entry_at_each_place_of_a_bulletin"),
            models.CheckConstraint(condition=Q(expires_on__gte=F("day")), name="bulletin_tells_nothing_past"),
            models.CheckConstraint(condition=WHEN_IT_IS, name="bulletin_entry_is_not_told_when_it_is_over"),
        ]
        indexes = [models.Index(fields=["kind", "issue"], name="bulletin_entry_by_kind")]
