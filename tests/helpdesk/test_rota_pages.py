"""The rota as a volunteer, a colleague, a coordinator and a stranger use it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from helpdesk.models import DeskSchedule, Shift, ShiftAssignment
from helpdesk.rota.due import due_at
from helpdesk.rota.hours import Hours, hours_of_people, weeks_around
from helpdesk.rota.links import address_for
from organizations.hours import compile_opening_hours
from tests.factories import CommunityPointFactory, OpeningHoursFactory, ScheduleFactory

from .factories import AN_HOUR, ShiftAssignmentFactory, ShiftFactory, make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC)  # a Monday, 9:00 in Rome
DAY = datetime.timedelta(days=1)
State = ShiftAssignment.State


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


@pytest.fixture
def anna(desk):
    return make_volunteer(desk, name="Anna", email="anna@example.org")


@pytest.fixture
def bruno(desk):
    return make_volunteer(desk, name="Bruno", email="bruno@example.org")


@pytest.fixture
def coordinator(desk):
    return make_volunteer(desk, role=Role.COORDINATOR, name="Carla", email="carla@example.org")


@pytest.fixture
def stranger(db):
    return make_volunteer(CommunityPointFactory(slug="altrove"), name="Dario")


@pytest.fixture
def shift(desk):
    return ShiftFactory(community_point=desk, start=NOW + DAY)


def step(client, user, shift, step, **data):
    client.force_login(user)
    page = reverse("helpdesk:shift_detail", args=[shift.community_point.slug, shift.pk])
    return client.post(page, {"step": step, **data}, follow=True)


def states():
    rows = ShiftAssignment.objects.order_by("created_at", "volunteer__name")
    return [(str(each.volunteer), each.state, each.seat) for each in rows]


def told(response):
    return [str(each) for each in response.context["messages"]]


def test_one_tap_takes_a_free_seat_and_brings_back_to_the_week(client, anna, shift):
    response = step(client, anna, shift, "come")

    assert (states(), told(response)) == ([("Anna", "confirmed", 1)], ["Fatto: vieni tu. Grazie."])
    assert response.redirect_chain[0][0] == f"/sportello/fiumicello/turni/?settimana=2026-11-30#t-{shift.pk}"


def test_a_stranger_finds_nothing(client, stranger, shift):
    response = step(client, stranger, shift, "come")

    assert (response.status_code, client.get("/sportello/fiumicello/turni/").status_code, states()) == (404, 404, [])


def test_who_cannot_come_says_it_with_one_button_and_the_others_are_asked(
    client, anna, bruno, coordinator, shift, mailoutbox, django_capture_on_commit_callbacks
):
    step(client, anna, shift, "come")

    with django_capture_on_commit_callbacks(execute=True):
        step(client, anna, shift, "cannot")

    assert states() == [("Anna", "seeking_cover", 1)]
    assert sorted(mail.to[0] for mail in mailoutbox) == ["bruno@example.org", "carla@example.org"]
    assert mailoutbox[0].subject == "Puoi venire tu martedì 1 dicembre?"
    assert "/turno/" in mailoutbox[0].body


def test_link_of_the_mail_takes_the_seat_on_a_button_not_on_a_look(client, anna, bruno, shift, settings):
    absent = ShiftAssignmentFactory(shift=shift, volunteer=anna)
    ShiftAssignment.objects.update(state=State.SEEKING_COVER)
    link = address_for(absent, bruno).removeprefix(settings.SITE_URL)

    looked = client.get(link)
    before = states()
    taken = client.post(link)
    again = client.post(link)

    assert (before, states()) == (
        [("Anna", "seeking_cover", 1)],
        [("Anna", "excused", 1), ("Bruno", "confirmed", 1)],
    )
    assert ShiftAssignment.objects.get(volunteer=bruno).stands_in_for == absent
    assert "Vengo io" in looked.content.decode()
    assert "Fatto: vieni tu" in taken.content.decode()
    assert (again.status_code, "Ci ha già pensato Bruno" in again.content.decode()) == (409, True)


def test_link_is_no_good_after_the_mandate_or_made_up(client, anna, stranger, shift, settings):
    absent = ShiftAssignmentFactory(shift=shift, volunteer=anna)
    link = address_for(absent, stranger).removeprefix(settings.SITE_URL)

    assert [client.post(link).status_code, client.get("/turno/inventato/").status_code] == [404, 404]


def test_who_could_not_comes_after_all(client, anna, shift):
    step(client, anna, shift, "come")
    step(client, anna, shift, "cannot")

    step(client, anna, shift, "come_after_all")

    assert states() == [("Anna", "confirmed", 1)]


def test_a_volunteer_touches_nobody_elses_place(client, anna, bruno, shift):
    held = ShiftAssignmentFactory(shift=shift, volunteer=anna)
    steps = ["cannot", "attended", "take_out", "cancel", "place", "restore", "keep", "move"]

    answers = [step(client, bruno, shift, each, assignment=held.pk).status_code for each in steps]

    assert (answers, states()) == ([404] * len(steps), [("Anna", "confirmed", 1)])


def test_coordinator_places_and_takes_out_and_both_are_told(
    client, anna, coordinator, shift, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        step(client, coordinator, shift, "place", volunteer=anna.pk)
        held = ShiftAssignment.objects.get()
        step(client, coordinator, shift, "take_out", assignment=held.pk)

    assert states() == [("Anna", "cancelled", 1)]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["anna@example.org"], "Hai un turno allo sportello"),
        (["anna@example.org"], "Non sei più in un turno"),
    ]


def test_person_who_cannot_be_placed_is_said_beside_the_field_which_keeps_them(
    client, anna, bruno, coordinator, desk, shift, django_assert_max_num_queries
):
    elsewhere = ShiftFactory(community_point=CommunityPointFactory(slug="oltre", name="Oltre"), start=NOW + DAY)
    ShiftAssignmentFactory(shift=elsewhere, volunteer=anna)
    absent = ShiftAssignmentFactory(shift=shift, volunteer=bruno)
    ShiftAssignment.objects.filter(pk=absent.pk).update(state=State.SEEKING_COVER)

    free = step(client, coordinator, shift, "place", volunteer=anna.pk)
    instead = step(client, coordinator, shift, "place", volunteer=anna.pk, assignment=absent.pk)
    nobody = step(client, coordinator, shift, "place", volunteer="")
    long = step(client, coordinator, shift, "cancel", reason="a" * 201)

    there = ["Anna a quell’ora ha già un turno: Oltre."]
    forms = free.context["free_form"], instead.context["places"][0][1], nobody.context["free_form"]
    assert [each.errors["volunteer"] for each in forms] == [there, there, ["Scegli una persona."]]
    assert [each.status_code for each in (free, instead, nobody, long)] == [422] * 4
    assert f'<option value="{anna.pk}" selected>Anna (' in free.content.decode()
    assert (f'id="{absent.pk}-volunteer"' in instead.content.decode(), "a" * 201 in long.content.decode()) == (
        True,
        True,
    )
    assert [states(), told(free)] == [[("Anna", "confirmed", 1), ("Bruno", "seeking_cover", 1)], []]
    with django_assert_max_num_queries(14):
        client.get(f"/sportello/fiumicello/turni/{shift.pk}/")


def test_who_places_chooses_among_those_who_may_have_the_shift_the_free_ones_first(
    client, anna, bruno, coordinator, shift
):
    ShiftAssignmentFactory(shift=shift, volunteer=bruno)
    anna.mandates.update(term=(NOW.date(), NOW.date() + DAY))  # not on the day of the shift
    elena = make_volunteer(shift.community_point, name="Elena")
    ShiftAssignmentFactory(shift=ShiftFactory(start=NOW + DAY), volunteer=elena)
    client.force_login(coordinator)

    page = client.get(f"/sportello/fiumicello/turni/{shift.pk}/")

    assert [label for _value, label in page.context["free_form"].fields["volunteer"].choices] == [
        "Scegli una persona",
        "Carla",
        "Elena (a quell’ora ha già un turno)",
    ]


def test_coordinator_cancels_and_puts_back(client, anna, coordinator, shift):
    ShiftAssignmentFactory(shift=shift, volunteer=anna)

    step(client, coordinator, shift, "cancel", reason="Neve")
    cancelled = Shift.objects.get()
    step(client, coordinator, shift, "restore")

    assert (cancelled.reason, states()) == ("Neve", [("Anna", "cancelled", 1)])
    assert Shift.objects.get().cancelled_at is None


def test_attendance_is_said_by_oneself_or_by_who_coordinates(client, anna, bruno, coordinator, desk):
    shift = ShiftFactory(community_point=desk, start=NOW - 4 * AN_HOUR)
    ShiftAssignmentFactory(shift=shift, volunteer=anna)
    absent = ShiftAssignmentFactory(shift=shift, volunteer=bruno, seat=2)

    step(client, anna, shift, "attended")
    step(client, coordinator, shift, "no_show", assignment=absent.pk)

    assert states() == [("Anna", "attended", 1), ("Bruno", "no_show", 2)]


def test_nobody_came_before_it_begins(client, anna, shift):
    ShiftAssignmentFactory(shift=shift, volunteer=anna)

    response = step(client, anna, shift, "attended")

    assert (states(), told(response)) == ([("Anna", "confirmed", 1)], ["Il turno non è ancora cominciato."])


def test_same_person_every_week_takes_what_is_free_and_says_what_is_not(
    client, anna, bruno, coordinator, desk, mailoutbox, django_capture_on_commit_callbacks
):
    for week in range(3):
        ShiftFactory(community_point=desk, start=NOW + DAY + 7 * week * DAY, seats=1)
        ShiftFactory(community_point=desk, start=NOW + DAY + 7 * week * DAY + 6 * AN_HOUR)  # in the afternoon
    ShiftAssignmentFactory(shift=Shift.objects.order_by("during")[2], volunteer=bruno)
    client.force_login(coordinator)
    wish = {"volunteer": anna.pk, "weekday": 1, "part": "mattina", "until": "2026-12-10"}

    with django_capture_on_commit_callbacks(execute=True):
        placed = client.post("/sportello/fiumicello/turni/ogni-settimana/", wish).context["placed"]

    assert [each.during.lower for each in placed.taken] == [NOW + DAY]
    assert [(each.during.lower, why) for each, why in placed.refused] == [
        (NOW + 8 * DAY, "Questo turno è già al completo: c’è Bruno.")
    ]
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]


def test_wrong_wish_stays_typed_and_says_what_to_do(client, coordinator, desk):
    client.force_login(coordinator)
    wish = {"day": "2026-12-05", "starts_at": "12:00", "ends_at": "10:00", "seats": "2"}

    page = client.post("/sportello/fiumicello/turni/nuovo/", wish)

    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"ends_at": ["Finisce prima di cominciare: controlla le due ore."]},
    )
    assert 'value="2026-12-05"' in page.content.decode()


def test_extra_shift_over_another_is_refused_in_words(client, coordinator, shift):
    client.force_login(coordinator)
    wish = {"day": "2026-12-01", "starts_at": "10:00", "ends_at": "11:00", "seats": "2"}

    page = client.post("/sportello/fiumicello/turni/nuovo/", wish)

    assert page.context["form"].non_field_errors() == ["In quelle ore c’è già un turno."]


def test_preparing_needs_who_coordinates(client, anna, coordinator, desk):
    wish = {"seats": 3, "longest": 4, "weeks_ahead": 2}
    client.force_login(anna)
    refused = client.post("/sportello/fiumicello/turni/preparazione/", wish).status_code
    client.force_login(coordinator)

    client.post("/sportello/fiumicello/turni/preparazione/", wish)

    schedule = DeskSchedule.objects.get()
    assert (refused, schedule.seats, schedule.generated_until) == (404, 3, datetime.date(2026, 12, 13))


def test_sheet_says_that_nobody_was_in_a_shift_that_is_over(client, coordinator, desk):
    ShiftFactory(community_point=desk, start=NOW - 3 * AN_HOUR)
    client.force_login(coordinator)

    page = client.get(reverse("helpdesk:rota_sheet", args=["fiumicello"])).content.decode()

    assert "<td>nessuno</td>" in page


def test_hours_are_drawn_beside_the_least_that_a_desk_promises(client, coordinator, desk):
    client.force_login(coordinator)

    answer = client.get(reverse("helpdesk:rota_hours", args=["fiumicello"]))

    assert (answer.context["chart"].wanted, '<line x1="338.0"' in answer.content.decode()) == (338.0, True)


@pytest.mark.parametrize("shifts", [1, 3])
@pytest.mark.parametrize("page", ["rota", "rota_sheet", "rota_hours", "volunteer_list"])
def test_pages_take_as_many_queries_for_one_shift_as_for_three(
    client, anna, bruno, coordinator, desk, shifts, page, django_assert_max_num_queries
):
    for number in range(shifts):
        shift = ShiftFactory(community_point=desk, start=NOW + number * DAY + AN_HOUR)
        ShiftAssignmentFactory(shift=shift, volunteer=anna)
        ShiftAssignmentFactory(shift=shift, volunteer=bruno, seat=2)
    client.force_login(coordinator)

    with django_assert_max_num_queries(12):
        response = client.get(reverse(f"helpdesk:{page}", args=["fiumicello"]))

    assert response.status_code == 200
    assert page == "rota_hours" or response.content.decode().count("Bruno") >= (
        1 if page == "volunteer_list" else shifts
    )


def test_hours_of_weeks_and_people(anna, bruno, desk):
    for start, state in (
        (NOW - 7 * DAY, State.ATTENDED),
        (NOW + DAY, State.CONFIRMED),
        (NOW + 2 * DAY, State.CANCELLED),
    ):
        held = ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk, start=start), volunteer=anna)
        ShiftAssignment.objects.filter(pk=held.pk).update(state=state)

    weeks = [tuple(each)[1:] for each in weeks_around(desk, timezone.localdate())[3:5]]

    assert weeks == [(3.0, 3.0, 3.0), (6.0, 3.0, 0)]
    assert hours_of_people(desk, timezone.localdate()) == {anna.pk: Hours(done=3.0, planned=3.0)}


def test_today_says_what_is_due_of_the_rota(anna, bruno, coordinator, desk):
    over = ShiftFactory(community_point=desk, start=NOW - 4 * AN_HOUR)
    ShiftAssignmentFactory(shift=over, volunteer=anna)
    half = ShiftFactory(community_point=desk, start=NOW + DAY)
    ShiftAssignmentFactory(shift=half, volunteer=bruno)
    ShiftFactory(community_point=desk, start=NOW + 5 * DAY)

    said = [[row.words for row in due_at(desk, on=NOW.date(), user=user)] for user in (anna, coordinator)]

    missing = "Manca una persona martedì 1 dicembre, 9:00–12:00"
    assert said == [["Hai fatto il turno di lunedì 30 novembre, 5:00–8:00?", missing], [missing]]


@pytest.fixture
def misplaced_shift(desk, anna):
    """Tuesday 9 to 12 with Anna, at a desk that is now open from 10 to 13."""
    opening_hours = OpeningHoursFactory(on_holidays="open")
    ScheduleFactory(opening_hours=opening_hours, byday=["TU"], opens_at=datetime.time(10), closes_at=datetime.time(13))
    compile_opening_hours(opening_hours)
    desk.opening_hours = opening_hours
    desk.save()
    DeskSchedule.objects.create(community_point=desk, weeks_ahead=1)
    shift = ShiftFactory(community_point=desk, start=NOW + DAY)
    ShiftAssignmentFactory(shift=shift, volunteer=anna)
    return shift


def test_coordinator_moves_a_shift_to_the_new_hours_with_its_people(
    client, coordinator, misplaced_shift, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        step(client, coordinator, misplaced_shift, "move", back="preparation")

    held = ShiftAssignment.objects.get()
    assert (held.during.lower, held.during.upper, held.sequence) == (NOW + DAY + AN_HOUR, NOW + DAY + 4 * AN_HOUR, 1)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["anna@example.org"], "Il tuo turno ha un orario nuovo")
    ]


def test_coordinator_keeps_a_shift_out_of_the_hours(client, coordinator, misplaced_shift):
    page = "/sportello/fiumicello/turni/preparazione/"
    client.force_login(coordinator)
    before = len(client.get(page).context["misplaced"])

    response = step(client, coordinator, misplaced_shift, "keep", back="preparation")

    assert (before, response.context["misplaced"], response.request["PATH_INFO"]) == (1, [], page)
