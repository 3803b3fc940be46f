"""Who merges and who writes at the same time, in real transactions: the second sees what the first did."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.access import Role
from organizations.actions import accept, invite
from organizations.models import Claim, Organization, OrganizationMember
from services.claims.actions import make_claim
from services.editing import Conflict, apply, read
from services.freshness import verify
from services.keeping.actions import save_entry
from services.keeping.trash import remove_entry, version_of
from services.merging.actions import Changed, Gone
from services.merging.actions import merge as merge_now
from services.merging.choosing import Compared
from services.models import Change, Report, Verification
from services.reports import actions as reports
from services.reports.actions import check_report, send_report
from tests.factories import MandateFactory, MunicipalityFactory, OrganizationFactory, UserFactory
from tests.racing import hold_until

from .merging_world import merge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by():
    return MandateFactory(community_point=None, municipality=MunicipalityFactory(), role=Role.DIRECTION).user


@pytest.fixture
def pair():
    return OrganizationFactory(slug="resta", description="Nostra"), OrganizationFactory(slug="va", description="Loro")


def while_another(first, second):
    """`second` begins when `first` has written and not yet committed; what came of it: its answer, or its error."""
    wrote, outcome = threading.Event(), []

    def run():
        wrote.wait()
        try:
            outcome.append(second())
        except Exception as error:  # whatever it is, the test compares it
            outcome.append(type(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    with transaction.atomic():
        first()
        wrote.set()
        hold_until(lambda: not thread.is_alive())
        assert thread.is_alive()
    thread.join()
    return outcome[0]


def reported(entry):
    return send_report(entry=entry, topic=Report.Topic.OTHER, words="Non è giusto", mark="x")


def test_a_report_sent_during_a_merge_is_of_the_one_that_stays(by, pair):
    winner, loser = pair

    while_another(lambda: merge(winner, loser, by), lambda: reported(loser))

    assert list(Report.objects.values_list("organization", "words")) == [(winner.pk, "Non è giusto")]


def test_without_the_lock_the_report_would_be_lost(by, pair, monkeypatch):
    winner, loser = pair
    monkeypatch.setattr(reports, "held", lambda entry: entry)

    outcome = while_another(lambda: merge(winner, loser, by), lambda: reported(loser))

    assert (outcome, Report.objects.count()) == (IntegrityError, 0)


def test_a_report_being_settled_goes_first_and_the_merge_takes_it_along(by, pair):
    winner, loser = pair
    report = reported(loser)

    while_another(lambda: check_report(report=report, by=by), lambda: merge_now_seen(winner, loser, by))

    assert list(Report.objects.values_list("organization", "state")) == [(winner.pk, "in_review")]


def test_a_claim_made_during_a_merge_is_of_the_one_that_stays(by, pair):
    winner, loser = pair
    person = UserFactory()

    def claim():
        make_claim(by=person, organization=loser, words="La tengo io", mail=False)

    while_another(lambda: merge(winner, loser, by), claim)

    assert list(Claim.objects.values_list("organization", "claimant")) == [(winner.pk, person.pk)]


def test_what_was_checked_during_a_merge_is_said_of_the_one_that_stays(by, pair):
    winner, loser = pair

    while_another(lambda: merge(winner, loser, by), lambda: verify(entry=loser, by=by, how="phone"))

    assert list(Verification.objects.values_list("organization", "how", "by")) == [(winner.pk, "phone", by.pk)]


def test_what_was_checked_while_it_went_is_told(client, by, pair):
    _winner, loser = pair
    address = f"/redazione/da-confermare/organization.{loser.pk.hex}/"
    client.force_login(by)

    page = while_another(
        lambda: remove_entry(thing=loser, seen=version_of(loser), reason="Ha chiuso", by=by),
        lambda: client.post(address, {"how": "phone"}),
    )

    assert ([str(each) for each in get_messages(page.wsgi_request)], Verification.objects.count()) == (
        [f"«{loser}» non c’è più: qualcuno l’ha appena tolta."],
        0,
    )


def invited(organization):
    return invite(by=None, place=organization, email="anna@example.org", role=Role.EDITOR)[1]


def test_an_invitation_accepted_during_a_merge_is_to_the_one_that_stays(by, pair):
    winner, loser = pair
    secret, anna = invited(loser), UserFactory(email="anna@example.org")

    while_another(lambda: merge(winner, loser, by), lambda: accept(by=anna, secret=secret))

    assert list(OrganizationMember.objects.values_list("organization", "user", "role")) == [
        (winner.pk, anna.pk, "editor")
    ]


def test_a_merge_during_the_accepting_of_an_invitation_takes_the_member_along(by, pair):
    winner, loser = pair
    secret, anna = invited(loser), UserFactory(email="anna@example.org")

    while_another(lambda: accept(by=anna, secret=secret), lambda: merge_now_seen(winner, loser, by))

    assert list(OrganizationMember.objects.values_list("organization", "user")) == [(winner.pk, anna.pk)]


def test_an_invitation_to_what_went_meanwhile_says_that_it_is_good_for_nothing(client, by, pair):
    _winner, loser = pair
    secret = invited(loser)
    client.force_login(UserFactory(email="anna@example.org"))

    page = while_another(
        lambda: remove_entry(thing=loser, seen=version_of(loser), reason="Ha chiuso", by=by),
        lambda: client.post(reverse("organizations:invitation", args=[secret])),
    )

    assert page.status_code == 410


def test_an_edit_during_a_merge_is_shown_what_the_one_that_stays_says(by, pair):
    winner, loser = pair

    def edit():
        try:
            apply(thing=loser, seen=read(loser), wanted={"description": "Loro, riscritta"})
        except Conflict as conflict:
            return conflict.fields

    outcome = while_another(lambda: merge(winner, loser, by), edit)

    assert outcome == {"description": ("Loro", "Nostra", "Loro, riscritta")}


def test_a_change_left_to_wait_during_a_merge_waits_at_the_one_that_stays(by, pair):
    winner, loser = pair
    author = UserFactory()

    def leave():
        save_entry(by=author, thing=loser, seen=read(loser), wanted={"email": "nuova@example.org"})

    while_another(lambda: merge(winner, loser, by), leave)

    rows = Change.objects.values_list("organization", "wanted", "state")
    assert list(rows) == [(winner.pk, {"email": "nuova@example.org"}, "waiting")]


def test_a_merge_during_an_edit_is_refused_until_it_was_looked_at_again(by, pair):
    winner, loser = pair
    seen = Compared(winner, loser).stamp

    def edit():
        apply(thing=loser, seen=read(loser), wanted={"description": "Loro, riscritta"})

    outcome = while_another(edit, lambda: merge_now_seen(winner, loser, by, seen))

    there = Organization.objects.order_by("slug").values_list("slug", "description")
    assert (outcome, list(there)) == (Changed, [("resta", "Nostra"), ("va", "Loro, riscritta")])


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_who_merge_the_same_the_first_does(by, pair, turned):
    winner, loser = pair
    again = (loser, winner) if turned else pair

    outcome = while_another(lambda: merge(winner, loser, by), lambda: merge_now_seen(*again, by))

    assert (outcome, list(Organization.objects.values_list("slug", flat=True))) == (Gone, ["resta"])


def test_of_two_merges_with_one_entry_in_common_nothing_is_lost(by, pair):
    winner, loser = pair
    third = OrganizationFactory(slug="terza")
    report = reported(loser)

    outcome = while_another(lambda: merge(winner, loser, by), lambda: merge_now_seen(third, loser, by))

    report.refresh_from_db()
    assert (outcome, report.organization) == (Gone, winner)


def merge_now_seen(winner, loser, by, seen=None):
    merge_now(winner=winner, loser=loser, choices={}, seen=seen or Compared(winner, loser).stamp, by=by)
