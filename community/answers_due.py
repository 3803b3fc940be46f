"""What waits in the community of a city, for the one mail a day of `network.waiting`."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Role
from network.waiting import Waiting, coordinating, people_by

from .doors import waiting


def waiting_by_address(network) -> dict:
    """{address: [Waiting, …]}: to each what they may answer, as their page "Da fare" has it."""
    here = Q(municipality=network) | Q(community_point__location__municipality=network)
    people = {*coordinating(network), *people_by(Q(role=Role.SOCIAL_WORKER) & here)}
    told = {each.email: [said(door) for door in waiting(each, network)] for each in people}
    return {address: doors for address, doors in told.items() if doors}


def said(door) -> Waiting:
    told = {"what": door.words, "n": door.count, "since": since_when(door.since)}
    words = _("%(what)s: %(n)s, la prima aspetta da %(since)s") % told
    return Waiting(words, [], door.count, settings.SITE_URL + door.url)


def since_when(moment):
    days = (timezone.localdate() - timezone.localdate(moment)).days
    return ngettext("%(n)s giorno", "%(n)s giorni", days) % {"n": days} if days else _("oggi")
