"""No code and no style inside a page: with that the policy needs no nonce, and pages stay the same for everybody."""

import gzip
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from django.conf import settings

# Shows a part of a page that our own server has rendered, and escaped, as htmx does; tells another window a number.
FRAGMENTS = {"hours.js": ["innerHTML"], "incorpora.js": ["postMessage"], "riquadro.js": ["postMessage"]}
READ_ONLY = {"sportello-rete.js": ["outerHTML"]}  # what a page is, to be kept
SHEETS = settings.BASE_DIR / "static" / "css"
HEAVIEST_PAGE, ALL_SHEETS = 10_000, 12_000  # bytes, packed
OURS = ["accounts", "community", "helpdesk", "network", "organizations", "puntocomunita", "services", "territory"]
DATA_BLOCKS = {"application/json", "application/ld+json"}


class Inline(HTMLParser):
    """Collects what a strict policy would refuse, as the tag that carries it."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.found += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"<{tag} {name}=javascript:>" for name, value in attributes if starts_code(value)]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA_BLOCKS):
            self.found.append(f"<{tag}>")


def starts_code(value):
    return bool(re.match(r"\s*(javascript|vbscript|data:text/html)", value or "", re.IGNORECASE))


def weight_of_sheets(page):
    linked = set(re.findall(r'<link rel="stylesheet" href="[^"]*/css/([\w-]+?)(?:\.[0-9a-f]{12})?\.css"', page))
    return sum(packed(sheet) for sheet in sorted(SHEETS.glob("*.css")) if sheet.stem in linked)


@cache
def packed(*sheets):
    return len(gzip.compress(b"".join(sheet.read_bytes() for sheet in sheets)))


def test_sheets_of_a_page_are_found(client, db):
    assert 3_000 < weight_of_sheets(client.get("/privacy/").content.decode()) < HEAVIEST_PAGE


def test_sheets_together_are_light():
    assert packed(*sorted(SHEETS.glob("*.css"))) < ALL_SHEETS


def test_sheets_dress_nothing_that_no_page_has():
    """A class that nothing writes; those of Leaflet and htmx are not ours, those of notices are joined from tags."""
    places = [("templates", "*.html"), ("static/js", "*.js"), *((app, "*.py") for app in OURS)]
    texts = (path.read_text() for folder, name in places for path in (settings.BASE_DIR / folder).rglob(name))
    written = {word for text in texts for word in re.findall(r"[\w-]+", text)}

    dressed = {each for sheet in SHEETS.glob("*.css") for each in re.findall(r"\.([a-z][\w-]*)", rules_of(sheet))}
    theirs = {each for each in dressed if each.startswith(("leaflet-", "htmx-", "notice-"))}

    assert dressed - theirs - written == set()


def rules_of(sheet):
    """Selectors alone, comments and what is set taken away."""
    return re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", sheet.read_text(), flags=re.DOTALL)


def test_no_template_has_code_or_style_inside():
    """What no walk reaches: mails, parts under a condition, error pages. A mail has no sheet: its tags say how."""
    sources = {path: re.sub(r"{[%#].*?[%#]}", "", path.read_text(), flags=re.DOTALL) for path in templates()}

    found = {path: Inline(text).found for path, text in sources.items()}
    refused = {path: [each for each in parts if not is_style_of_a_mail(path, each)] for path, parts in found.items()}

    assert {str(path): parts for path, parts in refused.items() if parts} == {}


def is_style_of_a_mail(path, part):
    return path.parent.name == "email" and part.endswith(" style>")


def test_no_template_switches_escaping_off():
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")

    assert [str(path) for path in templates() if path.suffix == ".html" and unsafe.search(path.read_text())] == []


def templates():
    return sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_scripts_build_no_code_and_write_no_html():
    """Data reaches a page by `textContent` and attributes, so that words stay words."""
    dangerous = re.compile(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|postMessage")
    scripts = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))

    found = {path.name: said for path in scripts if (said := dangerous.findall(path.read_text()))}
    assert found == FRAGMENTS | READ_ONLY


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p style='x'>", ["<p style>"]),
        ("<a onclick=x>", ["<a onclick>"]),
        ("<a href=' JavaScript:x'>", ["<a href=javascript:>"]),
        ("<script>x</script>", ["<script>"]),
        ("<script type=application/json>{}</script><script src=/a.js></script>", []),
    ],
)
def test_what_is_inside_is_found(page, found):
    assert Inline(page).found == found
