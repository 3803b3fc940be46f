"""The people a desk follows: what is stored, who is on record, what is left after."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from helpdesk.models import Notice
from helpdesk.people import (
    Person,
    create_client,
    current_notice,
    give_permission,
    heard_from,
    open_client,
    sealed,
)
from helpdesk.requests.following import forget_client
from tests.factories import CommunityPointFactory

from .factories import EnquiryFactory, NoticeFactory, WarmReferralFactory, make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk)


def amina(volunteer, desk):
    return create_client(by=volunteer, community_point=desk, name="Amina", contact_kind="phone", contact="333 1234567")


def test_person_is_stored_unreadable_and_opened_on_record(volunteer, desk):
    client = amina(volunteer, desk)

    client.refresh_from_db()
    stored = [client.name, client.contact, client.when_safe]
    opened = open_client(client, by=volunteer)

    assert [text for text in stored if "Amina" in text or "333" in text] == []
    assert opened == Person("Amina", "333 1234567", "phone", "")
    (look,) = AccessLog.objects.all()
    assert (look.actor, look.what, look.client_id, look.thing) == (volunteer, "client", client.pk, str(desk))


def test_erasure_waits_for_the_last_contact_and_never_past_a_year(volunteer, desk):
    client = amina(volunteer, desk)
    today = timezone.localdate()

    client.created_on = today - datetime.timedelta(days=300)
    heard_from(client)

    client.refresh_from_db()
    assert (client.last_contact_on, client.erase_on) == (today, today + datetime.timedelta(days=65))


def test_erased_person_leaves_no_text_anywhere(volunteer):
    referral = WarmReferralFactory(message=sealed("Ha bisogno di un letto"), enquiry__note="Torna giovedì")

    forget_client(referral.client)

    for row in (referral, referral.client, referral.enquiry):
        row.refresh_from_db()
    texts = [referral.message, referral.client.name, referral.client.contact, referral.enquiry.note]
    assert (texts, referral.client.erased_at is not None) == (["", "", "", ""], True)


def test_permission_keeps_the_words_that_were_current(volunteer, desk):
    old = NoticeFactory(version=1)
    new = NoticeFactory(version=2, text="Altre parole.")
    NoticeFactory(version=3, published_on=timezone.localdate() + datetime.timedelta(days=1))
    client = EnquiryFactory(client=amina(volunteer, desk), community_point=desk).client

    given = give_permission(by=volunteer, client=client, purpose="hand_off", how="spoken", recipient="Emporio")
    read = give_permission(by=volunteer, client=client, purpose="hand_off", how="spoken", notice=old)

    assert (given.notice, read.notice, current_notice(Notice.Purpose.HAND_OFF)) == (new, old, new)
