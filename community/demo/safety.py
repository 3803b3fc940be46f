"""Thirty reports in all their states, two appeals, and what one person was told and wishes to be told."""

import datetime

from django.db import transaction
from django.utils import timezone

from community.models import (
    How,
    ModerationAppeal,
    ModerationDecision,
    ModerationReport,
    Need,
    Notice,
    NoticeWish,
    Topic,
)
from network.models import Network
from services.demo.people import person
from services.demo.values import lot

from .safety_words import GONE, HIDDEN, NOTICES, SAID, STILL

State = ModerationReport.State
WAITING, LOOKED_AT, DISMISSED = 11, 5, 8  # and as many upheld as make thirty
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.moderation_reports.exists():
        return False
    tell("Segnalazioni e avvisi")
    Queue(network).load()
    notices()
    return True


class Queue:
    """Of needs that are seen, save what was hidden for it."""

    def __init__(self, network):
        self.network, self.now, self.then = network, timezone.now(), []
        self.people = [person(who) for who in ("cittadina", "volontario", "referente")]
        self.needs = list(network.needs.seen().order_by("pk")[: WAITING + LOOKED_AT + DISMISSED])

    def load(self):
        waiting, rest = self.needs[:WAITING], self.needs[WAITING:]
        looked_at, dismissed = rest[:LOOKED_AT], rest[LOOKED_AT:]
        looking = {"state": State.LOOKING, "looking_by": person("coordinatrice"), "looking_since": self.now}
        rows = [self.report(number, need) for number, need in enumerate(waiting)]
        rows += [self.report(number, need, **looking) for number, need in enumerate(looked_at)]
        rows += [row for number, need in enumerate(dismissed) for row in self.settled(number, need)]
        rows += [row for number, hidden in enumerate(HIDDEN) for row in self.upheld(number, *hidden)]
        ModerationReport.objects.bulk_create(rows)  # open, as all begin
        for row, then in zip(rows, self.then, strict=True):
            if then:
                ModerationReport.objects.filter(pk=row.pk).update(**then)

    def report(self, number, need, days=0, **then):
        """Every third by somebody with an account; some of the older ones are late."""
        reason, words = SAID[number % len(SAID)]
        made_at = self.now - days * DAY - (1 + lot(f"{need.title} hours", 20)) * HOUR
        row = ModerationReport(network=self.network, kind="need", thing=str(need.pk), reason=reason)
        row.made_at = made_at - (number % 5 == 4) * DAY
        row.due_at = row.made_at + row.TIMES.get(reason, row.OTHERWISE)
        row.about, row.words, row.text = need.said_by, words, f"{need.title}\n{need.words}"
        row.reporter = self.people[number % len(self.people)] if number % 3 == 0 else None
        self.then.append(then)
        return row

    def settled(self, number, need):
        return self.decided(need, 1, 3 + 7 * number, outcome="dismissed", answer=STILL)

    def upheld(self, number, title, words, reason, measure):
        days = 5 + 9 * number
        hidden = {"hidden_at": self.now - days * DAY, "hidden_by": person("direzione"), "hidden_reason": reason}
        said = {"said_at": self.now - (days + 3) * DAY, "said_by": person("cittadina") if number == 0 else None}
        need = Need.objects.create(network=self.network, title=title, words=words, **said, **hidden)
        told = {"outcome": "upheld", "answer": GONE, "reason": reason, "measure": measure}
        rows = self.decided(need, 2 - number // 2, days, **told)
        if number < 2:
            self.appealed(self.then[-1]["decision"], answered=number == 1)
        return rows

    def decided(self, need, reports, days, **told):
        at = {"decided_at": self.now - days * DAY, "decided_by": person("direzione")}
        thing = {"network": self.network, "kind": "need", "thing": str(need.pk), "about": need.said_by}
        decision = ModerationDecision.objects.create(**thing, **told, **at)
        settled = {"state": decision.outcome, "decision": decision}
        return [self.report(number, need, days + 1, **settled) for number in range(reports)]

    def appealed(self, decision, answered):
        appeal = ModerationAppeal(decision=decision, made_at=decision.decided_at + DAY)
        appeal.words = "Lo regalavo: forse l’ho scritto male."
        appeal.save()
        if answered:
            appeal.state, appeal.decided_at = ModerationAppeal.State.REFUSED, decision.decided_at + 2 * DAY
            appeal.answer, appeal.decided_by = (
                "Resta nascosto: parla di persone che si riconoscono.",
                person("coordinatrice"),
            )
            appeal.save()


def notices():
    now, reader = timezone.now(), person("cittadina")
    rows = [
        Notice(
            person=reader,
            topic=topic,
            key=f"demo-{number}",
            subject=subject,
            words=words,
            url="/comunita/brescia/",
            how=How.AT_ONCE,
            made_at=now - (1 + 2 * number) * DAY,
            sent_at=now - (1 + 2 * number) * DAY,
            read_at=now if number > 1 else None,
        )
        for number, (topic, subject, words) in enumerate(NOTICES)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    wishes = {Topic.GROUPS: How.WEEKLY, Topic.EVENTS: How.DAILY, Topic.CALLS: How.NEVER}
    made = [NoticeWish(person=reader, topic=topic, how=how) for topic, how in wishes.items()]
    NoticeWish.objects.bulk_create(made, ignore_conflicts=True)
