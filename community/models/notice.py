"""What a person is told of the community: by mail at once, in one mail a day or a week, or on their page alone."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

DIGEST_AT = datetime.time(7)
MOST_TRIES = 6


class Topic(models.TextChoices):
    """A room of the community, as far as telling of it goes."""

    NEEDS = "needs", _("Bisogni e desideri")
    PROPOSALS = "proposals", _("Proposte")
    INITIATIVES = "initiatives", _("Iniziative")
    GROUPS = "groups", _("Gruppi di strada")
    CONCIERGE = "concierge", _("Portineria di quartiere")
    SPACES = "spaces", _("Stanze e prenotazioni")
    CALLS = "calls", _("Bandi e domande")
    PACTS = "pacts", _("Patti e ore")
    EVENTS = "events", _("Eventi e raccolte fondi")
    SAFETY = "safety", _("Segnalazioni e sicurezza")


class How(models.TextChoices):
    AT_ONCE = "at_once", _("subito")
    DAILY = "daily", _("una volta al giorno")
    WEEKLY = "weekly", _("una volta a settimana")
    NEVER = "never", _("niente e-mail")


UNLESS_WISHED = {Topic.GROUPS: How.DAILY}


def how_unless_wished(topic) -> How:
    return UNLESS_WISHED.get(topic, How.AT_ONCE)


class NoticeWish(models.Model):
    """How a person wants to be told of one topic; without one, as `how_unless_wished`."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notice_wishes")
    topic = models.CharField(_("di che cosa"), max_length=11, choices=Topic)
    how = models.CharField(_("come"), max_length=7, choices=How)

    class Meta:
        ordering = ["person", "topic"]
        verbose_name = _("scelta di un avviso")
        verbose_name_plural = _("scelte degli avvisi")
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="person_wishes_one_way_for_a_topic"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="notice_wish_is_of_a_topic"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="notice_wish_is_of_a_way"),
        ]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.get_how_display()}"


class NoticeQuerySet(models.QuerySet):
    def due(self, now):
        """What is to leave by mail now; in one a day or a week, what was said before the last seven o’clock."""
        digest = last_digest(now)
        week = digest - datetime.timedelta(days=timezone.localtime(digest).weekday())
        ripe = Q(how=How.AT_ONCE) | Q(how=How.DAILY, made_at__lt=digest) | Q(how=How.WEEKLY, made_at__lt=week)
        waits = Q(try_again_at=None) | Q(try_again_at__lte=now)
        return self.filter(ripe, waits, sent_at=None, tries__lt=MOST_TRIES, person__is_active=True)

    def unread(self):
        return self.filter(read_at=None)


def last_digest(now):
    """The last seven o’clock, here."""
    local = timezone.localtime(now)
    day = local.date() - datetime.timedelta(days=local.time() < DIGEST_AT)
    return timezone.make_aware(datetime.datetime.combine(day, DIGEST_AT))


class Notice(models.Model):
    """One thing that one person is told, once: `key` names what happened. Its key is made here, for a bulk insert."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    topic = models.CharField(_("di che cosa"), max_length=11, choices=Topic)
    key = models.CharField(max_length=120)
    subject = models.CharField(_("in breve"), max_length=200)
    words = models.TextField(_("che cosa è successo"))
    url = models.CharField(max_length=300)
    must = models.BooleanField(default=False)  # a decision about them: whatever they wish
    how = models.CharField(_("come"), max_length=7, choices=How)
    made_at = models.DateTimeField(_("del"), default=timezone.now)
    sent_at = models.DateTimeField(_("mandato il"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # that the mail server did not take
    try_again_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(_("letto il"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        verbose_name = _("avviso")
        verbose_name_plural = _("avvisi")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="person_is_told_a_thing_once"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="notice_is_of_a_topic"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="notice_is_of_a_way"),
            models.CheckConstraint(condition=Q(must=False) | Q(how="at_once"), name="notice_of_a_must_leaves_at_once"),
            models.CheckConstraint(
                condition=~Q(how="never") | Q(sent_at=None), name="notice_nobody_wants_by_mail_is_not_sent"
            ),
            models.CheckConstraint(
                condition=Q(tries=0, try_again_at=None) | Q(tries__gt=0, try_again_at__isnull=False),
                name="notice_that_did_not_leave_says_when_again",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notice_of_a_person"),
            models.Index(
                fields=["how", "made_at"],
                condition=Q(sent_at=None) & ~Q(how="never"),
                name="notice_that_has_to_leave",
            ),
            models.Index(fields=["made_at"], name="notice_by_age"),
        ]

    def __str__(self):
        return self.subject
