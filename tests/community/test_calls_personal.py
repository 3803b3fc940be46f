"""What is held of who asks, how long, and what stays once they go."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.calls import actions
from community.demo import calls as demo
from community.models import Applicant, Application, Call
from services.demo.people import load_people
from tests.factories import QuarterFactory, UserFactory
from tests.network.factories import network_of

from .calls_factories import ApplicationFactory, CallFactory, admitted, evaluated, of_the_young, opened, sent
from .pacts_factories import mandated, of_call

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def ranked(call, many):
    rows = [sent(call) for _ in range(many)]
    evaluated(call)
    for each in rows:
        admitted(each)
    actions.publish_ranking(by=None, call=call)
    return list(call.applications.ranked().select_related("person"))


def test_who_asked_reads_all_that_is_held_of_them():
    application = sent(opened(of_the_young()))

    (told,) = everything_held(application.person)["Domande che hai fatto a un bando"]

    assert {name: told[name] for name in ("riferimento", "età", "telefono", "dichiarazioni", "dove abiti")} == {
        "riferimento": application.code,
        "età": [30],
        "telefono": "030 123456",
        "dichiarazioni": [True],
        "dove abiti": "abito già in città",
    }


def test_who_leaves_gives_their_place_to_the_next_and_nothing_says_who_they_were():
    first, second = ranked(opened(CallFactory()), 2)
    Applicant.objects.create(call=first.call, application=first, digest="a" * 64)
    draft = ApplicationFactory(person=first.person)

    forget(first.person)
    first.person.delete()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.person, first.phone, first.household, first.position) == ("withdrawn", None, "", "", 1)
    assert (second.state, second.person is None) == ("awarded", False)
    assert not Applicant.objects.exists()
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_application_says_nothing_of_anybody_a_year_after_the_call_is_over():
    old, new = (ranked(opened(CallFactory()), 1)[0] for _ in range(2))
    for each, days in ((old, 367), (new, 300)):
        day = timezone.localdate() - days * DAY
        Call.objects.filter(pk=each.call_id).update(state="archived", archived_on=day)

    call_command("erase_expired", verbosity=0)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.erased_at is None, old.person, old.phone, old.residence) == (False, None, "", "")
    assert (old.state, old.position) == ("awarded", 1)
    assert (new.erased_at, new.person is None) == (None, False)


def test_who_was_not_admitted_is_so_a_year_later_and_nothing_says_why(client):
    application = sent(opened(CallFactory()))
    call = application.call
    evaluated(call)
    direction = mandated(call.network)
    actions.exclude(by=direction, application=application, reasons=["permit", "age"])
    actions.publish_ranking(by=direction, call=call)
    Call.objects.filter(pk=call.pk).update(state="archived", archived_on=timezone.localdate() - 367 * DAY)
    client.force_login(direction)

    call_command("erase_expired", verbosity=0)

    application.refresh_from_db()
    page = client.get(application.get_absolute_url()).content.decode()
    assert (application.state, application.reasons, application.erased_at is None) == ("excluded", [], False)
    assert ["<strong>esclusa" in page, "Non è ammessa per" in page] == [True, False]


def test_pact_of_hours_stays_and_says_no_more_of_whose_benefit(client):
    (application,) = ranked(opened(CallFactory(hours_due=40, hours_where="nel quartiere")), 1)
    call, pact = application.call, of_call(application=application)
    day = timezone.localdate() - 367 * DAY
    Call.objects.filter(pk=call.pk).update(state="archived", archived_on=day)
    client.force_login(mandated(call.network))

    call_command("erase_expired", verbosity=0)

    pact.refresh_from_db()
    pages = [
        client.get(f"{call.get_absolute_url()}domande/{each}").content.decode() for each in ("", f"{application}/")
    ]
    assert (pact.application, pact.participant is None) == (None, False)
    assert ["manca il patto" in pages[0], "Prepara il patto" in pages[1]] == [False, False]


def test_what_was_never_sent_goes_a_month_after_the_call_closes():
    today = timezone.localdate()
    gone, stays = (
        ApplicationFactory(call=opened(CallFactory(opens_on=today - 90 * DAY, closes_on=today - days * DAY)))
        for days in (31, 29)
    )

    call_command("erase_expired", verbosity=0)

    assert list(Application.objects.all()) == [stays]
    assert gone.pk


def test_who_decided_reads_how_many():
    reader = UserFactory()
    call = opened(CallFactory())
    application = sent(call)
    evaluated(call)
    actions.admit(by=reader, application=application)

    assert everything_held(reader)["Domande degli altri a cui hai dato punti o risposto"] == [
        {"con i tuoi punti": 0, "con la tua risposta": 1, "colloqui segnati": 0, "scritte da te allo sportello": 0}
    ]


def test_demo_has_three_calls_in_all_their_states_once():
    load_people()
    network = network_of()
    QuarterFactory(municipality=network)

    assert (demo.load(str), demo.load(str)) == (True, False)

    states = set(Application.objects.values_list("state", flat=True))
    assert (Call.objects.count(), Application.objects.count()) == (3, 140)
    assert states == set(Application.State.values)
    assert Application.objects.filter(call__benefits=50, state="awarded").count() == 50
    assert not [each for each in Application.objects.all() if "030" in each.phone or " " in each.name]
