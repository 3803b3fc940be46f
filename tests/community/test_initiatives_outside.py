"""Initiatives as other programs, the demo and who reads reports meet them."""

import datetime
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.demo import initiatives as demo
from community.initiatives import actions
from community.models import Commitment, How, Initiative, Outcome, Story, Topic
from community.notices.wishes import wish
from community.safety.registry import moderated
from services.demo.people import load_people
from tests.factories import MemberFactory, QuarterFactory, TaxonomyFactory, TermFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .factories import NeedFactory, NeedThemeFactory, clustered
from .initiatives_factories import InitiativeFactory, PartnerFactory, ReachFactory, StoryFactory, active, completed
from .safety_factories import suspended

pytestmark = pytest.mark.django_db


def structured_data(client, initiative):
    html = client.get(initiative.get_absolute_url()).content.decode()
    return [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


def test_no_to_what_nobody_has_read_reaches_who_began_it_whatever_they_wish():
    leader = UserFactory()
    initiative = InitiativeFactory(published_at=None, lead_person=leader)
    wish(person=leader, hows={Topic.INITIATIVES: How.NEVER})

    actions.stop(initiative=initiative, reason="Il terreno non c’è")

    notice = leader.notices.get()
    assert (notice.key, notice.must) == (f"initiative-{initiative.pk}-stopped", True)


def test_who_said_what_its_theme_holds_reads_what_comes_of_it_once_it_is_public():
    theme = NeedThemeFactory()
    people = [clustered(NeedFactory(network=theme.network, said_by=UserFactory()), theme).said_by for _ in range(2)]
    initiative = InitiativeFactory(network=theme.network, published_at=None, lead_person=people[0], need_theme=theme)

    actions.publish(by=UserFactory(), initiative=initiative)

    keys = [[*each.notices.values_list("key", flat=True)] for each in people]
    assert keys == [[f"initiative-{initiative.pk}-public"], [f"initiative-{initiative.pk}-asked"]]


def test_who_is_suspended_takes_their_story_away_all_the_same(client):
    story = StoryFactory(initiative=active(), told_by=UserFactory())
    suspended(story.told_by, story.initiative.network)
    client.force_login(story.told_by)

    client.post(f"{story.get_absolute_url()}decidi/", {"put_away": "1"})

    assert not Story.objects.exists()


def test_search_engines_read_what_an_initiative_is_once_it_is_public(client, settings):
    settings.SITE_URL = "https://punto.example"
    quarter, leader = QuarterFactory(name="Fiumicello"), UserFactory()
    initiative = active(title="Orto </script>", quarter=quarter, network=network_of(quarter.municipality))
    lead = PartnerFactory(initiative=initiative, role="1_lead", organization__name="Auser").organization
    draft = InitiativeFactory(published_at=None, lead_person=leader)

    told = structured_data(client, initiative)
    client.force_login(leader)

    assert told == [
        {
            "@context": "https://schema.org",
            "@type": "Project",
            "name": "Orto </script>",
            "description": "Venti cassoni dietro la scuola",
            "url": f"https://punto.example{initiative.get_absolute_url()}",
            "foundingDate": initiative.starts_on.isoformat(),
            "parentOrganization": {
                "@type": "Organization",
                "name": "Auser",
                "url": f"https://punto.example{lead.get_absolute_url()}",
            },
            "areaServed": "Fiumicello",
        }
    ]
    assert structured_data(client, draft) == []


def test_programs_read_what_everybody_reads(client):
    initiative = completed(title="Orto", people_target=40, lead_person=UserFactory())
    ReachFactory(initiative=initiative, people=30)
    PartnerFactory(initiative=initiative, organization__slug="emporio")
    PartnerFactory(initiative=initiative, confirmed_at=None)
    InitiativeFactory(published_at=None)

    contents = client.get("/api/initiatives?city=brescia&state=completed&kind=neighbourhood").json()["contents"]

    assert contents == [
        {
            "id": initiative.pk,
            "city": "brescia",
            "kind": "neighbourhood",
            "title": "Orto",
            "description": "Venti cassoni dietro la scuola",
            "quarter": "",
            "topics": [],
            "state": "completed",
            "starts_on": (timezone.localdate() - datetime.timedelta(days=30)).isoformat(),
            "ends_on": "",
            "people": 0,
            "people_reached": 30,
            "people_target": 40,
            "organizations": ["emporio"],
            "theme": "",
            "common_good": "Un orto",
            "url": contents[0]["url"],
        }
    ]
    assert contents[0]["url"].endswith(initiative.get_absolute_url())
    assert client.get("/api/initiatives?state=boh").status_code == 400


def test_initiatives_and_stories_are_found_by_theme_and_quarter(client):
    quarter, theme = QuarterFactory(), TermFactory(taxonomy__slug="need", name="Verde")
    initiative = InitiativeFactory(title="Orto", quarter=quarter, network=network_of(quarter.municipality))
    initiative.topics.add(theme)
    StoryFactory(initiative=initiative, title="Il primo raccolto")
    StoryFactory(initiative__network=initiative.network)
    base = f"/comunita/{initiative.network.slug}"

    def titles(query):
        stories = client.get(f"{base}/storie/?{query}").context["page_obj"]
        listed = client.get(f"{base}/iniziative/?{query}").context["page_obj"]
        told = client.get(f"/api/initiatives?{query.replace('topic', 'theme')}").json()["contents"]
        return [each.title for each in [*stories, *listed]] + [each["title"] for each in told]

    assert titles(f"topic={theme.slug}") == ["Il primo raccolto", "Orto", "Orto"]
    assert titles(f"quarter={quarter.slug}") == ["Il primo raccolto", "Orto", "Orto"]


def test_programs_ask_as_much_for_three_as_for_one(client):
    counts = []
    for _number in range(2):
        PartnerFactory(initiative=completed())
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/initiatives")
        counts.append(len(queries))
        PartnerFactory(initiative=active())

    assert counts[0] == counts[1]


def test_theme_shows_what_came_of_it(client):
    theme = NeedThemeFactory()
    InitiativeFactory(need_theme=theme, network=theme.network, title="Orto")
    InitiativeFactory(need_theme=theme, network=theme.network, title="Mai letta", published_at=None)

    response = client.get(theme.get_absolute_url())

    assert [each.title for each in response.context["initiatives"]] == ["Orto"]


def test_what_is_reported_is_hidden_and_shown_again(client):
    story = StoryFactory()
    stranger = UserFactory()

    for kind, thing in (("initiative", story.initiative), ("story", story)):
        room = moderated(kind)
        assert room.found_by(stranger, story.initiative.network, thing.pk) == thing
        room.hide(thing, by=stranger, reason="Offende")
        assert (client.get(thing.get_absolute_url()).status_code, room.thing(thing.pk)) == (404, thing)
        room.show(thing, by=stranger)
        assert client.get(thing.get_absolute_url()).status_code == 200


def test_two_initiatives_and_their_stories_become_one_with_their_organizations():
    from services.merging.moving import move

    winner, loser = MemberFactory().organization, MemberFactory().organization
    both = active()
    PartnerFactory(initiative=both, organization=winner, confirmed_at=None)
    kept = PartnerFactory(initiative=both, organization=loser, role="1_lead")

    move(winner, loser)

    assert [*both.partners.values_list("pk", "organization", "role")] == [(kept.pk, winner.pk, "1_lead")]


def test_demo_writes_sixty_initiatives_once():
    load_people()
    network = network_of()
    QuarterFactory(municipality=network)
    needs = TaxonomyFactory(slug="need")
    TermFactory(taxonomy=needs, slug="mangiare-e-spesa")
    for _number in range(3):
        MembershipFactory(network=network)

    assert (demo.load(str), demo.load(str)) == (True, False)
    states = {state: Initiative.objects.filter(state=state).count() for state in Initiative.State.values}
    assert states == {"planned": 11, "active": 26, "completed": 12, "stopped": 11}
    assert (Outcome.objects.count(), Story.objects.seen().count()) == (12, 25)
    assert Initiative.objects.filter(kind="partnership", places__isnull=False).distinct().count() == 3
    assert {*Commitment.objects.values_list("state", flat=True)} == {"open", "kept", "not_kept"}
