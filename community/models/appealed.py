"""What one person of a group decided about another, and the one appeal against it, answered by somebody else."""

from functools import reduce
from operator import and_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


def another_than(*names):
    """Whoever answers is none of these, as far as they are still known."""
    return reduce(and_, (Q(decided_by=None) | Q(**{name: None}) | ~Q(decided_by=F(name)) for name in names))


class AppealedQuerySet(models.QuerySet):
    def appealed(self):
        """Those in which somebody waits for an answer."""
        return self.filter(appealed_at__isnull=False, decided_at=None)

    def for_another_than(self, user):
        """Not of what this person decided, nor about themselves."""
        first, about = self.model.DECIDED_FIRST
        return self.exclude(**{first: user}).exclude(**{about: user})


class Appealed(models.Model):
    """`DECIDED_FIRST` of a model names who decided, and about whom."""

    appeal = models.CharField(_("perché secondo te può restare"), max_length=600, blank=True)
    appealed_at = models.DateTimeField(null=True, editable=False)
    decision = models.CharField(_("che cosa rispondi"), max_length=600, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    def may_be_answered_by(self, user) -> bool:
        return user.pk not in [getattr(self, f"{name}_id") for name in self.DECIDED_FIRST]
