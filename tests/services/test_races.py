"""Every two who change the same entry at once: the second waits and is told, and nothing of the first is lost."""

import threading

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from organizations.models import Claim, ConfirmationRequest
from services.changes.actions import AlreadyDecided, accept
from services.claims.actions import decide_claim
from services.editing import Conflict, apply
from services.editing import applying as editing
from services.freshness.answering import Changed as NotAsShown
from services.freshness.answering import asked_about, confirm, stamp_of
from services.history.plans import CannotRestore, plan_of, restore
from services.history.subjects import Subject
from services.keeping import trash
from services.keeping.actions import save_entry
from services.keeping.bulk.actions import change_together
from services.keeping.bulk.alterations import Column
from services.keeping.bulk.reach import reviewed_by
from services.merging import actions as merging
from services.merging.choosing import Compared
from services.models import Change, Service, Verification
from services.reports.actions import AlreadySettled, correct, send_report
from services.reports.topics import correction_of
from tests.factories import QuarterFactory, UserFactory
from tests.racing import hold_until

from .history_acts import act_of, last_act
from .test_review import at, coordinator_of

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"status": "inactive", "alert": ""}
TOLD = (
    Conflict,
    AlreadyDecided,
    AlreadySettled,
    CannotRestore,
    trash.Changed,
    merging.Changed,
    merging.Gone,
    NotAsShown,
    ObjectDoesNotExist,
)


class NothingDone(Exception):
    """What a bulk change says of entries that it left as they were."""


def put_aside():
    """(the key of a service of which somebody has just changed the status, who coordinates there)."""
    coordinator = coordinator_of(quarter := QuarterFactory())
    service = at(quarter, status="active")
    with act_of(coordinator):
        Service.objects.filter(pk=service.pk).update(status="inactive")
    return service.pk, coordinator


def seen_by_each(acts, key, coordinator):
    """What each does, having looked at the entry before anybody wrote."""
    return [act(Service.objects.get(pk=key), coordinator) for act in acts]


# Each gives what a person does after having looked at the entry.


def report(service, by):
    sent = send_report(entry=service, topic="closed", mark="x")
    seen = correction_of(sent).seen
    return lambda: correct(report=sent, seen=seen, how="phone", by=by)


def waiting_change(service, by):
    wanted = {"status": "temporarily closed", "alert": "Torniamo presto"}
    change = Change.objects.create(kind="service", service=service, state="waiting", seen=SEEN, wanted=wanted)
    return lambda: accept(change=change, names=list(wanted), now=SEEN, by=by)


def claim_and_edit(service, by):
    claim = Claim.objects.create(claimant=UserFactory(), organization=service.organization, words="È nostra")
    wanted = {"status": "temporarily closed", "alert": "Chiuso per lavori"}

    def run():
        owner = decide_claim(claim=claim, yes=True, by=by).claimant
        owner.memberships.update(trusted=True)
        save_entry(by=owner, thing=service, seen=SEEN, wanted=wanted)

    return run


def bulk_change(service, by):
    alterations, seen = [Column(Service, "status", "active")], {str(service.pk): {"status": "inactive"}}

    def run():
        things = reviewed_by(by, "service")
        done = change_together(by=by, kind="service", things=things, alterations=alterations, seen=seen)
        if not done.changed:
            raise NothingDone

    return run


def restoring(service, by):
    act, subject = last_act(), Subject.of(service)
    seen = plan_of(act, subject).seen
    return lambda: restore(act=act, subject=Subject("service", str(service.pk)), seen=seen, by=by)


def removing(service, by):
    seen = trash.version_of(service)
    return lambda: trash.remove_entry(thing=service, seen=seen, reason="Ha chiuso", by=by)


def merge(service, by):
    twin = at(service.service_at_locations.get().location.quarter, status="active")
    choices = {"status": "other"}
    seen = Compared(service, twin, choices).stamp
    return lambda: merging.merge(winner=service, loser=twin, choices=choices, seen=seen, by=by)


ACTS = [report, waiting_change, claim_and_edit, bulk_change, restoring, removing, merge]
LEAVES = {
    report: ("defunct", ""),
    waiting_change: ("temporarily closed", "Torniamo presto"),
    claim_and_edit: ("temporarily closed", "Chiuso per lavori"),
    bulk_change: ("active", ""),
    restoring: ("active", ""),
    removing: None,
    merge: ("active", ""),
}


def meet(first, second):
    """The first has written and not yet committed when the second begins: (whether that waited, what came of it)."""
    came = []

    def run():
        try:
            with transaction.atomic():
                second()
            came.append("written")
        except (*TOLD, NothingDone):
            came.append("told")
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        hold_until(lambda: not thread.is_alive())
        waited = thread.is_alive()
    thread.join()
    return waited, came[0]


def left_of(key):
    return Service.objects.filter(pk=key).values_list("status", "alert").first()


@pytest.mark.parametrize("first", ACTS)
def test_whoever_comes_second_waits_and_is_told_and_the_first_is_not_lost(first):
    seconds = [act for act in ACTS if act is not first]

    found = {}
    for second in seconds:
        key, coordinator = put_aside()
        found[second] = *meet(*seen_by_each([first, second], key, coordinator)), left_of(key)

    assert found == dict.fromkeys(seconds, (True, "told", LEAVES[first]))


def test_without_looking_at_what_is_there_it_would_be_lost(monkeypatch):
    monkeypatch.setattr(editing, "refuse_conflicts", lambda *args: None)
    key, coordinator = put_aside()

    outcome = meet(*seen_by_each([waiting_change, report], key, coordinator))

    assert (outcome, left_of(key)[0]) == ((True, "written"), "defunct")


# The link of a mail


@pytest.fixture
def service():
    return at(QuarterFactory())


def confirming(service):
    asked, _new = ConfirmationRequest.objects.get_or_create(organization=service.organization)
    stamp = stamp_of(asked_about(asked))
    return lambda: confirm(asked=asked, stamp=stamp)


def test_link_that_is_used_twice_at_once_confirms_once(service):
    acts = [confirming(service), confirming(service)]

    outcome = meet(*acts)

    assert outcome == (True, "told")
    assert Verification.objects.about(service).count() == 1


def test_nobody_confirms_what_another_is_writing(service):
    confirms = confirming(service)

    outcome = meet(lambda: apply(thing=service, seen={"alert": ""}, wanted={"alert": "Nuovo"}), confirms)

    assert outcome == (True, "told")
    assert not Verification.objects.exists()
