from territory.models import Quarter
from tests.factories import CommunityPointFactory, QuarterFactory


def test_neighbours_are_quarters_with_nobody_between(brescia):
    fiumicello = brescia.quarters.get(slug="fiumicello")

    names = set(Quarter.objects.neighbouring(fiumicello).values_list("name", flat=True))

    assert names == {"Chiusure", "Porta Milano", "Primo Maggio", "Sant'Eustacchio"}


def test_quarters_know_the_community_point_that_serves_them(db):
    served, alone = QuarterFactory(name="Servito"), QuarterFactory(name="Solo")
    point = CommunityPointFactory(location__quarter=served)
    point.quarters.add(served)

    assert list(Quarter.objects.served_by(point)) == [served]
    assert list(Quarter.objects.without_community_point()) == [alone]
