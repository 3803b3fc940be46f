"""Calls, pacts and agreements end on their last day by themselves; who is in them is told before, and once."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.access import Role
from community.doors import Door, waiting
from community.models import Call, ManagementAgreement, Notice, Pact, Side
from community.pacts import expiring as pacts
from community.proposals import agreeing
from puntocomunita.templatetags.portal import after as joined
from services.models import Service
from tests.factories import MemberFactory
from tests.network.factories import MembershipFactory, network_of

from .calls_factories import ApplicationFactory, CallFactory, evaluated, opened, sent
from .pacts_factories import HoursFactory, PactFactory, coordinator, days_ago, mandated, signed, social, with_hours
from .proposals_factories import AgreementFactory, three_sides
from .proposals_factories import signed as in_force

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def nightly():
    """What the command says that it did."""
    said = io.StringIO()
    call_command("expire_calls_and_pacts", stdout=said)
    return dict(line.rsplit(": ", 1) for line in said.getvalue().splitlines())


def test_call_that_is_ready_opens_on_its_first_day_and_of_a_forgotten_one_the_direction_hears(client):
    today = timezone.localdate()
    later, forgotten = CallFactory(opens_on=today + DAY), CallFactory(opens_on=today)
    direction = mandated(later.network)
    coordinator(later.network)
    client.force_login(direction)
    move = later.get_absolute_url() + "avanti/"

    client.post(move, {"from": "draft"})
    client.post(move, {"from": "draft", "wait": "1"})
    waits = Call.objects.get(pk=later.pk).is_ready
    client.post(move, {"from": "draft"})
    page = client.get(later.get_absolute_url()).content.decode()
    first = nightly()
    with time_machine.travel(timezone.localtime() + DAY):
        second, again = nightly(), nightly()

    said = [each["Bandi aperti"] for each in (first, second, again)]
    assert (waits, "Si apre da solo" in page, said) == (False, True, ["0", "1", "0"])
    later.refresh_from_db()
    assert (later.state, later.opened_on, later.ages_on, later.is_ready) == (
        "open",
        later.opens_on,
        later.closes_on,
        False,
    )
    heard = {f"call-{later.pk}-opened", f"call-{forgotten.pk}-still-draft-{today}"}
    assert set(Notice.objects.filter(key__startswith="call-").values_list("key", "person")) == {
        (key, direction.pk) for key in heard
    }


def test_call_closes_after_its_last_day_and_who_reads_it_hears():
    today = timezone.localdate()
    on = opened(CallFactory(closes_on=today))
    over = opened(CallFactory(opens_on=today - 9 * DAY, closes_on=today - DAY))
    readers = {coordinator(over.network), mandated(over.network)}
    mandated(over.network, Role.SOCIAL_WORKER)

    first, again = nightly(), nightly()

    assert (first["Bandi chiusi"], again["Bandi chiusi"]) == ("1", "0")
    assert dict(Call.objects.values_list("pk", "state")) == {on.pk: "open", over.pk: "closed"}
    assert {each.person for each in Notice.objects.filter(key=f"call-{over.pk}-closed")} == readers


def test_who_has_not_sent_an_application_is_told_once_three_days_before():
    call = opened(CallFactory(closes_on=timezone.localdate() + 3 * DAY))
    draft = ApplicationFactory(call=call)
    sent(call)
    ApplicationFactory()  # of a call that stays open for a week

    nightly()
    nightly()

    assert [each.person for each in Notice.objects.filter(subject__startswith="Una domanda da finire")] == [
        draft.person
    ]


def test_direction_hears_once_a_month_of_a_call_that_nobody_ends():
    today = timezone.localdate()
    old, _new = (
        evaluated(opened(CallFactory(opens_on=today - (days + 9) * DAY, closes_on=today - days * DAY)))
        for days in (367, 366)
    )
    direction = mandated(old.network)
    coordinator(old.network)

    said = [nightly()["Bandi da concludere"] for _time in range(2)]

    assert said == ["1", "1"]
    key = f"call-{old.pk}-still-not-over-{today:%Y-%m}"
    assert list(Notice.objects.values_list("key", "person")) == [(key, direction.pk)]


def over_since(days, **more):
    return signed(PactFactory(starts_on=days_ago(100), ends_on=days_ago(days), **more))


def test_pact_whose_hours_are_done_is_completed_with_a_certificate():
    pact = with_hours(over_since(1, hours_due=8), 8)

    first, again = nightly(), nightly()

    pact.refresh_from_db()
    assert (first["Patti finiti"], again["Patti finiti"]) == ("1", "0")
    assert (pact.state, len(pact.code), pact.ended_on) == ("completed", 19, timezone.localdate())
    notice = Notice.objects.get(person=pact.participant, key=f"pact-{pact.pk}-completed")
    assert (notice.must, "L’attestato delle ore è pronto." in notice.words) == (True, True)


def test_pact_with_missing_hours_leaves_a_week_to_write_them_and_then_ends():
    new, old = over_since(1), with_hours(over_since(8), 8)
    nothing = over_since(8)

    nightly()

    states = dict(Pact.objects.values_list("pk", "state"))
    assert states == {new.pk: "active", old.pk: "ended_early", nothing.pk: "ended_early"}
    assert [each.person for each in Notice.objects.filter(key=f"pact-{new.pk}-last-hours")] == [new.participant]
    old.refresh_from_db()
    nothing.refresh_from_db()
    assert (old.end_reason, bool(old.code)) == ("È passato l’ultimo giorno: 8 ore su 40 ore.", True)
    assert (nothing.end_reason, nothing.code) == ("È passato l’ultimo giorno: 0 ore su 40 ore.", "")


def test_pact_waits_for_hours_to_be_confirmed_and_says_so_once_a_week():
    pact = over_since(20)
    keeper = MemberFactory(organization=pact.host, role=Role.OWNER).user
    HoursFactory(pact=pact, day=days_ago(21))

    nightly()
    nightly()
    with time_machine.travel(timezone.localtime() + 7 * DAY):
        nightly()

    pact.refresh_from_db()
    confirm = Notice.objects.filter(key__contains="-confirm-").exclude(key__endswith="-followed")
    assert (pact.state, confirm.filter(person=keeper).count(), confirm.filter(person=pact.participant).count()) == (
        "active",
        2,
        2,
    )


def test_hours_that_nobody_answers_are_left_to_who_follows_the_pact_by_a_day(client):
    network = network_of()
    follower, direction = coordinator(network), mandated(network)
    pact = signed(PactFactory(network=network, starts_on=days_ago(10), ends_on=days_ago(-90)), by=direction)
    keeper = MemberFactory(organization=pact.host, role=Role.OWNER).user
    Pact.objects.filter(pk=pact.pk).update(drafted_by=follower)
    HoursFactory(pact=pact, day=days_ago(2), submitted_by=pact.participant)
    mandated(pact.network, Role.SOCIAL_WORKER)
    heard, listed = [], []
    page = f"/comunita/{pact.network.slug}/patti/ore-da-decidere/"

    for days in (6, 7, 21, 36):
        Notice.objects.all().delete()
        with time_machine.travel(timezone.localtime() + days * DAY):
            nightly()
            client.force_login(follower)
            listed.append(len(client.get(page).context["page"]))
        heard.append({each.person_id for each in Notice.objects.filter(key__contains="-confirm-")})
    entry = pact.hours.get()
    with time_machine.travel(timezone.localtime() + 21 * DAY):
        client.force_login(follower)
        desk = client.get(f"/comunita/{pact.network.slug}/patti/in-carico/").content.decode()
        doors = [door for door in waiting(follower, network) if door.url == page]
        client.post(page, {"entry": entry.pk})

    two = {pact.participant_id, keeper.pk}
    assert heard == [set(), two, two | {follower.pk}, two | {follower.pk, direction.pk}]
    assert (listed, "1 voce di ore da decidere" in desk) == ([0, 0, 1, 1], True)
    assert doors == [Door("Ore da decidere", page, 1, entry.submitted_at)]
    entry.refresh_from_db()
    assert (entry.state, entry.decided_side, entry.verified_by) == ("verified", "municipality", follower)


def test_nobody_decides_for_the_city_of_the_hours_of_their_own_pact(client):
    network = network_of()
    mine = coordinator(network)
    pact = over_since(2, network=network, participant=mine)
    HoursFactory(pact=pact, day=days_ago(3), side=Side.HOST, submitted_by=None)
    client.force_login(mine)

    page = client.get(f"/comunita/{network.slug}/patti/ore-da-decidere/")

    assert list(page.context["page"]) == []


def test_who_follows_a_pact_hears_of_its_end_for_who_has_no_access():
    network = network_of()
    worker = mandated(network, Role.SOCIAL_WORKER)
    of_coordinator = coordinator(network)
    pact = signed(social(network=network, starts_on=days_ago(60), ends_on=days_ago(9)))
    Pact.objects.filter(pk=pact.pk).update(drafted_by=worker)

    nightly()

    assert {each.person for each in Notice.objects.filter(subject="Un patto in carico")} == {worker}
    assert not Notice.objects.filter(person=of_coordinator).exists()


@pytest.mark.parametrize(
    ("left", "hours", "warned"),
    [(31, 0, []), (30, 0, ["ends-30"]), (14, 0, ["ends-14"]), (14, 40, []), (7, 40, ["ends-7"]), (0, 0, ["ends-7"])],
)
def test_both_sides_hear_before_a_pact_ends(left, hours, warned):
    pact = with_hours(over_since(-left), hours)
    keeper = MemberFactory(organization=pact.host, role=Role.OWNER).user

    counts = [pacts.warn_of_ends(timezone.localdate()) for _time in range(2)]

    keys = sorted(Notice.objects.filter(person__in=[pact.participant, keeper]).values_list("key", flat=True))
    assert counts == [len(warned), 0]
    assert keys == sorted([f"pact-{pact.pk}-{each}" for each in warned] * 2)


def test_pact_of_few_days_is_not_warned_of_on_its_first():
    signed(PactFactory(starts_on=days_ago(1), ends_on=days_ago(-5)))

    assert pacts.warn_of_ends(timezone.localdate()) == 0


def agreement_over(days):
    """Signed a year ago, and over since so many days."""
    return in_force(AgreementFactory(starts_on=days_ago(365 + days), ends_on=days_ago(days)))


def test_agreement_ends_on_its_last_day_and_its_service_says_so(client):
    agreement, on = agreement_over(1), agreement_over(0)

    first, again = nightly(), nightly()

    agreement.refresh_from_db()
    on.refresh_from_db()
    assert (first["Accordi finiti"], again["Accordi finiti"]) == ("1", "0")
    assert (agreement.state, agreement.ended_reason, on.state) == ("ended", "È passato l’ultimo giorno.", "signed")
    assert agreement.service.status == Service.Status.INACTIVE
    page = client.get(agreement.service.get_absolute_url()).content.decode()
    assert f"L’accordo che lo teneva aperto è finito {joined(agreeing.day_said(agreement.ends_on), 'il')}." in page
    people = {each.person for each in agreement.signatures.all()}
    assert people <= {each.person for each in Notice.objects.filter(key=f"agreement-{agreement.pk}-ended")}


@pytest.mark.parametrize(("left", "key"), [(31, None), (30, "ends-30"), (8, "ends-30"), (7, "ends-7"), (0, "ends-7")])
def test_who_signed_an_agreement_hears_before_it_ends(left, key):
    agreement = agreement_over(-left)
    ManagementAgreement.objects.update(drafted_by=coordinator(agreement.network))

    nightly()
    nightly()

    keys = Notice.objects.filter(subject__startswith="Un accordo sta per finire").values_list("key", flat=True)
    assert list(keys) == [f"agreement-{agreement.pk}-{key}"] * (5 if key else 0)


def renewal(client, agreement):
    """Written by who coordinates, from the form as it is offered."""
    client.force_login(coordinator(agreement.network))
    address = f"/comunita/{agreement.network.slug}/accordi/nuovo/{agreement.initiative_id}/"
    offered = client.get(address).context["form"].initial
    told = offered | {"organization": agreement.organization_id, "location": agreement.location_id}
    client.post(address, {name: str(value) for name, value in told.items()})
    return ManagementAgreement.objects.to_sign().get()


@pytest.mark.parametrize("days", [1, -10])
def test_agreement_that_is_renewed_keeps_its_service_open(client, days):
    before = agreement_over(days)
    MembershipFactory(network=before.network, organization=before.organization)
    nightly()

    after = renewal(client, before)
    while_signing = Service.objects.get().status
    for person, side in three_sides(after):
        agreeing.sign(by=person, agreement=after, side=side)

    before.refresh_from_db()
    after.refresh_from_db()
    service = Service.objects.get()
    assert (after.starts_on, after.ends_on - after.starts_on) == (
        max(before.ends_on + DAY, timezone.localdate()),
        before.ends_on - before.starts_on,
    )
    assert (before.state, after.state, after.service) == ("ended", "signed", service)
    assert while_signing == (Service.Status.INACTIVE if days > 0 else Service.Status.ACTIVE)
    assert (service.status, service.alert) == (Service.Status.ACTIVE, "")
    assert f"fino {joined(agreeing.day_said(after.ends_on), 'al')}." in service.description
    assert agreeing.day_said(before.ends_on) not in service.description


def test_renewal_is_offered_in_the_last_months_and_on_the_latest_only(client):
    far, near, over = agreement_over(-184), agreement_over(-183), agreement_over(1)
    nightly()
    client.force_login(coordinator(far.network))

    offered = ["Rinnovalo" in client.get(each.get_absolute_url()).content.decode() for each in (far, near, over)]
    again = in_force(AgreementFactory(initiative=over.initiative, organization=over.organization))

    assert offered == [False, True, True]
    assert "Rinnovalo" not in client.get(over.get_absolute_url()).content.decode()
    assert again.service == over.service


def test_agreement_that_ends_by_hand_closes_its_service_for_good():
    agreement = agreement_over(-100)

    agreeing.end(agreement=agreement, reason="Il locale chiude.")

    assert Service.objects.get().status == Service.Status.DEFUNCT
    words = Notice.objects.filter(subject__startswith="Un accordo è finito").values_list("words", flat=True)
    assert list(words) == ["Il locale chiude. Nell’elenco il servizio lo dice."] * 4


def test_who_signs_hears_that_an_agreement_is_given_up_before_it_is_signed():
    agreement = AgreementFactory()
    owner = MemberFactory(organization=agreement.organization, role=Role.OWNER).user

    agreeing.end(agreement=agreement, reason="Si fa in un altro modo.")

    notice = Notice.objects.get(person=owner)
    assert (notice.subject, notice.words) == (f"Un accordo è finito: «{agreement}»", "Si fa in un altro modo.")
