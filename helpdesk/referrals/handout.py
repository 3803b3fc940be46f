"""What the hand-out of a referral says: the door as the lists say it on paper, the code, whom to call."""

from django.conf import settings
from django.urls import reverse

from helpdesk.models import Referral
from organizations import hours
from puntocomunita.templatetags.directory import phones
from services.shortlist.address import Item, Shortlist, reference
from services.shortlist.entries import entries_of
from services.shortlist.pictures import qr_path


def handout_of(referral, code) -> dict:
    desk = referral.enquiry.community_point
    address = settings.SITE_URL + reverse("helpdesk:come_back")
    modules, path = qr_path(f"{address}?codice={code}" if code else settings.SITE_URL)
    return {
        "entry": entry_of(referral),
        "desk_phones": phones(desk.phones + desk.location.phones),
        "short_address": address.partition("://")[2],
        "modules": modules,
        "path": path,
    }


def entry_of(referral):
    """With address, next opening and papers to bring; None where the directory has no such place."""
    thing = referral.service if referral.target_kind == Referral.TargetKind.SERVICE else referral.to_point
    if thing is None:
        return None
    entries, _gone = entries_of(Shortlist([Item(reference(thing))]), hours.local_now())
    return entries[0] if entries else None
