import secrets

from django.db import models
from django.utils import timezone

from .api_token import digest_of


class SecretCalendar(models.Model):
    """The secret address at which a calendar program reads what concerns one `user`; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.user}"

    @classmethod
    def new_for(cls, user) -> str:
        """Its secret, known to nobody after; the one before is dead."""
        secret = secrets.token_urlsafe(32)
        values = {"digest": digest_of(secret), "created_at": timezone.now()}
        cls.objects.update_or_create(user=user, defaults=values)
        return secret

    @classmethod
    def reader_of(cls, secret):
        """Whose it is, or None; who no longer signs in reads nothing."""
        link = cls.objects.filter(digest=digest_of(secret), user__is_active=True).select_related("user").first()
        return link and link.user
