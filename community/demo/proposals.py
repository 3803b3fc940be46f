"""Three co-designs of Brescia in different phases, forty proposals in all states, two agreements, a survey twice."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.models import (
    CoDesign,
    CoDesignMeeting,
    Contribution,
    NeedTheme,
    Phase,
    Proposal,
    ProposalDecision,
    ProposalEndorsement,
    ProposalText,
)
from community.proposals.codesigning import set_phases
from network.models import Network
from organizations.models import CommunityPoint
from services.demo.people import DOMAIN, person
from services.demo.values import lot

from .lasting import agree, ask_twice
from .proposal_words import (
    ADDED,
    BACK,
    CODESIGNS,
    DOERS,
    GROUPS,
    MEETINGS,
    NO,
    PROPOSED,
    RESOURCES,
    REWRITTEN,
    SAME,
    YES,
)

EACH, A_DAY = 8, datetime.timedelta(days=1)  # proposals of a co-design
State = Proposal.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.proposals.exists():
        return False
    tell("Proposte, percorsi, accordi, e come si sta")
    codesigns = [codesign(network, *each[:3]) for each in CODESIGNS]
    proposals = propose(network, codesigns)
    talk(proposals, codesigns)
    for each, (_theme, _title, _words, phases) in zip(codesigns, CODESIGNS, strict=True):
        set_phases(each, {kind: days(first, last) for kind, first, last in phases})
    accepted = answer(proposals, codesigns)
    agree(network, accepted)
    ask_twice(network)
    return True


def codesign(network, theme, title, words):
    """In a phase in which all may be sent; its own days are set when everything is there."""
    told = {"theme": NeedTheme.objects.filter(network=network, title=theme).first(), "words": words}
    made = CoDesign.objects.create(network=network, title=title, opened_by=person("coordinatrice"), **told)
    Phase.objects.create(codesign=made, kind=Phase.Kind.PROPOSE, period=days(-1, 1))
    return made


def days(first, last):
    today = timezone.localdate()
    return DateRange(today + first * A_DAY, today + (last + 1) * A_DAY)


def propose(network, codesigns):
    """Eight to each co-design, the rest free; two are drafts of the citizen of the demo."""
    point = CommunityPoint.objects.filter(location__municipality=network).order_by("slug").first()
    rows = []
    for number, title in enumerate(PROPOSED):
        within = codesigns[number // EACH] if number < EACH * len(codesigns) else None
        rows.append(proposal(network, number, title, within, point))
    return Proposal.objects.bulk_create(rows)


def proposal(network, number, title, within, point):
    at = timezone.now() - datetime.timedelta(days=3 + lot(f"{title} day", 60 if number > 7 else 5), minutes=number)
    told = {"title": title, "words": f"{title}: si comincia in piccolo, con chi c’è, e si guarda come va."}
    told |= {"resources": RESOURCES[number % 3], "doers": DOERS[number % 3], "made_at": at, "moved_at": at}
    draft = number in (30, 31)
    told |= {"state": State.DRAFT if draft else State.PUBLISHED, "published_at": None if draft else at}
    if number % 9 == 4 and point:
        name, size = GROUPS[number % 2]
        told |= {"group_name": name, "group_size": size, "community_point": point}
    elif number % 6 == 0 or draft:
        told |= {"made_by": person("cittadina"), "is_signed": number == 24}
    return Proposal(network=network, codesign=within, theme=within and within.theme, **told)


def talk(proposals, codesigns):
    """Who wants what, and what is added to it; once rewritten after a meeting."""
    people = list(User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("email"))
    out = [each for each in proposals if each.state != State.DRAFT]
    wanted = [(each, who) for each in out for who in people if lot(f"{each.title} {who.email}", 10) < 5]
    ProposalEndorsement.objects.bulk_create(ProposalEndorsement(proposal=each, person=who) for each, who in wanted)
    said = [(each, ADDED[number % 3]) for number, each in enumerate(proposals[: 2 * EACH]) if number % 2]
    Contribution.objects.bulk_create(Contribution(proposal=each, words=words) for each, words in said)
    told = proposals[EACH].text | {"words": "Tre pomeriggi, senza merenda."}
    ProposalText.objects.create(proposal=proposals[EACH], number=1, why=REWRITTEN, **told)
    for number, (place, words, outcome) in enumerate(MEETINGS):
        evening = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
        at = evening + datetime.timedelta(days=21 * number - 14)
        CoDesignMeeting.objects.create(codesign=codesigns[1], at=at, place=place, words=words, outcome=outcome)


def answer(proposals, codesigns):
    """The second co-design is being decided, the third is decided; of the free ones, some. Returns the accepted."""
    moved(proposals[EACH : 3 * EACH], State.IN_CODESIGN, 2)
    yes, no = [*proposals[16:20], proposals[25]], [proposals[20], proposals[21], proposals[27]]
    decided(yes, State.ACCEPTED, YES)
    decided(no, State.REJECTED, NO)
    moved([proposals[22]], State.WITHDRAWN, 1, answer=BACK)
    moved([proposals[26]], State.MERGED, 1, answer=SAME, merged_into=proposals[35])
    moved([proposals[13]], State.MERGED, 1, answer=SAME, merged_into=proposals[8])
    return yes


def moved(rows, state, after, **told):
    """So many days after it came to where it was."""
    when = F("moved_at") + after * A_DAY
    Proposal.objects.filter(pk__in=[each.pk for each in rows]).update(state=state, moved_at=when, **told)


def decided(rows, outcome, why):
    told = {"outcome": outcome, "body": "Gruppo di guida", "why": why, "recorded_by": person("coordinatrice")}
    moved(rows, outcome, 1, answer=why, answered_by=person("coordinatrice"))
    answered = Proposal.objects.filter(pk__in=[each.pk for each in rows])
    ProposalDecision.objects.bulk_create(
        ProposalDecision(proposal=each, decided_on=timezone.localdate(each.moved_at), **told) for each in answered
    )
