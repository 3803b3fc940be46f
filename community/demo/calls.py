"""Three calls of Brescia with 140 applications: one awarded, one being evaluated, one open."""

import datetime

from django.db import transaction
from django.utils import timezone

from community.calls.actions import publish_ranking
from community.models import Application, BenefitPayment, Call, Criterion, Score
from network.models import Network
from puntocomunita.encryption import encrypt
from services.demo.people import person
from services.demo.values import key_of, lot
from services.models.report import ALPHABET
from territory.models import Quarter

from .call_words import ACTIVATION, ACTIVATION_CRITERIA, APPEAL, COURTYARDS, HOUSING, HOUSING_CRITERIA, NAMES, SURNAMES

DAY = datetime.timedelta(days=1)
State, Of = Application.State, Call.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.calls.exists():
        return False
    tell("Tre bandi e 140 domande")
    awarded(network)
    evaluated(network)
    still_open(network)
    return True


def opened(network, words, criteria, opens, closes):
    """From so many days ago to so many ago; open, as whoever applied then found it."""
    today = timezone.localdate()
    period = {"opens_on": today - opens * DAY, "closes_on": today - closes * DAY}
    call = Call.objects.create(network=network, created_by=person("direzione"), **words, **period)
    rows = [Criterion(call=call, number=n, words=said, points=most) for n, (said, most) in enumerate(criteria, 1)]
    Criterion.objects.bulk_create(rows)
    return moved(call, Of.OPEN, opened_on=call.opens_on, ages_on=call.closes_on)


def moved(call, state, **told):
    Call.objects.filter(pk=call.pk).update(state=state, **told)
    call.refresh_from_db()
    return call


def applied(call, many, drafts=0):
    """(those sent, in that order; those that are not)."""
    by, quarters = person("volontario"), list(Quarter.objects.filter(municipality_id=call.network_id).order_by("slug"))
    rows = Application.objects.bulk_create(application(call, n, quarters, by) for n in range(many + drafts))
    sent = rows[:many]
    for number, each in enumerate(sent, 1):
        each.state, each.protocol, each.submitted_at = State.SUBMITTED, number, moment(call, number, many)
    Application.objects.bulk_update(sent, ["state", "protocol", "submitted_at"])
    return sent, rows[many:]


def application(call, number, quarters, by):
    told = f"{call.title} {number}"
    is_couple = bool(call.asks_ages and lot(f"{told} couple", 3) == 0)
    ages = {"age": 20 + lot(f"{told} age", 15) if call.asks_ages else None}
    ages["partner_age"] = 20 + lot(f"{told} other", 15) if is_couple else None
    name = f"{NAMES[lot(told, len(NAMES))]} {SURNAMES[lot(f'{told} surname', len(SURNAMES))]}"
    coming = call.residence == Call.Residence.HERE_OR_COMING and lot(f"{told} from", 4) == 0
    return Application(
        call=call,
        code=code_of(told),
        name=encrypt(name),
        phone=encrypt(f"030 000 {1000 + lot(f'{told} phone', 9000)}"),
        recorded_by=by,
        household="couple" if is_couple else "single",
        residence="coming" if coming else "here",
        permit=True if call.asks_permit else None,
        declared=[True] * len(call.declarations),
        quarter=quarters[lot(f"{told} quarter", len(quarters))] if quarters else None,
        **ages,
    )


def code_of(told):
    number, letters = key_of("application", told).int, ""
    for _letter in range(10):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return f"{letters[:5]}-{letters[5:]}"


def moment(call, number, many):
    """Spread over its period up to yesterday, at office hours."""
    last = min(call.closes_on, timezone.localdate() - DAY)
    span = (last - call.opens_on).days * 9 * 60
    days, minutes = divmod(span * number // (many + 1), 9 * 60)
    clock = datetime.time(9 + minutes // 60, minutes % 60)
    return timezone.make_aware(datetime.datetime.combine(call.opens_on + days * DAY, clock))


def of_citizen(row):
    Application.objects.filter(pk=row.pk).update(person=person("cittadina"), name="", recorded_by=None)


def decided(call, rows, excluded):
    """All of them, those for a reason; who is admitted has the points of two."""
    by = person("direzione")
    for each in rows:
        each.state, each.reasons = (State.EXCLUDED, ["documents"]) if each in excluded else (State.ADMITTED, [])
        each.decided_by, each.decided_at = by, moment_after(call, each)
    Application.objects.bulk_update(rows, ["state", "reasons", "decided_by", "decided_at"])
    evaluators, criteria = [person("coordinatrice"), person("direzione")], list(call.criteria.all())
    admitted = [each for each in rows if each.state == State.ADMITTED]
    given = [(each, one, who) for each in admitted for one in criteria for who in evaluators]
    Score.objects.bulk_create(score(call, *each) for each in given)


def moment_after(call, application):
    """Decided in the two weeks after the call closed."""
    day = call.closes_on + (1 + lot(f"{application.code} decided", 11)) * DAY
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(11)))


def score(call, application, criterion, evaluator):
    points = lot(f"{application.code} {criterion.number} {evaluator.email}", criterion.points + 1)
    return Score(call=call, application=application, criterion=criterion, evaluator=evaluator, points=points)


def closed(call):
    moved(call, Of.CLOSED, closed_on=call.closes_on + DAY)
    return moved(call, Of.EVALUATING)


def awarded(network):
    """As Mantova’s: fifty benefits for who is young; two gave theirs up, and two who waited have them."""
    call = opened(network, HOUSING, HOUSING_CRITERIA, opens=120, closes=75)
    rows, _drafts = applied(call, 85)
    closed(call)
    decided(call, rows, rows[10::9])
    publish_ranking(by=person("direzione"), call=call)
    told = call.applications.exclude(pk__in=[each.pk for each in rows[12:40:9]])
    told.update(to_tell="", to_tell_since=None)  # the desks have called, all but four
    of_citizen(rows[5])
    ranked = list(call.applications.ranked())
    Application.objects.filter(pk__in=[each.pk for each in ranked[3:40:20]]).update(state=State.WITHDRAWN)
    for each in ranked[50:52]:
        Application.objects.filter(pk=each.pk).update(state=State.AWARDED)
    pay(call)


def pay(call):
    """In two parts: to half of them both, to most of the others the first; to some none yet."""
    by, first, second = person("direzione"), call.closes_on + 20 * DAY, call.closes_on + 50 * DAY
    awarded = list(call.applications.filter(state=State.AWARDED).order_by("position"))
    days = [(each, first) for each in awarded[:48]] + [(each, second) for each in awarded[:25]]
    told = {"amount": call.amount // 2, "recorded_by": by}
    BenefitPayment.objects.bulk_create(BenefitPayment(application=row, paid_on=day, **told) for row, day in days)


def evaluated(network):
    """As Pordenone’s: a social worker first; some wait to be met, some are admitted, one asks to be looked at again."""
    call = opened(network, ACTIVATION, ACTIVATION_CRITERIA, opens=50, closes=12)
    rows, _drafts = applied(call, 32)
    met = rows[:22]
    for each in met:
        each.assessed_on = call.closes_on + (1 + lot(each.code, 9)) * DAY
    Application.objects.bulk_update(met, ["assessed_on"])
    closed(call)
    decided(call, met[:14], met[4:12:7])
    Application.objects.filter(pk=met[4].pk).update(appeal=encrypt(APPEAL), appealed_at=met[4].decided_at)
    call.applications.exclude(pk__in=[each.pk for each in met[:3]]).update(to_tell="", to_tell_since=None)


def still_open(network):
    """Small, open for three weeks more; the person of the demo has begun to ask."""
    call = opened(network, COURTYARDS, [], opens=10, closes=-21)
    _sent, drafts = applied(call, 22, drafts=1)
    of_citizen(drafts[0])
