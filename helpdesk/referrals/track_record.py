"""How a receiver has answered so far, said beside its name: never over less than five answers."""

from typing import NamedTuple

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.utils import timezone

from helpdesk.models import Referral

AT_LEAST = 5
YEARS = 2
WELL = [Referral.Outcome.MET, Referral.Outcome.PARTLY]


class TrackRecord(NamedTuple):
    """`days` is the median until an answer, `well` the share in 100 that ended well; None where too few are known."""

    days: int | None
    well: int | None


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def track_records(service_ids=(), organization_ids=()) -> dict:
    """{id of a service or an organisation: TrackRecord}, for those that have one; one query."""
    asked = Q(service__in=list(service_ids)) | Q(organization__in=list(organization_ids))
    since = timezone.now().replace(year=timezone.now().year - YEARS, day=1)
    answered = Q(kind=Referral.Kind.WARM_HANDOFF, answered_at__isnull=False)
    known = Q(outcome__in=[*WELL, Referral.Outcome.NOT_MET])
    rows = Referral.objects.filter(asked, sent_at__gte=since).order_by().values("service", "organization")
    rows = rows.annotate(
        answers=Count("pk", filter=answered),
        wait=Median(F("answered_at") - F("sent_at"), filter=answered),
        ended=Count("pk", filter=known),
        well=Count("pk", filter=Q(outcome__in=WELL)),
    )
    records = {row["service"] or row["organization"]: record(row) for row in rows}
    return {key: each for key, each in records.items() if each != TrackRecord(None, None)}


def record(row) -> TrackRecord:
    days = max(1, round(row["wait"].total_seconds() / 86_400)) if row["answers"] >= AT_LEAST else None
    return TrackRecord(days, round(100 * row["well"] / row["ended"]) if row["ended"] >= AT_LEAST else None)
