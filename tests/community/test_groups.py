import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from community.groups import actions
from community.models import Group, GroupMembership, Notice
from services.shortlist.pictures import qr_path
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    PlaceNameFactory,
    QuarterFactory,
    UserFactory,
)
from tests.network.factories import network_of

from .factories import HouseFactory
from .groups_factories import PersonFactory, PostFactory, active_group, activity, private_group
from .safety_factories import suspended

pytestmark = pytest.mark.django_db
AGREED = "Ci parliamo con rispetto"
ANSWER = {"nickname": "Ada", "accepts": "on"}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def coordinator_of(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def told(person):
    return list(Notice.objects.filter(person=person).order_by("made_at").values_list("subject", flat=True))


@pytest.fixture
def network():
    network = network_of()
    PlaceNameFactory(municipality=network, name="via Milano", quarter=QuarterFactory(municipality=network))
    return network


PROPOSED = {
    "kind": "building",
    "name": "Palazzo di via Milano",
    "street_name": "Via  MILANO",
    "words": "Ci diamo una mano",
    "visibility": "public",
    "joining": "ask",
    "agreement": AGREED,
    "nickname": "Ada",
}


def test_group_is_proposed_published_and_joined(network):
    starter, coordinator, neighbour = UserFactory(), coordinator_of(network), UserFactory()
    first, second = signed_in(starter), signed_in(neighbour)

    first.post("/comunita/brescia/gruppi/nuovo/", PROPOSED)
    group = Group.objects.get()
    before = [each.get(group.get_absolute_url()).status_code for each in (first, second, Client())]
    signed_in(coordinator).post(f"{group.get_absolute_url()}pubblica/", {"publish": "1"})
    second.post(f"{group.get_absolute_url()}entra/", ANSWER | {"words": "Abito al terzo piano"})
    asked = group.memberships.get(user=neighbour)
    first.post(f"{group.get_absolute_url()}persone/", {"person": asked.pk, "let_in": "1"})

    group.refresh_from_db()
    assert before == [200, 404, 404]
    assert (group.slug, group.street.name, group.quarter.name) == ("palazzo-di-via-milano", "via Milano", "Fiumicello")
    assert [(each.user, each.role, each.state) for each in group.memberships.order_by("pk")] == [
        (starter, "caretaker", "member"),
        (neighbour, "member", "member"),
    ]
    assert told(coordinator) == ["Un gruppo di strada da leggere"]
    assert told(starter) == ["Il tuo gruppo è attivo", "Qualcuno vuole entrare nel tuo gruppo"]
    assert told(neighbour) == ["Sei nel gruppo"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"street_name": "via Mai"}, "street_name", "In città non la troviamo"),
        ({"street_name": ""}, "street_name", "In città non la troviamo"),
        ({"name": "Casa di via Milano 12"}, "name", "un indirizzo di casa"),
        ({"words": "Chiama il 333 1234567"}, "words", "un numero di telefono"),
        ({"visibility": "members"}, "joining", "si entra solo con un invito"),
        ({"kind": "house"}, "house", "Scegli di quale casa"),
        ({"nickname": ""}, "nickname", "come vuoi farti chiamare"),
        ({"agreement": ""}, "agreement", "che cosa vi promettete"),
    ],
)
def test_group_form_says_what_is_wrong(network, wrong, field, said):
    response = signed_in(UserFactory()).post("/comunita/brescia/gruppi/nuovo/", PROPOSED | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said in response.context["form"].errors[field][0]
    assert not Group.objects.exists()


def test_group_of_a_house_and_of_a_theme_are_on_no_street(network):
    house = HouseFactory(location=LocationFactory(municipality=network))
    client = signed_in(UserFactory())

    client.post("/comunita/brescia/gruppi/nuovo/", PROPOSED | {"kind": "house", "house": house.pk, "name": "Nuovo"})
    client.post("/comunita/brescia/gruppi/nuovo/", PROPOSED | {"kind": "theme", "house": house.pk, "name": "Nuovo"})

    groups = Group.objects.order_by("pk").values_list("slug", "kind", "street", "house")
    assert list(groups) == [("nuovo-2", "house", None, house.pk), ("nuovo-3", "theme", None, None)]


def test_private_group_is_not_there_for_a_stranger(network):
    group = private_group(network=network, name="Cortile segreto")
    (keeper,) = group.memberships.all()
    post = activity(group, author=keeper.user)
    asked = [group.get_absolute_url(), post.get_absolute_url(), f"{group.get_absolute_url()}entra/"]
    lists = [f"/comunita/brescia/gruppi/{each}" for each in ("", "mappa/", "?q=cortile", "?kind=street")]
    stranger = signed_in(UserFactory())

    assert [stranger.get(each).status_code for each in asked] == [404, 404, 404]
    assert [Client().get(each).status_code for each in asked[:2]] == [404, 404]
    assert stranger.post(asked[2], ANSWER).status_code == 404
    for address in [*lists, "/comunita/brescia/gruppi/tuoi/", "/api/groups"]:
        assert "Cortile segreto" not in stranger.get(address).content.decode()
    assert signed_in(keeper.user).get(post.get_absolute_url()).status_code == 200
    coordinator = signed_in(coordinator_of(network))
    assert coordinator.get(group.get_absolute_url()).status_code == 200
    assert coordinator.get(post.get_absolute_url()).status_code == 404


def test_stranger_looks_only_for_what_a_stranger_reads(network):
    group = active_group(network=network)
    clients = Client(), signed_in(group.memberships.get().user)

    kinds = [
        [value for value, _ in each.get(group.get_absolute_url()).context["form"].fields["kind"].choices]
        for each in clients
    ]

    assert kinds == [["", "activity", "announcement"], ["", "request", "offer", "activity", "announcement"]]


def test_private_link_lets_in_until_it_is_taken_back(network):
    group = private_group(network=network)
    keeper = signed_in(group.memberships.get().user)
    page = keeper.post(f"{group.get_absolute_url()}inviti/")
    path = page.context["address"].removeprefix(settings.SITE_URL)
    modules, drawn = qr_path(page.context["address"])
    link, first, late = path, UserFactory(), signed_in(UserFactory())

    anonymous = Client().get(link)
    opened = late.get(link)
    signed_in(first).post(link, ANSWER)
    keeper.post(f"{group.get_absolute_url()}inviti/", {"take_back": group.invitations.get().pk})

    assert (anonymous.status_code, opened.status_code) == (302, 200)
    assert (f'viewBox="0 0 {modules} {modules}"' in page.content.decode(), drawn in page.content.decode()) == (
        True,
        True,
    )
    assert AGREED in opened.content.decode()
    assert group.memberships.get(user=first).state == "member"
    assert (late.get(link).status_code, late.post(link, ANSWER).status_code) == (404, 404)


def test_open_group_is_entered_at_once_by_its_agreement(network):
    group, person = active_group(network=network, joining="open"), UserFactory()
    client, page = signed_in(person), f"{group.get_absolute_url()}entra/"

    refused = client.post(page, {"nickname": "Ada"})
    client.post(page, ANSWER)
    client.post(page, ANSWER)

    assert "serve il tuo sì" in refused.content.decode()
    row = group.memberships.get(user=person)
    assert (row.nickname, row.state, row.accepted_version) == ("Ada", "member", 1)


def test_who_is_turned_away_reads_why_and_comes_in_only_if_a_caretaker_lets_them(network):
    group = active_group(network=network)
    keeper = signed_in(group.memberships.get().user)
    person = PersonFactory(group=group, state="asked", joined_at=None)
    client = signed_in(person.user)

    keeper.post(f"{group.get_absolute_url()}persone/{person.pk}/", {"reason": "Non abiti in questa via"})
    again = client.post(f"{group.get_absolute_url()}entra/", ANSWER, follow=True)
    own = client.get("/comunita/brescia/gruppi/tuoi/").content.decode()
    keeper.post(f"{group.get_absolute_url()}persone/", {"person": person.pk, "let_in": "1"})

    assert "Nel frattempo è cambiato qualcosa" in again.content.decode()
    assert "Non abiti in questa via" in own
    assert Notice.objects.filter(person=person.user, words__contains="Non abiti in questa via", must=True).exists()
    person.refresh_from_db()
    assert (person.state, person.reason) == ("member", "")


def test_changed_agreement_is_asked_again_before_one_writes(network):
    group = active_group(network=network)
    keeper, person = group.memberships.get(), PersonFactory(group=group)
    client = signed_in(person.user)
    mended = {"name": group.name, "words": group.words, "visibility": "public", "joining": "ask", "agreement": "Meglio"}
    mended["revision"] = group.revision

    signed_in(keeper.user).post(f"{group.get_absolute_url()}cura/", mended)
    before = client.get(f"{group.get_absolute_url()}scrivi/")
    client.post(f"{group.get_absolute_url()}entra/", ANSWER)
    after = client.get(f"{group.get_absolute_url()}scrivi/")

    assert (before.status_code, before.url) == (302, f"{group.get_absolute_url()}entra/")
    assert after.status_code == 200
    accepted = dict(group.memberships.values_list("user", "accepted_version"))
    assert accepted == {keeper.user_id: 2, person.user_id: 2}
    assert told(person.user) == ["È cambiato l’accordo di un tuo gruppo"]


def test_second_caretaker_reads_what_the_first_has_saved_before_writing_over_it(network):
    group = active_group(network=network)
    client, page = signed_in(group.memberships.get().user), f"{group.get_absolute_url()}cura/"
    said = {"name": group.name, "words": "Ci vediamo il lunedì", "agreement": group.agreement, "joining": "open"}
    said |= {"visibility": "public", "revision": group.revision}

    client.post(page, said)
    late = client.post(page, said | {"words": "Ci vediamo il martedì", "joining": "ask"})
    kept = Group.objects.get().words
    client.post(page, said | {"words": "Ci vediamo il martedì", "revision": late.context["form"]["revision"].value()})

    assert (late.status_code, late.context["as_it_is"]) == (
        409,
        [("che cosa fate insieme".capitalize(), "Ci vediamo il lunedì"), ("Come si entra", "entra chi vuole")],
    )
    assert (kept, Group.objects.get().words) == ("Ci vediamo il lunedì", "Ci vediamo il martedì")


def test_last_caretaker_hands_over_before_leaving(network):
    group = active_group(network=network)
    keeper, person = group.memberships.get(), PersonFactory(group=group)
    client, people = signed_in(keeper.user), f"{group.get_absolute_url()}persone/"

    kept = client.post(f"{group.get_absolute_url()}esci/", follow=True).content.decode()
    client.post(people, {"person": keeper.pk, "step_down": "1"})
    alone = group.memberships.caretakers().get()
    client.post(people, {"person": person.pk, "make_caretaker": "1"})
    client.post(f"{group.get_absolute_url()}esci/")

    assert "prima affidalo a qualcuno" in kept
    assert alone == keeper
    assert group.memberships.caretakers().get() == person
    assert signed_in(keeper.user).get(people).status_code == 404


@pytest.mark.parametrize(("others", "said"), [(0, "per uscire chiudilo"), (1, "Affidalo a qualcuno")])
def test_who_alone_keeps_a_group_alive_reads_how_to_leave_it(network, others, said):
    group = active_group(network=network)
    for _ in range(others):
        PersonFactory(group=group)

    page = signed_in(group.memberships.caretakers().get().user).get(f"{group.get_absolute_url()}esci/")

    assert said in page.content.decode()
    assert f"{group.get_absolute_url()}cura/#chiudi" in page.content.decode()
    assert "<h1>Esci dal gruppo</h1>" in page.content.decode()
    assert 'method="post"' not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_only_a_caretaker_answers_who_asks(network):
    group = active_group(network=network)
    person, asking = PersonFactory(group=group), PersonFactory(group=group, state="asked", joined_at=None)
    client, page = signed_in(person.user), f"{group.get_absolute_url()}persone/"

    answers = [client.post(page, {"person": asking.pk, "let_in": "1"}), client.get(f"{page}{asking.pk}/")]
    answers.append(client.get(f"{group.get_absolute_url()}inviti/"))
    seen = client.get(page).content.decode()

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert asking.nickname not in seen
    assert person.nickname in seen


def test_closed_group_is_read_and_not_written_in(network):
    group = active_group(network=network)
    keeper, post = group.memberships.get(), PostFactory(group=group)
    client = signed_in(keeper.user)

    client.post(f"{group.get_absolute_url()}cura/", {"close": "1", "reason": "Ci siamo trasferiti"})
    shown = client.get(post.get_absolute_url()).content.decode()
    client.post(f"{post.get_absolute_url()}rispondi/", {"words": "Ciao"})

    assert "Ci siamo trasferiti" in Client().get(group.get_absolute_url()).content.decode()
    assert "Ci siamo trasferiti" not in Client().get("/comunita/brescia/gruppi/").content.decode()
    assert post.title in shown
    assert not post.replies.exists()
    assert told(post.author)[-1] == "Un gruppo di cui fai parte è chiuso"


def test_group_list_is_narrowed(client, network):
    quarter = QuarterFactory(municipality=network, name="Mompiano")
    active_group(network=network, name="Vicini di Mompiano", quarter=quarter)
    active_group(network=network, name="Orto", kind="theme", street=None)

    found = {
        query: [each.name for each in client.get(f"/comunita/brescia/gruppi/?{query}").context["page_obj"]]
        for query in ("", "q=mompian", "kind=theme", "quarter=mompiano", "q=zzz", "kind=mai", "q=%00")
    }

    both = ["Orto", "Vicini di Mompiano"]
    only = ["Vicini di Mompiano"]
    assert found == {
        "": both, "q=mompian": only, "kind=theme": ["Orto"], "quarter=mompiano": only, "q=zzz": [], "kind=mai": both,
        "q=%00": both,
    }  # fmt: skip


def test_map_has_the_street_and_never_a_number(client, network):
    active_group(network=network, kind="building", street=PlaceNameFactory(municipality=network, name="via Fossa"))
    active_group(network=network, kind="theme", street=None)

    page = client.get("/comunita/brescia/gruppi/mappa/").content.decode()

    assert page.count('data-lat="45.541" data-lng="10.2"') == 1
    assert "via Fossa" in page


def test_sheet_opens_the_page_of_a_group_that_everybody_finds(network):
    groups, shown = [make(network=network) for make in (active_group, private_group)], []

    for group in groups:
        page = signed_in(group.memberships.get().user).get(f"{group.get_absolute_url()}foglio/").content.decode()
        address = f"{settings.SITE_URL.partition('://')[2]}{group.get_absolute_url()}</p>"
        shown.append([each in page for each in (address, "Codice da leggere", "si entra con un invito")])

    assert shown == [[True, True, False], [False, False, True]]


def test_sheet_to_look_for_neighbours_opens_the_page_that_says_how_a_group_is_born(client, network):
    start = f"/comunita/{network.slug}/gruppi/come-nasce/"

    linked = f'href="{start}foglio/"' in client.get(start).content.decode()
    page = client.get(f"{start}foglio/").content.decode()

    assert (linked, "Facciamo un gruppo di vicini?" in page, "<path d=" in page) == (True, True, True)
    assert f"{settings.SITE_URL.partition('://')[2]}{start}</p>" in page


def test_nothing_leaves_twice_when_a_button_is_pressed_twice(network):
    group, person = active_group(network=network), UserFactory()
    for _ in range(2):
        actions.join(by=person, group=group, nickname="Ada")

    keeper = group.memberships.caretakers().get().user
    assert told(keeper) == ["Qualcuno vuole entrare nel tuo gruppo"]
    assert mail.outbox == []


def test_membership_of_who_left_begins_anew(network):
    group = active_group(network=network, joining="open")
    person = PersonFactory(group=group)
    actions.leave(by=person.user, group=group)
    before = timezone.now()

    actions.join(by=person.user, group=group, nickname="Bea")

    row = GroupMembership.objects.get(pk=person.pk)
    assert (row.nickname, row.state, row.ended_at) == ("Bea", "member", None)
    assert row.joined_at >= before - datetime.timedelta(seconds=1)


def test_who_is_suspended_hands_their_group_over_and_leaves_but_lets_nobody_in(client):
    person = UserFactory()
    group = active_group(person)
    heir = PersonFactory(group=group)
    suspended(person, group.network)
    client.force_login(person)
    sent = [
        ("persone/", {"person": heir.pk, "let_in": "1"}),
        ("persone/", {"person": heir.pk, "make_caretaker": "1"}),
        ("esci/", {}),
    ]

    answers = [client.post(f"{group.get_absolute_url()}{page}", data).status_code for page, data in sent]

    assert answers == [403, 302, 302]
    assert [each.user for each in group.memberships.caretakers()] == [heir.user]
