import re

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .organization import Organization


class ReservedContactQuerySet(models.QuerySet):
    def emails(self):
        return self.filter(value__contains="@")

    def of_nobody(self):
        """Left behind by an organisation that was taken away."""
        return self.filter(~Exists(Organization.objects.filter(pk=OuterRef("organization_id"))))


class ReservedContact(models.Model):
    """A way to reach an organisation that not everybody sees; what everybody sees is in its HSDS lists.

    Kept apart from those (`docs/adr/0018-reserved-contacts.md`): whatever publishes an organisation never reads it.
    It outlives its organisation for as long as the trash may give that back, and the history never holds it.
    """

    class Visibility(models.TextChoices):
        MEMBERS = "members", _("solo chi è nella rete")
        COORDINATORS = "coordinators", _("solo chi coordina la rete")

    organization = models.ForeignKey(
        Organization, models.DO_NOTHING, db_constraint=False, related_name="reserved_contacts"
    )
    visibility = models.CharField(_("chi lo vede"), max_length=12, choices=Visibility)
    value = models.CharField(_("telefono o e-mail"), max_length=200)
    description = models.CharField(_("a che cosa serve"), max_length=200, blank=True)

    objects = ReservedContactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("recapito riservato")
        verbose_name_plural = _("recapiti riservati")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visibility", "value"], name="reserved_contact_is_said_once"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["members", "coordinators"]), name="reserved_contact_says_who_sees_it"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="reserved_contact_says_how"),
        ]

    def __str__(self):
        return f"{self.value} {self.description}".strip()

    @property
    def is_email(self):
        return "@" in self.value

    @property
    def dial(self):
        return re.sub(r"[^\d+]", "", self.value)
