import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.models import CommunitySurvey, SurveyAnswer, SurveyTaken
from community.proposals import surveying
from community.proposals.survey_figures import figure_of
from helpdesk.figures.published import cities
from helpdesk.figures.publishing import years_to_publish
from helpdesk.models import PublishedCell
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .proposals_factories import SurveyFactory, days, over

pytestmark = pytest.mark.django_db
YES = {"belonging": 4, "influence": 2, "needs_met": 3, "connection": 5}


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def at(survey, rest=""):
    return f"/comunita/{survey.network.slug}/sondaggi/{survey.pk}/{rest}"


def answered(survey, people, **scores):
    """So many people said so; written as the counts that they leave."""
    for dimension, score in (YES | scores).items():
        row = survey.answers.get(dimension=dimension, score=score)
        row.people += people
        row.save()


def published(survey):
    surveying.publish(survey=over(survey))
    survey.refresh_from_db()
    return survey


def cells(survey):
    rows = PublishedCell.objects.filter(dimensions__survey=str(survey.pk))
    return {
        tuple(value for name, value in each.dimensions.items() if name != "survey")
        + tuple(name for name in each.dimensions if name != "survey"): each.value
        for each in rows
    }


def test_person_answers_once_and_nothing_says_what(client, network):
    survey, person = SurveyFactory(network=network), UserFactory()
    client.force_login(person)

    missing = client.post(at(survey, "rispondi/"), {"belonging": 4})
    client.post(at(survey, "rispondi/"), YES)
    again = client.post(at(survey, "rispondi/"), dict.fromkeys(YES, 1), follow=True)

    assert (missing.status_code, sorted(missing.context["form"].errors)) == (
        422,
        ["connection", "influence", "needs_met"],
    )
    assert "Hai già risposto" in again.content.decode()
    chosen = SurveyAnswer.objects.filter(people__gt=0).values_list("dimension", "score", "people")
    assert sorted(chosen) == sorted((name, score, 1) for name, score in YES.items())
    assert {each.name for each in SurveyTaken._meta.concrete_fields} == {"id", "survey", "digest", "on_paper"}
    assert str(person.pk) not in SurveyTaken.objects.get().digest[:8]


def test_digest_is_of_one_survey_and_needs_the_key(settings):
    person = UserFactory()
    here, there = surveying.digest_of(person, 1), surveying.digest_of(person, 2)

    settings.SECRET_KEY = "another"

    assert len({here, there, surveying.digest_of(person, 1)}) == 3


def test_survey_that_is_over_takes_no_answer(client, network):
    survey = over(SurveyFactory(network=network))
    client.force_login(UserFactory())

    response = client.post(at(survey, "rispondi/"), YES, follow=True)

    assert ("Adesso non si risponde." in response.content.decode(), SurveyTaken.objects.count()) == (True, 0)


def test_small_cells_are_told_less_precisely_and_what_they_were_made_of_goes(network):
    survey = SurveyFactory(network=network)
    answered(survey, 30)
    answered(survey, 11, belonging=1)
    answered(survey, 2, belonging=3)

    published(survey)

    told = cells(survey)
    assert told[()] == 45
    assert {key: value for key, value in told.items() if "belonging" in key} == {
        ("high", "belonging"): 30,
        ("altro", "belonging"): 15,
    }
    assert (survey.answers.count(), survey.taken.count()) == (0, 0)


def test_what_few_said_is_not_published_at_all(client, network, coordinator):
    survey = over(SurveyFactory(network=network))
    answered(survey, 4)
    client.force_login(coordinator)

    client.post(at(survey, "pubblica/"))

    survey.refresh_from_db()
    page = client.get(at(survey)).content.decode()
    assert (survey.published_at is not None, cells(survey)) == (True, {})
    assert "Hanno risposto in pochi" in page


def test_survey_is_published_once_and_not_before_its_end(client, network, coordinator):
    survey = SurveyFactory(network=network)
    answered(survey, 20)
    client.force_login(coordinator)

    client.post(at(survey, "pubblica/"))
    early = PublishedCell.objects.count()
    over(survey)
    client.post(at(survey, "pubblica/"))
    once = PublishedCell.objects.count()
    client.post(at(survey, "pubblica/"))

    assert (early, once > 0, PublishedCell.objects.count()) == (0, True, once)


def test_before_and_after_are_next_to_each_other(client, network):
    before = SurveyFactory(network=network, title="Fiumicello", period=days(-90, -80))
    answered(before, 20)
    answered(before, 20, belonging=1)
    after = SurveyFactory(network=network, title="Fiumicello", wave="after")
    answered(after, 40)
    answered(after, 10, belonging=1)
    surveying.publish(survey=before)
    published(after)

    figure = client.get(at(after)).context["figure"]

    assert figure.head == ("", "prima, su 100", "dopo, su 100")
    assert {row.label: row.cells for row in figure.rows}["appartenenza"] == ("50", "80")
    assert figure.sentence == (
        "Hanno risposto: prima circa 40 persone, dopo circa 50 persone. "
        "È cresciuto di più: appartenenza, da 50 a 80 su 100."
    )


def test_share_is_not_said_of_fewer_than_twenty(network):
    survey = SurveyFactory(network=network)
    answered(survey, 10)

    figure = figure_of([published(survey)])

    assert {row.cells for row in figure.rows} == {("–",)}


def test_published_surveys_do_not_stop_the_year_of_the_desks(client, network):
    survey = SurveyFactory(network=network)
    answered(survey, 30)
    published(survey)

    assert years_to_publish(network) == []
    assert not PublishedCell.objects.of_desks().of_year(network, survey.period.lower.year).exists()
    assert not cities().exists()
    answer = client.get("/api/statistics", {"measure": "survey"}).json()
    assert {each["measure"] for each in answer["contents"]} == {"survey"}


def test_coordinator_opens_a_survey_with_all_its_counts_at_nothing(client, network, coordinator):
    client.force_login(coordinator)
    address = f"/comunita/{network.slug}/sondaggi/nuovo/"
    first, last, past = (timezone.localdate() + datetime.timedelta(days=each) for each in (5, 20, -1))
    told = {"title": "Fiumicello", "wave": "before", "first": first, "last": last}

    backwards = client.post(address, told | {"last": first - datetime.timedelta(days=1)})
    over = client.post(address, told | {"first": past, "last": past})
    client.post(address, told)
    overlapping = client.post(address, told | {"wave": "after"})

    survey = CommunitySurvey.objects.get()
    refused = [list(each.context["form"].errors) for each in (backwards, over, overlapping)]
    assert refused == [["last"], ["last"], ["__all__"]]
    assert (survey.answers.count(), survey.answers.filter(people=0).count()) == (20, 20)


def test_queries_do_not_grow_with_the_surveys(client, network):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/comunita/{network.slug}/sondaggi/")
        return len(asked)

    SurveyFactory(network=network)
    first = queries()
    for _ in range(2):
        SurveyFactory(network=network)

    assert queries() == first
