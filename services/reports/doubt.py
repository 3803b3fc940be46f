"""What open reports put in doubt: on the page of an entry, and on a card."""

from django.db.models import Exists, OuterRef, Q

from services.models import Report

COLUMNS = ("service", "asset", "community_point")


def topics_in_doubt(entry) -> set:
    """Of the reports that weigh; one query by index."""
    return set(Report.objects.about(entry).weighing().values_list("topic", flat=True))


def with_doubts(listings):
    """Each with `in_doubt`, in the same query: made for the rows of a page, not for a whole search."""
    of = Q()
    for column in COLUMNS:
        of |= Q(**{column: OuterRef(column)})
    return listings.annotate(in_doubt=Exists(Report.objects.weighing().filter(of)))
