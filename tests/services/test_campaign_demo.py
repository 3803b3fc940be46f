import pytest

from services.demo.campaign import FOUND, load_campaign
from services.demo.people import load_people, load_roles
from services.models import CampaignVisit, MappingCampaign
from tests.factories import AssetFactory, CommunityPointFactory, LocationFactory, OrganizationFactory

from .campaign_world import TODAY


@pytest.mark.django_db
def test_demo_has_one_campaign_half_way_and_loading_it_again_adds_none():
    point = CommunityPointFactory(slug="punto-comunita-fiumicello")
    point.quarters.add(point.location.quarter)
    OrganizationFactory(slug="emporio-la-dispensa")
    for _each in range(20):
        AssetFactory(location=LocationFactory())
    load_people()
    load_roles(TODAY)

    loaded = [load_campaign(TODAY), load_campaign(TODAY)]

    assert loaded == [1, 0]
    visits = CampaignVisit.objects.filter(campaign=MappingCampaign.objects.get())
    done = visits.filter(done_at__isnull=False)
    assert [(each.state, each.note) for each in done.order_by("position")] == FOUND
    assert (visits.count(), visits.to_do().exclude(agent=None).count(), visits.free().count()) == (20, 6, 5)
