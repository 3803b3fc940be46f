import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.listings import refresh_all, store_counts
from services.search import ListingSearch, listing_search, matching
from tests.factories import (
    LocationFactory,
    MunicipalityFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    ZoneFactory,
)

from .conftest import TUESDAY_TEN, look_for, names
from .test_filters import HOME, HOMEWORK, PARCELS, PARK, POINT, STUDY


def counts(facet):
    return {value.value: value.count for value in facet.values}


def test_words_in_the_name_come_before_themes_and_themes_before_descriptions(directory):
    assert names(look_for(search="compiti")) == [HOMEWORK, STUDY, PARCELS]


def test_near_a_place_nearer_comes_first(directory):
    assert names(look_for(near="45.5061,10.2824", radius="20000", kind="service"))[0] == PARCELS


def test_stale_listing_sinks_below_a_confirmed_one_with_the_same_words(directory, terms):
    fresh = ServiceFactory(name="Zona studio", terms=[terms["doposcuola"]], verified_on=TUESDAY_TEN.date())
    ServiceAtLocationFactory(service=fresh, location=LocationFactory(quarter=directory["near"]))
    refresh_all()

    assert names(look_for(search="studio")) == ["Zona studio", STUDY]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("name", [HOMEWORK, PARCELS, HOME, PARK, POINT, STUDY]),
        ("verified", [HOME, HOMEWORK, STUDY]),
    ],
)
def test_ordering(directory, ordering, expected):
    assert names(look_for(ordering=ordering))[: len(expected)] == expected


def test_ordering_by_distance_puts_what_comes_home_last(directory):
    found = look_for(near="Fiumicello", radius="20000", ordering="distance", kind="service")

    assert names(found) == [HOMEWORK, STUDY, PARCELS, HOME]


def test_each_listing_says_why_it_is_there(directory):
    page = look_for(search="compiti", near="Fiumicello", radius="20000").page()

    assert {listing.name: listing.reasons for listing in page.listings} == {
        HOMEWORK: ["«compiti» è nel nome", "vicino", "aperto", "controllato al telefono 2 settimane fa"],
        STUDY: ["«compiti» fa parte di: Doposcuola", "vicino", "controllato più di un anno fa"],
        PARCELS: ["«compiti» è nella descrizione", "nessuno l’ha ancora controllato"],
    }


def test_facets_count_what_each_choice_would_leave(directory):
    facets = look_for(quarter="fiumicello").page().facets

    assert {name: counts(facet) for name, facet in facets.items()} == {
        "kind": {"service": 3, "community_point": 1, "asset": 1},
        "need": {"bambini-e-scuola": 2, "doposcuola": 2, "pacchi-alimentari": 1},
        "activity": {"corso": 1},
        "target": {"ragazzi": 1},
        "quarter": {"fiumicello": 4, "buffalora": 1},
        "open_now": {"true": 2},
        "ease": {"free": 3, "no_appointment": 2, "anonymous": 2, "soft_entry": 2, "wheelchair": 1},
    }


def test_facet_leaves_its_own_filter_out_and_keeps_the_others(directory):
    facets = look_for(need="doposcuola", target="ragazzi").page().facets

    assert counts(facets["need"]) == {"bambini-e-scuola": 1, "doposcuola": 1}
    assert counts(facets["target"]) == {"ragazzi": 1}
    assert counts(facets["quarter"]) == {"fiumicello": 1}


def test_discreet_themes_are_not_offered_as_filters(directory, terms):
    service = ServiceFactory(name="Ascolto", terms=[terms["violenza"]])
    ServiceAtLocationFactory(service=service, location=LocationFactory(quarter=directory["near"]))
    refresh_all()

    assert "violenza" not in counts(look_for().page().facets["need"])
    assert names(look_for(need="violenza")) == ["Ascolto"]


def test_typo_is_mended_and_said(directory):
    search = look_for(search="comipti")

    assert set(names(search)) == {HOMEWORK, STUDY, PARCELS}
    assert search.page().corrected == "compiti"


def test_when_no_listing_has_all_the_words_those_with_some_are_shown(directory):
    page = look_for(search="compiti dispensa tarello").page()

    assert page.relaxed
    assert set(names(page)) == {HOMEWORK, STUDY, PARCELS, PARK}
    assert names(page)[0] == PARCELS


def test_empty_list_offers_to_relax_one_filter_at_a_time(directory):
    page = look_for(page_mode=True, q="compiti", quarter="buffalora", free="true").page()

    assert page.total == 0
    assert [(rescue.label, rescue.count) for rescue in page.rescue] == [
        ("Togli «Buffalora»", 2),
        ("Togli «gratis»", 1),
    ]
    for rescue in page.rescue:
        again = ListingSearch(QueryDict(rescue.url[1:]), now=TUESDAY_TEN, page_mode=True).page()
        assert again.total == rescue.count


def test_unconfirmed_hours_stand_apart_and_counted(directory):
    page = look_for(page_mode=True, open_now="true").page()

    assert set(names(page)) == {HOMEWORK, PARK}
    assert ({listing.name for listing in page.unconfirmed}, page.unconfirmed_total) == ({PARCELS, HOME}, 2)


def test_search_near_a_place_knows_its_own_community_point(directory):
    page = look_for(page_mode=True, near="Fiumicello").page()

    assert (page.nearest_point.name, page.nearest_point.state.state) == (POINT, "closed")


def test_unknown_place_asks_for_the_quarter_and_shows_no_list(directory):
    search = look_for(page_mode=True, near="via dei Sogni 4")

    assert search.page().listings == []
    assert "quartiere" in search.place_error.messages[0]


def test_active_filters_can_be_taken_away_one_by_one(directory):
    search = look_for(page_mode=True, q="compiti", need=["doposcuola", "pacchi-alimentari"], free="true")

    assert [(chip.label, chip.remove_url) for chip in search.active] == [
        ("Doposcuola", "?q=compiti&need=pacchi-alimentari&free=true"),
        ("Pacchi alimentari", "?q=compiti&need=doposcuola&free=true"),
        ("gratis", "?q=compiti&need=doposcuola&need=pacchi-alimentari"),
    ]


@pytest.fixture
def tight_bound(monkeypatch):
    for module in (matching, listing_search):
        monkeypatch.setattr(module, "BOUND", 2)
    monkeypatch.setattr("services.search.facets.BOUND", 2)


def test_beyond_the_bound_the_total_is_exact_and_facets_say_at_least(directory, tight_bound):
    page = look_for(search="compiti").page()

    assert (page.total, names(page)) == (3, [HOMEWORK, STUDY, PARCELS])
    assert {value.approximate for value in page.facets["need"].values} == {True}


def test_relaxed_beyond_the_bound_is_exact_too(directory, tight_bound):
    page = look_for(search="compiti dispensa tarello").page()

    assert (page.total, page.relaxed, names(page)[0]) == (4, True, PARCELS)


@pytest.mark.parametrize("params", [{"search": "compiti"}, {"near": "Fiumicello", "radius": "20000"}, {"free": "true"}])
def test_pages_beyond_the_bound_follow_each_other_without_gaps(directory, tight_bound, params):
    whole = names(look_for(**params, per_page=100))

    assert [name for page in range(1, 8) for name in names(look_for(**params, page=page, per_page=1))] == whole


def test_long_tier_walked_by_index_gives_the_same_page(directory, tight_bound, monkeypatch):
    sorted_pages = [names(look_for(search="compiti", page=page, per_page=2)) for page in (1, 2)]
    monkeypatch.setattr(matching, "PROBED", 0)

    assert [names(look_for(search="compiti", page=page, per_page=2)) for page in (1, 2)] == sorted_pages


def test_everything_comes_from_stored_counts_when_the_directory_is_long(directory, tight_bound):
    store_counts()

    page = look_for().page()

    assert page.total == 6
    assert counts(page.facets["need"]) == {"bambini-e-scuola": 2, "doposcuola": 2, "pacchi-alimentari": 2}


@pytest.mark.parametrize(
    "params",
    [{}, {"search": "compiti"}, {"near": "Fiumicello"}, {"quarter": "fiumicello", "need": "doposcuola"}],
    ids=str,
)
def test_number_of_queries_does_not_grow(directory, params):
    def queries(**more):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            look_for(**params, **more).page()
        return len(captured)

    look_for(**params).page()
    few = queries(per_page=3)
    for n in range(20):
        service = ServiceFactory(name=f"Compiti {n}", description=str(n))
        ServiceAtLocationFactory(service=service, location=LocationFactory(quarter=directory["near"]))
    refresh_all()
    look_for(**params).page()

    assert queries(per_page=100) == few <= 8


ANY = st.text(max_size=30)
VALUES = {
    "search": st.one_of(ANY, st.sampled_from(["compiti", "comipti", "'", "a b c d", ":* & |", "\\", "=x #1"])),
    "need": st.one_of(ANY, st.sampled_from(["doposcuola", "pacchi-alimentari"])),
    "quarter": st.one_of(ANY, st.sampled_from(["fiumicello", "buffalora"])),
    "near": st.one_of(ANY, st.sampled_from(["Fiumicello", "45.5,10.2", "nan,nan", "1e999,0", "25126"])),
    "radius": st.one_of(ANY, st.integers(-5, 10**12).map(str)),
    "bbox": st.one_of(
        ANY, st.lists(st.floats(allow_nan=True), min_size=4, max_size=4).map(lambda v: ",".join(map(str, v)))
    ),
    "open_at": st.one_of(ANY, st.datetimes().map(datetime.datetime.isoformat)),
    "day": st.one_of(ANY, st.sampled_from(["MO", "SU"])),
    "start_time": st.one_of(ANY, st.times().map(str)),
    "minimum_age": st.one_of(ANY, st.integers().map(str)),
    "verified_within": st.one_of(ANY, st.integers().map(str)),
    "page": st.one_of(ANY, st.integers().map(str)),
    "per_page": st.one_of(ANY, st.integers().map(str)),
    "ordering": st.one_of(ANY, st.sampled_from(["distance", "name"])),
    "organization_id": ANY,
    "modified_after": st.one_of(ANY, st.dates().map(str)),
    "kind": ANY,
    "free": ANY,
}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(params=st.fixed_dictionaries({}, optional=VALUES), page_mode=st.booleans())
def test_any_parameters_give_a_page_or_reasons(directory, params, page_mode):
    search = look_for(page_mode=page_mode, **params)

    page = search.page()

    assert all(reasons and all(reasons) for reasons in search.errors.values())
    assert len(page.listings) <= page.size <= 100


def test_asked_moment_is_the_one_the_badge_speaks_of(directory):
    page = look_for(open_at="2026-11-25T09:30").page()

    assert [listing.label for listing in page.listings] == ["Aperto a quell’ora, fino alle 12:00"]


def test_a_chosen_quarter_knows_its_own_community_point(directory):
    page = look_for(page_mode=True, q="xyzzyq", quarter="fiumicello").page()

    assert (page.total, page.nearest_point.name) == (0, POINT)


def test_without_a_place_the_next_desk_to_open_is_offered(directory):
    page = look_for(page_mode=True, q="xyzzyq").page()

    assert (page.nearest_point.name, page.nearest_point.state.label(TUESDAY_TEN)) == (POINT, "Chiuso, apre alle 15:00")


def test_quarter_of_a_municipality_is_not_its_namesake_elsewhere(directory):
    town = MunicipalityFactory(name="Bergamo", istat_code="016024")
    namesake = QuarterFactory(name="Fiumicello", zone=ZoneFactory(name="Valle", municipality=town))
    ServiceAtLocationFactory(service=ServiceFactory(name="Bergamasco"), location=LocationFactory(quarter=namesake))
    refresh_all()

    assert names(look_for(quarter="fiumicello", municipality="bergamo")) == ["Bergamasco"]
    assert "Bergamasco" in names(look_for(quarter="fiumicello"))


def test_chips_of_several_quarters_ask_once(directory, django_assert_num_queries):
    search = look_for(page_mode=True, quarter=["fiumicello", "buffalora"])
    assert search.values

    with django_assert_num_queries(1):
        labels = [chip.label for chip in search.active]

    assert labels == ["Fiumicello", "Buffalora"]
