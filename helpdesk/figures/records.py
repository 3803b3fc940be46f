"""A city's contacts and referrals of one year as records for `disclosure`: what each says, coarse before fine."""

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import ExtractQuarter

from helpdesk.models import Enquiry, Referral

FEWEST_AT_A_DESK = 20  # contacts in the year; a desk with fewer is left out, and so are they
YOUNG, MIDDLE, OLD = "under_30", "to_64", "from_65"
AGES = {
    "under_18": (YOUNG, "under_18"),
    "to_29": (YOUNG, "to_29"),
    "to_44": (MIDDLE, "to_44"),
    "to_64": (MIDDLE, "to_64"),
    "to_79": (OLD, "to_79"),
    "from_80": (OLD, "from_80"),
}
# What was done most for the person; a contact may have several answers.
ANSWERS = ["referral", "form_filling", "information", "listening"]
ENDINGS = {
    "completed": "ended",
    "not_completed": "ended",
    "redirected": "refused",
    "declined": "refused",
    "expired": "refused",
    "withdrawn": "withdrawn",
}
UNDER_WAY = "under_way"


def enquiries_of(city, year):
    """Closed in that year, at desks where enough people came."""
    closed = Enquiry.objects.filter(
        community_point__location__municipality=city, day__year=year, state=Enquiry.State.CLOSED
    )
    busy = closed.order_by().values("community_point").annotate(n=Count("pk")).filter(n__gte=FEWEST_AT_A_DESK)
    return closed.filter(community_point__in=busy.values("community_point"))


def contact_records(city, year):
    first = FilteredRelation("enquiry_topics", condition=Q(enquiry_topics__position=1))
    rows = enquiries_of(city, year).annotate(
        first=first,
        desk=F("community_point__slug"),
        season=ExtractQuarter("day"),
        topic=F("first__term__slug"),
        heading=F("first__term__parent__slug"),
        zone=F("quarter__zone__slug"),
        home=F("quarter__slug"),
    )
    asked = ["result", "unmet_reason", "answers", "age_band", "gender", "channel", "minutes"]
    placed = ["desk", "season", "topic", "heading", "zone", "home"]
    return [contact_record(row) for row in rows.order_by("pk").values(*asked, *placed)]


def contact_record(row):
    met = "unmet" if row["result"] == "unmet" else "answered"
    return {
        "desk": (row["desk"],),
        "season": (str(row["season"]),),
        "result": (met, row["result"]),
        "reason": said(row["unmet_reason"]),
        "answer": said(next((each for each in ANSWERS if each in row["answers"]), "")),
        "age": AGES.get(row["age_band"], ()),
        "gender": said(row["gender"]),
        "channel": said(row["channel"]),
        "minutes": said(row["minutes"]),
        "topic": said(row["heading"]) + said(row["topic"]),
        "home": said(row["zone"]) + said(row["home"]),
    }


def said(value) -> tuple:
    return (value,) if value else ()


def referral_records(city, year):
    """Of the same contacts, wherever they were sent."""
    rows = Referral.objects.filter(enquiry__in=enquiries_of(city, year)).exclude(state=Referral.State.DRAFT)
    names = rows.annotate(desk=F("enquiry__community_point__slug")).order_by("pk")
    return [
        {"desk": (desk,), "target": (target,), "ending": ending(state, outcome)}
        for desk, target, state, outcome in names.values_list("desk", "target_kind", "state", "outcome")
    ]


def ending(state, outcome):
    if state in ("completed", "not_completed"):
        return ("ended", outcome)
    return (ENDINGS.get(state, UNDER_WAY),)
