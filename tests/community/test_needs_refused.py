import pytest
from django.db import IntegrityError, connection, transaction

from community.models import Endorsement, Need
from helpdesk.moves import pairs
from tests.factories import MunicipalityFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory, NeedThemeFactory, clustered, group_need, parked

pytestmark = pytest.mark.django_db


def changed(need, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE community_need SET {what} WHERE id = %s", [need.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def another_city():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))


REFUSED = {
    "state = 'clustered'": "need_is_in_a_theme_once_it_is_put_together",
    "state = 'parked'": "need_that_is_settled_has_its_answer",
    "answer = 'Sì'": "need_that_is_settled_has_its_answer",
    "state = 'adopted', answer = 'Sì', answered_at = now()": "does not become",
    "group_name = 'Le mamme'": "need_says_where_it_comes_from",
    "source = 'group'": "need_says_where_it_comes_from",
    "source = 'figures'": "need_says_where_it_comes_from",
    "hidden_at = now()": "need_that_is_hidden_says_why",
    "hidden_reason = 'Offende'": "need_that_is_hidden_says_why",
}


@pytest.mark.parametrize(("what", "why"), REFUSED.items())
def test_database_refuses_of_a_need(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(NeedFactory(), what)


def test_database_refuses_a_group_of_one():
    need = group_need(NeedThemeFactory().network)

    with pytest.raises(IntegrityError, match="need_says_where_it_comes_from"):
        changed(need, "group_size = 1")


def test_database_refuses_a_theme_of_another_city():
    need, theme = NeedFactory(), NeedThemeFactory(network=another_city())

    with pytest.raises(IntegrityError, match="need_is_in_a_theme_of_its_city"):
        changed(need, f"theme_id = {theme.pk}, state = 'clustered'")


def test_database_refuses_a_quarter_of_another_city():
    need, quarter = NeedFactory(), QuarterFactory(municipality=another_city())

    with pytest.raises(IntegrityError, match="need_is_in_a_quarter_of_its_city|in its city"):
        changed(need, f"quarter_id = {quarter.pk}")


def test_database_refuses_that_a_person_supports_twice():
    need, person = NeedFactory(), UserFactory()
    Endorsement.objects.create(need=need, person=person)

    with pytest.raises(IntegrityError, match="person_supports_a_need_once"), transaction.atomic():
        Endorsement.objects.create(need=need, person=person)


def test_database_refuses_the_same_figures_twice():
    told = {"source": "figures", "figures": "Casa, 2025: circa 40 richieste"}
    need = NeedFactory(**told)

    with pytest.raises(IntegrityError, match="figures_are_adopted_once"), transaction.atomic():
        NeedFactory(network=need.network, **told)


def test_database_refuses_two_themes_of_one_title():
    theme = NeedThemeFactory()

    with pytest.raises(IntegrityError, match="need_theme_has_one_title"), transaction.atomic():
        NeedThemeFactory(network=theme.network, title=theme.title)


def test_need_that_was_parked_is_put_together_again():
    need = parked(NeedFactory())
    need.answer, need.answered_at = "", None

    assert clustered(need).state == Need.State.CLUSTERED


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'community_need_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(Need.MOVES)
