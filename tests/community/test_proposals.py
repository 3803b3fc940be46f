import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.doors import waiting
from community.models import Contribution, How, Notice, Proposal, ProposalEndorsement, Topic
from community.notices.wishes import wish
from community.proposals import actions
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedThemeFactory
from .proposals_factories import CoDesignFactory, ProposalFactory, decided, in_phase, talked_over

pytestmark = pytest.mark.django_db
ORTO = {"title": "Un orto dietro la scuola", "words": "Sei cassoni, aperti a tutti il sabato."}


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
    user = UserFactory(name="Amina Fall")
    client.force_login(user)
    return user


def at(network, rest=""):
    return f"/comunita/{network.slug}/proposte/{rest}"


def page_of(client, proposal):
    return client.get(at(proposal.network, f"{proposal.pk}/"))


def told(proposal, what):
    """{who was told: whether they have to know}"""
    notices = Notice.objects.filter(key=f"proposal-{proposal.pk}-{what}").select_related("person")
    return {each.person: each.must for each in notices}


def titles(response):
    return [each.title for each in response.context["page_obj"]]


def test_resident_sends_a_proposal_to_a_codesign_and_wants_it(client, network, resident):
    theme = NeedThemeFactory(network=network)
    codesign = in_phase("propose", network=network, theme=theme)

    response = client.post(at(network, "nuova/"), ORTO | {"codesign": codesign.pk})

    proposal = Proposal.objects.for_reading().get()
    assert response.url == at(network, f"{proposal.pk}/")
    assert (proposal.codesign, proposal.theme, proposal.state, proposal.people) == (codesign, theme, "published", 1)
    assert (proposal.made_by, proposal.signature) == (resident, "")


def test_codesign_that_is_not_proposing_is_not_offered(client, network, resident):
    listening = in_phase("listen", network=network)

    response = client.post(at(network, "nuova/"), ORTO | {"codesign": listening.pk})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["codesign"])


def test_draft_waits_for_its_phase_and_is_told_when_it_is_over(client, network, resident):
    codesign = in_phase("propose", network=network)
    client.post(at(network, "nuova/"), ORTO | {"codesign": codesign.pk, "draft": "1"})
    draft = Proposal.objects.get()
    codesign.phases.update(kind="decide")

    late = client.post(at(network, f"{draft.pk}/bozza/"), ORTO | {"codesign": codesign.pk})
    client.post(at(network, f"{draft.pk}/bozza/"), ORTO | {"codesign": ""})

    draft.refresh_from_db()
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["codesign"])
    assert (draft.state, draft.codesign) == ("published", None)


def test_draft_is_its_authors_alone_and_mended_or_thrown_away(client, network, resident, coordinator):
    client.post(at(network, "nuova/"), ORTO | {"draft": "1"})
    draft = Proposal.objects.get()
    address = at(network, f"{draft.pk}/bozza/")

    client.post(address, ORTO | {"title": "Un frutteto", "draft": "1"})
    draft.refresh_from_db()
    seen = []
    for user in (resident, coordinator, UserFactory()):
        client.force_login(user)
        seen.append(
            (page_of(client, draft).status_code, client.get(address).status_code, titles(client.get(at(network))))
        )
    client.force_login(resident)
    client.post(address, {"discard": "1"})

    assert draft.title == "Un frutteto"
    assert seen == [(200, 200, []), (404, 404, []), (404, 404, [])]
    assert not Proposal.objects.exists()


def test_what_is_much_like_it_is_shown_before(client, network, resident):
    there = ProposalFactory(network=network, title="Orto dietro la scuola")
    ProposalFactory(network=network, title=ORTO["title"], state="draft")

    first = client.post(at(network, "nuova/"), ORTO)
    before = Proposal.objects.count()
    client.post(at(network, "nuova/"), ORTO | {"sure": "1"})

    assert (first.context["alike"], before, Proposal.objects.count()) == ([there], 2, 3)


def test_text_that_says_who_somebody_is_is_refused(client, network, resident):
    response = client.post(at(network, "nuova/"), ORTO | {"doers": "Maria, 333 1234567"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["doers"])
    assert not Proposal.objects.exists()


def test_name_is_read_only_where_it_is_signed_and_until_the_person_goes(client, network, resident):
    plain = actions.send(by=resident, proposal=ProposalFactory.build(network=network))
    signed = actions.send(by=resident, proposal=ProposalFactory.build(network=network, is_signed=True))
    client.logout()

    named = ["Amina" in page_of(client, each).content.decode() for each in (plain, signed)]
    resident.delete()

    assert named == [False, True]
    assert "Amina" not in page_of(client, signed).content.decode()


def test_volunteer_writes_for_a_group_of_two_at_least(client, network, point):
    client.force_login(MandateFactory(community_point=point, role=Role.VOLUNTEER).user)
    group = {"community_point": point.pk, "group_name": "La classe di italiano", "group_size": 17}

    alone = client.post(at(network, "di-un-gruppo/"), ORTO | group | {"group_size": 1})
    client.post(at(network, "di-un-gruppo/"), ORTO | group)

    proposal = Proposal.objects.for_reading().get()
    assert list(alone.context["form"].errors) == ["group_size"]
    assert (proposal.people, proposal.community_point, proposal.endorsements.count()) == (17, point, 0)


def test_support_counts_once_and_is_taken_back(client, network, resident):
    proposal = ProposalFactory(network=network)
    address = at(network, f"{proposal.pk}/sostieni/")

    client.post(address)
    client.post(address)
    twice = ProposalEndorsement.objects.count()
    client.post(address, {"no_more": "1"})

    assert (twice, ProposalEndorsement.objects.count()) == (1, 0)


def test_list_is_narrowed_and_the_most_wanted_come_first(client, network):
    codesign = in_phase("propose", network=network, theme=NeedThemeFactory(network=network))
    told = talked_over(codesign=codesign, title="Panchina", theme=codesign.theme)
    decided(told)
    wanted = ProposalFactory(network=network, title="Frutteto")
    actions.want(by=UserFactory(), proposal=wanted)
    ProposalFactory(network=network, title="Bozza", state="draft")
    asked = {"q": "panchina", "state": "accepted", "theme": codesign.theme_id, "codesign": codesign.pk}

    found = {name: titles(client.get(at(network), {name: value})) for name, value in asked.items()}

    assert found == dict.fromkeys(asked, ["Panchina"])
    assert titles(client.get(at(network))) == ["Frutteto", "Panchina"]
    assert client.get(at(network), {"q": "a\0", "state": "x"}).status_code == 200


def test_contribution_is_added_while_it_is_talked_over_and_by_no_name(client, network, resident):
    proposal = talked_over(codesign=in_phase("decide", network=network, title="B"), state="draft")
    Proposal.objects.filter(pk=proposal.pk).update(codesign=None)
    Proposal.objects.filter(pk=proposal.pk).update(state="published", published_at=timezone.now())
    actions.work_on(proposal=proposal, codesign=proposal.codesign)
    address = at(network, f"{proposal.pk}/aggiungi/")

    wrong = client.post(address, {"words": "Chiedete a Maria, 333 1234567"})
    client.post(address, {"words": "Serve anche l’acqua."})
    proposal.codesign.phases.update(kind="act")
    late = client.post(address, {"words": "E una tettoia."}, follow=True)

    client.logout()
    page = page_of(client, proposal).content.decode()
    assert (wrong.status_code, list(wrong.context["contribution_form"].errors)) == (422, ["words"])
    assert [each.words for each in Contribution.objects.all()] == ["Serve anche l’acqua."]
    assert "Nel frattempo è cambiato qualcosa" in late.content.decode()
    assert ("Serve anche l’acqua." in page, "Amina" in page) == (True, False)


def test_hidden_contribution_is_read_by_who_coordinates_alone(client, network, coordinator):
    proposal = talked_over(codesign=in_phase("propose", network=network))
    said = actions.contribute(by=UserFactory(), proposal=proposal, words="Offensivo")
    client.force_login(coordinator)
    address = at(network, f"{proposal.pk}/contributi/{said.pk}/nascondi/")

    client.post(address, {"reason": "Offende"})
    shown = ["Offensivo" in page_of(client, proposal).content.decode()]
    client.logout()
    shown.append("Offensivo" in page_of(client, proposal).content.decode())
    notice = Notice.objects.get()
    assert (notice.person, notice.must, "Il motivo: Offende" in notice.words) == (said.made_by, True, True)
    client.force_login(coordinator)
    client.post(address, {"show": "1"})
    client.logout()

    assert [*shown, "Offensivo" in page_of(client, proposal).content.decode()] == [True, False, True]


def test_text_is_rewritten_and_how_it_began_stays_beside_for_who_wanted_it(client, network, resident, coordinator):
    proposal, supporter = (
        actions.send(by=resident, proposal=ProposalFactory.build(network=network, **ORTO)),
        UserFactory(),
    )
    actions.want(by=supporter, proposal=proposal)

    client.post(at(network, f"{proposal.pk}/riscrivi/"), ORTO | {"title": "Un orto e un frutteto", "why": "C’è posto"})
    client.force_login(coordinator)
    client.post(at(network, f"{proposal.pk}/riscrivi-insieme/"), ORTO | {"title": "Un orto", "why": "Meglio uno solo"})

    proposal.refresh_from_db()
    page = page_of(client, proposal).content.decode()
    assert [(each.number, each.title, each.why) for each in proposal.earlier_texts.all()] == [
        (1, "Un orto dietro la scuola", "C’è posto"),
        (2, "Un orto e un frutteto", "Meglio uno solo"),
    ]
    assert (proposal.title, "Un orto dietro la scuola" in page) == ("Un orto", True)
    assert told(proposal, "text-1") == {supporter: False}
    assert told(proposal, "text-2") == {supporter: False, resident: True}


def test_who_coordinates_answers_and_everybody_reads_how_it_ended(
    client, network, coordinator, django_capture_on_commit_callbacks
):
    author, supporter = UserFactory(), UserFactory()
    for each in (author, supporter):
        wish(person=each, hows={Topic.PROPOSALS: How.NEVER})
    codesign = in_phase("propose", network=network)
    proposal = actions.send(by=author, proposal=ProposalFactory.build(network=network, codesign=codesign))
    actions.want(by=supporter, proposal=proposal)
    client.force_login(coordinator)
    client.post(at(network, f"{proposal.pk}/lavoriamoci/"), {"codesign": codesign.pk})
    said = {"outcome": "rejected", "why": "Il terreno è promesso.", "body": "Il gruppo di guida"}

    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    early = client.post(at(network, f"{proposal.pk}/rispondi/"), said | {"decided_on": tomorrow.isoformat()})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(network, f"{proposal.pk}/rispondi/"), said | {"decided_on": timezone.localdate().isoformat()})

    client.logout()
    response = page_of(client, proposal)
    assert list(early.context["form"].errors) == ["decided_on"]
    assert [(step.state, step.words) for step in response.context["steps"]] == [
        ("published", ""),
        ("in_codesign", ""),
        ("rejected", "Il terreno è promesso."),
    ]
    assert "Il gruppo di guida" in response.content.decode()
    assert told(proposal, "rejected") == {author: True, supporter: False}
    assert [each.to for each in mail.outbox if "Il terreno è promesso." in each.body] == [[author.email]]


def test_proposal_without_an_answer_says_since_when_and_is_on_the_list(client, network, coordinator):
    then = timezone.localtime() - datetime.timedelta(days=43)  # by the calendar: a clock may change in them
    late, new = ProposalFactory(network=network, title="Vecchia", published_at=then), ProposalFactory(network=network)
    accepted = decided(ProposalFactory(network=network))

    page = page_of(client, late).content.decode()
    client.force_login(coordinator)
    desk = client.get(at(network, "senza-risposta/"))
    doors = [(door.words, door.count) for door in waiting(coordinator, network)]
    client.post(at(network, f"{accepted.pk}/iniziativa/"))

    assert "aspetta risposta da 43 giorni" in page
    assert (list(desk.context["page"]), desk.context["late"]) == ([late, new], 1)
    assert (list(desk.context["to_begin"]), network.proposals.to_begin().count()) == ([accepted], 0)
    assert doors == [("Proposte senza risposta", 2), ("Proposte accolte da far nascere", 1)]


def test_merged_proposal_brings_who_wants_it_and_leads_to_the_other(client, network, coordinator):
    one, other = ProposalFactory(network=network), ProposalFactory(network=network, title="Orto grande")
    both, only = UserFactory(), UserFactory()
    for person, proposal in ((both, one), (both, other), (only, one)):
        actions.want(by=person, proposal=proposal)
    client.force_login(coordinator)

    client.post(at(network, f"{one.pk}/unisci/"), {"into": other.pk, "why": "Dicono lo stesso."})

    one.refresh_from_db()
    assert (one.state, one.merged_into, other.endorsements.count()) == ("merged", other, 2)
    assert "Orto grande" in page_of(client, one).content.decode()
    assert list(page_of(client, other).context["taken_in"]) == [one]


def test_author_withdraws_and_nobody_else(client, network, resident):
    proposal = actions.send(by=resident, proposal=ProposalFactory.build(network=network))
    address = at(network, f"{proposal.pk}/ritira/")
    client.force_login(UserFactory())
    stranger = client.post(address, {"why": "Niente"})

    client.force_login(resident)
    client.post(address, {"why": "Ne ho trovata una migliore."})

    proposal.refresh_from_db()
    assert (stranger.status_code, proposal.state, proposal.answer) == (404, "withdrawn", "Ne ho trovata una migliore.")


def test_what_is_settled_is_moved_no_more(client, network, coordinator):
    proposal = decided(ProposalFactory(network=network))
    client.force_login(coordinator)

    again = client.post(
        at(network, f"{proposal.pk}/unisci/"), {"into": ProposalFactory(network=network).pk, "why": "Sì"}
    )

    proposal.refresh_from_db()
    assert (again.url, proposal.state) == (at(network, f"{proposal.pk}/"), "accepted")


def test_hidden_proposal_is_seen_by_its_author_and_who_coordinates(client, network, resident, coordinator):
    proposal = actions.send(by=resident, proposal=ProposalFactory.build(network=network))
    client.force_login(coordinator)
    client.post(at(network, f"{proposal.pk}/nascondi/"), {"reason": "Parla di una persona"})

    seen = []
    for user in (resident, coordinator, UserFactory()):
        client.force_login(user)
        seen.append(page_of(client, proposal).status_code)

    assert (seen, titles(client.get(at(network)))) == ([200, 200, 404], [])
    notice = Notice.objects.get(person=resident)
    assert (notice.must, notice.url, "Parla di una persona" in notice.words) == (
        True,
        proposal.get_absolute_url(),
        True,
    )


@pytest.mark.parametrize("address", ["proposte/", "proposte/senza-risposta/", "progettare/", "progettare/{codesign}/"])
def test_queries_do_not_grow_with_the_rows(client, network, coordinator, address):
    client.force_login(coordinator)
    codesign = in_phase("propose", network=network, theme=NeedThemeFactory(network=network))
    address = f"/comunita/{network.slug}/{address}".format(codesign=codesign.pk)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    talked_over(codesign=codesign)
    first = queries()
    for _ in range(2):
        actions.want(by=UserFactory(), proposal=talked_over(codesign=codesign, theme=codesign.theme))
        talked_over(codesign=in_phase("propose", network=network))
        CoDesignFactory(network=network)

    assert queries() == first
