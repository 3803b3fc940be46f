import datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from accounts.access import Role
from community.models import CoDesign, Notice
from community.needs.actions import support
from community.proposals import actions, agreeing, codesigning
from community.proposals.codesign_forms import CoDesignForm
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory, NeedThemeFactory, clustered
from .proposals_factories import AgreementFactory, CoDesignFactory, SurveyFactory, days, in_phase, talked_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(client, network):
    point = CommunityPointFactory(location__municipality=network)
    user = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    client.force_login(user)
    return user


def at(network, rest=""):
    return f"/comunita/{network.slug}/progettare/{rest}"


def day(number):
    return (timezone.localdate() + datetime.timedelta(days=number)).isoformat()


PIAZZA = {"title": "La piazza nuova", "words": "Come usarla. Decide il consiglio di quartiere."}


def phases(**periods):
    return {
        f"{kind}_{end}": day(n)
        for kind, pair in periods.items()
        for end, n in zip(("first", "last"), pair, strict=True)
    }


def told(codesign):
    return [(each.kind, each.first_day.isoformat(), each.last_day.isoformat()) for each in codesign.phases.in_order()]


def test_coordinator_opens_a_codesign_on_a_theme_and_moves_its_days(client, network, coordinator):
    theme = NeedThemeFactory(network=network)

    client.post(at(network, "nuova/"), PIAZZA | {"theme": theme.pk} | phases(listen=(0, 4), propose=(5, 20)))
    codesign = CoDesign.objects.get()
    opened = told(codesign)
    client.post(at(network, f"{codesign.pk}/modifica/"), PIAZZA | phases(propose=(3, 20), account=(90, 91)))

    assert (codesign.theme, codesign.opened_by) == (theme, coordinator)
    assert opened == [("listen", day(0), day(4)), ("propose", day(5), day(20))]
    assert told(codesign) == [("propose", day(3), day(20)), ("account", day(90), day(91))]


@pytest.mark.parametrize(
    ("periods", "wrong"),
    [
        ({}, "__all__"),
        (phases(listen=(5, 2)), "listen_last"),
        (phases(listen=(0, 5), propose=(5, 9)), "propose_last"),
        (phases(propose=(20, 25), decide=(0, 5)), "decide_last"),
        ({"act_first": day(1)}, "act_last"),
        ({"act_last": day(1)}, "act_first"),
    ],
)
def test_days_that_do_not_follow_are_said_beside_their_field(client, network, coordinator, periods, wrong):
    response = client.post(at(network, "nuova/"), PIAZZA | periods)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])
    assert not CoDesign.objects.exists()


def test_title_that_is_there_is_said(client, network, coordinator):
    CoDesignFactory(network=network, title=PIAZZA["title"])

    response = client.post(at(network, "nuova/"), PIAZZA | phases(listen=(0, 5)))

    assert (response.status_code, CoDesign.objects.count()) == (422, 1)


def test_page_says_where_we_are_now_and_takes_proposals_only_then(client, network):
    now, before = in_phase("propose", network=network), CoDesignFactory(network=network)
    before.phases.create(kind="listen", period=days(3, 9))
    over = CoDesignFactory(network=network)
    over.phases.create(kind="account", period=days(-9, -3))
    proposal = talked_over(codesign=now)

    said = {each: client.get(at(network, f"{each.pk}/")).content.decode() for each in (now, before, over)}

    assert ("Adesso: proporre, fino a" in said[now], proposal.title in said[now]) == (True, True)
    assert ("Fra poco: ascoltare, da" in said[before], "Finito" in said[over]) == (True, True)
    assert ["Fai una proposta" in page for page in said.values()] == [True, False, False]


def test_meeting_is_told_and_afterwards_what_came_of_it(client, network, coordinator):
    codesign = in_phase("decide", network=network)
    meeting = {"day": day(-1), "time": "18:30", "place": "Biblioteca", "words": "Si sceglie"}

    client.post(at(network, f"{codesign.pk}/incontri/nuovo/"), meeting)
    (row,) = codesign.meetings.all()
    one = at(network, f"{codesign.pk}/incontri/{row.pk}/")
    named = client.post(one, meeting | {"outcome": "Ha deciso Maria, 333 1234567"})
    client.post(one, meeting | {"outcome": "Vince l’orto."})
    client.logout()
    page = client.get(at(network, f"{codesign.pk}/")).content.decode()

    assert timezone.localtime(row.at).strftime("%H:%M") == "18:30"
    assert (list(named.context["form"].errors), "Vince l’orto." in page) == (["outcome"], True)


def test_meeting_that_does_not_take_place_is_taken_off(client, network, coordinator):
    codesign = in_phase("decide", network=network)
    row = codesign.meetings.create(at=timezone.now(), place="Biblioteca")

    for _twice in range(2):
        client.post(at(network, f"{codesign.pk}/incontri/{row.pk}/"), {"cancel": "1"})

    assert not codesign.meetings.exists()


def subjects_of(person):
    return list(Notice.objects.filter(person=person).order_by("made_at").values_list("subject", flat=True))


def test_who_asked_for_it_hears_that_it_is_open_and_nobody_else_does(client, network, coordinator):
    theme = NeedThemeFactory(network=network)
    said = clustered(NeedFactory(network=network, said_by=UserFactory()), theme)
    supports, elsewhere = UserFactory(), NeedFactory(network=network, said_by=UserFactory())
    support(by=supports, need=said)

    for _press in range(2):
        client.post(at(network, "nuova/"), PIAZZA | {"theme": theme.pk} | phases(listen=(0, 5)))

    codesign = CoDesign.objects.get()
    people = said.said_by, supports, elsewhere.said_by, coordinator
    assert [subjects_of(each) for each in people] == [["Si progetta insieme: «La piazza nuova»"]] * 2 + [[], []]
    client.force_login(said.said_by)
    assert codesign.get_absolute_url() in client.get(said.get_absolute_url()).text


def test_who_is_in_hears_when_people_meet_where_else_and_what_came_of_it(client, network, coordinator):
    author, adds = UserFactory(), UserFactory()
    proposal = talked_over(made_by=author)
    actions.contribute(by=adds, proposal=proposal, words="Serve l’acqua")
    wants = UserFactory()
    actions.want(by=wants, proposal=proposal)
    codesign, stranger = proposal.codesign, talked_over(made_by=UserFactory()).made_by
    new = at(network, f"{codesign.pk}/incontri/nuovo/")
    meeting = {"day": day(3), "time": "18:30", "place": "Biblioteca", "words": "Si sceglie"}

    client.post(new, meeting)
    client.post(new, meeting)
    row = codesign.meetings.get()
    one = at(network, f"{codesign.pk}/incontri/{row.pk}/")
    client.post(one, meeting | {"words": "Si sceglie insieme"})
    client.post(one, meeting | {"place": "Oratorio"})
    client.post(one, meeting | {"place": "Oratorio", "outcome": "Vince l’orto."})
    client.post(one, meeting | {"place": "Oratorio", "outcome": "Vince l’orto, e si comincia."})
    client.post(one, {"cancel": "1"})

    heard = [
        f"Ci si incontra: «{codesign}»",
        f"È cambiato un incontro: «{codesign}»",
        f"Che cosa è uscito dall’incontro: «{codesign}»",
        f"Un incontro non si fa: «{codesign}»",
    ]
    assert [subjects_of(each) for each in (author, adds, wants)] == [heard] * 3
    assert (subjects_of(stranger), subjects_of(coordinator)) == ([], [])
    assert "18:30, Biblioteca. Si sceglie" in Notice.objects.filter(person=wants).order_by("made_at")[0].words


def test_meetings_to_come_are_put_in_a_calendar(client, network):
    codesign = in_phase("decide", network=network)
    page = at(network, f"{codesign.pk}/")
    codesign.meetings.create(
        at=timezone.now() - datetime.timedelta(hours=1), place="Biblioteca", outcome="Vince l’orto"
    )
    before = client.get(page).text
    codesign.meetings.create(at=timezone.now() + datetime.timedelta(days=3), place="Oratorio")

    after, calendar = client.get(page).text, Calendar.from_ical(client.get(f"{page}incontri.ics").content)

    assert ["incontri.ics" in each for each in (before, after)] == [False, True]
    assert [(str(each["location"]), str(each["summary"])) for each in calendar.walk("VEVENT")] == [
        ("Biblioteca", codesign.title),
        ("Oratorio", codesign.title),
    ]


def test_who_writes_the_same_a_moment_later_is_told(client, network, coordinator, monkeypatch):
    there, agreement, survey = CoDesignFactory(network=network), AgreementFactory(), SurveyFactory(network=network)
    told = {"network": network, "initiative": agreement.initiative, "organization": agreement.organization}

    for write in (
        lambda: codesigning.open_codesign(by=None, codesign=CoDesignFactory.build(title=there.title), periods={}),
        lambda: agreeing.draft(by=None, agreement=AgreementFactory.build(location=None, **told)),
        lambda: SurveyFactory(network=network, title=survey.title),
    ):
        with pytest.raises(actions.AlreadyThere):
            write()

    monkeypatch.setattr(CoDesignForm, "_get_validation_exclusions", lambda form: {"network"})
    late = client.post(at(network, "nuova/"), PIAZZA | {"title": there.title} | phases(listen=(0, 5)))
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["__all__"])
    assert CoDesign.objects.count() == 1
