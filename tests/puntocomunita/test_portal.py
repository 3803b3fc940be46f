import csv
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from puntocomunita.templatetags import portal

EASE = {"no_appointment": False, "free": False, "anonymous": False, "wheelchair": False, "languages": []}


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (None, ""),
        (0, "10 m, 1 minuto a piedi"),
        (648.4, "650 m, 9 minuti a piedi"),
        (996, "1 km, 13 minuti a piedi"),
        (1130, "1,1 km, 15 minuti a piedi"),
        (3001, "3 km"),
        (125_000, "125 km"),
    ],
)
def test_distance_is_said_in_metres_and_minutes_on_foot(metres, said):
    assert portal.distance(metres) == said


def test_number_groups_thousands():
    assert [portal.number(value) for value in (7, 1240, 1_000_000)] == ["7", "1.240", "1.000.000"]


def test_marks_are_three_at_most_and_the_languages_come_third():
    everything = SimpleNamespace(
        no_appointment=True, free=True, anonymous=True, wheelchair=True, languages=["it", "ur", "en", "ar", "fr"]
    )

    assert portal.marks(everything) == ["senza appuntamento", "gratis", "urdu, inglese, arabo"]


def test_marks_without_other_languages_are_those_of_easy_entry():
    assert portal.marks(SimpleNamespace(**EASE | {"wheelchair": True, "languages": ["it"]})) == ["sedia a rotelle"]


def test_ways_say_how_one_has_it_without_going_there():
    assert portal.ways(SimpleNamespace(comes_home=True, by_phone=False, online=True)) == [
        "viene a casa tua",
        "si fa in Internet",
    ]


@pytest.mark.parametrize(("code", "name"), [("ur", "urdu"), ("zh", "cinese"), ("wo", "wolof"), ("xx", "xx")])
def test_language_name_is_italian_and_an_unknown_code_stays(code, name):
    assert portal.language_name(code) == name


def test_icon_is_drawn_inline_and_hidden_from_assistive_technology():
    drawn = portal.icon("it-search")

    assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M21.9')
    assert drawn.count("<svg") == 1


def test_icon_falls_back_on_the_other_name_and_then_on_nothing():
    assert portal.icon("nobody-drew-this", "it-cart") == portal.icon("it-cart") != ""
    assert portal.icon("nobody-drew-this") == ""


@pytest.fixture
def needs_of_the_home():
    with (settings.BASE_DIR / "services/taxonomy/needs.csv").open() as rows:
        return [row["slug"] for row in csv.DictReader(rows) if not row["parent"] and not row["discreet"]]


def test_every_need_of_the_home_has_a_drawing_of_ours(needs_of_the_home):
    assert [slug for slug in needs_of_the_home if slug not in portal.drawings()] == []


def test_navigation_marks_the_section_of_the_page():
    request = RequestFactory().get("/servizi/doposcuola/")

    page = Template("{% load portal %}{% navigation %}").render(Context({"request": request}))

    assert '<a href="/servizi/" aria-current="true">Trova aiuto</a>' in page
    assert page.count("aria-current") == 1


def test_navigation_is_drawn_without_a_request():
    assert "aria-current" not in Template("{% load portal %}{% navigation %}").render(Context())


def test_distance_follows_the_language_of_the_page():
    with translation.override("en"):
        assert portal.shown_length(1130) == "1.1 km"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(), "", "Manca questo: serve per andare avanti."),
        (forms.CharField(max_length=3), "casa", "Accorcia: ci stanno 3 caratteri, e sono 4."),
        (forms.IntegerField(min_value=1), "0", "Scrivi un numero che non sia sotto 1."),
        (forms.IntegerField(max_value=9), "10", "Scrivi un numero che non sia sopra 9."),
    ],
)
def test_fields_of_every_form_say_plainly_what_to_do(field, value, said):
    with pytest.raises(forms.ValidationError) as error:
        field.clean(value)

    assert error.value.messages == [said]


@pytest.mark.parametrize(
    ("day", "word", "said"),
    [
        ("9 marzo", "al", "al 9 marzo"),
        ("8 marzo", "al", "all’8 marzo"),
        ("11 marzo 2027", "il", "l’11 marzo 2027"),
        ("8 marzo", "Dal", "Dall’8 marzo"),
        ("18 marzo, 11:00", "del", "del 18 marzo, 11:00"),
    ],
)
def test_word_before_a_day_is_joined_to_it_as_people_say_it(day, word, said):
    assert portal.after(day, word) == said
