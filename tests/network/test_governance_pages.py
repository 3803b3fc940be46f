"""The pages of who guides the network, by three people: who runs it, who keeps a member, a stranger."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from network.models import Meeting, Minutes, Seat, SteeringBody
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory

from .factories import MembershipFactory
from .governance_factories import SeatFactory, SteeringBodyFactory, body_meeting, from_to, seat_present
from .meeting_factories import DecisionFactory, MeetingFactory, approved_minutes, in_days
from .test_meetings_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    """A network with a member and a body in which one person sits for it."""
    membership = MembershipFactory(organization__name="Emporio", organization__email="emporio@example.org")
    point = CommunityPointFactory(location__municipality=membership.network, name="Punto di via Milano")
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    owner = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    body = SteeringBodyFactory(network=membership.network, name="Cabina di regia")
    return SimpleNamespace(
        network=membership.network,
        point=point,
        emporio=membership.organization,
        body=body,
        seat=SeatFactory(body=body, name="Anna Bianchi", organization=membership.organization, role="chair"),
        runs=client_of(coordinator),
        keeps=client_of(owner),
        stranger=Client(),
        path=f"/rete/{membership.network.slug}/gruppi/",
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def days(seat):
    return {"first_day": seat.first_day.isoformat(), "last_day": seat.last_day.isoformat()}


BODY = {"name": "Gruppo di via Milano", "quorum": "half", "public_seats": 1, "citizens_seats": 2}
BODY |= {"private_seats": 0, "third_sector_seats": 0, "words": "", "closed_on": ""}


def test_body_is_written_by_who_runs_the_network_and_of_two_of_a_name_the_second_hears_it(here):
    data = BODY | {"community_point": here.point.pk}
    refused = [each.post(f"{here.path}nuovo/", data).status_code for each in (here.keeps, here.stranger)]

    here.runs.post(f"{here.path}nuovo/", data)
    again = here.runs.post(f"{here.path}nuovo/", data)
    empty = here.runs.post(f"{here.path}nuovo/", data | {"name": "Vuoto", "public_seats": 0, "citizens_seats": 0})

    body = SteeringBody.objects.get(community_point=here.point)
    assert refused == [403, 302]
    assert (body.name, body.needed_of(3), body.network) == ("Gruppo di via Milano", 2, here.network)
    assert again.context["form"].non_field_errors() == ["C’è già un gruppo con questo nome."]
    assert empty.context["form"].non_field_errors() == ["Scrivi quanti seggi ha, almeno per un settore."]
    here.runs.post(f"{here.path}{body.pk}/modifica/", data | {"closed_on": "2026-01-31"})
    assert "Ha finito il suo lavoro il 31 gennaio 2026." in text_of(here.stranger.get(body.get_absolute_url()))


def test_list_says_what_is_to_fill_and_to_members_whose_term_ends_soon(here):
    SeatFactory(body=here.body, name="Bruno Neri", term=from_to(-300, 30))
    SeatFactory(body=here.body, name="Carla Verdi", term=from_to(-300, -1))

    seen = {name: text_of(getattr(here, name).get(here.path)) for name in ("runs", "keeps", "stranger")}

    assert [("1 seggio da riempire" in page, "2 persone" in page) for page in seen.values()] == [(True, True)] * 3
    assert ["Bruno Neri" in page for page in seen.values()] == [True, True, False]
    assert ["Carla Verdi" in page for page in seen.values()] == [False] * 3


def test_lists_ask_the_same_number_of_questions_with_one_row_and_with_three(here):
    def questions():
        counted = []
        for path in (here.path, here.body.get_absolute_url()):
            with CaptureQueriesContext(connection) as asked:
                assert here.runs.get(path).status_code == 200
            counted.append(len(asked))
        return counted

    body_meeting(here.body)
    DecisionFactory(meeting=here.body.meetings.get())
    one = questions()
    for number in (1, 2):
        SeatFactory(body=here.body, organization=here.emporio, user=UserFactory(), name="", term=from_to(-9, 9))
        SeatFactory(body=SteeringBodyFactory(network=here.network, community_point=here.point), term=from_to(-9, 9))
        DecisionFactory(meeting=body_meeting(here.body, dtstart=in_days(-20 * number)))

    assert questions() == one


def test_names_are_for_members_and_seats_for_anyone(here):
    SeatFactory(body=here.body, name="Dopo", sector="public", term=from_to(30, 400))

    seen = {name: text_of(getattr(here, name).get(here.body.get_absolute_url())) for name in ("keeps", "stranger")}

    assert ["Anna Bianchi" in page for page in seen.values()] == [True, False]
    assert ["Emporio" in page and "presiede" in page for page in seen.values()] == [True, True]
    assert ["adesso 1 su 1" in page for page in seen.values()] == [True, True]
    assert here.stranger.get(f"{here.path}999/").status_code == 404


def test_seat_is_given_by_address_or_by_name_and_the_database_says_who_holds_it(here):
    path, anna = f"{here.path}{here.body.pk}/seggi/nuovo/", UserFactory(email="bruno@example.org")
    seat = {"sector": "public", "role": "member", "name": "", "email": "", "organization": ""} | days(here.seat)

    errors = [
        here.runs.post(path, seat | change).context["form"].errors.get_json_data()
        for change in (
            {},
            {"name": "Carla", "email": anna.email},
            {"email": "nessuno@example.org"},
            {"name": "Carla", "role": "chair"},
            {"name": "anna bianchi"},
            {"name": "Carla", "last_day": "2001-01-01"},
        )
    ]
    here.runs.post(path, seat | {"email": "BRUNO@example.org"})
    twice = here.runs.post(path, seat | {"email": anna.email})

    assert [{name: rows[0]["message"] for name, rows in each.items()} for each in errors] == [
        {"name": "Scrivi l’e-mail, o il nome di chi non entra nel portale: uno dei due."},
        {"name": "Scrivi l’e-mail, o il nome di chi non entra nel portale: uno dei due."},
        {"email": "Qui nessuno entra con questo indirizzo: scrivi solo il nome."},
        {"__all__": "In quei giorni c’è già chi presiede: prima si chiude il suo mandato."},
        {"__all__": "In quei giorni questa persona siede già nel gruppo."},
        {"last_day": "Finisce prima di cominciare: controlla i due giorni."},
    ]
    assert twice.context["form"].non_field_errors() == ["In quei giorni questa persona siede già nel gruppo."]
    assert Seat.objects.get(user=anna).term == here.seat.term


def test_term_that_ends_leaves_the_seat_to_fill(here):
    path = f"{here.path}{here.body.pk}/seggi/{here.seat.pk}/"
    shown = here.runs.get(path).context["form"].initial
    data = {"sector": "third_sector", "role": "chair", "name": "Anna Bianchi", "email": "", "organization": ""}

    here.runs.post(path, data | days(here.seat) | {"last_day": in_days(-1).date().isoformat()})

    assert (shown["first_day"], shown["last_day"]) == (here.seat.first_day, here.seat.last_day)
    assert list(here.body.seats.in_force()) == []
    assert "Ancora nessuno" in text_of(here.stranger.get(here.body.get_absolute_url()))


def test_seat_written_by_mistake_is_taken_away_and_one_that_met_stays(here):
    mistaken = SeatFactory(body=here.body)
    seat_present(body_meeting(here.body), here.seat)

    for seat in (mistaken, here.seat):
        here.runs.post(f"{here.path}{here.body.pk}/seggi/{seat.pk}/", {"step": "remove"})

    assert list(here.body.seats.all()) == [here.seat]


def test_meeting_of_a_body_invites_who_sits_in_it(here):
    bruno = SeatFactory(body=here.body, user=UserFactory(email="bruno@example.org"), name="").user
    SeatFactory(body=here.body, name="Senza indirizzo")
    data = {"title": "Cabina di regia", "day": in_days(9).date().isoformat(), "starts_at": "18:00", "ends_at": "20:00"}

    response = here.runs.post(f"{here.path}{here.body.pk}/riunione/", data | {"place": "Sala", "status": "CONFIRMED"})

    told = text_of(here.runs.get(response.url))
    meeting = Meeting.objects.get()
    assert "Non abbiamo l’indirizzo di: Senza indirizzo. Questo invito fallo tu." in told
    assert (response.url, meeting.kind, meeting.body) == (meeting.get_absolute_url(), "steering", here.body)
    assert {str(each.invited) for each in meeting.invitations.all()} == {"Emporio", str(bruno)}
    assert here.runs.get(f"{meeting.get_absolute_url()}modifica/").context["form"].fields.keys() & {"kind"} == set()
    assert "Cabina di regia" in text_of(here.runs.get(meeting.get_absolute_url()))


def test_quorum_is_told_while_they_meet_and_stays_in_the_minutes(here):
    second = SeatFactory(body=here.body)
    meeting = body_meeting(here.body, is_public=True)
    path = meeting.get_absolute_url()
    here.runs.post(f"{path}seggi/", {"there": [here.seat.pk]})
    missing = text_of(here.stranger.get(path))
    here.runs.post(f"{path}seggi/", {"there": [second.pk]})  # on another phone, that had not seen the first
    here.runs.post(f"{path}verbale/scrivi/", {"text": "Si fa.", "revision": 0, "step": "approve"})
    here.runs.post(f"{path}seggi/", {"seen": [here.seat.pk, second.pk]})

    minutes = Minutes.objects.get()

    assert "Il numero legale non c’è." in missing
    assert "Seggi presenti: 1 su 2; per decidere ne servono 2." in missing
    assert (minutes.seats_present, minutes.seats_in_force, minutes.seats_needed) == (2, 2, 2)
    assert meeting.seats_present.count() == 0
    assert "Il numero legale c’è." in text_of(here.stranger.get(f"{path}verbale/"))
    assert here.keeps.get(f"{path}seggi/").status_code == 403


def test_sheet_of_seats_is_of_a_body_and_of_its_day(here):
    SeatFactory(body=here.body, term=from_to(-3, 300))
    past, of_all = body_meeting(here.body), MeetingFactory(network=here.network)
    seat_present(past, here.seat)

    rows = here.runs.get(f"{past.get_absolute_url()}seggi/").context["rows"]

    assert rows == [(here.seat, True)]
    assert here.runs.get(f"{of_all.get_absolute_url()}seggi/").status_code == 404


def test_decisions_of_a_body_are_a_part_of_the_register(here):
    meeting = approved_minutes(meeting=body_meeting(here.body, is_public=True)).meeting
    mine = DecisionFactory(meeting=meeting, text="Apriamo il sabato.")
    other = DecisionFactory(meeting=body_meeting(SteeringBodyFactory(network=here.network)), text="Altro.")
    register = f"/rete/{here.network.slug}/decisioni/"

    found = {
        (name, query): list(getattr(here, name).get(register + query).context["page_obj"])
        for name in ("keeps", "stranger")
        for query in ("", f"?gruppo={here.body.pk}", "?gruppo=x", f"?gruppo={'9' * 30}")
    }

    assert found == {
        ("keeps", ""): [other, mine],
        ("keeps", f"?gruppo={here.body.pk}"): [mine],
        ("keeps", "?gruppo=x"): [other, mine],
        ("keeps", f"?gruppo={'9' * 30}"): [other, mine],
        ("stranger", ""): [mine],
        ("stranger", f"?gruppo={here.body.pk}"): [mine],
        ("stranger", "?gruppo=x"): [mine],
        ("stranger", f"?gruppo={'9' * 30}"): [mine],
    }
    assert "Apriamo il sabato." in text_of(here.stranger.get(here.body.get_absolute_url()))
