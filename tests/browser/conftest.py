"""A small neighbourhood to walk through, and the rules of accessibility to walk by."""

import datetime
import functools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from organizations import hours
from organizations.models import OnHolidays, OpeningHours
from services.listings import refresh_all
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)

EVERY_DAY = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# Faults alone, and style sheets read by no rule of these: what a page does well, told element by element, and what it
# looks like, read again, is half of the time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "reporter": "no-passes",
    "preload": {"assets": ["media"]},
}


HANDS = ("check", "click", "fill", "focus", "press")
EYES = (
    "all_inner_texts",
    "count",
    "evaluate",
    "get_attribute",
    "inner_text",
    "input_value",
    "is_checked",
    "is_visible",
)
PATIENCE = 20_000  # milliseconds until what is expected of a page must have come: others may use the machine


@pytest.fixture(autouse=True, scope="session")
def hands_and_eyes_wait_until_the_page_has_arrived():
    """A test is faster than a reader: it types and looks when styles and scripts may still be on their way."""
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in HANDS:
            monkeypatch.setattr(Locator, name, once_arrived(getattr(Locator, name), attached=True))
        for name in EYES:
            monkeypatch.setattr(Locator, name, once_arrived(getattr(Locator, name)))
        monkeypatch.setattr(Page, "evaluate", once_arrived(Page.evaluate))
        yield


def once_arrived(act, attached=False):
    """The act of a page or of a locator, done when the page is there, and where asked what it is done to."""

    @functools.wraps(act)
    def acted(self, *args, **kwargs):
        if attached:
            self.wait_for(state="attached", timeout=kwargs.get("timeout"))
        (self if isinstance(self, Page) else self.page).wait_for_load_state()
        return act(self, *args, **kwargs)

    return acted


def until(page, condition):
    """Waits for what the browser keeps to be so; `condition` is JavaScript that may await."""
    page.evaluate(
        f"""async () => {{
            for (const end = Date.now() + {PATIENCE}; !({condition}); ) {{
                if (Date.now() > end) throw new Error("It never came to be so.");
                await new Promise((done) => setTimeout(done, 50));
            }}
        }}"""
    )


@pytest.fixture
def violations():
    """What axe finds against WCAG 2.2 AA on a page, one line a fault."""

    def found(page):
        faults = Axe().run(page, options=RULES).response["violations"]
        return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in faults]

    return found


def always_open():
    opening_hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
    ScheduleFactory(opening_hours=opening_hours, byday=EVERY_DAY, opens_at=datetime.time(0), closes_at=datetime.time(0))
    return opening_hours


@pytest.fixture
def neighbourhood(transactional_db):
    """Twenty-five places for homework around Fiumicello, and a Punto Comunità that is always open."""
    fiumicello = QuarterFactory()
    school = TermFactory(name="Bambini, scuola e famiglia", description="compiti, nido, neomamme", icon="it-card")
    children = TermFactory(taxonomy__slug="target", name="Ragazzi")
    TermFactory(name="Mi sento in pericolo", discreet=True)
    for number in range(25):
        service = ServiceFactory(
            name=f"Doposcuola {number:02}",
            description="Aiuto nei compiti, ogni pomeriggio.",
            terms=[school, children] if number % 2 else [school],
            no_appointment=True,
            free=True,
            opening_hours=None if number == 7 else always_open(),
        )
        place = LocationFactory(quarter=fiumicello, latitude=45.5442 + number / 5_000, longitude=10.1930)
        ServiceAtLocationFactory(service=service, location=place)
    CommunityPointFactory(name="Punto Comunità Fiumicello", opening_hours=always_open()).quarters.add(fiumicello)
    hours.compile_all(OpeningHours.objects.all())
    refresh_all()
    return fiumicello
