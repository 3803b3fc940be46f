"""A report from its arrival to its answer."""

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from puntocomunita.encryption import decrypt, encrypt
from puntocomunita.mail import send_once_saved, written
from services.access import REVIEW
from services.editing import apply
from services.freshness import verify
from services.listings import touch_directory
from services.merging.following import held
from services.models import Report
from services.models.about import ENTRIES

from .entries import is_discreet, places_of
from .topics import correction_of


class AlreadySettled(Exception):
    """Somebody else decided in between; `report` says what."""

    def __init__(self, report):
        super().__init__(report.code)
        self.report = report


@transaction.atomic
def send_report(*, entry, topic, words="", suggestion="", email="", mark, by=None):
    """The report; the one there is already where the same sender says the same again."""
    entry = entry and held(entry)
    said = {"topic": topic, "words": words, "suggestion": suggestion, "sender_mark": mark}
    about = Report.objects.about(entry) if entry else Report.objects.filter(topic=topic)
    if same := about.open().filter(**said).first():
        return same
    report = Report(**said, reporter=by, contact=encrypt(email) if email else "")
    report.entry = entry
    if by and entry and works_near(by, entry):
        report.state, report.checked_at, report.checked_by = Report.State.IN_REVIEW, timezone.now(), by
    report.save()
    if entry and Report.objects.about(entry).weighing().exists():
        touch_directory()
    tell(report, "received")
    return report


def works_near(user, entry) -> bool:
    """Whether the user works at the desk of a quarter where the entry is, or directs the city."""
    if REVIEW.allows(user, entry):
        return True
    desks = {each.community_point_id for each in user.current_mandates if each.role == Role.VOLUNTEER}
    return bool(desks) and places_of(entry).filter(quarter__community_points__in=desks).exists()


@transaction.atomic
def check_report(*, report, by):
    """It is true and somebody is at it: from now on the entry says so."""
    report = open_report(report)
    report.state, report.checked_at, report.checked_by = Report.State.IN_REVIEW, timezone.now(), by
    report.save()
    touch_directory()
    return report


@transaction.atomic
def correct(*, report, seen, how, by):
    """Write the suggestion; raises Conflict where the value is no longer `seen`, AlreadySettled, ValidationError."""
    report = open_report(report)
    made = correction_of(report)
    REVIEW.check(by, made.thing)
    thing = apply(thing=made.thing, seen={name: seen.get(name) for name in made.wanted}, wanted=made.wanted)
    verify(entry=thing, by=by, how=how, fields=made.wanted)
    return settle(report, Report.State.APPLIED, by=by)


@transaction.atomic
def close_report(*, report, state, answer, by):
    """Settled without one click: corrected on the page of the entry, or not to be changed for a reason."""
    return settle(open_report(report), state, answer=answer, by=by)


def part_from(entries, *, by):
    """The entries are about to go: whoever wrote of them is answered, and what they wrote stays without them.

    Who calls has locked the entries.
    """
    reports = Report.objects.about_any(entries).select_related(*ENTRIES)
    for report in reports.select_for_update(of=["self"]).order_by("pk"):
        report.entry_name, report.entry = name_to_keep(report.entry), None
        if report.state in Report.OPEN:
            state = Report.State.APPLIED if report.topic == Report.Topic.CLOSED else Report.State.REFUSED
            settle(report, state, by=by, answer=_("Abbiamo tolto la scheda."))
        report.save()


def name_to_keep(entry):
    """None of what is looked for discreetly, nor of what a resident offered."""
    return "" if is_discreet(entry) or getattr(entry, "offered_by_resident", False) else str(entry)[:300]


def open_report(report):
    """The report, locked until the transaction ends; its entry first."""
    if report.entry is not None:
        held(report.entry)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state not in Report.OPEN:
        raise AlreadySettled(report)
    return report


def settle(report, state, *, by, answer=""):
    report.state, report.settled_by, report.settled_at, report.answer = state, by, timezone.now(), answer
    tell(report, "settled")
    report.contact = report.sender_mark = ""
    report.save()
    touch_directory()
    return report


def tell(report, what):
    """Mails whoever left an address once all is written; a mail that does not leave undoes nothing."""
    if not (address := address_of(report)):
        return
    entry = report.entry
    context = {"report": report, "entry": None if entry and is_discreet(entry) else entry}
    context |= {"SITE_URL": settings.SITE_URL}
    send_once_saved(written(render_to_string(f"services/reports/email/{what}.txt", context), [address]))


def address_of(report) -> str:
    """ "" where none was left, or where the key that wrote it is gone."""
    try:
        return decrypt(report.contact) if report.contact else ""
    except InvalidToken:
        return ""
