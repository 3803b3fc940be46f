import datetime
import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Scope

from .user import User

PREFIX = "punto_"
LONGEST = datetime.timedelta(days=365)
MOST = 10  # for each person, as the database holds


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(expires_at__gt=timezone.now(), user__is_active=True)

    def holding(self, secret):
        return self.filter(digest=digest_of(secret))

    def issue(self, **fields):
        """(the token, its secret): the secret is shown now and known to nobody after."""
        secret = PREFIX + secrets.token_urlsafe(32)
        return self.create(digest=digest_of(secret), beginning=secret[: len(PREFIX) + 4], **fields), secret


class ApiToken(models.Model):
    """A key by which a program acts for a person, within scopes and until a day; deleted when taken back."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("a che cosa serve"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of 256 random bits
    beginning = models.CharField(max_length=12, editable=False)  # so that its person knows it again
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("che cosa può fare"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("vale fino al"))
    last_used_on = models.DateField(_("usata l’ultima volta il"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("chiave")
        verbose_name_plural = _("chiavi")
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_token_has_a_scope"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LONGEST),
                name="api_token_expires_within_a_year",
            ),
            # So that a form sent twice makes one key. The trigger `ten_api_tokens_for_a_person` bounds them.
            models.UniqueConstraint("user", Lower("name"), name="one_api_token_for_each_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def has_expired(self):
        return self.expires_at <= timezone.now()

    @property
    def scope_labels(self):
        return [Scope(scope).label for scope in self.scopes]
