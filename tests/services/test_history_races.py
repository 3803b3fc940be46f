"""Two at once: who puts back and who writes, in real transactions."""

import threading

import pytest
from django.db import connection, transaction

from services.history import plans
from services.history.plans import CannotRestore, plan_of, restore
from services.history.subjects import Subject
from services.models import Service
from tests.factories import ServiceFactory, UserFactory
from tests.racing import hold_until

from .history_acts import act_of, last_act

pytestmark = pytest.mark.django_db(transaction=True)


def changed(user):
    """A service whose name somebody changed: (its row, the act, the version that is seen)."""
    service = ServiceFactory(name="Aiuto compiti")
    with act_of(user):
        Service.objects.update(name="Compiti")
    return service, last_act(), plan_of(last_act(), Subject.of(service)).seen


def put_back_while_another_writes(user):
    """Another has written and not yet committed; what came of putting back, and the name in the end."""
    service, act, seen = changed(user)
    wrote, outcome = threading.Event(), []

    def put_back():
        wrote.wait()
        try:
            restore(act=act, subject=Subject("service", str(service.pk)), seen=seen, by=user)
            outcome.append("done")
        except CannotRestore as refusal:
            outcome.append("asked again" if refusal.plan else "refused")
        finally:
            connection.close()

    thread = threading.Thread(target=put_back)
    thread.start()
    with transaction.atomic():
        Service.objects.update(name="Studio")
        wrote.set()
        hold_until(lambda: not thread.is_alive())
    thread.join()
    return outcome, Service.objects.get().name


def test_what_another_is_writing_is_not_lost():
    assert put_back_while_another_writes(UserFactory()) == (["asked again"], "Studio")


def test_without_the_lock_it_would_be_lost(monkeypatch):
    monkeypatch.setattr(plans, "_lock", lambda act, subject: None)

    outcome, name = put_back_while_another_writes(UserFactory())

    assert (outcome, name) == (["done"], "Aiuto compiti")


def test_of_two_who_bring_back_the_same_one_does():
    user, service = UserFactory(), ServiceFactory()
    subject = Subject.of(service)
    with act_of(user):
        service.delete()
    act, outcomes = last_act(), []
    seen, together = plan_of(act, subject).seen, threading.Barrier(2)

    def bring_back():
        together.wait()
        try:
            restore(act=act, subject=Subject(subject.kind, subject.key), seen=seen, by=user)
            outcomes.append("done")
        except CannotRestore:
            outcomes.append("asked again")
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["asked again", "done"]
    assert Service.objects.count() == 1
