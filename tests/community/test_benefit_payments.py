"""What is paid of a benefit: never more than it is, told to who has it, and kept with no account number and no name."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.calls import actions, paying
from community.models import Application, BenefitPayment, Notice
from puntocomunita.encryption import encrypt

from .calls_factories import CallFactory, admitted, evaluated, opened, sent
from .pacts_factories import coordinator, mandated
from .test_calls import at
from .test_calls_refused import refusals

pytestmark = pytest.mark.django_db


def awarded(amount=4000, benefits=1, people=1, **more):
    """Applications to one call, in their order."""
    call = opened(CallFactory(amount=amount, benefits=benefits, payee="landlord"))
    rows = [sent(call, **more) for _ in range(people)]
    evaluated(call)
    for each in rows:
        admitted(each)
    actions.publish_ranking(by=None, call=call)
    return list(call.applications.ranked().select_related("call__network", "person"))


def paid(application, amount):
    told = {"paid_on": timezone.localdate(), "amount": amount}
    return BenefitPayment.objects.create(application=application, **told)


OF_A_PAYMENT = {
    "amount = 0": "payment_is_some_money",
    "amount = 3000.01": "payments_are_no_more_than_the_benefit",
    "paid_on = current_date + 2": "payment_is_not_to_come",
    "application_id = (SELECT max(id) FROM community_application)": "benefit_is_paid_once_it_is_awarded",
    "amount = 3000": "",
}


def test_database_pays_no_more_than_was_awarded_and_to_who_has_it():
    first, waits = awarded(people=2)
    paid(first, 1000)
    payment = paid(first, 500)

    assert refusals(payment, OF_A_PAYMENT) == OF_A_PAYMENT
    assert refusals(first, ["state = 'withdrawn'"]) == {"state = 'withdrawn'": "benefit_that_is_paid_is_not_given_back"}
    with pytest.raises(IntegrityError, match="benefit_is_paid_once_it_is_awarded"), transaction.atomic():
        paid(waits, 1)


def test_direction_writes_down_what_is_paid_and_who_has_the_benefit_reads_it(client):
    (application,) = awarded()
    client.force_login(mandated(application.call.network))
    page, today = at(application.call, f"domande/{application.code}/pagamenti/"), timezone.localdate().isoformat()

    begun = client.get(page).content.decode()
    too_much = client.post(page, {"paid_on": today, "amount": "4000.01"}).content.decode()
    client.post(page, {"paid_on": today, "amount": "1500.50"})
    client.post(page, {"paid_on": today, "amount": "2000"})
    client.post(page, {"wrong": str(BenefitPayment.objects.last().pk)})
    refused = [client.post(page, {"wrong": each}).status_code for each in ("x", "0")]
    listed = client.get(at(application.call, "domande/?stato=da-pagare")).content.decode()
    client.force_login(application.person)
    own = client.get(at(application.call, "la-tua-domanda/")).content.decode()

    assert ('value="4000"' in begun, "È più di quello che resta da pagare." in too_much) == (True, True)
    assert ([each.amount for each in application.payments.all()], refused) == ([1500.5], [302, 302])
    assert "Pagati finora a chi affitta la casa: 1.500,50 € di 4.000 €." in listed
    assert ("pagati 1.500,50 €" in listed, "pagati 1.500,50 €" in own) == (True, True)
    told = Notice.objects.filter(person=application.person, key__startswith="payment-")
    assert sorted(each.words.split(" (")[0] for each in told) == [
        f"Pagati finora a chi affitta la casa: {sum_} € di 4.000 €" for sum_ in ("1.500,50", "1.500,50", "3.500,50")
    ]


def test_who_has_no_access_hears_of_a_payment_from_the_desk():
    (application,) = awarded(person=None, name=encrypt("Ada Bassi"))
    Application.objects.update(to_tell="", to_tell_since=None)
    direction = mandated(application.call.network)

    paying.pay(by=direction, application=application, paid_on=timezone.localdate(), amount=4000)

    application.refresh_from_db()
    assert application.to_tell == "paid"


def test_nobody_writes_down_what_is_paid_to_themselves_and_who_evaluates_only_reads(client):
    (application,) = awarded()
    page = at(application.call, f"domande/{application.code}/")
    told = {"paid_on": timezone.localdate(), "amount": 1}
    paid(application, 1)

    with pytest.raises(paying.Settled):
        paying.pay(by=application.person, application=application, **told)
    paid(application, 3999)
    client.force_login(coordinator(application.call.network))
    listed = client.get(at(application.call, "domande/?stato=da-pagare")).context["page"]
    shown = client.get(page).content.decode()

    assert ("pagati 1 €" in shown, "pagamenti/" in shown, list(listed)) == (True, False, [])
    assert client.get(page + "pagamenti/").status_code == 404


def test_benefit_that_is_paid_is_not_given_back_and_stays_when_the_person_goes(client):
    first, waits = awarded(people=2)
    paid(first, 4000)
    client.force_login(first.person)

    page = client.get(at(first.call, "la-tua-domanda/")).content.decode()
    response = client.post(at(first.call, "la-tua-domanda/"), {"withdraw": "1"}, follow=True)
    (held,) = everything_held(first.person)["Domande che hai fatto a un bando"]
    forget(first.person)

    assert ("Una parte è già stata pagata" in page, 'name="withdraw"' in page) == (True, False)
    assert "Una parte è già stata pagata: parlane" in response.content.decode()
    assert held["pagamenti"] == [{"pagato il": timezone.localdate(), "euro": 4000}]
    first.refresh_from_db()
    waits.refresh_from_db()
    assert (first.state, first.erased_at is None, waits.state) == ("awarded", False, "reserve")
    assert first.payments.count() == 1
