"""The pages of courses, by who runs the network, who keeps a member, and a stranger."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from accounts.models import AccessLog
from network.models import Enrolment, Training, TrainingSession
from network.trainings.certificates import Sheet
from network.trainings.links import page_of
from services.reports import sender
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, MunicipalityFactory

from .factories import MembershipFactory, network_of
from .meeting_factories import in_days
from .training_factories import EnrolmentFactory, SessionFactory, TrainingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch):
    """A network with a member, who keeps it and who coordinates."""
    monkeypatch.setattr(sender, "QUICKEST", -1)
    membership = MembershipFactory(organization__name="Emporio")
    point = CommunityPointFactory(location__municipality=membership.network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    owner = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    return SimpleNamespace(
        network=membership.network,
        coordinator=coordinator,
        runs=client_of(coordinator),
        owner=owner,
        keeps=client_of(owner),
        stranger=Client(),
        path=f"/rete/{membership.network.slug}/formazione/",
    )


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def said(session, **fields):
    return {"shown": sender.stamp(), "homepage": "", "name": "Ada  Neri", "email": "ada@example.org"} | fields


def day_fields(*days, initial=0):
    sent = {"giorni-TOTAL_FORMS": 3, "giorni-INITIAL_FORMS": initial}
    for number, (day, starts_at, ends_at) in enumerate(days):
        sent |= {
            f"giorni-{number}-{name}": value
            for name, value in zip(("day", "starts_at", "ends_at"), (day, starts_at, ends_at), strict=True)
        }
    return sent


def test_list_says_what_comes_first_and_how_much_room_there_is(here):
    full = EnrolmentFactory(session__training__network=here.network, session__places=1).session
    EnrolmentFactory(session=full, state="waitlisted")
    sooner = SessionFactory(training__network=here.network, training__title="Zappare", starts=[in_days(2), in_days(3)])
    dateless = TrainingFactory(network=here.network, title="Ancora da fissare")
    SessionFactory(training=dateless, starts=[in_days(-9)])
    TrainingFactory(network=network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")))

    response = here.stranger.get(here.path)
    page = " ".join(re.sub(r"<[^>]+>", " ", response.text).split())

    assert list(response.context["page_obj"]) == [sooner.training, full.training, dateless]
    for words in ("10 posti liberi", "(2 incontri)", "Posti finiti , 1 in lista d’attesa", "Ancora nessuna data."):
        assert words in page
    assert "Scrivi un corso" not in page


def test_who_starts_a_business_finds_the_courses_for_that(here):
    other = SessionFactory(training__network=here.network).training
    workshop = SessionFactory(training__network=here.network, training__for_business=True).training

    narrowed = here.stranger.get(here.path, {"per": "attivita"})
    Training.objects.filter(pk=workshop.pk).update(for_business=False)
    empty = here.stranger.get(here.path, {"per": "attivita"}).text

    assert list(narrowed.context["page_obj"]) == [workshop]
    assert set(here.stranger.get(here.path, {"per": "\x00"}).context["page_obj"]) == {workshop, other}
    assert f"/comunita/{here.network.slug}/consulenze/" in empty


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_one_row_as_for_three(here, number):
    training = TrainingFactory(network=here.network)
    for index in range(number):
        session = SessionFactory(training=training, starts=[in_days(3 + index), in_days(20 + index)])
        SessionFactory(training=training, starts=[in_days(-3 - index)])
        SessionFactory(training__network=here.network)
    for _person in range(number):
        EnrolmentFactory(session=session)
        EnrolmentFactory(session=session, state="waitlisted")
        EnrolmentFactory(session=session, user=MemberFactory().user)

    queries = {}
    base = f"{here.path}date/{session.pk}/"
    pages = {"list": here.path, "one": f"{here.path}{training.pk}/", "people": f"{base}iscritti/"}
    for name, page in pages.items():
        with CaptureQueriesContext(connection) as captured:
            here.runs.get(page)
        queries[name] = len(captured)

    assert queries == {"list": 10, "one": 11, "people": 13}


def test_coordinator_writes_a_course_with_dates_and_moves_them(here):
    course = {"title": "Ascoltare", "learns": "Come si accoglie.", "for_whom": "Chi è allo sportello", "kind": "desk"}

    refused = here.runs.post(f"{here.path}nuovo/", course)
    made = here.runs.post(f"{here.path}nuovo/", course | {"valid_months": 24})
    training = Training.objects.get()
    dates = {"place": "Sala civica", "places": 2, "words": ""}
    overlap = here.runs.post(
        made.url, dates | day_fields((in_days(5).date(), "18:00", "20:00"), (in_days(5).date(), "19:00", "21:00"))
    )
    nothing = here.runs.post(made.url, dates | day_fields())
    right = dates | day_fields((in_days(9).date(), "18:00", "20:00"), (in_days(5).date(), "18:00", "20:00"))
    here.runs.post(made.url, right)
    session = TrainingSession.objects.get()
    days = [each.dtstart for each in session.in_order]
    moved = (
        right
        | day_fields((in_days(6).date(), "18:00", "20:00"), initial=2)
        | {"giorni-1-day": "", "giorni-1-starts_at": "", "giorni-1-ends_at": ""}
    )
    here.runs.post(f"{here.path}date/{session.pk}/modifica/", moved)

    assert list(refused.context["form"].errors) == ["valid_months"]
    assert [overlap.status_code, nothing.status_code] == [422, 422]
    assert "Due giorni si sovrappongono" in overlap.text
    assert "Scrivi almeno un giorno" in nothing.text
    assert (training.network, training.created_by, days) == (here.network, here.coordinator, [in_days(5), in_days(9)])
    after = TrainingSession.objects.get()
    assert ([each.dtstart for each in after.in_order], after.sequence) == ([in_days(6)], 1)


def test_stranger_enrols_from_the_mailbox_and_withdraws_there(here, django_capture_on_commit_callbacks):
    session = SessionFactory(training__network=here.network)
    page = session.get_absolute_url()

    with django_capture_on_commit_callbacks(execute=True):
        thanks = here.stranger.post(page, said(session))
    own = re.search(r"http://127.0.0.1:8000(/\S+)", mail.outbox[0].body)[1]
    looked = here.stranger.get(own)
    here.stranger.post(own, {"step": "confirm"})
    confirmed = here.stranger.get(own)
    here.stranger.post(own, {"step": "withdraw"})

    assert thanks.url == f"{page}grazie/"
    assert "Conferma l’iscrizione" in looked.text
    assert "Hai un posto" in confirmed.text
    assert "Ada Neri" in confirmed.text
    assert "Hai rinunciato" in here.stranger.get(own).text
    assert (Enrolment.objects.get().state, confirmed.headers["X-Robots-Tag"]) == ("withdrawn", "noindex")


def test_nobody_learns_who_is_enrolled_by_asking_and_programs_get_the_same_thanks(here, monkeypatch):
    session = EnrolmentFactory(session__training__network=here.network, mailbox="ada@example.org").session
    page = session.get_absolute_url()

    answers = [here.stranger.post(page, said(session, email=email)) for email in ("ada@example.org", "new@example.org")]
    answers.append(here.stranger.post(page, said(session, email="spam@example.org", homepage="x")))
    wrong = here.stranger.post(page, said(session, name=" ", email="no"))

    assert {(each.status_code, each.url, each.content) for each in answers} == {(302, f"{page}grazie/", b"")}
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["email", "name"])
    assert Enrolment.objects.count() == 2


def test_person_signed_in_enrols_with_one_button_and_finds_it_again(here):
    session = SessionFactory(training__network=here.network)

    own = here.keeps.post(session.get_absolute_url())

    enrolment = Enrolment.objects.get()
    assert (own.url, enrolment.user, enrolment.state) == (page_of(enrolment), here.owner, "confirmed")
    assert page_of(enrolment) in here.keeps.get(session.get_absolute_url()).text
    assert page_of(enrolment) not in here.stranger.get(session.get_absolute_url()).text


def test_list_of_people_is_read_by_who_runs_the_network_and_on_record(here):
    enrolment = EnrolmentFactory(session__training__network=here.network, called="Ada Neri")
    EnrolmentFactory(session=enrolment.session, user=here.owner)
    page = f"{enrolment.session.get_absolute_url()}iscritti/"

    answers = [who.get(page).status_code for who in (here.runs, here.keeps, here.stranger)]

    assert answers == [200, 403, 302]
    assert "Ada Neri" in here.runs.get(page).text
    looks = AccessLog.objects.filter(actor=here.coordinator).values_list("what", "subject")
    assert set(looks) == {("people", None), ("people", here.owner.pk)}


def test_sheet_marks_who_is_there_and_closes_with_certificates(here):
    session = SessionFactory(training__network=here.network, starts=[in_days(-1)])
    ada, bruno = EnrolmentFactory(session=session, called="Ada Neri"), EnrolmentFactory(session=session)
    sheet = f"{session.get_absolute_url()}presenze/"

    here.runs.post(sheet, {f"c-{ada.pk}": "attended", "c-x": "attended"})
    closed = here.runs.post(sheet, {f"c-{ada.pk}": "attended", "step": "conclude"})
    late = here.runs.post(sheet, {f"c-{bruno.pk}": "attended"}, follow=True)
    ada.refresh_from_db()
    bruno.refresh_from_db()
    own, paper = here.stranger.get(page_of(ada)), here.stranger.get(page_of(ada, "certificate"))
    checked = here.stranger.get(f"/attestato/{ada.code.lower()}/")

    assert closed.url == f"{session.get_absolute_url()}iscritti/"
    assert "finché non lo chiudi" in late.text
    assert (ada.state, bruno.state) == ("attended", "absent")
    assert "Scarica l’attestato" in own.text
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert "L’attestato è vero" in checked.text
    assert "Ada Neri" in checked.text
    assert [
        here.stranger.get(page_of(bruno, "certificate")).status_code,
        here.stranger.get("/attestato/no/").status_code,
    ] == [404, 404]


def test_dates_that_are_over_stay_as_the_certificates_say(here):
    session = SessionFactory(training__network=here.network, starts=[in_days(-1)])
    other = {"place": "Altrove", "places": 10, "words": ""}
    other |= day_fields((in_days(9).date(), "18:00", "20:00"), initial=1)

    page = here.runs.post(f"{session.get_absolute_url()}modifica/", other, follow=True)

    after = TrainingSession.objects.get()
    assert "le date non cambiano più" in page.text
    assert (after.place, after.begins_at, after.sequence) == ("Sala civica", in_days(-1), 0)


def test_dates_called_off_say_why_and_take_nobody(here):
    session = EnrolmentFactory(session__training__network=here.network).session

    here.runs.post(f"{session.get_absolute_url()}annulla/", {"reason": "Neve"})
    page = here.keeps.post(session.get_absolute_url(), follow=True)

    assert "Annullato: Neve" in page.text
    assert "A questo corso non ci si iscrive più" in page.text
    assert Enrolment.objects.count() == 1


ON_THE_PAGE = "La persona che si legge, nella sua scrittura, alla pagina qui sotto"


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Łukasz Žižek", "Łukasz Žižek"),
        ("Nguyễn Ánh", "Nguyen Ánh"),
        ("Олена Ковальчук", ON_THE_PAGE),
        ("فاطمة الزهراء", ON_THE_PAGE),
    ],
)
def test_certificate_draws_no_empty_boxes_for_a_name(name, drawn, monkeypatch):
    lines, sheet = [], Sheet("Attestato")
    monkeypatch.setattr(Sheet, "line_of", lambda sheet, text, *how, **more: lines.append(text))

    sheet.line_of_name(name)
    sheet.output()  # closes the files of its letters

    assert lines == [drawn]
