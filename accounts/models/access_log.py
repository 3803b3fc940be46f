from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .user import User


class AccessLogQuerySet(models.QuerySet):
    def by(self, user):
        return self.filter(actor=user)

    def as_opened(self):
        """One for each opening: of a list, the list, without one more for each of the people in it."""
        return self.exclude(what__in=AccessLog.LISTS, subject__isnull=False)

    def at(self, user):
        """What others opened of this person's."""
        return self.filter(subject=user).exclude(actor=user)

    def since(self, moment):
        return self.filter(at__gte=moment)

    def naming_actors(self):
        """With `actor_name`, None for who is no longer here."""
        return self.annotate(actor_name=Subquery(User.objects.filter(pk=OuterRef("actor")).values("name")))


class AccessLog(models.Model):
    """That somebody opened what concerns other people: who, when, what; never the data themselves.

    Rows are written once: the database refuses to change them, and to delete them before twelve months. So
    the people are named by number only, which says nothing once their account is gone.
    """

    class What(models.TextChoices):
        PEOPLE = "people", _("le persone di un luogo o di un’organizzazione")
        PERSON = "person", _("i dati di una persona")
        EXPORT = "export", _("un elenco scaricato")
        HISTORY = "history", _("chi ha cambiato che cosa")
        CLIENT = "client", _("i dati di chi è venuto allo sportello")

    class By(models.TextChoices):
        PAGE = "page", _("dal portale")
        API = "api", _("da un programma")
        ADMIN = "admin", _("dall’amministrazione")

    LISTS = [What.PEOPLE, What.EXPORT]

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="looks")
    subject = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="looked_at"
    )
    client_id = models.UUIDField(null=True, blank=True)  # who came to a desk; leads to nobody once erased
    what = models.CharField(_("che cosa"), max_length=12, choices=What)
    thing = models.CharField(_("di che cosa"), max_length=200, blank=True)  # the name of a place, never of a person
    by = models.CharField(max_length=5, choices=By, default=By.PAGE)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("consultazione")
        verbose_name_plural = _("consultazioni")
        indexes = [
            models.Index(fields=["actor", "-at"], name="access_log_by_actor"),
            models.Index(fields=["subject", "-at"], name="access_log_by_subject"),
            models.Index(fields=["at"], name="access_log_by_moment"),
            models.Index(
                fields=["client_id", "-at"], name="access_log_by_client", condition=Q(client_id__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_what_display()}"

    @property
    def day(self):
        return timezone.localdate(self.at)
