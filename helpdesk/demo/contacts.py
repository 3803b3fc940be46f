"""The contacts of a stretch of days at some desks, drawn in the proportions of a real year."""

import datetime
import random
import uuid
from collections import defaultdict
from itertools import accumulate

from django.utils import timezone

from helpdesk.models import Enquiry, EnquiryTopic
from services.city.tables import Table
from services.models import TaxonomyTerm

from . import proportions as shares

A_DAY = datetime.timedelta(days=1)
SUNDAY = 6
WARM = shares.KINDS["warm_handoff"] / sum(shares.KINDS.values())
QUIET_MONTHS = {8: shares.AUGUST, 12: shares.DECEMBER}


class Draw(random.Random):
    """Draws from tables of shares."""

    def one(self, table):
        return self.choices(list(table), weights=table.values())[0]


class Needs:
    """The needs of the taxonomy under the ten that people read first, the discreet ones apart."""

    def __init__(self):
        terms = TaxonomyTerm.objects.filter(taxonomy__slug="need").select_related("parent").order_by("pk")
        self.below = defaultdict(list)
        for term in terms:
            self.below[term.parent.slug if term.parent else term.slug].append(term)

    def draw(self, draw):
        """A heading, and a term under it or itself; some terms are asked for far more than others."""
        heading = draw.one({slug: share for slug, share in shares.NEEDS.items() if slug in self.below})
        terms = self.below[heading]
        return heading, terms[min(int(draw.expovariate(3 / len(terms))), len(terms) - 1)]


class Contacts:
    """Contacts to be written; `referred` are those that somebody else goes on with, as (row, whether sensitive)."""

    def __init__(self, points, first, last, draw):
        self.draw, self.needs = draw, Needs()
        self.points = points
        self.weights = list(accumulate(1 / (rank + shares.STEEP) for rank in range(len(points))))
        self.quarters = {point.pk: [quarter.pk for quarter in point.quarters.all()] for point in points}
        self.everywhere = sorted({pk for quarters in self.quarters.values() for pk in quarters})
        self.days = [day for day in days_between(first, last) if day.weekday() != SUNDAY]
        self.crowds = list(accumulate(QUIET_MONTHS.get(day.month, 1) for day in self.days))
        self.enquiries, self.topics = Table(Enquiry), Table(EnquiryTopic)
        self.referred = []

    def write(self, count, referred):
        """So many contacts, of which so many have been referred."""
        to_others = set(self.draw.sample(range(count), referred))
        for number in range(count):
            row, is_sensitive = self.contact(number in to_others)
            if number in to_others:
                self.referred.append((row, is_sensitive))
        self.enquiries.send()
        self.enquiries.analyze()
        self.topics.send()

    def contact(self, is_referred):
        draw = self.draw
        point = draw.choices(self.points, cum_weights=self.weights)[0]
        day = draw.choices(self.days, cum_weights=self.crowds)[0]
        topics = self.topics_of_one()
        is_sensitive = any(term.discreet or term.parent and term.parent.discreet for _heading, term in topics)
        at = moment(day, draw)
        row = self.enquiries.add(
            id=uuid4(draw),
            community_point_id=point.pk,
            day=day,
            created_at=at,
            people=draw.one(shares.GROUPS),
            channel=draw.one(shares.CHANNELS),
            minutes=draw.one(shares.MINUTES),
            age_band="" if is_sensitive else draw.one(shares.AGES),
            gender=draw.one(shares.GENDERS),
            quarter_id=self.quarter(point),
            client_id=uuid4(draw) if is_referred and not is_sensitive and draw.random() < WARM else None,
            is_first_visit=draw.one(shares.FIRST_VISITS),
            needs_language_help=draw.one(shares.LANGUAGE_HELP),
            state=Enquiry.State.CLOSED,
            closed_at=at,
            **self.ending(topics[0][0], is_referred),
        )
        for position, (_heading, term) in enumerate(topics, 1):
            self.topics.add(enquiry_id=row.id, term_id=term.pk, position=position)
        return row, is_sensitive

    def topics_of_one(self):
        wanted = 1 + (self.draw.random() < shares.SECOND_TOPIC) + (self.draw.random() < shares.THIRD_TOPIC)
        found = {}
        while len(found) < wanted:
            heading, term = self.needs.draw(self.draw)
            found[term.pk] = (heading, term)
        return list(found.values())

    def quarter(self, point):
        if self.draw.random() > shares.QUARTER_SAID:
            return None
        near = self.draw.random() < shares.FROM_AROUND
        return self.draw.choice(self.quarters[point.pk] if near and self.quarters[point.pk] else self.everywhere)

    def ending(self, heading, is_referred):
        draw = self.draw
        if is_referred:
            informed = ["information"] if draw.random() < 0.3 else []
            return {"result": "referred", "answers": ["referral", *informed]}
        chance = shares.RESULTS["unmet"] / sum(shares.RESULTS.values()) * shares.MORE_UNMET.get(heading, 1)
        if draw.random() < chance:
            return {"result": "unmet", "unmet_reason": draw.one(shares.UNMET_REASONS), "answers": []}
        return {"result": "solved", "answers": self.answers(heading)}

    def answers(self, heading):
        if heading == "stare-insieme-e-volontariato":
            return ["listening"]
        found = ["form_filling" if self.draw.random() < 0.38 else "information"]
        return [*found, "listening"] if self.draw.random() < 0.18 else found


def days_between(first, last):
    return [first + A_DAY * number for number in range((last - first).days + 1)]


def moment(day, draw):
    """Between nine and six, on the clock of the place."""
    time = datetime.time(9 + draw.randrange(9), draw.randrange(60))
    return timezone.make_aware(datetime.datetime.combine(day, time))


def uuid4(draw):
    """Of this draw, so that a seed makes the same rows again."""
    return uuid.UUID(int=draw.getrandbits(128), version=4)
