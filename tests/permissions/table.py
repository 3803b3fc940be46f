"""`docs/permissions.md`: the rules, and what each endpoint answers to each visitor."""

from accounts.access import Role
from puntocomunita.settings import BASE_DIR

from .answers import ALLOWED, FORBIDDEN, NOT_ALLOWED, NOT_FOUND, SECOND_FACTOR, SIGN_IN, UNAUTHORIZED
from .world import VISITORS

PATH = BASE_DIR / "docs" / "permissions.md"
MARKS = {
    ALLOWED: "✓",
    SIGN_IN: "→",
    SECOND_FACTOR: "⇢",
    UNAUTHORIZED: "401",
    FORBIDDEN: "403",
    NOT_FOUND: "404",
    NOT_ALLOWED: "405",
}
INTRODUCTION = """# Who may do what

Written from the rules (`accounts/access.py` and the `access.py` of each app) by
`make permissions`, and held by `tests/permissions`: every cell below is asked of the running portal, and an address
without a row, or a row that no longer says what the rules say, fails.

✓ allowed · → sent to sign in, then back · ⇢ sent to set up the second factor (`REQUIRE_MFA`) · 401, 403, 404 refused:
404 where even that it exists is not told · 405 no such method. An allowed form is sent empty, so ✓ may mean that
the page says what is missing.
"""


def row(cells):
    return f"| {' | '.join(cells)} |"


def written(rules, answers):
    """The whole file; `rules` by name, `answers` as (endpoint, rule's name, answers in the order of VISITORS)."""
    return "\n".join([INTRODUCTION, *of_visitors(), "", *of_rules(rules), "", *of_endpoints(answers)]) + "\n"


def of_visitors():
    yield "## Visitors"
    yield ""
    yield "Of one organisation, service, asset and Punto Comunità in one quarter of one city:"
    yield ""
    yield from (f"{number}. {who}" for number, who in enumerate(VISITORS.values(), 1))


def of_rules(rules):
    roles = [role for role in Role if role != Role.ANYONE]
    yield "## Rules"
    yield ""
    yield "A person must be this to the thing in question (where a page shows none, anywhere)."
    yield ""
    yield row(["rule", *[role.value.replace("_", " ") for role in roles], "token scope"])
    yield row(["---", *[":-:"] * len(roles), "---"])
    for rule in sorted(rules, key=lambda each: each.name):
        marks = ["✓" if rule.is_public or role in rule.roles else "" for role in roles]
        yield row([rule.name, *marks, rule.scope])


def of_endpoints(answers):
    yield "## Addresses"
    yield ""
    yield row(["address", "rule", *[str(number) for number in range(1, len(VISITORS) + 1)]])
    yield row(["---", "---", *[":-:"] * len(VISITORS)])
    for endpoint, cells in answers:
        rule = endpoint.rule.name if endpoint.rule else "closed"
        yield row([f"{endpoint.method} `{endpoint.shown}`", rule, *[MARKS[cell] for cell in cells]])
