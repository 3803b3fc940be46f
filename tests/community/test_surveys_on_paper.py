import re

import pytest
from django.db import IntegrityError, transaction

from accounts.access import Role
from community.models import SurveyAnswer, SurveyTaken
from community.proposals import surveying
from community.proposals.on_paper import copy, is_of, new_serial
from community.proposals.survey_figures import figure_of
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .proposals_factories import SurveyFactory, days, over

pytestmark = pytest.mark.django_db
DIMENSIONS = ("belonging", "influence", "needs_met", "connection")
SERIAL = re.compile(r"<strong>((?:[2-9A-HJ-NP-Z]{3}-){2}[2-9A-HJ-NP-Z]{3})</strong>")


@pytest.fixture
def survey():
    return SurveyFactory(network=network_of(), title="Fiumicello")


@pytest.fixture
def volunteer(client, survey):
    point = CommunityPointFactory(location__municipality=survey.network)
    user = MandateFactory(community_point=point, role=Role.VOLUNTEER).user
    client.force_login(user)
    return user


def at(survey, rest):
    return f"/comunita/{survey.network.slug}/sondaggi/{survey.pk}/{rest}/"


def chosen():
    rows = SurveyAnswer.objects.filter(people__gt=0).values_list("dimension", "score", "people")
    return {(dimension, score): people for dimension, score, people in rows}


def test_volunteer_prints_sheets_each_with_a_number_of_its_own(client, volunteer, survey, settings):
    settings.SITE_URL = "https://portale.example"

    empty = client.get(at(survey, "fogli")).content.decode()
    page = client.get(at(survey, "fogli"), {"fogli": 3}).content.decode()
    wrong = client.get(at(survey, "fogli"), {"fogli": "4\x000"})

    serials = SERIAL.findall(page)
    assert (SERIAL.findall(empty), len(set(serials)), [is_of(survey, each) for each in serials]) == ([], 3, [True] * 3)
    assert page.count("Quello che mi serve, qui lo trovo.") == 3
    assert page.count(f"portale.example/comunita/{survey.network.slug}/sondaggi/{survey.pk}/") == 3
    assert (wrong.status_code, SERIAL.findall(wrong.content.decode())) == (200, [])
    assert SurveyTaken.objects.count() == 0


def test_sheets_are_copied_one_after_the_other_and_each_counts_once(client, volunteer, survey):
    first, second = new_serial(survey), new_serial(survey)

    client.post(at(survey, "copia"), {"serial": f" {first.lower().replace('-', ' ')}", "scores": "4 2 3 5"})
    again = client.post(at(survey, "copia"), {"serial": first, "scores": "1111"})
    page = client.post(at(survey, "copia"), {"serial": second, "scores": "4111"}, follow=True).content.decode()

    assert "Questo foglio è già contato" in again.content.decode()
    assert (f"Foglio {second}: contato." in page, "Fogli copiati finora: 2." in page) == (True, True)
    assert chosen() == {
        ("belonging", 4): 2,
        ("influence", 2): 1,
        ("influence", 1): 1,
        ("needs_met", 3): 1,
        ("needs_met", 1): 1,
        ("connection", 5): 1,
        ("connection", 1): 1,
    }


def test_sheet_answered_by_telephone_is_not_copied_any_more(client, volunteer, survey):
    serial, scores = new_serial(survey), dict.fromkeys(DIMENSIONS, 3)
    client.force_login(UserFactory())

    shown = client.get(survey.get_absolute_url(), {"foglio": serial}).content.decode()
    sent = client.post(at(survey, "rispondi"), scores | {"foglio": serial}, follow=True).content.decode()
    after = client.get(survey.get_absolute_url(), {"foglio": new_serial(survey)}).content.decode()
    client.force_login(volunteer)
    copied = client.post(at(survey, "copia"), {"serial": serial, "scores": "1111"}).content.decode()

    assert f'name="foglio" value="{serial}"' in shown
    assert ("Grazie." in sent, "non consegnarlo" in after, "Questo foglio è già contato" in copied) == (True,) * 3
    assert chosen() == dict.fromkeys([(each, 3) for each in DIMENSIONS], 1)
    assert survey.taken.filter(on_paper=True).count() == 0


def test_sheet_whose_number_is_typed_with_the_answers_is_used_up(client, volunteer, survey):
    serial, scores = new_serial(survey), dict.fromkeys(DIMENSIONS, 3)
    client.force_login(UserFactory())

    wrong = client.post(at(survey, "rispondi"), scores | {"serial": "KDM-7R3-QX4"})
    client.post(at(survey, "rispondi"), scores | {"serial": f" {serial.lower()}"})
    client.force_login(UserFactory())
    again = client.post(at(survey, "rispondi"), scores | {"serial": serial}, follow=True).text
    client.force_login(volunteer)
    copied = client.post(at(survey, "copia"), {"serial": serial, "scores": "1111"}).text

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["serial"])
    assert list(wrong.context["form"].fields) == [*DIMENSIONS, "serial"]
    assert ("su carta hai già risposto" in again, "Questo foglio è già contato" in copied) == (True, True)
    assert chosen() == dict.fromkeys([(each, 3) for each in DIMENSIONS], 1)


def test_sheet_that_is_copied_is_not_answered_by_telephone(client, survey):
    serial, scores = new_serial(survey), dict.fromkeys(DIMENSIONS, 3)
    copy(survey=survey, serial=serial, scores=scores)
    client.force_login(UserFactory())

    shown = client.get(survey.get_absolute_url(), {"foglio": serial.lower()}).content.decode()
    sent = client.post(at(survey, "rispondi"), scores | {"foglio": serial}, follow=True).content.decode()

    assert (f"Il foglio {serial} è già contato" in shown, "Rispondi</button>" in shown) == (True, False)
    assert "su carta hai già risposto" in sent
    assert (survey.taken.count(), chosen()) == (1, dict.fromkeys([(each, 3) for each in DIMENSIONS], 1))


@pytest.mark.parametrize("typed", ["KDM-7R3-QX4", "", "4\x000", "A" * 500])
def test_what_is_no_sheet_changes_nothing_of_an_answer_by_telephone(client, survey, typed):
    client.force_login(UserFactory())

    shown = client.get(survey.get_absolute_url(), {"foglio": typed}).content.decode()
    client.post(at(survey, "rispondi"), dict.fromkeys(DIMENSIONS, 3) | {"foglio": typed})

    assert ('name="foglio"' in shown, survey.taken.count()) == (False, 1)


@pytest.mark.parametrize(
    ("serial", "scores", "field"),
    [
        ("", "4235", "serial"),
        ("KDM-7R3-QX4", "4235", "serial"),
        ("{other}", "4235", "serial"),
        ("{own}", "423", "scores"),
        ("{own}", "4239", "scores"),
        ("{own}", "42355", "scores"),
        ("{own}", "", "scores"),
    ],
)
def test_what_is_no_sheet_of_this_survey_is_not_counted(client, volunteer, survey, serial, scores, field):
    serials = {"own": new_serial(survey), "other": new_serial(SurveyFactory(network=survey.network))}

    response = client.post(at(survey, "copia"), {"serial": serial.format(**serials), "scores": scores})

    assert (response.status_code, list(response.context["form"].errors), chosen()) == (422, [field], {})


def test_sheets_are_copied_after_the_last_day_until_it_is_published(client, volunteer, survey):
    client.post(at(over(survey), "copia"), {"serial": new_serial(survey), "scores": "4235"})
    counted = chosen()

    surveying.publish(survey=survey)
    after = client.post(at(survey, "copia"), {"serial": new_serial(survey), "scores": "4235"})

    assert sum(counted.values()) == 4
    assert "Adesso non si copia" in after.content.decode()
    assert SurveyTaken.objects.count() == 0


def test_database_takes_a_sheet_from_the_first_day_and_an_account_until_the_last():
    coming, gone = SurveyFactory(period=days(1, 9)), over(SurveyFactory())

    for survey, on_paper in ((coming, True), (gone, False)):
        with pytest.raises(IntegrityError, match="answered while it is open"), transaction.atomic():
            SurveyTaken.objects.create(survey=survey, digest="a", on_paper=on_paper)
    SurveyTaken.objects.create(survey=gone, digest="a", on_paper=True)

    assert list(SurveyTaken.objects.values_list("survey", "on_paper")) == [(gone.pk, True)]


@pytest.mark.parametrize(
    ("online", "papers", "told"),
    [
        (10, 25, "prima circa 35 persone (circa 25 su carta)."),
        (0, 25, "prima circa 25 persone (circa 25 su carta)."),
        (31, 4, "prima circa 35 persone."),
        (4, 31, "prima circa 35 persone."),
    ],
)
def test_how_many_answered_on_paper_is_said_where_neither_are_few(survey, online, papers, told):
    SurveyAnswer.objects.filter(survey=survey, score=4).update(people=online)
    for _sheet in range(papers):
        copy(survey=survey, serial=new_serial(survey), scores=dict.fromkeys(DIMENSIONS, 4))

    surveying.publish(survey=over(survey))
    survey.refresh_from_db()

    assert told in figure_of([survey]).sentence


def test_only_who_works_at_the_point_is_led_to_the_paper(client, volunteer, survey):
    shown = client.get(survey.get_absolute_url()).content.decode()
    client.force_login(UserFactory())
    resident = client.get(survey.get_absolute_url()).content.decode()

    ways = ("Stampa i fogli", "Copia i fogli")
    assert [[each in page for each in ways] for page in (shown, resident)] == [[True, True], [False, False]]
    assert [client.get(at(survey, page)).status_code for page in ("fogli", "copia")] == [403, 403]
