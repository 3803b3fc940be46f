"""Two entries become one: nothing is lost, old addresses lead on, the history tells it, races are decided."""

import datetime

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.access import Role
from organizations.models import Claim, ConfirmationRequest, Organization, OrganizationMember
from services.history.plans import plan_of, restore
from services.history.subjects import Subject
from services.merging import actions
from services.merging.actions import Changed, Gone
from services.merging.choosing import BOTH, OTHER, Compared
from services.merging.moving import RELATIONS, key_of, relations_of, rows_of, stays
from services.models import (
    Act,
    Asset,
    CampaignVisit,
    Change,
    Listing,
    Moved,
    RowChange,
    Service,
    SuspectedPair,
)
from tests.factories import (
    LocationFactory,
    MemberFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)
from tests.network.factories import MembershipFactory
from tests.network.meeting_factories import AttendanceFactory, MeetingFactory, StandFactory
from tests.organizations.staff import as_, make_staff

from .history_acts import act_of
from .merging_world import MAKERS, campaign_at, merge, merge_seen

MODELS = {"organization": Organization, "service": Service, "asset": Asset}
NOT_MOVED = {"listing.service", "listing.asset"}  # drawn again from what the winner says


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture
def by(staff):
    return staff.people["direction"]


def pointing_at(entry):
    """{relation: keys of the rows}, of all that moves."""
    found = {key_of(each): each for each in relations_of(type(entry))}
    moving = {key: each for key, each in found.items() if RELATIONS[key].how is not stays and key not in NOT_MOVED}
    return {key: set(rows_of(each, entry).values_list("pk", flat=True)) for key, each in moving.items()}


@pytest.mark.parametrize("model", MODELS.values())
def test_of_every_relation_it_is_said_what_becomes_of_it(model):
    """Whoever adds one that points at these says here what a merge does with it."""
    assert {key_of(each) for each in relations_of(model)} - RELATIONS.keys() == set()


def test_nothing_is_said_of_relations_that_are_not_there():
    there = {key_of(each) for model in MODELS.values() for each in relations_of(model)}

    assert RELATIONS.keys() - there == set()


@pytest.mark.parametrize("kind", MODELS)
def test_merge_moves_all_that_pointed_at_the_one_that_goes(staff, by, kind):
    winner = MAKERS[kind](staff, name="Il Melograno", slug="resta")
    loser = MAKERS[kind](staff, name="Melograno ODV", slug="va")
    ours, theirs = pointing_at(winner), pointing_at(loser)
    assert [key for key, rows in theirs.items() if not rows] == []
    if kind == "organization":  # of two open requests one goes on; the other is there, ended
        assert ConfirmationRequest.objects.open().count() == 2

    merge(winner, loser, by)

    assert pointing_at(winner) == {key: ours[key] | theirs[key] for key in ours}
    assert not MODELS[kind].objects.filter(pk=loser.pk).exists()
    assert ConfirmationRequest.objects.open().count() == (kind == "organization")


def test_merge_of_two_members_of_a_network_leaves_one(by, staff):
    applied = {"state": "applied", "admitted_at": None}
    network = MembershipFactory(**applied).network
    winner, loser = OrganizationFactory(name="Il Melograno"), OrganizationFactory(name="Melograno ODV")
    MembershipFactory(network=network, organization=winner, **applied)
    admitted = MembershipFactory(network=network, organization=loser)
    meeting = MeetingFactory(network=network, showcase=True)
    for each in (winner, loser):
        StandFactory(meeting=meeting, organization=each)
        AttendanceFactory(meeting=meeting, organization=each, name="Ada")

    merge(winner, loser, by)

    assert list(network.memberships.filter(organization=winner)) == [admitted]
    assert set(meeting.stands.values_list("organization", flat=True)) == {winner.pk, None}
    assert meeting.attendance.count() == 1


def test_merge_of_organizations_leaves_the_search_whole(staff, by):
    winner = MAKERS["organization"](staff, name="Il Melograno", slug="resta")
    loser = MAKERS["organization"](staff, name="Melograno ODV", slug="va")
    before = Listing.objects.count()

    merge(winner, loser, by)

    named = Listing.objects.filter(name="Sportello di Melograno ODV").values_list("organization_name", "organization")
    assert (list(named), Listing.objects.count()) == ([("Il Melograno", winner.pk)], before)


def test_merge_of_services_leaves_one_in_the_search(staff, by):
    place = LocationFactory(quarter=staff.quarter)
    winner, loser = (MAKERS["service"](staff, name="Doposcuola", slug=slug) for slug in ("resta", "va"))
    for each in (winner, loser):
        ServiceAtLocationFactory(service=each, location=place)

    merge(winner, loser, by)

    assert {(each.slug, each.service_at_location.location_id) for each in Listing.objects.filter(kind="service")} == {
        ("resta", each) for each in winner.service_at_locations.values_list("location_id", flat=True)
    }
    assert winner.service_at_locations.count() == 3


def test_merge_keeps_what_was_chosen_and_joins_lists(staff, by):
    winner = OrganizationFactory(
        name="Il Melograno", slug="resta", description="Di prima", email="", tax_code="1",
        phones=[{"id": "a", "number": "030 111222"}], programs=[{"id": "p"}], contacts=[{"name": "Ada"}],
    )  # fmt: skip
    loser = OrganizationFactory(
        name="Melograno", slug="va", description="Di adesso", email="info@melograno.example", tax_code="2",
        phones=[{"id": "b", "number": "+39 030/111222"}, {"id": "c", "number": "335 1", "extension": 4}],
        programs=[{"id": "q"}], contacts=[{"name": "Ada"}, {"name": "Bo"}], uri="https://melograno.example/",
    )  # fmt: skip
    for each in (winner, loser):
        LocationFactory(organization=each, quarter=staff.quarter)

    merge(winner, loser, by, description=OTHER, phones=BOTH)

    winner.refresh_from_db()
    kept = ("name", "slug", "description", "email", "tax_code", "phones", "programs", "contacts", "uri")
    assert {name: getattr(winner, name) for name in kept} == {
        "name": "Il Melograno",
        "slug": "resta",
        "description": "Di adesso",
        "email": "info@melograno.example",
        "tax_code": "1",
        "phones": [
            {"id": "a", "number": "030 111222"},
            {"id": "c", "number": "335 1", "extension": 4},
        ],
        "programs": [{"id": "p"}, {"id": "q"}],
        "contacts": [{"name": "Ada"}, {"name": "Bo"}],
        "uri": "https://melograno.example/",
    }


def test_merge_of_services_keeps_hours_terms_and_doors_as_chosen(staff, by):
    one, two = LocationFactory(quarter=staff.quarter), LocationFactory(quarter=staff.quarter)
    winner = ServiceFactory(organization=staff.organization, slug="resta", terms=[TermFactory(name="Compiti")])
    hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=hours, byday=["TU"])
    loser = ServiceFactory(
        organization=staff.organization, slug="va", terms=[TermFactory(name="Nido")], opening_hours=hours
    )
    kept = ServiceAtLocationFactory(service=winner, location=one)
    gone = ServiceAtLocationFactory(service=loser, location=one, phones=[{"number": "030 1"}], opening_hours=None)
    moved = ServiceAtLocationFactory(service=loser, location=two)

    merge(winner, loser, by)

    winner.refresh_from_db()
    kept.refresh_from_db()
    assert {
        "terms": set(winner.terms.values_list("slug", flat=True)),
        "days": [each.byday for each in winner.opening_hours.schedules.all()],
        "doors": set(winner.service_at_locations.values_list("pk", flat=True)),
        "phones": kept.phones,
        "moved": set(Moved.objects.values_list("kind", "old_id", "new_id")),
    } == {
        "terms": {"compiti", "nido"},
        "days": [["TU"]],
        "doors": {kept.pk, moved.pk},
        "phones": [{"number": "030 1"}],
        "moved": {("service_at_location", gone.pk, kept.pk), ("service", loser.pk, winner.pk)},
    }


@pytest.mark.parametrize(
    ("theirs", "ours", "kept"),
    [(Role.OWNER, Role.EDITOR, Role.OWNER), (Role.EDITOR, Role.OWNER, Role.OWNER), (Role.EDITOR,) * 2 + (Role.EDITOR,)],
)
def test_merge_keeps_the_higher_role_of_who_is_in_both(staff, by, theirs, ours, kept):
    winner, loser, person = OrganizationFactory(), OrganizationFactory(), UserFactory()
    early = datetime.date(2024, 1, 1)
    MemberFactory(organization=winner, user=person, role=ours, trusted=False)
    MemberFactory(organization=loser, user=person, role=theirs, trusted=True, since=early)

    merge(winner, loser, by)

    rows = OrganizationMember.objects.filter(user=person).values_list("organization", "role", "trusted", "since")
    assert list(rows) == [(winner.pk, kept, True, early)]


def test_merge_lets_the_older_of_two_claims_of_one_person_go_on(by):
    winner, loser, person = OrganizationFactory(), OrganizationFactory(), UserFactory()
    Claim.objects.create(organization=loser, claimant=person, words="Prima")
    Claim.objects.create(organization=winner, claimant=person, words="Dopo")

    merge(winner, loser, by)

    assert list(winner.claims.order_by("words").values_list("words", "state", "reason")) == [
        ("Dopo", "refused", "Le due schede sono diventate una: vale l’altra tua richiesta."),
        ("Prima", "submitted", ""),
    ]


def test_merge_lets_the_confirmation_go_on_that_has_asked_already(by):
    winner, loser = OrganizationFactory(), OrganizationFactory()
    ConfirmationRequest.objects.create(organization=winner)
    asked = ConfirmationRequest.objects.create(organization=loser, step=2)

    merge(winner, loser, by)

    assert list(ConfirmationRequest.objects.open().values_list("pk", "organization")) == [(asked.pk, winner.pk)]


def test_merge_keeps_of_two_visits_of_a_campaign_the_one_that_was_done(staff, by):
    winner, loser = OrganizationFactory(), OrganizationFactory()
    campaign = campaign_at(staff.point)
    rows = campaign.visits
    rows.create(organization=winner, position=1, attempts=1, note="Occupato")
    rows.create(
        organization=loser, position=2, state=CampaignVisit.State.CONFIRMED, done_at=timezone.now(), attempts=2,
        note="Tutto bene",
    )  # fmt: skip

    merge(winner, loser, by)

    assert list(campaign.visits.values_list("organization", "state", "attempts", "note")) == [
        (winner.pk, "confirmed", 3, "Occupato Tutto bene")
    ]


def test_merge_leaves_no_organization_above_itself(by):
    above = OrganizationFactory()
    loser = OrganizationFactory(parent_organization=above)
    winner = OrganizationFactory(parent_organization=loser)

    merge(winner, loser, by)

    winner.refresh_from_db()
    assert winner.parent_organization == above


def test_merge_renames_the_one_that_goes_in_what_waits(by):
    winner, loser = OrganizationFactory(), OrganizationFactory()
    wanted = {"name": "Nuovo", "organization": str(loser.pk)}
    waiting = Change.objects.create(kind="service", wanted=wanted, state=Change.State.WAITING)
    over = Change.objects.create(
        kind="service", wanted=wanted, state=Change.State.REFUSED, decided_at=timezone.now(), reason="No"
    )

    merge(winner, loser, by)

    waiting.refresh_from_db()
    over.refresh_from_db()
    assert [each.wanted["organization"] for each in (waiting, over)] == [str(winner.pk), str(loser.pk)]


def test_merges_in_a_row_all_lead_to_the_last(by):
    first, second, third = (OrganizationFactory(slug=slug) for slug in ("a", "b", "c"))

    merge(second, first, by)
    merge(third, second, by)

    assert set(Moved.objects.values_list("old_slug", "new_id")) == {("a", third.pk), ("b", third.pk)}


def test_merge_passes_on_what_was_said_not_to_be_the_same(by):
    winner, loser, third = (OrganizationFactory() for _ in range(3))
    for one, other in ((winner, loser), (loser, third)):
        first, second = sorted([one.pk, other.pk])
        said = {} if other is loser else {"dismissed_at": timezone.now(), "dismissed_by": by}
        SuspectedPair.objects.create(kind="organization", first=first, second=second, why=["NAME"], weight=64, **said)

    merge(winner, loser, by)

    assert list(SuspectedPair.objects.values_list("first", "second", "dismissed_by")) == [
        (*sorted([winner.pk, third.pk]), by.pk)
    ]


def test_merge_is_one_act_that_the_history_tells(staff, by):
    winner = MAKERS["organization"](staff, name="Il Melograno", slug="resta")
    loser = MAKERS["organization"](staff, name="Melograno ODV", slug="va")
    before = Act.objects.count()

    merge(winner, loser, by)

    (act,) = Act.objects.order_by("-at")[: Act.objects.count() - before]
    kinds = set(act.changes.values_list("kind", "verb"))
    assert (act.by, act.how) == (by, "merge Melograno ODV")
    assert {("organization", "delete"), ("location", "update"), ("service", "update"), ("member", "update")} <= kinds


def test_the_one_that_went_comes_back_from_the_history_with_what_was_its_own(staff, by):
    winner = MAKERS["organization"](staff, name="Il Melograno", slug="resta")
    loser = MAKERS["organization"](staff, name="Melograno ODV", slug="va")
    hung = {key: rows for key, rows in pointing_at(loser).items() if key.split(".")[0] in ("location", "service")}
    merge(winner, loser, by)
    act = RowChange.objects.get(kind="organization", verb="delete", key=str(loser.pk)).act
    subject = Subject("organization", str(loser.pk))

    restore(act=act, subject=subject, seen=plan_of(act, subject).seen, by=by)

    back = Organization.objects.get(slug="va")
    assert (back.pk, {key: pointing_at(back)[key] for key in hung}) == (loser.pk, hung)


def test_the_one_that_stayed_is_put_back_only_after_the_one_that_went(staff, by):
    """Its places would be nobody's."""
    winner = MAKERS["organization"](staff, name="Il Melograno", slug="resta", description="Prima")
    loser = MAKERS["organization"](staff, name="Melograno ODV", slug="va", description="Dopo")
    merge(winner, loser, by, description=OTHER)
    act = RowChange.objects.get(kind="organization", verb="delete", key=str(loser.pk)).act
    stayed, went = Subject.of(winner), Subject("organization", str(loser.pk))
    refusal = "Qui due schede sono diventate una: prima rimetti «Melograno ODV», dalla storia di tutte."
    before = plan_of(act, stayed).refusal

    restore(act=act, subject=went, seen=plan_of(act, went).seen, by=by)
    after = plan_of(act, Subject("organization", str(winner.pk)))

    assert (before, after.refusal) == (refusal, "")
    assert ("Cosa fa", "Dopo", "Prima") in [(line.label, line.before, line.after) for line in after.lines]


def test_the_history_of_the_one_that_went_is_read_at_the_one_that_stayed(staff, by):
    winner = MAKERS["service"](staff, name="Mensa", slug="m", description="Un pranzo")
    loser = MAKERS["service"](staff, name="La mensa", slug="v")
    with act_of(by):
        Service.objects.filter(pk=loser.pk).update(description="Un piatto caldo")
    loser.refresh_from_db()
    merge(winner, loser, by)
    client = as_(staff, "direction")

    own = client.get("/servizi/m/storia/").content.decode()
    theirs = client.get(f"/servizi/m/storia/?unita={loser.pk}").content.decode()
    of_another = client.get(f"/servizi/m/storia/?unita={winner.pk}").content.decode()

    assert "ha unito la scheda doppia «La mensa»" in own
    assert (f"?unita={loser.pk}" in own, "Un piatto caldo" in own) == (True, False)
    assert ("Un piatto caldo" in theirs, "rimetti" in theirs.lower()) == (True, False)
    assert "Un piatto caldo" not in of_another


def test_merge_says_changed_to_who_waits_for_one_that_waits_for_them(by, monkeypatch):
    winner, loser = OrganizationFactory(), OrganizationFactory()

    def deadlock(*entries):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(actions, "move", deadlock)

    with pytest.raises(Changed):
        merge(winner, loser, by)


def test_merge_refuses_when_one_of_the_two_was_changed_since_it_was_looked_at(by):
    winner, loser = OrganizationFactory(), OrganizationFactory(description="Prima")
    seen = Compared(winner, loser).stamp
    Organization.objects.filter(pk=loser.pk).update(description="Dopo")

    with pytest.raises(Changed):
        merge_seen(winner, loser, by, seen)

    assert Organization.objects.filter(pk=loser.pk).exists()


def test_merge_refuses_when_one_of_the_two_is_gone(by):
    winner, loser = OrganizationFactory(), OrganizationFactory()
    seen = Compared(winner, loser).stamp
    Organization.objects.filter(pk=loser.pk).delete()

    with pytest.raises(Gone):
        merge_seen(winner, loser, by, seen)
