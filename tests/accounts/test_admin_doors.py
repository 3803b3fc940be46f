"""The admin behind the portal's door: who gets in at which of its pages, and what nobody gets past."""

from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from .administration import address, make_world, pages

VISITORS = [
    "anonymous",
    "citizen",
    "owner",
    "volunteer",
    "coordinator",
    "direction without second factor",
    "direction",
    "technician",
]
SIGN_IN, FACTOR, CLOSED, HIDDEN, OPEN = "sign in", "second factor", "403", "404", "open"
NOBODY = [CLOSED] * 8
ADMINISTER = [SIGN_IN, CLOSED, CLOSED, CLOSED, CLOSED, FACTOR, OPEN, OPEN]
DIRECT = [SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, FACTOR, OPEN, HIDDEN]
NOWHERE = [SIGN_IN, CLOSED, CLOSED, CLOSED, CLOSED, FACTOR, HIDDEN, HIDDEN]
FOR_READING = {"index", "app_list", "autocomplete", "jsi18n"}
# What may be done in each table beyond reading it; the lists take a form only where rows can be taken away.
TABLES = {
    "accounts_user": (ADMINISTER, {"change"}),
    "territory_municipality": (ADMINISTER, {"change"}),
    "territory_holiday": (ADMINISTER, {"add", "change", "delete", "changelist"}),
    "territory_zone": (ADMINISTER, {"add", "change"}),
    "territory_quarter": (ADMINISTER, {"add", "change"}),
    "territory_postalcode": (ADMINISTER, {"add", "change", "delete", "changelist"}),
    "territory_placename": (ADMINISTER, {"add", "change", "delete", "changelist"}),
    "services_taxonomy": (ADMINISTER, {"change"}),
    "services_taxonomyterm": (ADMINISTER, {"add", "change", "delete", "changelist"}),
    "organizations_organization": (DIRECT, {"add", "change", "delete", "changelist"}),
    "organizations_location": (DIRECT, {"add", "change", "delete", "changelist"}),
    "organizations_communitypoint": (DIRECT, {"add", "change", "delete", "changelist"}),
    "organizations_openinghours": (DIRECT, {"change"}),
    "organizations_mandate": (DIRECT, set()),
    "organizations_organizationmember": (DIRECT, set()),
    "services_service": (DIRECT, {"add", "change", "delete", "changelist"}),
    "services_asset": (DIRECT, {"add", "change", "delete", "changelist"}),
}
NAMES_PEOPLE = {"accounts_user", "organizations_mandate", "organizations_organizationmember", "services_asset"}


def expected():
    """{(page, method): what each visitor gets}, written out from the table above."""
    table = {(name, "GET"): ADMINISTER for name in FOR_READING} | {(name, "POST"): NOBODY for name in FOR_READING}
    table |= {(name, "GET"): [OPEN] * 8 for name in ("login", "logout")}
    table |= {(name, "POST"): NOBODY for name in ("login", "logout")}
    table |= {("nowhere", "GET"): NOWHERE, ("nowhere", "POST"): NOBODY}
    for name, (who, verbs) in TABLES.items():
        read = {"changelist", "change"} | (set() if name in NAMES_PEOPLE else {"history"})
        for page in read | (verbs & {"add", "delete"}):
            table[f"{name}_{page}", "GET"] = who
            table[f"{name}_{page}", "POST"] = who if page in verbs else NOBODY
    return table


def outcome(response):
    if response.status_code == 302 and response.url.startswith(reverse("account_login") + "?"):
        return SIGN_IN
    if response.status_code == 302 and response.url.startswith(reverse("account_second_factor")):
        return FACTOR
    return OPEN if response.status_code in (200, 302) else str(response.status_code)


def client_of(visitor, world):
    client, name = Client(), visitor.partition(" ")[0]
    user = getattr(world, name, None) or getattr(world.here, name, None)
    if user:
        client.force_login(user)
    return client


def answers(visitor, world):
    client = client_of(visitor, world)
    found = {}
    for name, model in pages():
        url = address(name, model, world.here)
        if name == "autocomplete":
            url += "?app_label=services&model_name=taxonomyterm&field_name=parent"
        found[name, "GET"] = outcome(client.get(url)) if name not in {"login", "logout"} else door(client, url)
        found[name, "POST"] = outcome(client.post(url))
    return found


def door(client, url):
    """These two send everybody on to the portal's own pages."""
    return OPEN if client.get(url).status_code == 302 else CLOSED


def test_every_page_opens_to_whom_it_should_and_to_nobody_else(db, settings):
    settings.REQUIRE_MFA = True
    world = make_world()
    found = {}
    for visitor in VISITORS:
        if "without" in visitor:
            world.here.direction.authenticator_set.all().delete()
        if visitor in {"volunteer", "coordinator", "direction"}:
            TOTP.activate(getattr(world.here, visitor), generate_totp_secret())
        found[visitor] = answers(visitor, world)

    assert {key: [found[visitor][key] for visitor in VISITORS] for key in found["anonymous"]} == expected()


def test_recovery_codes_alone_open_nothing(db, settings, client):
    settings.REQUIRE_MFA = True
    world = make_world()
    world.technician.authenticator_set.filter(type="totp").delete()
    client.force_login(world.technician)

    assert outcome(client.get(reverse("admin:index"))) == FACTOR


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("/amministrazione/services/service/", "/amministrazione/services/service/"),
        ("", "/amministrazione/"),
        ("https://altrove.example/", "/amministrazione/"),
        ("//altrove.example/", "/amministrazione/"),
        ("javascript:alert(1)", "/amministrazione/"),
    ],
)
def test_old_sign_in_leads_to_the_portals_door_and_keeps_only_ways_of_ours(db, client, asked, then):
    response = client.get("/amministrazione/login/", {"next": asked})

    assert response.url == f"/account/accedi/?{urlencode({'next': then}, safe='/')}"


def test_old_sign_in_does_not_take_a_password(db, client):
    world = make_world()

    response = client.post(
        "/amministrazione/login/", {"username": world.technician.email, "password": "una-parola-lunga"}
    )

    assert (response.status_code, "_auth_user_id" in client.session) == (403, False)


def test_signing_out_and_the_password_are_the_portals(db, client):
    world = make_world()
    client.force_login(world.technician)

    page = client.get(reverse("admin:index")).content.decode()

    assert 'action="/account/esci/"' in page
    assert client.get("/amministrazione/logout/").url == "/account/esci/"
    assert [client.get(f"/amministrazione/{name}/").status_code for name in ("password_change", "r/1/1")] == [404, 404]


def test_role_that_ended_closes_the_admin_at_once(db, client):
    world = make_world()
    client.force_login(world.here.direction)
    opened = client.get(reverse("admin:index")).status_code

    world.here.direction.mandates.all().delete()

    assert (opened, client.get(reverse("admin:index")).status_code) == (200, 403)
