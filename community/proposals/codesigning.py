"""A co-design is opened, and its phases are set whole: the old days go as the new ones come."""

from django.db import transaction

from community.models import CoDesign, Phase

from .actions import write_down


@transaction.atomic
def open_codesign(*, by, codesign, periods) -> CoDesign:
    """`periods` are {kind of phase: days}."""
    codesign.opened_by = by
    write_down(codesign)
    set_phases(codesign, periods)
    return codesign


@transaction.atomic
def mend(*, codesign, periods):
    CoDesign.objects.select_for_update(no_key=True).get(pk=codesign.pk)
    write_down(codesign)
    set_phases(codesign, periods)


def set_phases(codesign, periods):
    codesign.phases.all().delete()
    Phase.objects.bulk_create([Phase(codesign=codesign, kind=kind, period=days) for kind, days in periods.items()])
