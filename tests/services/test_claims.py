"""Asking for the entry of an organisation: who decides, once, and what comes of it."""

import datetime
import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.access import Role
from organizations.models import Claim, OrganizationMember
from services.claims.actions import AlreadyDecided, decide_claim, make_claim
from services.claims.trust import others, proposed
from services.models import Change
from tests.factories import MemberFactory, OrganizationFactory, UserFactory
from tests.organizations.staff import as_, make_staff


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture
def organization(staff):
    """One without owners, in the quarter of the coordinator."""
    staff.organization.members.all().delete()
    type(staff.organization).objects.filter(pk=staff.organization.pk).update(email="info@emporio.example")
    staff.organization.refresh_from_db()
    return staff.organization


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def person(client, **values):
    user = UserFactory(**values)
    client.force_login(user)
    return user


def asked_by_mail(client, organization, commits):
    """(who asks, the path of the link that went to the mailbox)."""
    user = person(client, name="Anna")
    with commits():
        client.post(f"{organization.get_absolute_url()}e-mia/", {"words": "sono la segretaria", "way": "mail"})
    return user, re.search(r"https?://[^/]+(/e-mia/\S+)", mail.outbox[0].body)[1]


def owners(organization):
    return list(organization.members.filter(role="owner").values_list("user__name", flat=True))


def test_the_known_mailbox_decides_once(client, organization, commits):
    user, address = asked_by_mail(client, organization, commits)
    stranger = Client()

    looked = stranger.get(address)
    before = owners(organization)
    with commits():
        answered = stranger.post(address, {"decision": "accept"})
    again = stranger.post(address, {"decision": "refuse"})

    assert [looked.status_code, answered.status_code, again.status_code] == [200, 200, 410]
    assert (before, owners(organization)) == ([], ["Anna"])
    assert [letter.to for letter in mail.outbox] == [["info@emporio.example"], [user.email]]
    assert Claim.objects.get().digest == ""


def test_the_page_shows_the_known_address_masked(client, organization):
    person(client)

    page = client.get(f"{organization.get_absolute_url()}e-mia/").text

    assert ("i•••@emporio.example" in page, "info@emporio.example" in page) == (True, False)


def test_the_link_is_good_for_three_days(client, organization, commits, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC), tick=False)
    _user, address = asked_by_mail(client, organization, commits)
    time_machine.move_to(datetime.datetime(2026, 11, 28, 11, tzinfo=datetime.UTC), tick=False)

    answers = [client.get(address).status_code, client.post(address, {"decision": "accept"}).status_code]

    assert (answers, owners(organization)) == ([410, 410], [])


def test_where_there_are_owners_they_are_told_and_who_coordinates_decides(client, staff, commits):
    owner = staff.people["owner"]
    user = person(client, name="Anna")

    with commits():
        client.post(f"{staff.organization.get_absolute_url()}e-mia/", {"words": "sono del direttivo", "way": "mail"})
    claim = Claim.objects.get()
    with commits():
        as_(staff, "coordinator").post(f"/redazione/richieste/{claim.pk}/", {"decision": "accept"})

    assert claim.mailed_at is None
    assert [letter.to for letter in mail.outbox] == [[owner.email], [owner.email], [user.email]]
    assert OrganizationMember.objects.get(user=user).role == Role.OWNER


def test_refusing_wants_a_reason_and_tells_it(staff, organization, commits):
    claim = make_claim(by=UserFactory(), organization=organization, words="io", mail=False)
    desk = as_(staff, "coordinator")

    silent = desk.post(f"/redazione/richieste/{claim.pk}/", {"decision": "refuse"})
    with commits():
        desk.post(f"/redazione/richieste/{claim.pk}/", {"decision": "refuse", "reason": "Non ti conoscono."})

    assert (silent.status_code, silent.text.count("Scrivi perché"), "aria-invalid" in silent.text) == (422, 1, True)
    assert ("Non ti conoscono." in mail.outbox[-1].body, owners(organization)) == (True, [])


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 302), ("direction", 302), ("coordinator_elsewhere", 403), ("owner_elsewhere", 403)],
)
def test_who_may_decide(staff, organization, who, status):
    claim = make_claim(by=UserFactory(), organization=organization, words="io", mail=False)

    answer = as_(staff, who).post(f"/redazione/richieste/{claim.pk}/", {"decision": "accept"})

    assert answer.status_code == status


def test_nobody_decides_on_their_own_claim(staff, organization):
    coordinator = staff.people["coordinator"]
    claim = make_claim(by=coordinator, organization=organization, words="io", mail=False)

    answer = as_(staff, "coordinator").post(f"/redazione/richieste/{claim.pk}/", {"decision": "accept"})

    assert (answer.status_code, owners(organization)) == (403, [])


def test_an_editor_becomes_owner_and_an_owner_stays(staff):
    for who in ("editor", "owner"):
        claim = make_claim(by=staff.people[who], organization=staff.organization, words="io", mail=False)
        decide_claim(claim=claim, yes=True, by=staff.people["coordinator"])

    roles = OrganizationMember.objects.filter(organization=staff.organization).values_list("role", flat=True)
    assert set(roles) == {"owner"}


def test_asking_again_is_the_same_claim_and_a_day_has_a_limit(client, db):
    person(client)
    places = OrganizationFactory.create_batch(6)

    answers = [client.post(f"{each.get_absolute_url()}e-mia/", {"words": "io"}).status_code for each in places]
    client.post(f"{places[0].get_absolute_url()}e-mia/", {"words": "io"})

    assert answers == [302] * 5 + [422]
    assert Claim.objects.count() == 5


def test_a_mailbox_is_written_to_three_times_a_day(organization):
    for _each in range(5):
        make_claim(by=UserFactory(), organization=organization, words="io", mail=True)

    assert Claim.objects.filter(mailed_at__isnull=False).count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_as_much_for_one_as_for_three(staff, organization, count, django_assert_num_queries):
    for _each in range(count):
        make_claim(by=UserFactory(), organization=organization, words="io", mail=False)
    desk = as_(staff, "coordinator")
    desk.get("/redazione/richieste/")

    with django_assert_num_queries(6):
        page = desk.get("/redazione/richieste/").text

    assert page.count("Può tenerla") == count


def test_trust_is_proposed_after_five_changes_without_a_refusal(staff):
    good, bad = (MemberFactory(organization=staff.organization) for _each in range(2))
    for member in (good, bad):
        for _each in range(5):
            change(member, Change.State.APPLIED)
    change(bad, Change.State.REFUSED)
    coordinator = staff.people["coordinator"]

    found = [each.user for each in proposed(coordinator)]
    as_(staff, "coordinator").post("/redazione/fiducia/", {"member": good.pk, "decision": "trust"})

    good.refresh_from_db()
    assert (found, good.trusted) == ([good.user], True)
    assert (list(proposed(coordinator)), bad in others(coordinator, [])) == ([], True)


def change(member, state):
    row = Change(kind="organization", organization=member.organization, author=member.user)
    row.settle(state, by=None, reason="no" if state == Change.State.REFUSED else "")


@pytest.mark.parametrize(("who", "status"), [("coordinator_elsewhere", 403), ("owner", 403), ("direction", 302)])
def test_who_may_trust(staff, who, status):
    member = staff.organization.members.filter(role="editor").get()

    answer = as_(staff, who).post("/redazione/fiducia/", {"member": member.pk, "decision": "trust"})

    assert answer.status_code == status


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_finds_it_decided():
    staff = make_staff()
    claim = make_claim(by=UserFactory(name="Anna"), organization=staff.organization, words="io", mail=False)
    begin, ended = threading.Barrier(2), []

    def decide(yes, who):
        begin.wait()
        try:
            decide_claim(claim=claim, yes=yes, reason="" if yes else "no", by=staff.people[who])
            ended.append("accepted" if yes else "refused")
        except AlreadyDecided as decided:
            ended.append(f"found {decided.claim.state}")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=each) for each in [(True, "coordinator"), (False, "direction")]]
    [each.start() for each in threads]
    [each.join() for each in threads]

    state = Claim.objects.get().state
    assert sorted(ended) == sorted([state, f"found {state}"])
    assert OrganizationMember.objects.filter(user__name="Anna").exists() == (state == "accepted")
