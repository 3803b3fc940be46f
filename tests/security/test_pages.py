"""What each page tells the browser and holds, asked once by each who sees it differently."""

import pytest

from .asking import READABLE, SEEN_BY, ask
from .test_headers import faults
from .test_inline import HEAVIEST_PAGE, Inline, weight_of_sheets

pytestmark = pytest.mark.django_db
KEPT_AT_THE_DESK = {"helpdesk:desk_snapshot"}  # the directory, for when there is no network


@pytest.fixture(scope="module", params=READABLE, ids=str)
def endpoint(request):
    """Of the module, so that pytest runs all tests of one address before those of the next."""
    return request.param


@pytest.fixture(scope="module")
def answers(endpoint, world):
    return {visitor: ask(endpoint, world, visitor) for visitor in SEEN_BY}


def test_every_answer_carries_the_headers(endpoint, answers):
    said = {visitor: faults(answer, endpoint.shown) for visitor, answer in answers.items()}

    assert said == dict.fromkeys(SEEN_BY, set())


def test_what_a_signed_in_person_sees_is_kept_nowhere(endpoint, answers, world):
    """What is the same for everyone may be kept: it says so itself, and names nobody."""
    response = answers["coordinator"]

    name = world.visitors["coordinator"].name.encode()
    kept = "no-store" not in response.headers.get("Cache-Control", "")
    assert (kept, name in response.text_of) in [(False, True), (False, False), (True, False)]
    assert not kept or endpoint.name in KEPT_AT_THE_DESK or "public" in response.headers["Cache-Control"]


def test_page_has_no_code_or_style_inside_and_light_sheets(answers):
    """Sheets are weighed as they are sent, one by one, those for paper too: a first visit waits for them."""
    is_page = {who: said.headers.get("Content-Type", "").startswith("text/html") for who, said in answers.items()}
    pages = [answers[visitor].text_of.decode() for visitor in SEEN_BY if is_page[visitor]]

    assert [each for page in pages for each in Inline(page).found] == []
    assert [weight for page in pages if (weight := weight_of_sheets(page)) > HEAVIEST_PAGE] == []
