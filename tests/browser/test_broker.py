"""Through the broker and back in a real browser: the policy for forms lets nobody be sent elsewhere."""

import copy

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.accounts.oidc_provider import CLIENT_ID, CLIENT_SECRET, running

MARIA = {"sub": "1", "name": "Maria Rossi", "email": "maria@example.org"}


@pytest.fixture
def portal(live_server, transactional_db, settings):
    """The portal with a broker on another origin, which its policy names or not."""
    with running() as broker:
        broker.claims = MARIA
        app = {"provider_id": "broker", "name": "SPID o CIE", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"APPS": [app | {"settings": {"server_url": broker.url}}]}
        }
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["OAUTH_PKCE_ENABLED"] = True
        settings.OIDC_TRUST_EMAIL = True
        settings.SITE_URL = live_server.url
        yield live_server, broker


def policy_with(settings, *origins):
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"] = ["'self'", *origins]
    return override_settings(CONTENT_SECURITY_POLICY=policy)


def test_one_comes_in_through_the_broker(portal, page, settings, violations):
    server, broker = portal
    with policy_with(settings, broker.url):
        page.goto(server.url + "/account/accedi/?next=/account/collegamenti/")
        faults = violations(page)
        page.get_by_role("button", name="Entra con SPID o CIE").click()
        page.wait_for_url("**/account/collegamenti/")

    assert (faults, violations(page)) == ([], [])
    expect(page.get_by_role("heading", level=1)).to_have_text("I tuoi collegamenti")
    expect(page.get_by_role("button", name="Togli il collegamento")).to_have_count(1)


def test_form_leads_to_no_origin_that_the_policy_does_not_name(portal, page, settings):
    server, broker = portal
    with policy_with(settings):
        page.goto(server.url + "/account/accedi/")
        page.get_by_role("button", name="Entra con SPID o CIE").click()
        page.wait_for_timeout(1000)

    assert page.url.endswith("/account/accedi/")
    assert [path for path, _query in broker.asked if path == "/authorize"] == []
