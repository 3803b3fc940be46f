"""Of an assessment the day stays, and of who gives hours as part of a support nothing outside those in charge."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from community.calls import actions as calls
from community.models import Application, Pact
from tests.factories import LocationFactory, MemberFactory, QuarterFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .calls_factories import CallFactory, evaluated, opened, sent
from .pacts_factories import PactFactory, coordinator, mandated, signed, social_worker, to_sign

pytestmark = pytest.mark.django_db
FOUND = "XQZVALUTAZIONE"  # what a social worker found, typed where nothing asks for it


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def tables_that_say(words) -> list:
    """Of the whole database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\" AS t WHERE t::text LIKE %s)" for name in names
        )
        cursor.execute(asked, [f"%{words}%"] * len(names))
        return [name for (name,) in cursor.fetchall()]


def test_of_an_assessment_only_the_day_is_kept_wherever_one_looks(caplog, django_capture_on_commit_callbacks):
    network = network_of()
    worker, today = social_worker(network), timezone.localdate()
    pact = to_sign(PactFactory(network=network, kind="social"))
    application = sent(opened(CallFactory(needs_assessment=True)))
    client = signed_in(worker)
    more = dict.fromkeys(["notes", "words", "reason", "outcome", "assessment"], FOUND)
    follow = f"/comunita/{network.slug}/patti/{pact.pk}/segui/"
    one = f"/comunita/{network.slug}/bandi/{application.call_id}/domande/{application.code}/colloquio/"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(follow, more | {"assess": "1", "assessed_on": today.isoformat()})
        client.post(one, more | {"on": today.isoformat()})

    pact.refresh_from_db()
    application.refresh_from_db()
    assert (pact.assessed_on, pact.assessed_by, application.assessed_on) == (today, worker, today)
    assert tables_that_say(FOUND) == []
    assert FOUND not in caplog.text + "".join(each.body for each in mail.outbox)


def test_pact_of_who_was_assessed_for_a_call_is_a_social_one_and_names_no_call():
    network = network_of()
    worker, director = social_worker(network), mandated(network)
    quarter, today = QuarterFactory(municipality=network), timezone.localdate()
    host = MembershipFactory(network=network).organization
    LocationFactory(organization=host, quarter=quarter, municipality=network)
    call = opened(CallFactory(title="Percorsi", needs_assessment=True, hours_due=9, hours_where="nel quartiere"))
    application = sent(call, quarter=quarter)
    calls.assess(by=worker, application=application, on=today)
    evaluated(call)
    calls.admit(by=director, application=application)
    calls.publish_ranking(by=director, call=call)
    told = {"host": host.pk, "words": "Mette a posto i libri"} | dict.fromkeys(
        ["starts_on", "ends_on"], today.isoformat()
    )

    signed_in(director).post(f"{application.get_absolute_url()}patto/", told)

    pact = Pact.objects.get()
    assert (pact.kind, pact.application, pact.assessed_on, pact.assessed_by) == ("social", application, today, worker)
    assert (pact.words, pact.hours_due) == ("Mette a posto i libri", 9)
    assert signed_in(coordinator(network)).get(pact.address("pact_follow")).status_code == 404


def test_no_column_has_room_for_what_was_found():
    kept = {field.name for model in (Pact, Application) for field in model._meta.fields if "assess" in field.name}

    assert kept == {"assessed_on", "assessed_by"}


def test_social_pact_is_nowhere_for_who_is_not_in_charge():
    network = network_of()
    host = MembershipFactory(network=network).organization
    MemberFactory(organization=host, role=Role.OWNER)
    pact = signed(PactFactory(network=network, kind="social", host=host, words="Mette a posto i libri"))
    here = f"/comunita/{network.slug}/patti/"
    people = {"nobody": Client(), "stranger": signed_in(UserFactory()), "coordinator": signed_in(coordinator(network))}
    people["elsewhere"] = signed_in(MemberFactory(role=Role.OWNER).user)

    seen = {}
    for who, client in people.items():
        lists = [client.get(f"{here}{each}") for each in ("", "miei/", "in-carico/", "ore-da-confermare/")]
        told = [each.content.decode() for each in lists if each.status_code == 200]
        one = [client.get(f"{here}{pact.pk}/{each}").status_code for each in ("", "segui/", "ospite/", "ore/")]
        seen[who] = (sum(pact.words in page or "attivazione" in page for page in told), set(one))

    assert seen == {
        "nobody": (0, {302}),
        "stranger": (0, {404}),
        "coordinator": (0, {404}),
        "elsewhere": (0, {404}),
    }


@pytest.mark.parametrize("many", [1, 4])
def test_figures_are_the_same_with_few_social_pacts_as_with_none(many):
    network = network_of()
    host = MembershipFactory(network=network).organization
    page, direction = f"/comunita/{network.slug}/patti/", mandated(network)
    before = Client().get(page).content

    for _ in range(many):
        signed(PactFactory(network=network, host=host, kind="social"), by=direction)

    assert Client().get(page).content == before
