import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization

from .service import Asset, Service

DEAD_AFTER = 3  # days on which it failed: a site that is down one night is not dead
AGAIN_AFTER = datetime.timedelta(hours=20)


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        return self.filter(failures__gte=DEAD_AFTER)

    def dead_among(self, *urls):
        """{url: since when} of those that answer no more; no query where there is no URL."""
        asked = {url for url in urls if url}
        return dict(self.dead().filter(url__in=asked).values_list("url", "failing_since")) if asked else {}

    def due(self):
        """Not asked today, the stalest first."""
        waiting = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - AGAIN_AFTER)
        return self.filter(waiting).order_by(F("checked_at").asc(nulls_first=True), "id")

    def forgotten(self):
        """Of which no entry speaks any more."""
        return self.exclude(
            Exists(Organization.objects.filter(website=OuterRef("url")))
            | Exists(Service.objects.filter(url=OuterRef("url")))
            | Exists(Asset.objects.filter(url=OuterRef("url")))
        )


class LinkCheck(models.Model):
    """What became of the website of an entry when it was last asked; `failures` counts days, not attempts."""

    class Reason(models.TextChoices):
        ANSWERS = "answers", _("risponde")
        NOT_ASKED = "not_asked", _("non ancora controllato")
        GONE = "gone", _("la pagina non c’è più")
        BROKEN = "broken", _("il sito dà un errore")
        UNKNOWN_HOST = "unknown_host", _("il nome del sito non esiste")
        UNREACHABLE = "unreachable", _("il sito non accetta collegamenti")
        SLOW = "slow", _("il sito non risponde in tempo")
        BAD_CERTIFICATE = "bad_certificate", _("il collegamento sicuro non è valido")
        LOOP = "loop", _("il sito rimanda altrove senza fine")
        NOT_PUBLIC = "not_public", _("l’indirizzo non è in Internet")
        NOT_A_WEBSITE = "not_a_website", _("a quell’indirizzo non c’è un sito")

    url = models.CharField(max_length=500, unique=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of HTTP; empty where nobody spoke it
    reason = models.CharField(max_length=15, choices=Reason, default=Reason.NOT_ASKED)
    failing_since = models.DateField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        verbose_name = _("controllo di un sito")
        verbose_name_plural = _("controlli dei siti")
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="link_check_fails_since_a_day",
            )
        ]
        indexes = [
            models.Index(F("checked_at").asc(nulls_first=True), "id", name="link_check_by_staleness"),
            models.Index(fields=["failing_since"], name="link_check_dead", condition=Q(failures__gte=DEAD_AFTER)),
        ]

    def __str__(self):
        return f"{self.url}: {self.get_reason_display()}"

    @property
    def is_dead(self):
        return self.failures >= DEAD_AFTER

    def learn(self, reason, status, now):
        """Take in an answer: a failure counts once a day, an answer forgets them all. Not saved."""
        today = timezone.localdate(now)
        counted_today = self.failures and self.checked_at and timezone.localdate(self.checked_at) == today
        self.reason, self.status, self.checked_at = reason, status, now
        if reason == self.Reason.ANSWERS:
            self.failures, self.failing_since = 0, None
        elif not counted_today:
            self.failures, self.failing_since = self.failures + 1, self.failing_since or today
