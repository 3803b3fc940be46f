"""How much the report of a desk shows that is open six hours a week, on what the real desks of Bologna wrote down.

The nine Sportelli sociali in 2014 (Comune di Bologna, open data, CC BY-SA 3.0): contacts by age, by what was asked and
by channel. Each is made a desk of 300 contacts, one for each hour that it is open; the rest is in our proportions.
"""

from random import Random

from helpdesk.demo import proportions
from helpdesk.figures.disclosure import FEWEST, FEWEST_SENSITIVE, counts, told_less
from helpdesk.figures.publishing import CONTACT_TABLES, at_a_desk
from helpdesk.figures.records import contact_record

CONTACTS = 300
AGES = ["under_18", "to_29", "to_44", "to_64", "to_64", "to_79", ""]  # 0–17, 18–25, 26–35, 36–50, 51–64, 65+, not said
NEEDS = ["money", "family", "home", "houses", "information", "day", "work", "together", "urgent", "other", "before"]
CHANNELS = ["desk", "phone", "message", "message", "message"]  # in person, telephone, e-mail, fax, letter
BOLOGNA = {
    "borgo": ("61 50 266 535 225 818 114", "898 135 302 168 422 68 30 17 3 21 5", "1365 568 83 38 15"),
    "navile": ("215 165 730 1680 702 2183 45", "2826 1173 645 549 349 87 21 38 24 7 1", "4749 586 123 234 27"),
    "porto": ("131 82 394 889 508 1335 31", "1174 1707 207 108 86 17 13 13 28 8 9", "2385 635 207 13 10"),
    "reno": ("51 101 395 912 404 961 79", "1313 98 410 154 814 64 14 4 30 2 0", "2587 177 110 21 7"),
    "donato": ("744 108 369 898 586 1275 211", "1980 1407 290 195 181 36 20 9 28 20 25", "3116 264 320 403 81"),
    "stefano": ("58 31 160 390 190 678 7", "681 110 231 184 173 55 15 19 9 2 35", "1414 20 30 43 5"),
    "vitale": ("386 67 203 445 258 955 111", "847 944 218 219 101 40 4 7 18 5 22", "1596 212 235 334 48"),
    "saragozza": ("104 63 262 661 337 1104 8", "980 1132 181 139 22 27 13 8 11 10 16", "1881 495 79 8 8"),
    "savena": ("134 50 181 516 248 1511 4", "933 707 551 276 24 96 22 26 4 5 0", "1531 724 165 119 81"),
}
ENDINGS = {"solved": 66, "referred": 23, "unmet": 11}
ANSWERS = {"information": 62, "form_filling": 30, "listening": 8}


def contact_of(desk, draw):
    ages, needs, channels = ([int(count) for count in counted.split()] for counted in BOLOGNA[desk])
    result = one(draw, ENDINGS)
    answers = {"solved": [one(draw, ANSWERS)], "referred": ["referral"], "unmet": []}
    near = draw.random() < proportions.FROM_AROUND
    home = "" if draw.random() > proportions.QUARTER_SAID else desk if near else draw.choice([*BOLOGNA])
    return contact_record(
        {
            "desk": desk,
            "season": draw.randrange(1, 5),
            "result": result,
            "unmet_reason": one(draw, proportions.UNMET_REASONS) if result == "unmet" else "",
            "answers": answers[result],
            "age_band": draw.choices(AGES, ages)[0],
            "gender": one(draw, proportions.GENDERS),
            "channel": draw.choices(CHANNELS, channels)[0],
            "minutes": one(draw, proportions.MINUTES),
            "heading": "",
            "topic": draw.choices(NEEDS, needs)[0],
            "zone": "north" if home in ("borgo", "navile", "reno") else home and "south",
            "home": home,
        }
    )


def one(draw, shares):
    return draw.choices([*shares], shares.values())[0]


def fewest(name, path):
    return FEWEST_SENSITIVE if name == "topic" and not path else FEWEST


def under_a_name(records, desk, name):
    """How many contacts of the desk stand under a name; those without an answer do, under that."""
    found = counts(records, ("desk", 1), (name, 1))
    return sum(count for (of, value), count in found.items() if of == desk and value != "altro")


def test_report_of_a_desk_open_six_hours_a_week_shows_80_of_100_contacts():
    draw = Random(2014)
    told = [contact_of(desk, draw) for desk in BOLOGNA for _each in range(CONTACTS)]

    shown = [at_a_desk(record) for record in told_less(told, CONTACT_TABLES, fewest)]
    told = [at_a_desk(record) for record in told]

    asked = ["result", "answer", "age", "gender", "channel", "minutes", "topic", "home"]
    shares = {
        (desk, name): under_a_name(shown, desk, name) / under_a_name(told, desk, name)
        for desk in BOLOGNA
        for name in asked
    }
    assert {pair: share for pair, share in shares.items() if share < 0.8} == {}
