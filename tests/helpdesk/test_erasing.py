"""Somebody is erased while others write of them, in real transactions: nothing is left, and nobody waits in vain."""

import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from helpdesk.enquiries.actions import change_enquiry, fingerprint
from helpdesk.models import Client, Permission, Referral
from helpdesk.people import create_client
from helpdesk.referrals import making
from helpdesk.referrals.doors import door_of_organization, door_outside
from helpdesk.referrals.due import due_at
from helpdesk.requests.following import forget_client
from tests.factories import CommunityPointFactory, OrganizationFactory

from .factories import EnquiryFactory, NoticeFactory, make_volunteer
from .test_rota_killed import WAITING, answer, wait_for

UNDER_WAY = [*Referral.UNDER_WAY, Referral.State.DRAFT]


@pytest.fixture
def volunteer(transactional_db):
    return make_volunteer(CommunityPointFactory(slug="fiumicello"))


@pytest.fixture
def enquiry(volunteer):
    desk = volunteer.mandates.get().community_point
    amina = create_client(by=volunteer, community_point=desk, name="Amina", contact="333 1234567")
    return EnquiryFactory(community_point=desk, client=amina)


def handed(volunteer, enquiry, door=None, **more):
    door = door or door_outside("Emporio")
    given = {"by": volunteer, "enquiry": enquiry, "door": door, "how": Permission.How.SPOKEN}
    return making.hand_off(**given, notice=NoticeFactory(), message="Serve un letto", **more)


def noted(enquiry, words):
    seen = fingerprint(enquiry)
    enquiry.note = words
    change_enquiry(enquiry=enquiry, seen=seen, topics=[], closed=False)


def while_open(first, second):
    """What became of the second, which began while the first had not been saved yet and had to wait for it."""
    begun, ended = threading.Event(), []

    def run():
        begun.wait()
        try:
            second()
            ended.append("done")
        except IntegrityError as error:
            ended.append(error.__cause__.diag.constraint_name)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    with transaction.atomic():
        first()
        begun.set()
        wait_for(lambda: answer(WAITING))
    other.join()
    return ended


def left_of(client):
    """(texts of the person and of what was written of them, how many referrals go on)."""
    client = Client.objects.get(pk=client.pk)
    texts = [client.name, *client.referrals.values_list("message", flat=True)]
    texts += client.enquiries.values_list("note", flat=True)
    return "".join(texts), client.referrals.filter(state__in=UNDER_WAY).count()


def test_hand_off_that_is_being_saved_is_withdrawn_by_the_erasure(volunteer, enquiry):
    ended = while_open(lambda: handed(volunteer, enquiry), lambda: forget_client(enquiry.client))

    assert (ended, left_of(enquiry.client)) == (["done"], ("", 0))
    assert Referral.objects.get().state == "withdrawn"


def test_hand_off_of_who_is_being_erased_is_refused(volunteer, enquiry):
    ended = while_open(lambda: forget_client(enquiry.client), lambda: handed(volunteer, enquiry))

    assert (ended, left_of(enquiry.client)) == (["nothing_is_written_of_the_erased"], ("", 0))
    assert (Referral.objects.count(), Permission.objects.count()) == (0, 0)


@pytest.mark.parametrize("erased_first", [False, True])
def test_note_about_who_is_being_erased_is_not_kept(enquiry, erased_first):
    acts = [lambda: noted(enquiry, "Torna giovedì"), lambda: forget_client(enquiry.client)]

    ended = while_open(*(acts[::-1] if erased_first else acts))

    assert ended == (["nothing_is_written_of_the_erased"] if erased_first else ["done"])
    assert left_of(enquiry.client) == ("", 0)


def test_night_withdraws_what_is_under_way_and_tells_both_sides(volunteer, enquiry, mailoutbox):
    door = door_of_organization(OrganizationFactory(name="Emporio", email="info@emporio.example"))
    referral = handed(volunteer, enquiry, door, recipient_email=door.email)
    Client.objects.update(erase_on=timezone.localdate())

    call_command("erase_expired", verbosity=0)

    desk, told = enquiry.community_point, [letter.subject for letter in mailoutbox]
    due = [(row.words, row.verb) for row in due_at(desk, on=timezone.localdate(), user=volunteer)]
    words = f"La persona è stata cancellata, il passaggio a Emporio è ritirato ({referral.reference})"
    assert due == [(words, "Guarda")]
    assert [words.partition(" ·")[0] for words in told] == ["Una persona da accogliere", "Non serve più rispondere"]
    assert list(referral.steps.values_list("what", "by")) == [("sent", volunteer.pk), ("erased", None)]
    assert Permission.objects.get().withdrawn_at is not None
