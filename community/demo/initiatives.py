"""Sixty initiatives of Brescia in every state, three of them of many municipalities, and what people tell of them."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.models import (
    Commitment,
    Initiative,
    InitiativeMunicipality,
    InitiativePartner,
    InitiativeTask,
    Outcome,
    Participation,
    Partnering,
    Reach,
    Story,
)
from network.bulletin.forms import themes
from network.models import Network
from services.demo.people import DOMAIN, person
from services.demo.values import lot
from territory.models import Municipality, Quarter

from .initiative_words import (
    DONE,
    IDEAS,
    MUNICIPALITIES,
    PARTNERSHIPS,
    PLACES,
    PROMISES,
    REASON,
    STORIES,
    TASKS,
)

WANTED, TOLD = 57, 25
State = Initiative.State
TURN = [State.ACTIVE, State.COMPLETED, State.ACTIVE, State.PLANNED, State.STOPPED]  # in this order, again and again


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.initiatives.filter(kind=Initiative.Kind.PARTNERSHIP).exists():
        return False
    tell("Sessanta iniziative, le loro storie e quello che lasciano")
    Written(network).write()
    return True


class Written:
    def __init__(self, network):
        self.network, self.today = network, timezone.localdate()
        self.quarters = list(Quarter.objects.filter(municipality=network).order_by("slug"))
        self.members = list(network.members().order_by("slug")[:40])
        self.people = list(User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("email"))
        self.topics = {each.slug: each for each in themes()}
        self.need_themes = list(network.need_themes.order_by("title"))

    def write(self):
        states = [TURN[number % len(TURN)] for number in range(WANTED)] + [State.ACTIVE] * len(PARTNERSHIPS)
        small = [self.small(number, state) for number, state in enumerate(states[:WANTED])]
        rows = Initiative.objects.bulk_create(small + [self.large(*told[:4]) for told in PARTNERSHIPS])
        self.led(rows)
        self.on_their_way(rows, states)
        self.worked_on([row for row, state in zip(rows, states, strict=True) if state != State.PLANNED])
        self.in_many_places(rows[WANTED:])
        self.told([row for row, state in zip(rows, states, strict=True) if state == State.COMPLETED])

    def small(self, number, state):
        what, summary, *_rest = IDEAS[number % len(IDEAS)]
        title = f"{what} {PLACES[(number // len(IDEAS)) % len(PLACES)]}"
        away = datetime.timedelta(days=30 + lot(f"{title} start", 300))
        waits = number == 3  # of a resident, for who coordinates
        return Initiative(
            network=self.network,
            title=title,
            summary=summary,
            words="Ci troviamo ogni due settimane, si comincia anche da soli: basta passare.",
            quarter=self.quarters[lot(title, len(self.quarters))] if self.quarters else None,
            need_theme=self.need_themes[number % len(self.need_themes)] if self.need_themes and number < 8 else None,
            lead_person=person("cittadina") if number % 6 == 3 else None,
            starts_on=self.today + away if state == State.PLANNED else self.today - away,
            people_target=20 + 10 * lot(f"{title} target", 12),
            published_at=None if waits else timezone.now() - datetime.timedelta(days=lot(f"{title} day", 330)),
        )

    def large(self, title, summary, _topic, target):
        told = {"kind": Initiative.Kind.PARTNERSHIP, "published_at": timezone.now(), "people_target": target}
        start = self.today - datetime.timedelta(days=240)
        return Initiative(network=self.network, title=title, summary=summary, starts_on=start, **told)

    def led(self, rows):
        """By a member where no resident does; large ones by many. Each also has its theme."""
        links, partners, now = Initiative.topics.through, [], timezone.now()
        slugs = [IDEAS[number % len(IDEAS)][2] for number in range(WANTED)] + [each[2] for each in PARTNERSHIPS]
        known = [(row, self.topics[slug]) for row, slug in zip(rows, slugs, strict=True) if slug in self.topics]
        links.objects.bulk_create(links(initiative=row, taxonomyterm=topic) for row, topic in known)
        for number, row in enumerate(rows):
            some = self.members[number % 7 :: 4] if number >= WANTED else self.members[number % 31 :][:2]
            for place, member in enumerate(some):
                role = Partnering.values[min(place, 3)] if row.lead_person is None else Partnering.PARTNER
                partners.append(InitiativePartner(initiative=row, organization=member, role=role, confirmed_at=now))
        InitiativePartner.objects.bulk_create(partners)

    def on_their_way(self, rows, states):
        """As the database lets them go: begun first, then done, with what is left, or stopped."""
        of = {state: [row.pk for row, each in zip(rows, states, strict=True) if each == state] for state in State}
        going = Initiative.objects.filter(pk__in=of[State.ACTIVE] + of[State.COMPLETED])
        going.update(state=State.ACTIVE)
        over = {"over_at": timezone.now() - datetime.timedelta(days=20)}
        Initiative.objects.filter(pk__in=of[State.COMPLETED]).update(state=State.COMPLETED, **over)
        stopped = Initiative.objects.filter(pk__in=of[State.STOPPED])
        stopped.update(state=State.STOPPED, stopped_reason=REASON, **over)
        Outcome.objects.bulk_create(
            self.left(number, row) for number, row in enumerate(rows[:WANTED]) if states[number] == State.COMPLETED
        )

    def left(self, number, row):
        _what, summary, _topic, title, who = IDEAS[number % len(IDEAS)]
        told = {"initiative": row, "title": title, "words": summary, "who_may_use": who}
        if number % 2 and self.members:
            member = self.members[number % 31 % len(self.members)]
            return Outcome(**told, organization=member, cared_by=member.name)
        until = self.today + datetime.timedelta(days=365) if number % 4 else None
        return Outcome(**told, cared_by="Chi abita qui intorno", until=until)

    def worked_on(self, rows):
        joined = [(row, each) for row in rows for each in self.people if lot(f"{row} {each.email}", 10) < 5]
        Participation.objects.bulk_create(Participation(initiative=row, person=each) for row, each in joined)
        tasks = [(row, words) for row in rows for words in TASKS if lot(f"{row} {words}", 3)]
        InitiativeTask.objects.bulk_create(InitiativeTask(initiative=row, words=words) for row, words in tasks)
        done = InitiativeTask.objects.filter(initiative__state=State.COMPLETED)
        done.update(state=InitiativeTask.State.DONE)
        Reach.objects.bulk_create(
            self.reached(row, month) for row in rows for month in range(1 + lot(f"{row} months", 7))
        )
        promises = [self.promised(row, number) for row in rows if self.members for number in range(lot(f"{row}", 5))]
        made = Commitment.objects.bulk_create(promises)
        for place, state in ((0, Commitment.State.KEPT), (1, Commitment.State.KEPT), (2, Commitment.State.NOT_KEPT)):
            some = Commitment.objects.filter(pk__in=[each.pk for each in made[place::4]])
            some.update(state=state, settled_at=timezone.now())

    def promised(self, row, number):
        member = self.members[lot(f"{row} promise {number}", len(self.members))]
        due = row.starts_on + datetime.timedelta(days=20 + 9 * number)
        return Commitment(initiative=row, organization=member, words=PROMISES[number % len(PROMISES)], due_on=due)

    def reached(self, row, month):
        day = min(row.starts_on + datetime.timedelta(days=30 * month), self.today)
        most = (row.people_target or 40) // 6
        people = 3 + lot(f"{row} {month}", max(most, 1))
        return Reach(initiative=row, day=day, people=people, activity=DONE[month % len(DONE)])

    def in_many_places(self, rows):
        """With their municipalities, that are there or made, and whom each reached there."""
        places = [
            Municipality.objects.get_or_create(
                istat_code=code, defaults={"name": name, "slug": name.lower().replace(" ", "-"), "province": province}
            )[0]
            for name, code, province in MUNICIPALITIES
        ]
        places.append(Municipality.objects.get(pk=self.network.pk))
        for row, told in zip(rows, PARTNERSHIPS, strict=True):
            InitiativeMunicipality.objects.bulk_create(
                InitiativeMunicipality(initiative=row, municipality=each, activities=told[4][number % len(told[4])])
                for number, each in enumerate(places)
            )
            Reach.objects.bulk_create(
                Reach(
                    initiative=row,
                    day=row.starts_on,
                    people=told[3] // (8 + number),
                    activity=told[4][0],
                    municipality=each,
                )
                for number, each in enumerate(places)
            )

    def told(self, rows):
        stories = []
        for number in range(TOLD):
            row, (title, words) = rows[number % len(rows)], STORIES[number % len(STORIES)]
            at = min(row.published_at + datetime.timedelta(days=number % 9), timezone.now())
            signed = {"signature": "Fatima", "told_by": person("cittadina")} if number % 5 == 0 else {}
            stories.append(Story(initiative=row, title=title, words=words, told_at=at, published_at=at, **signed))
        Story.objects.bulk_create(stories)
