"""What is taken out of sight after a report, with the reason that its author reads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

HIDDEN_WITH_A_REASON = Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason="")


class Hideable(models.Model):
    """`community.safety.moderated` of a room hides and shows; nothing else does."""

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(_("perché non si vede"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=HIDDEN_WITH_A_REASON, name="%(class)s_that_is_hidden_says_why")]
