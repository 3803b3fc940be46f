import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from community.models import Endorsement, Need, NeedTheme, Notice
from community.needs import actions
from tests.factories import CommunityPointFactory, MandateFactory, QuarterFactory, TermFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory, NeedThemeFactory, clustered, group_need, parked

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def point(network):
    return CommunityPointFactory(location__municipality=network)


@pytest.fixture
def coordinator(point):
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


@pytest.fixture
def resident(client):
    user = UserFactory()
    client.force_login(user)
    return user


def at(network, rest=""):
    return f"/comunita/{network.slug}/bisogni/{rest}"


def titles(response):
    return [each.title for each in response.context["page_obj"]]


BENCH = {"kind": "need", "title": "Una panchina davanti alla farmacia"}


def test_resident_says_a_need_and_supports_it(client, network, resident):
    quarter, topic = QuarterFactory(municipality=network), TermFactory(slug="parchi")

    response = client.post(at(network, "nuovo/"), BENCH | {"quarter": quarter.pk, "topics": [topic.pk]})

    need = Need.objects.for_reading().get()
    assert response.url == at(network, f"{need.pk}/")
    assert (need.title, need.quarter, [*need.topics.all()], need.people) == (BENCH["title"], quarter, [topic], 1)
    assert (need.said_by, need.source, need.state) == (resident, "resident", "collected")


def test_what_others_have_said_is_shown_before_it_is_said_again(client, network, resident):
    other = NeedFactory(network=network, title="Panchine davanti alla farmacia")
    hidden = NeedFactory(network=network, title=BENCH["title"])
    actions.hide(by=resident, need=hidden, reason="Offende")

    first = client.post(at(network, "nuovo/"), BENCH)
    before = Need.objects.count()
    client.post(at(network, "nuovo/"), BENCH | {"sure": "1"})

    assert (first.status_code, first.context["alike"], before) == (200, [other], 2)
    assert Need.objects.filter(title=BENCH["title"], said_by=resident).exists()


def test_text_that_says_who_somebody_is_is_refused_and_kept(client, network, resident):
    wrong = BENCH | {"words": "Chiedete a Maria, 333 1234567"}

    response = client.post(at(network, "nuovo/"), wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["words"]
    assert "333 1234567" in response.content.decode()
    assert not Need.objects.exists()


def test_volunteer_writes_for_a_group(client, network, point):
    volunteer = MandateFactory(community_point=point, role=Role.VOLUNTEER).user
    client.force_login(volunteer)
    of_group = {"community_point": point.pk, "group_name": "Le mamme del giardino", "group_size": 12}

    alone = client.post(at(network, "di-un-gruppo/"), BENCH | of_group | {"group_size": 1})
    client.post(at(network, "di-un-gruppo/"), BENCH | of_group)

    need = Need.objects.for_reading().get()
    assert list(alone.context["form"].errors) == ["group_size"]
    assert (need.source, need.group_name, need.people, need.community_point) == (
        "group",
        "Le mamme del giardino",
        12,
        point,
    )
    assert not Endorsement.objects.exists()


def test_volunteer_of_another_point_does_not_write_in_this_ones_name(client, network, point):
    other = MandateFactory(community_point__location__municipality=network, role=Role.VOLUNTEER)
    client.force_login(other.user)
    of_group = {"community_point": point.pk, "group_name": "Le mamme del giardino", "group_size": 12}

    response = client.post(at(network, "di-un-gruppo/"), BENCH | of_group)

    assert list(response.context["form"].errors) == ["community_point"]


def test_support_counts_once_and_is_taken_back(client, network, resident):
    need, address = NeedFactory(network=network), ""
    address = at(network, f"{need.pk}/sostieni/")

    client.post(address)
    client.post(address)
    twice = Endorsement.objects.count()
    client.post(address, {"no_more": "1"})

    assert (twice, Endorsement.objects.count()) == (1, 0)


def test_visitor_is_asked_in_before_supporting(client, network):
    need = NeedFactory(network=network)

    response = client.post(at(network, f"{need.pk}/sostieni/"))

    assert response.url == f"/account/accedi/?next={at(network, f'{need.pk}/sostieni/')}"
    assert "Entra per dire" in client.get(at(network, f"{need.pk}/")).content.decode()


def test_author_mends_colleague_reads_stranger_may_not(client, network, resident):
    need = actions.say(by=resident, need=NeedFactory.build(network=network), topics=[])
    address = at(network, f"{need.pk}/modifica/")

    client.post(address, BENCH | {"title": "Due panchine"})
    client.force_login(UserFactory())
    stranger = client.post(address, BENCH | {"title": "Niente"})

    need.refresh_from_db()
    assert (need.title, stranger.status_code, client.get(at(network, f"{need.pk}/")).status_code) == (
        "Due panchine",
        404,
        200,
    )


def test_need_that_others_support_stays_when_its_author_takes_it_back(client, network, resident):
    mine, shared = (
        actions.say(by=resident, need=NeedFactory.build(network=network, title=name), topics=[])
        for name in ("Mia", "Di molti")
    )
    actions.support(by=UserFactory(), need=shared)

    for need in (mine, shared):
        client.post(at(network, f"{need.pk}/modifica/"), {"take_back": "1"})

    assert [(each.title, each.said_by, each.people) for each in Need.objects.with_people()] == [("Di molti", None, 1)]


def test_need_that_was_put_together_is_mended_no_more(client, network, resident):
    need = clustered(actions.say(by=resident, need=NeedFactory.build(network=network, title="Prima"), topics=[]))

    response = client.post(at(network, f"{need.pk}/modifica/"), BENCH)

    need.refresh_from_db()
    assert (response.url, need.title) == (at(network, f"{need.pk}/"), "Prima")


def test_list_is_narrowed_by_words_kind_state_quarter_and_topic(client, network):
    quarter, topic = QuarterFactory(municipality=network), TermFactory(slug="parchi")
    told = NeedFactory(network=network, title="Panchina all’ombra", kind="aspiration", quarter=quarter)
    told.topics.add(topic)
    parked(told)
    NeedFactory(network=network, title="Lampione")
    asked = {"q": "panchina", "kind": "aspiration", "state": "parked", "quarter": quarter.slug, "topic": "parchi"}

    found = {name: titles(client.get(at(network), {name: value})) for name, value in asked.items()}

    assert found == dict.fromkeys(asked, ["Panchina all’ombra"])


def test_most_supported_come_first(client, network):
    _none, one, group = (
        NeedFactory(network=network, title="Nessuno"),
        NeedFactory(network=network, title="Una"),
        group_need(network, title="Dodici"),
    )
    actions.support(by=UserFactory(), need=one)

    assert titles(client.get(at(network))) == ["Dodici", "Una", "Nessuno"]
    assert group.group_size == 12


def test_coordinator_puts_together_adopts_and_everybody_reads_the_answer(
    client, network, coordinator, django_capture_on_commit_callbacks
):
    authors = [UserFactory(), UserFactory()]
    one, other = (
        actions.say(by=author, need=NeedFactory.build(network=network, title=f"Ombra {author.pk}"), topics=[])
        for author in authors
    )
    client.force_login(coordinator)
    client.post(at(network, f"{one.pk}/insieme/"), {"title": "Ombra in piazza"})
    theme = NeedTheme.objects.get()
    client.post(at(network, f"{other.pk}/insieme/"), {"theme": theme.pk})

    page = f"/comunita/{network.slug}/temi/{theme.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}ci-si-lavora/", {"answer": "A marzo si piantano sei alberi."})

    client.logout()
    shown = client.get(page)
    assert (shown.context["theme"].needs_count, shown.context["theme"].people) == (2, 2)
    assert [each.state for each in shown.context["page"]] == ["adopted", "adopted"]
    assert "A marzo si piantano sei alberi." in client.get(at(network, f"{one.pk}/")).content.decode()
    assert [each.to for each in mail.outbox] == [[author.email] for author in authors]
    assert "A marzo si piantano sei alberi." in mail.outbox[0].body


def test_theme_counts_who_speaks_twice_once(network):
    theme = NeedThemeFactory(network=network)
    one, other = (clustered(NeedFactory(network=network), theme) for _ in range(2))
    group, hidden = clustered(group_need(network), theme), clustered(NeedFactory(network=network), theme)
    person = UserFactory()
    for need in (one, other, hidden):
        actions.support(by=person, need=need)
    actions.hide(by=person, need=hidden, reason="Offende")

    counted = NeedTheme.objects.most_wanted_first().get()

    assert (counted.needs_count, counted.people) == (3, 1 + group.group_size)


def test_theme_is_chosen_or_named_not_both(client, network, coordinator):
    need, theme = NeedFactory(network=network), NeedThemeFactory(network=network, title="Ombra")
    client.force_login(coordinator)
    address = at(network, f"{need.pk}/insieme/")

    neither, both, again = (
        client.post(address, data).context["form"].errors
        for data in ({}, {"theme": theme.pk, "title": "Altro"}, {"title": "Ombra"})
    )

    assert [list(errors) for errors in (neither, both, again)] == [["__all__"], ["__all__"], ["title"]]


def test_need_comes_out_of_its_theme(client, network, coordinator):
    need = clustered(NeedFactory(network=network))
    client.force_login(coordinator)

    client.post(at(network, f"{need.pk}/insieme/"), {"take_out": "1"})

    need.refresh_from_db()
    assert (need.state, need.theme) == ("collected", None)


def test_parked_need_says_why(client, network, coordinator):
    need = NeedFactory(network=network)
    client.force_login(coordinator)
    address = at(network, f"{need.pk}/per-ora-no/")

    without = client.post(address, {})
    client.post(address, {"answer": "Il Comune lo fa nel 2027."})

    need.refresh_from_db()
    assert (without.status_code, need.state, need.answer, need.answered_by) == (
        422,
        "parked",
        "Il Comune lo fa nel 2027.",
        coordinator,
    )


def test_theme_without_anything_waiting_is_not_adopted(client, network, coordinator):
    theme = NeedThemeFactory(network=network)
    client.force_login(coordinator)

    response = client.post(f"/comunita/{network.slug}/temi/{theme.pk}/ci-si-lavora/", {"answer": "Sì"}, follow=True)

    assert "non c’è niente che aspetti una risposta" in response.content.decode()


def test_hidden_need_is_seen_by_its_author_and_who_coordinates(client, network, coordinator):
    author = UserFactory()
    need = actions.say(by=author, need=NeedFactory.build(network=network), topics=[])
    address = at(network, f"{need.pk}/")
    client.force_login(coordinator)
    client.post(f"{address}nascondi/", {"reason": "Parla di una persona"})

    seen = []
    for user in (author, coordinator, UserFactory()):
        client.force_login(user)
        seen.append(client.get(address).status_code)
    client.force_login(author)
    told = client.get(address).content.decode()
    client.force_login(coordinator)
    client.post(f"{address}nascondi/", {"show": "1"})
    client.logout()

    assert seen == [200, 200, 404]
    assert "Parla di una persona" in told
    notice = Notice.objects.get()
    assert (notice.person, notice.must, "Parla di una persona" in notice.words) == (author, True, True)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["", "bisogni/", "bisogni/da-leggere/"])
def test_queries_do_not_grow_with_the_needs(client, network, coordinator, address):
    client.force_login(coordinator)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/comunita/{network.slug}/{address}")
        return len(asked)

    NeedFactory(network=network)
    clustered(NeedFactory(network=network))
    first = queries()
    for _ in range(2):
        NeedFactory(network=network, quarter=QuarterFactory(municipality=network)).topics.add(TermFactory())
        clustered(NeedFactory(network=network))

    assert queries() == first


def test_door_leads_to_the_only_city(client, network, point):
    assert 'href="/comunita/bisogni/"' in client.get("/comunita/").content.decode()
    assert client.get("/comunita/bisogni/").url == f"/comunita/{network.slug}/"


def test_api_shows_what_the_pages_show(client, network):
    told = group_need(network, title="Ombra", words="In piazza")
    actions.hide(by=None, need=NeedFactory(network=network), reason="Offende")

    answer = client.get("/api/needs", {"city": network.slug, "kind": "need"}).json()

    assert [
        {name: each[name] for name in ("title", "description", "people", "source")} for each in answer["contents"]
    ] == [{"title": "Ombra", "description": "In piazza", "people": 12, "source": "group"}]
    assert answer["contents"][0]["url"].endswith(at(network, f"{told.pk}/"))
