import functools
import operator

from django.db import models
from django.db.models import Q

from organizations.models import CommunityPoint, Location, Organization

from .service import Asset, Service

ENTRIES = ["organization", "location", "service", "asset", "community_point"]


def exactly_one():
    """A condition: one of the five columns is set."""
    alone = (Q(**{f"{name}__isnull": name != one for name in ENTRIES}) for one in ENTRIES)
    return functools.reduce(operator.or_, alone)


def none():
    """A condition: none of the five columns is set, as for an entry that is not there yet."""
    return Q(**{f"{name}__isnull": True for name in ENTRIES})


class AboutEntryQuerySet(models.QuerySet):
    def about(self, entry):
        """Those on this organization, location, service, asset or Punto Comunità."""
        return self.filter(**{column_of(entry): entry})

    def about_any(self, entries):
        """Those on one of these, of whatever kinds."""
        keys = {name: [each.pk for each in entries if column_of(each) == name] for name in ENTRIES}
        return self.filter(functools.reduce(operator.or_, (Q(**{f"{name}__in": keys[name]}) for name in ENTRIES)))


def column_of(entry):
    return next(name for name in ENTRIES if isinstance(entry, AboutEntry._meta.get_field(name).related_model))


class AboutEntry(models.Model):
    """Something said of one entry of the directory, or of one that is not there yet."""

    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    community_point = models.ForeignKey(
        CommunityPoint, models.CASCADE, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def entry(self):
        return next(filter(None, (getattr(self, name) for name in ENTRIES if getattr(self, f"{name}_id"))), None)

    @entry.setter
    def entry(self, thing):
        for name in ENTRIES:
            setattr(self, name, thing if thing is not None and name == column_of(thing) else None)
