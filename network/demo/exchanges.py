"""Two years of help asked for and given, what members offer and look for now, and what two of them did together."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.models import AssistanceRequest, ExchangeMatch, ExchangeMessage, ExchangeNotice, Network
from services.demo.people import ORGANIZATION, person
from services.demo.values import lot
from territory.models import Quarter

from .exchange_words import DONE, HELP, LIVE, MESSAGES, NO, WAITING

A_DAY = datetime.timedelta(days=1)
MONTHS, A_MONTH = 24, 30 * A_DAY


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    members = sorted(network.members(), key=lambda each: (each.slug != ORGANIZATION, each.slug))
    if network.exchange_notices.exists() or len(members) < 3:
        return False
    tell("Due anni di aiuti e di scambi fra organizzazioni")
    load_help(network, members)
    load_done(network, members)
    load_live(network, members)
    return True


def pick(members, of):
    """Two of them, never the same."""
    first = lot(of, len(members))
    return members[first], members[(first + 1 + lot(f"con {of}", len(members) - 1)) % len(members)]


def load_help(network, members):
    """One a month that is done; the last are open, or somebody has them."""
    now, by = timezone.now(), person("coordinatrice")
    done = []
    for month in range(MONTHS):
        kind, title, words, outcome = HELP[month % len(HELP)]
        asks, gives = pick(members, f"aiuto {month}")
        asked = {"kind": kind, "title": title, "words": words, "asked_at": now - (month + 1) * A_MONTH}
        given = {"helper_organization": gives, "assigned_by": by, "assigned_at": asked["asked_at"] + 3 * A_DAY}
        done.append((AssistanceRequest(network=network, organization=asks, **asked), given, outcome))
    requests = AssistanceRequest.objects.bulk_create(request for request, _given, _outcome in done)
    for request, given, _outcome in done:
        request.state = "assigned"
        for name, value in given.items():
            setattr(request, name, value)
    AssistanceRequest.objects.bulk_update(requests, ["helper_organization", "assigned_by", "state", "assigned_at"])
    for request, _given, outcome in done:
        request.state, request.outcome, request.closed_at = "done", outcome, request.asked_at + 20 * A_DAY
    AssistanceRequest.objects.bulk_update(requests, ["state", "outcome", "closed_at"])
    load_waiting(network, members, by)


def load_waiting(network, members, by):
    now = timezone.now()
    rows = [
        AssistanceRequest(
            network=network, organization=members[number], kind=kind, title=title, words=words,
            asked_at=now - (number + 1) * 2 * A_DAY, asked_by=None if number else person("referente"),
        )
        for number, (kind, title, words) in enumerate(WAITING)
    ]  # fmt: skip
    AssistanceRequest.objects.bulk_create(rows)
    AssistanceRequest.objects.filter(pk=rows[-1].pk).update(
        state="assigned", helper=by, assigned_by=by, assigned_at=now - A_DAY
    )


def load_done(network, members):
    """One a month, offered by one and taken by another, done by both."""
    now, offers, takers = timezone.now(), [], []
    for month in range(MONTHS):
        what, title, _terms = DONE[month % len(DONE)]
        gives, takes = pick(members, f"scambio {month}")
        written_at = now - (month + 1) * A_MONTH
        said = {"what": what, "title": title, "words": f"{title}: chiedete pure.", "written_at": written_at}
        until = timezone.localdate(written_at) + 60 * A_DAY
        offers.append(ExchangeNotice(network=network, organization=gives, kind="offer", expires_on=until, **said))
        takers.append(takes)
    ExchangeNotice.objects.bulk_create(offers)
    matches = [match_of(offer, taker) for offer, taker in zip(offers, takers, strict=True)]
    ExchangeMatch.objects.bulk_create(matches)
    for month, match in enumerate(matches):
        match.terms, match.agreed_at = DONE[month % len(DONE)][2], match.asked_at + 2 * A_DAY
    agree_on(offers, matches)


def match_of(offer, taker):
    return ExchangeMatch(
        network=offer.network, offer=offer, giver=offer.organization, taker=taker, asked_by_giver=False,
        asked_at=offer.written_at + A_DAY,
    )  # fmt: skip


def agree_on(offers, matches):
    """All of them, and all of them are done a week later."""
    notices = ExchangeNotice.objects.filter(pk__in=[each.pk for each in offers])
    for match in matches:
        match.state = "agreed"
    ExchangeMatch.objects.bulk_update(matches, ["state", "terms", "agreed_at"])
    done = F("agreed_at") + 7 * A_DAY
    ExchangeMatch.objects.filter(pk__in=[each.pk for each in matches]).update(
        state="done", giver_done_at=done, taker_done_at=done, closed_at=done
    )
    for state in ("matched", "agreed"):
        notices.update(state=state)
    notices.update(state="done", closed_at=F("written_at") + 10 * A_DAY)


def load_live(network, members):
    """What is up now: the first are of the member whose person can sign in, answered in three ways."""
    today, quarters = timezone.localdate(), list(Quarter.objects.filter(municipality=network).order_by("slug"))
    notices = []
    for number, (kind, what, title, words, ahead) in enumerate(LIVE):
        day = ahead and today + ahead * A_DAY
        notices.append(
            ExchangeNotice(
                network=network, kind=kind, what=what, title=title, words=words, first_day=day, last_day=day,
                organization=members[number % 3 if number < 3 else number % len(members)],
                quarter=quarters[number % len(quarters)] if quarters and number % 3 else None,
                expires_on=day or today + (20 + number * 3) * A_DAY,
                written_at=timezone.now() - (number + 1) * A_DAY,
            )
        )  # fmt: skip
    ExchangeNotice.objects.bulk_create(notices)
    load_answers(notices[0], members)


def load_answers(notice, members):
    """To the offer of that member: one waits for an answer, one was told no."""
    asking = [each for each in members if each != notice.organization][:2]
    waits, told_no = ExchangeMatch.objects.bulk_create(match_of(notice, each) for each in asking)
    ExchangeMessage.objects.bulk_create(
        ExchangeMessage(match=match, by_giver=number == 1, words=words, written_at=match.asked_at)
        for match in (waits, told_no)
        for number, words in enumerate(MESSAGES)
    )
    ExchangeMatch.objects.filter(pk=told_no.pk).update(state="declined", reason=NO, closed_at=timezone.now())
    ExchangeNotice.objects.filter(pk=notice.pk).update(state="matched")
