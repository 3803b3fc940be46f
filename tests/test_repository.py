"""What keeps the house as it is; each test names the files that break the rule."""

import ast
import re
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

BASE_DIR = settings.BASE_DIR
TEMPLATES = BASE_DIR / "templates"
FOUND_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# A person is a citizen, a neighbour, somebody; and is not what they lack.
NEVER_SAID = re.compile(r"\b(utent[ei]|utenza|fragil[ei]|disagio|bisognos[oaie])\b", re.IGNORECASE)
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"""{%\s*(?:translate|trans)\s+(["'])(?P<text>.*?)\1""", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}", re.DOTALL)


@cache
def files(*suffixes):
    """Those of this repository: not what a tool left in a hidden folder, nor the data under var/."""
    folders = [path for path in BASE_DIR.iterdir() if path.is_dir() and path.name[0] != "." and path.name != "var"]
    found = {path for folder in folders for path in folder.rglob("*")} | set(BASE_DIR.iterdir())
    return sorted(path for path in found if path.suffix in suffixes and path.is_file())


def templates():
    return [path for path in files(".html") if path.is_relative_to(TEMPLATES)]


def named(path):
    return str(path.relative_to(BASE_DIR))


def lines(path):
    return len(path.read_text().splitlines())


class VisibleText(HTMLParser):
    """What a page shows or reads aloud, and so neither its tags nor their classes."""

    READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "content", "value"}

    def __init__(self, source):
        super().__init__()
        self.parts = [match["text"] for match in TRANSLATED.finditer(source)]
        self.feed(TEMPLATE_TAG.sub(" ", COMMENT.sub(" ", source)))

    def handle_starttag(self, tag, attrs):
        self.parts += [value for name, value in attrs if name in self.READ_ALOUD and value]

    def handle_data(self, data):
        self.parts.append(data)


def default_template_names():
    """`app/model_suffix.html` of every generic view that a URL reaches."""
    suffixes = {
        callback.view_class.template_name_suffix
        for callback in callbacks(get_resolver())
        if hasattr(getattr(callback, "view_class", None), "template_name_suffix")
    }
    models = [model._meta for model in apps.get_models()]
    return {f"{meta.app_label}/{meta.model_name}{suffix}.html" for meta in models for suffix in suffixes}


def overrides(name):
    """Whether this template stands in the place of an installed package's, which asks for it by that name."""
    homes = [Path(config.path) for config in apps.get_app_configs()]
    return any((home / "templates" / name).exists() for home in homes if home.parent != BASE_DIR)


def callbacks(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from callbacks(pattern)
        else:
            yield pattern.callback


def imported(path):
    """Top-level names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def required(*requirements):
    """Distributions that these files ask for themselves."""
    lines = [line for name in requirements for line in (BASE_DIR / name).read_text().splitlines() if line[0] != "-"]
    return {re.match(r"[\w-]+", line)[0].lower() for line in lines}


@pytest.mark.parametrize(
    ("of_tests", "requirements"), [(False, ["requirements.in"]), (True, ["requirements.in", "requirements-dev.in"])]
)
def test_what_is_imported_is_required(of_tests, requirements):
    """A package that is only on the developer's machine is missing in a fresh clone."""
    ours = {path.stem for path in BASE_DIR.iterdir()}
    sources = [path for path in files(".py") if of_tests == ("tests" in path.parts)]
    names = {name for path in sources for name in imported(path)} - sys.stdlib_module_names - ours

    known = packages_distributions()
    asked = required(*requirements)

    assert {it for it in names if not {one.lower().replace("_", "-") for one in known.get(it, [])} & asked} == set()


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def quoted(path) -> set:
    return set(re.findall(r"""["']([^"'#\s]+)(?=["'#])""", path.read_text()))


def test_every_template_is_used():
    named_by = {path: quoted(path) for path in files(".py", ".html") if "tests" not in path.parts}
    by_default = FOUND_BY_DJANGO | default_template_names()

    unused = [
        named(template)
        for template in templates()
        if (name := str(template.relative_to(TEMPLATES))) not in by_default
        and not overrides(name)
        and not any(path != template for path, names in named_by.items() if name in names)
    ]

    assert unused == []


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + r"XX)\b")

    assert [named(path) for path in files(".py", ".html", ".js", ".css") if later.search(path.read_text())] == []


def test_decisions_are_short():
    assert [named(path) for path in files(".md") if path.parent.name == "adr" and lines(path) > 45] == []


def test_modules_are_short():
    modules = [path for path in files(".py") if not {"migrations", "tests"} & set(path.parts)]

    assert {named(path): lines(path) for path in modules if lines(path) > 400} == {}


def test_every_app_has_its_layer():
    """import-linter sees only what pyproject.toml names."""
    ours = {Path(config.path).name for config in apps.get_app_configs() if Path(config.path).parent == BASE_DIR}
    contract = re.search(r"root_packages = \[(.*?)\]", (BASE_DIR / "pyproject.toml").read_text())[1]

    assert ours - {"puntocomunita"} == set(re.findall(r'"(\w+)"', contract))


def test_pages_speak_of_people_as_people():
    said = {named(path): NEVER_SAID.findall(" ".join(VisibleText(path.read_text()).parts)) for path in templates()}

    assert {name: words for name, words in said.items() if words} == {}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p class='utente'>Ciao</p>", []),
        ("<p>Il nostro utente</p>", ["utente"]),
        ("{% translate 'Persone fragili' %}", ["fragili"]),
        ("{# per l'utente #}{% comment %}utenti{% endcomment %}", []),
        ("<img alt='Un disagio'>", ["disagio"]),
    ],
)
def test_words_are_heard_where_a_page_says_them(source, said):
    assert NEVER_SAID.findall(" ".join(VisibleText(source).parts)) == said
