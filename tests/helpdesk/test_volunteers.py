"""From "I would help" to a mandate with its training; and what volunteers have learned."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.access import Role
from accounts.models import AccessLog, Qualification
from helpdesk.models import VolunteerApplication
from helpdesk.people import sealed, unsealed
from helpdesk.rota import applications
from helpdesk.rota.due import due_at
from organizations.actions import accept
from organizations.models import Invitation
from tests.factories import CommunityPointFactory, QualificationFactory, UserFactory

from .factories import VolunteerApplicationFactory, make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 30)
DAY = datetime.timedelta(days=1)
DESK = "/sportello/fiumicello/"


@pytest.fixture(autouse=True)
def now(time_machine):
    return time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


@pytest.fixture
def anna(desk):
    return make_volunteer(desk, name="Anna", learned=False)


@pytest.fixture
def coordinator(desk):
    return make_volunteer(desk, role=Role.COORDINATOR, name="Carla")


def offered(client, time_machine, **data):
    """The answer to the form, filled in at the pace of a person."""
    shown = client.get("/dai-una-mano/").context["form"]["shown"].value()
    time_machine.move_to(NOW + datetime.timedelta(seconds=30), tick=False)
    wish = {"name": "Piera", "email": "piera@example.org", "desk": "fiumicello", "words": "Il martedì.", "shown": shown}
    return client.post("/dai-una-mano/", wish | data)


def test_who_would_help_is_written_down_encrypted_and_hears_of_it(
    client, desk, time_machine, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = offered(client, time_machine)

    row = VolunteerApplication.objects.get()
    texts = [row.name, row.email, row.words]
    assert (response.url, row.community_point, row.state) == ("/dai-una-mano/grazie/", desk, "applied")
    assert [unsealed(each) for each in texts] == ["Piera", "piera@example.org", "Il martedì."]
    assert not {"Piera", "piera@example.org", "Il martedì."} & set(texts)
    assert [mail.to for mail in mailoutbox] == [["piera@example.org"]]


def test_program_gets_thanks_and_leaves_nothing(client, desk, time_machine):
    response = offered(client, time_machine, homepage="https://spam.example")

    assert (response.url, VolunteerApplication.objects.count()) == ("/dai-una-mano/grazie/", 0)


def test_what_is_missing_is_said_and_what_was_typed_stays(client, desk, time_machine):
    response = offered(client, time_machine, email="piera", desk="")

    assert (response.status_code, response.context["form"].errors) == (
        422,
        {
            "email": ["Controlla l’e-mail: è scritta come nome@esempio.it?"],
            "desk": ["Scegli un Punto Comunità: il più vicino a casa, o quello che preferisci."],
        },
    )
    assert 'value="Piera"' in response.content.decode()


def test_words_have_an_end(client, desk, time_machine):
    response = offered(client, time_machine, words="a" * 301)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["words"])


def test_from_the_meeting_to_the_mandate_which_brings_the_training_at_once(client, desk, coordinator):
    row = VolunteerApplicationFactory(community_point=desk)
    page = f"{DESK}candidature/{row.pk}/"
    client.force_login(coordinator)

    client.post(page, {"step": "met", "met-day": "2026-11-27"})
    client.post(page, {"step": "trained", "trained-day": "2026-11-29", "trained-kinds": ["desk", "personal_data"]})
    client.post(page, {"step": "mandate"})

    row.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (row.state, row.name, row.email, row.words, row.invitation) == ("mandate", "", "", "", invitation)
    assert (invitation.email, invitation.role, invitation.place) == ("piera@example.org", "volunteer", desk)

    piera = UserFactory(email="piera@example.org", name="Piera")
    accept(by=piera, secret=renewed(invitation))

    valid = DateRange(TODAY - DAY, TODAY - DAY + datetime.timedelta(days=730))
    given = Qualification.objects.order_by("kind").filter(user=piera).values_list("kind", "valid", "granted_by")
    assert list(given) == [("desk", valid, coordinator.pk), ("personal_data", valid, coordinator.pk)]


def renewed(invitation):
    secret = invitation.renew()
    invitation.save()
    return secret


def test_no_is_kind_and_erases(client, desk, coordinator, mailoutbox, django_capture_on_commit_callbacks):
    row = VolunteerApplicationFactory(community_point=desk)
    client.force_login(coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{DESK}candidature/{row.pk}/", {"step": "declined"})

    row.refresh_from_db()
    assert (row.state, row.email, row.decided_by) == ("declined", "", coordinator)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["piera@example.org"], "Grazie di esserti fatta avanti")
    ]


def test_steps_come_in_order_and_a_second_decision_is_told(client, desk, coordinator):
    row = VolunteerApplicationFactory(community_point=desk)
    client.force_login(coordinator)

    client.post(f"{DESK}candidature/{row.pk}/", {"step": "mandate"})

    row.refresh_from_db()
    assert (row.state, Invitation.objects.count()) == ("applied", 0)


def test_what_somebody_wrote_is_seen_by_who_coordinates_there_and_on_record(client, desk, anna, coordinator):
    row = VolunteerApplicationFactory(community_point=desk)
    stranger = make_volunteer(CommunityPointFactory(slug="altrove"), role=Role.COORDINATOR)
    answers = []
    for user in (anna, stranger, coordinator):
        client.force_login(user)
        answers.append(client.get(f"{DESK}candidature/{row.pk}/").status_code)

    looks = AccessLog.objects.filter(what=AccessLog.What.PEOPLE).values_list("actor", "thing")
    assert (answers, list(looks)) == ([404, 404, 200], [(coordinator.pk, "Punto Fiumicello")])


def test_training_is_given_renewed_and_ended(client, anna, coordinator):
    client.force_login(coordinator)
    page = f"{DESK}volontari/{anna.pk}/"
    wish = {"kind": "personal_data", "first_day": "2026-11-30", "last_day": "2027-11-29"}

    client.post(page, wish)
    client.post(page, wish | {"first_day": "2027-01-01", "last_day": "2028-12-31"})
    renewed_to = anna.qualifications.get().valid
    client.post(page, {"end": anna.qualifications.get().pk})

    assert renewed_to == DateRange(TODAY, datetime.date(2029, 1, 1))
    assert anna.qualifications.count() == 0


def test_nobody_gives_a_training_to_themself(client, coordinator):
    client.force_login(coordinator)
    wish = {"kind": "forms", "first_day": "2026-11-30", "last_day": "2027-11-29"}

    response = client.post(f"{DESK}volontari/{coordinator.pk}/", wish)

    assert (response.status_code, coordinator.qualifications.filter(kind="forms").exists()) == (403, False)


def test_who_decided_of_their_own_application_gives_themself_nothing(desk, coordinator):
    row = VolunteerApplicationFactory(community_point=desk, email=sealed(coordinator.email))
    applications.meet(by=coordinator, application=row, day=TODAY)
    applications.train(by=coordinator, application=row, day=TODAY, kinds=["forms"])
    applications.offer_mandate(by=coordinator, application=row)

    accept(by=coordinator, secret=renewed(Invitation.objects.get()))

    assert coordinator.qualifications.filter(kind="forms").exists() is False


def test_who_coordinates_reads_sixty_days_before_which_trainings_end(desk, anna, coordinator):
    ends = {"forms": 60, "desk": -14, "personal_data": 30}
    for kind, days in ends.items():
        QualificationFactory(user=anna, kind=kind, valid=DateRange(TODAY - 90 * DAY, TODAY + (days + 1) * DAY))
    for kind, days in {"forms": 61, "desk": -15}.items():
        other = make_volunteer(desk, name="Bruno", learned=False)
        QualificationFactory(user=other, kind=kind, valid=DateRange(TODAY - 90 * DAY, TODAY + (days + 1) * DAY))
    QualificationFactory(user=anna, kind="personal_data", valid=DateRange(TODAY + 40 * DAY, None))
    away = make_volunteer(CommunityPointFactory(slug="altrove"), learned=False)
    QualificationFactory(user=away, kind="desk", valid=DateRange(TODAY - DAY, TODAY + DAY))

    rows = due_at(desk, on=TODAY, user=coordinator)

    page = f"{DESK}volontari/{anna.pk}/"
    assert [(row.words, row.late, row.url) for row in rows] == [
        ("La formazione di Anna è finita il 16 novembre: ascoltare e orientare allo sportello", 14, page),
        ("La formazione di Anna finisce il 29 gennaio: aiutare con moduli e pratiche", 0, page),
    ]
    assert due_at(desk, on=TODAY, user=anna) == []


@pytest.mark.parametrize(("days", "left"), [(60, "scade fra 60 giorni"), (61, ""), (0, "scade fra 0 giorni")])
def test_end_of_a_training_is_said_sixty_days_before(client, anna, coordinator, days, left):
    valid = DateRange(TODAY - 90 * DAY, TODAY + (days + 1) * DAY)
    QualificationFactory(user=anna, kind="forms", valid=valid)
    client.force_login(coordinator)

    page = client.get(f"{DESK}volontari/").content.decode()

    assert ("scade fra" in page, left in page) == (bool(left), True)


def test_page_says_how_many_offer_themselves_and_nothing_of_nobody(client, desk, coordinator):
    client.force_login(coordinator)
    nobody = client.get(f"{DESK}volontari/").content.decode()
    VolunteerApplicationFactory.create_batch(2, community_point=desk)

    page = client.get(f"{DESK}volontari/").content.decode()

    assert ("0 persone" in nobody, "2 persone si offrono" in page) == (False, True)
