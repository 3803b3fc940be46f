"""The list that an address carries: read, written, said on paper, drawn, sent."""

import datetime

import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from organizations.hours import DayHours, OpeningState
from services.shortlist.address import Item, Shortlist, read
from services.shortlist.hours_on_paper import next_opening, week_in_a_line
from services.shortlist.paper import A4, A5, paper_for
from services.shortlist.pictures import qr_path
from services.shortlist.sending import note_fit_for_mail

NOW = datetime.datetime(2026, 11, 24, 10, 30)
UNREADABLE = "Una parte dell’indirizzo non si legge. Il resto della lista è qui."
TOO_LONG = "Una nota era troppo lunga: ne restano i primi 200 caratteri."


@pytest.mark.parametrize(
    ("values", "notes", "items", "problems"),
    [
        ([], [], [], []),
        (["compiti", "r.parco", "p.badia"], [], [("compiti", ""), ("r.parco", ""), ("p.badia", "")], []),
        (["compiti~chiedi di Maria", "isee"], [], [("compiti", "chiedi di Maria"), ("isee", "")], []),
        (["compiti~vecchia", "isee"], ["nuova", ""], [("compiti", "nuova"), ("isee", "")], []),
        (["compiti"], ["una\r\n  nota\x00"], [("compiti", "una nota")], []),
        (["compiti"], ["una", "di troppo"], [("compiti", "una")], []),
        (["isee~a~b"], [], [("isee", "a~b")], []),
        (["isee", "isee~di nuovo"], [], [("isee", "")], []),
        (["", " ", "isee"], [], [("isee", "")], []),
        (["<b>", "\x00", "q.x", "è", "x" * 161, "isee"], [], [("isee", "")], [UNREADABLE]),
        (["isee~" + "a" * 201], [], [("isee", "a" * 200)], [TOO_LONG]),
    ],
)
def test_a_list_is_read_from_an_address(values, notes, items, problems):
    asked = read(values, notes)

    assert (asked.items, asked.problems) == ([Item(*each) for each in items], problems)


@pytest.mark.parametrize(
    ("count", "problems"),
    [
        (12, []),
        (13, ["Una lista tiene al massimo 12 posti: 1 è rimasto fuori."]),
        (30, ["Una lista tiene al massimo 12 posti: 18 sono rimasti fuori."]),
    ],
)
def test_a_list_is_bounded_and_says_so(count, problems):
    asked = read([f"s{number}" for number in range(count)])

    assert [str(item) for item in asked.items] == [f"s{number}" for number in range(12)]
    assert (asked.full, asked.problems) == (True, problems)


@pytest.mark.parametrize(
    ("ref", "by", "order"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("z", 1, "abc")],
)
def test_a_place_moves_as_far_as_there_is_room(ref, by, order):
    moved = read(["a", "b", "c"]).moved(ref, by)

    assert [item.ref for item in moved.items] == list(order)


def test_a_list_is_written_as_it_is_read():
    items = [Item("isee", "porta l’ISEE & 1=1 ~ #é"), Item("r.parco")]

    query = Shortlist(items).query()

    assert query == "s=isee~porta+l%E2%80%99ISEE+%26+1%3D1+~+%23%C3%A9&s=r.parco"
    assert read(["isee~porta l’ISEE & 1=1 ~ #é", "r.parco"]).items == items


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OpeningState("open", at=NOW), "Sempre aperto, giorno e notte"),
        (
            OpeningState("open", until=NOW.replace(hour=18, minute=0), at=NOW),
            "Oggi, martedì 24 novembre, è aperto fino alle ore 18:00",
        ),
        (
            OpeningState("open", until=datetime.datetime(2026, 11, 25, 2), at=NOW),
            "Oggi, martedì 24 novembre, è aperto fino a tardi",
        ),
        (
            OpeningState("closed", opens=datetime.datetime(2026, 12, 1, 14, 30), at=NOW),
            "Apre martedì 1º dicembre alle ore 14:30",
        ),
        (OpeningState("closed", at=NOW), "Chiuso nelle prossime due settimane"),
    ],
)
def test_paper_says_hours_with_their_day(state, words):
    assert next_opening(state) == words


def days(**intervals):
    """A week from Tuesday 24 November; `tu="9:00–12:00"`."""
    names = ["tu", "we", "th", "fr", "sa", "su", "mo"]
    dates = [NOW.date() + datetime.timedelta(days=ahead) for ahead in range(7)]
    return [
        DayHours(date, "", False, tuple(filter(None, [intervals.get(name)])))
        for name, date in zip(names, dates, strict=True)
    ]


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ([], ""),
        (days(), ""),
        (
            days(tu="9:00–12:00", mo="9:00–12:00", th="14:00–16:00"),
            "lunedì, martedì 9:00–12:00; giovedì 14:00–16:00",
        ),
        (days(**dict.fromkeys(["tu", "we", "th", "fr", "sa", "su", "mo"], "7:00–21:00")), "tutti i giorni 7:00–21:00"),
    ],
)
def test_the_coming_week_is_one_line(week, words):
    assert week_in_a_line(week) == words


@pytest.mark.parametrize(
    ("asked", "count", "paper"), [("", 2, A5), ("", 3, A4), ("a4", 1, A4), ("a5", 9, A5), ("a0", 1, A5)]
)
def test_paper_is_what_was_asked_for_or_holds_the_list(asked, count, paper):
    assert paper_for(asked, count) == paper


def dark(modules, path):
    """The squares that the path paints, as rows of 0 and 1."""
    rows = [[False] * modules for _row in range(modules)]
    for stroke in path.split("M")[1:]:
        start, _h, run = stroke.partition("h")
        x, y = map(int, start.split())
        for offset in range(int(run.partition("v")[0])):
            rows[y][x + offset] = True
    return rows


def test_the_picture_paints_every_dark_square_and_no_other():
    address = "https://puntocomunita.example/lista/?s=isee&s=doposcuola-fiumicello"
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(address)
    code.make()

    assert dark(*qr_path(address)) == code.get_matrix()


@pytest.mark.parametrize(
    ("note", "sent"),
    [
        ("chiedi di Maria, porta l’ISEE", "chiedi di Maria, porta l’ISEE"),
        ("dalle 9.30 alle 12.it", ""),
        ("vinci qui https://esca.example", ""),
        ("www.esca.example", ""),
        ("esca.com", ""),
    ],
)
def test_a_note_with_an_address_is_not_sent(note, sent):
    assert note_fit_for_mail(note) == sent
