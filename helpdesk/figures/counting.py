"""Everything counted of some desks between two days, by the database; whole, so only for who works there."""

from dataclasses import dataclass, field

from django.db import connection

from helpdesk.models import Enquiry

# of a contact, each counted by itself; the first of the month says when
OF_A_CONTACT = {
    "month": "to_char(day, 'YYYY-MM')",
    "age": "age_band",
    "gender": "gender",
    "first_visit": "coalesce(is_first_visit::text, '')",
    "language_help": "coalesce(needs_language_help::text, '')",
    "channel": "channel",
    "minutes": "minutes",
    "result": "result",
    "reason": "unmet_reason",
    "desk": "community_point_id::text",
}
CONTACTS = "helpdesk_enquiry WHERE community_point_id = ANY(%(desks)s) AND day BETWEEN %(first)s AND %(last)s"
CLOSED = f"{CONTACTS} AND state = 'closed'"

BY_ITSELF = f"""
SELECT grouping({", ".join(OF_A_CONTACT.values())}), {", ".join(f"{said}" for said in OF_A_CONTACT.values())},
       count(*), sum(people), count(*) FILTER (WHERE result = 'unmet')
FROM {CLOSED}
GROUP BY GROUPING SETS ((), {", ".join(f"({said})" for said in OF_A_CONTACT.values())})
"""
ANSWERS = f"SELECT answer, count(*) FROM (SELECT unnest(answers) AS answer FROM {CLOSED}) AS each GROUP BY 1"
NEEDS = f"""
SELECT coalesce(above.name, term.name), count(DISTINCT enquiry.id),
       count(DISTINCT enquiry.id) FILTER (WHERE enquiry.result = 'unmet')
FROM (SELECT id, result FROM {CLOSED}) AS enquiry
JOIN helpdesk_enquirytopic AS topic ON topic.enquiry_id = enquiry.id
JOIN services_taxonomyterm AS term ON term.id = topic.term_id
LEFT JOIN services_taxonomyterm AS above ON above.id = term.parent_id
GROUP BY 1 ORDER BY 2 DESC, 1
"""
HOMES = f"""
SELECT coalesce(quarter.name, ''), count(*), count(*) FILTER (WHERE enquiry.result = 'unmet')
FROM (SELECT quarter_id, result FROM {CLOSED}) AS enquiry
LEFT JOIN territory_quarter AS quarter ON quarter.id = enquiry.quarter_id
GROUP BY 1 ORDER BY 2 DESC, 1
"""
UNMET = f"""
SELECT coalesce(quarter.name, ''), coalesce(above.name, term.name, ''), count(*)
FROM (SELECT id, quarter_id FROM {CLOSED} AND result = 'unmet') AS enquiry
LEFT JOIN helpdesk_enquirytopic AS topic ON topic.enquiry_id = enquiry.id AND topic.position = 1
LEFT JOIN services_taxonomyterm AS term ON term.id = topic.term_id
LEFT JOIN services_taxonomyterm AS above ON above.id = term.parent_id
LEFT JOIN territory_quarter AS quarter ON quarter.id = enquiry.quarter_id
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 100
"""
REFERRALS = f"""
SELECT grouping(referral.state, referral.outcome, referral.target_name), referral.state, referral.outcome,
       referral.target_name, count(*), count(referral.answered_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM referral.answered_at - referral.sent_at)),
       count(*) FILTER (WHERE referral.outcome IN ('met', 'partly')),
       count(*) FILTER (WHERE referral.outcome <> ''),
       count(*) FILTER (WHERE referral.decline_reason <> '' OR referral.state = 'expired')
FROM (SELECT id FROM {CONTACTS}) AS enquiry
JOIN helpdesk_referral AS referral ON referral.enquiry_id = enquiry.id AND referral.state <> 'draft'
GROUP BY GROUPING SETS ((), (referral.state), (referral.outcome), (referral.target_name))
ORDER BY 5 DESC, 4
"""
A_DAY = 86_400
MOST_RECEIVERS = 50


@dataclass
class Receiver:
    """To whom people were sent: how many, in how many days half the answers came, how it ended."""

    name: str
    sent: int
    answered: int
    days: float | None
    well: int
    known: int
    refused: int


@dataclass
class Counts:
    """`by` has {name of OF_A_CONTACT: {value: (contacts, of which unmet)}}; the rest are rows, the most first."""

    contacts: int = 0
    people: int = 0
    unmet: int = 0
    by: dict = field(default_factory=lambda: {name: {} for name in OF_A_CONTACT})
    answers: dict = field(default_factory=dict)
    needs: list = field(default_factory=list)
    homes: list = field(default_factory=list)
    unmet_by_home: list = field(default_factory=list)
    referrals: Receiver | None = None
    endings: dict = field(default_factory=dict)
    outcomes: dict = field(default_factory=dict)
    receivers: list = field(default_factory=list)

    def of(self, name, value):
        return self.by[name].get(value, (0, 0))[0]

    @property
    def solved(self):
        return self.of("result", Enquiry.Result.SOLVED)


def count(desks, first, last) -> Counts:
    """Of these desks, by their ids; six queries however many they are."""
    found = Counts()
    with connection.cursor() as cursor:
        asked = {"desks": list(desks), "first": first, "last": last}
        read_by_itself(found, rows(cursor, BY_ITSELF, asked))
        found.answers = dict(rows(cursor, ANSWERS, asked))
        found.needs = rows(cursor, NEEDS, asked)
        found.homes = rows(cursor, HOMES, asked)
        found.unmet_by_home = rows(cursor, UNMET, asked)
        read_referrals(found, rows(cursor, REFERRALS, asked))
    return found


def rows(cursor, query, asked):
    cursor.execute(query, asked)
    return cursor.fetchall()


def read_by_itself(found, counted):
    names = list(OF_A_CONTACT)
    for mask, *values, contacts, people, unmet in counted:
        grouped = [index for index in range(len(names)) if not mask >> (len(names) - 1 - index) & 1]
        if grouped:
            found.by[names[grouped[0]]][values[grouped[0]]] = (contacts, unmet)
        else:
            found.contacts, found.people, found.unmet = contacts, people or 0, unmet


def read_referrals(found, counted):
    for mask, state, outcome, name, sent, answered, seconds, well, known, refused in counted:
        days = None if seconds is None else float(seconds) / A_DAY
        if mask == 0b111:
            found.referrals = Receiver("", sent, answered, days, well, known, refused)
        elif mask == 0b011:
            found.endings[state] = sent
        elif mask == 0b101:
            found.outcomes[outcome] = sent
        elif len(found.receivers) < MOST_RECEIVERS:
            found.receivers.append(Receiver(name, sent, answered, days, well, known, refused))
