"""Addresses of referrals, and what their pages tell."""

import re

from helpdesk.models import Permission
from helpdesk.referrals import making
from helpdesk.referrals.links import new_link

AMINA = {"name": "Amina", "contact_kind": "phone", "contact": "333 1234567", "when_safe": "dopo le 18"}
WARM = {"kind": "warm_handoff", "agreed": "on", "how": "spoken", **AMINA, "message": "Serve un letto"}
SECRETS = ["Amina", "333 1234567", "dopo le 18", "Serve un letto"]


def handed(volunteer, enquiry, door, notice):
    return making.hand_off(
        by=volunteer,
        enquiry=enquiry,
        door=door,
        how=Permission.How.SPOKEN,
        notice=notice,
        person=AMINA,
        message="Serve un letto",
        recipient_email=door.email,
    )


def page_of(client, user, url, data=None):
    client.force_login(user)
    return client.get(url) if data is None else client.post(url, data)


def create_url(enquiry, query=""):
    return f"/sportello/{enquiry.community_point.slug}/contatti/{enquiry.pk}/passaggio/{query}"


def detail_url(referral, slug="fiumicello", then=""):
    return f"/sportello/{slug}/passaggi/{referral.pk}/{then}"


def answer_url(referral):
    return f"/passaggio/{new_link(referral)}/"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def seen_in(response):
    return [words for words in SECRETS if words in text(response)]
