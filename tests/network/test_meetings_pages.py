"""The pages of meetings, by three people: who runs the network, who keeps a member, a stranger."""

import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from network.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingInvitation,
    Minutes,
    Stand,
)
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory

from .factories import MembershipFactory
from .meeting_factories import (
    ActionItemFactory,
    AgendaItemFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingInvitationFactory,
    MinutesFactory,
    StandFactory,
    approved_minutes,
    in_days,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    """A network with a member, who keeps it and who coordinates."""
    membership = MembershipFactory(organization__name="Emporio")
    point = CommunityPointFactory(location__municipality=membership.network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    owner = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    return SimpleNamespace(
        network=membership.network,
        emporio=membership.organization,
        owner=owner,
        runs=client_of(coordinator),
        keeps=client_of(owner),
        stranger=Client(),
        path=f"/rete/{membership.network.slug}/",
    )


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def test_meeting_list_shows_each_what_is_theirs(here):
    public = MeetingFactory(network=here.network, is_public=True, title="Assemblea")
    own = MeetingFactory(network=here.network, title="Riunione", dtstart=in_days(2))
    MeetingFactory(network=here.network, is_public=True, past=True)

    shown = [list(who.get(f"{here.path}riunioni/").context["page_obj"]) for who in (here.stranger, here.keeps)]

    assert shown == [[public], [own, public]]


def test_meeting_list_is_narrowed_by_kind_and_past_and_tells_of_minutes(here):
    showcase = MeetingFactory(network=here.network, is_public=True, past=True, kind="showcase")
    MeetingFactory(network=here.network, is_public=True, past=True)
    approved_minutes(meeting=showcase)
    MeetingFactory(network=here.network, is_public=True, past=True, kind="showcase", status="CANCELLED", reason="Neve")

    response = here.stranger.get(f"{here.path}riunioni/?quando=passate&tipo=showcase")

    assert [(each, each.has_minutes) for each in response.context["page_obj"]] == [(showcase, True)]
    assert f'href="{showcase.get_absolute_url()}verbale/"' in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_much_for_one_row_as_for_three(here, number):
    for index in range(number):
        meeting = MeetingFactory(network=here.network, dtstart=in_days(-9 - index), is_public=True)
        approved_minutes(meeting=meeting)
        DecisionFactory(meeting=meeting)
        ActionItemFactory(network=here.network, meeting=meeting, owner_organization=here.emporio)
        MeetingFactory(network=here.network, dtstart=in_days(9 + index))
        AgendaItemFactory(meeting=meeting, organization=here.emporio)
        AgendaItemFactory(meeting=meeting, state="accepted", position=index + 1, organization=here.emporio)

    queries = {}
    for page in ("riunioni/", "riunioni/?quando=passate", "decisioni/", "compiti/", f"riunioni/{meeting.pk}/"):
        with CaptureQueriesContext(connection) as captured:
            here.keeps.get(here.path + page)
        queries[page] = len(captured)

    one = f"riunioni/{meeting.pk}/"
    assert queries == dict.fromkeys(queries, 8) | {one: 15}


def test_meeting_of_the_members_is_not_there_for_a_stranger(here):
    meeting = MeetingFactory(network=here.network, online_link="https://meet.example/abc")
    elsewhere = f"/rete/{MembershipFactory().network.slug}/riunioni/{meeting.pk}/"

    answers = [who.get(meeting.get_absolute_url()) for who in (here.stranger, here.keeps)]

    assert [each.status_code for each in answers] == [404, 200]
    assert "https://meet.example/abc" in answers[1].content.decode()
    assert here.stranger.get(f"{meeting.get_absolute_url()}banchi/").status_code == 404
    assert (elsewhere == meeting.get_absolute_url()) or here.keeps.get(elsewhere).status_code == 404


def test_coordinator_calls_a_showcase_with_its_stands(here):
    day = timezone.localdate() + datetime.timedelta(days=30)
    said = {"kind": "showcase", "title": "Vetrina", "day": day, "starts_at": "15:00", "ends_at": "19:00"}
    said |= {"place": "Piazza Loggia", "status": "CONFIRMED", "is_public": "on", "stands": "3"}

    response = here.runs.post(f"{here.path}riunioni/nuova/", said)

    meeting = Meeting.objects.get()
    assert response.url == f"{meeting.get_absolute_url()}inviti/"
    assert (meeting.title, meeting.is_public, f"{timezone.localtime(meeting.dtstart):%H:%M}") == (
        "Vetrina",
        True,
        "15:00",
    )
    assert list(meeting.stands.values_list("number", flat=True)) == [1, 2, 3]


def test_meeting_that_ends_before_it_begins_or_is_nowhere_says_so(here):
    said = {"kind": "monthly", "title": "Riunione", "day": "2030-01-10", "starts_at": "18:00", "ends_at": "17:00"}

    response = here.runs.post(f"{here.path}riunioni/nuova/", said | {"status": "CONFIRMED"})

    assert errors(response) == {
        "ends_at": ["Finisce prima di cominciare: controlla le due ore."],
        "place": ["Scrivi dove ci si vede, o l’indirizzo per collegarsi."],
    }
    assert Meeting.objects.count() == 0


def test_coordinator_moves_cancels_and_repeats(here):
    meeting = MeetingFactory(network=here.network)
    path, day = meeting.get_absolute_url(), timezone.localdate() + datetime.timedelta(days=8)
    said = {"kind": "monthly", "title": "Riunione", "day": day, "starts_at": "18:00", "ends_at": "20:00"}

    here.runs.post(f"{path}modifica/", said | {"place": "Biblioteca", "status": "TENTATIVE"})
    repeated = here.runs.post(f"{path}ripeti/", {"times": 2})
    here.runs.post(f"{path}annulla/", {"reason": "Manca la sala"})

    meeting.refresh_from_db()
    assert (meeting.place, meeting.status, meeting.sequence) == ("Biblioteca", "CANCELLED", 2)
    assert (repeated.url, Meeting.objects.count()) == (f"{here.path}riunioni/", 3)
    assert "Annullata: Manca la sala" in here.keeps.get(path).content.decode()


def test_cancelled_meeting_is_not_changed_by_a_form_that_was_open(here):
    meeting = MeetingFactory(network=here.network, status="CANCELLED", reason="Manca la sala")
    path, day = f"{meeting.get_absolute_url()}modifica/", timezone.localdate() + datetime.timedelta(days=8)
    said = {"kind": "monthly", "title": "Altra", "day": day, "starts_at": "18:00", "ends_at": "20:00", "place": "Qui"}

    response = here.runs.post(path, said | {"status": "CONFIRMED"})

    told = "Questa riunione è annullata, e chi era invitato lo sa già: chiamane un’altra."
    assert errors(response) == {"__all__": [told]}
    assert told in response.content.decode()
    assert Meeting.objects.values_list("title", "status").get() == (meeting.title, "CANCELLED")


def test_meeting_that_has_been_is_not_cancelled_and_nobody_hears_of_its_mending(
    here, django_capture_on_commit_callbacks
):
    meeting = MeetingInvitationFactory(
        meeting=MeetingFactory(network=here.network, past=True), email="ada@example.org", sent_sequence=0
    ).meeting
    said = {"kind": "monthly", "title": "Riunione", "day": meeting.day, "starts_at": "18:00", "ends_at": "20:00"}
    said |= {"place": "Biblioteca", "status": "CONFIRMED"}

    with django_capture_on_commit_callbacks(execute=True):
        off = here.runs.post(f"{meeting.get_absolute_url()}annulla/", {"reason": "Tardi"})
        mended = here.runs.post(f"{meeting.get_absolute_url()}modifica/", said, follow=True).content.decode()

    meeting.refresh_from_db()
    assert errors(off) == {"__all__": ["Questa riunione c’è già stata: non si annulla più."]}
    assert (meeting.status, meeting.place, mail.outbox) == ("CONFIRMED", "Biblioteca", [])
    assert ("Salvata." in mended, "sa del cambiamento" in mended) == (True, False)


def test_coordinator_asks_everybody_and_one_answers_signed_in(here):
    meeting = MeetingFactory(network=here.network)
    path = meeting.get_absolute_url()
    unknown = here.runs.post(f"{path}inviti/", {"emails": "nessuno@example.org"})
    nobody = here.runs.post(f"{path}inviti/", {"emails": ""})
    here.runs.post(f"{path}inviti/", {"step": "everybody"})
    invitation = MeetingInvitation.objects.get()

    before = here.keeps.get(path).content.decode()
    here.keeps.post(f"{path}rispondi/?invito={invitation.pk}", {"partstat": "ACCEPTED", "words": "In due"})
    after = here.keeps.get(path).content.decode()

    assert errors(unknown) == {"emails": ["Qui nessuno entra con questo indirizzo: nessuno@example.org."]}
    assert errors(nobody) == {"organizations": ["Scegli almeno un’organizzazione, o scrivi un indirizzo."]}
    assert ("Emporio: aspettiamo la tua risposta" in before, "Emporio: viene" in after) == (True, True)
    assert here.runs.get(f"{path}rispondi/?invito={invitation.pk}").status_code == 404
    assert "1 «sì» su 1 invito." in here.runs.get(f"{path}inviti/").content.decode()


def test_member_proposes_and_the_coordinator_decides(here):
    meeting = MeetingFactory(network=here.network)
    path = meeting.get_absolute_url()
    said = {"title": "Orti", "minutes": 20, "organization": here.emporio.pk}
    here.keeps.post(f"{path}ordine-del-giorno/", said)
    here.keeps.post(f"{path}ordine-del-giorno/", said | {"title": "Bandi"})
    orti, bandi = AgendaItem.objects.order_by("id")

    here.runs.post(f"{path}ordine-del-giorno/{orti.pk}/", {"minutes": 15})
    silent = here.runs.post(f"{path}ordine-del-giorno/{bandi.pk}/", {"step": "decline", "answer": ""})
    here.runs.post(f"{path}ordine-del-giorno/{bandi.pk}/", {"step": "decline", "answer": "Ne parliamo a gennaio"})

    shown = here.keeps.get(path).context
    assert [(item.title, item.minutes, item.organization) for _at, item in shown["programme"]] == [
        ("Orti", 15, here.emporio)
    ]
    assert [each.answer for each in shown["declined"]] == ["Ne parliamo a gennaio"]
    assert silent.context["decline"].errors["answer"] == ["Manca questo: serve per andare avanti."]


def test_organization_of_another_is_not_proposed_for(here):
    meeting, other = MeetingFactory(network=here.network), MembershipFactory(network=here.network).organization

    response = here.keeps.post(
        f"{meeting.get_absolute_url()}ordine-del-giorno/", {"title": "Orti", "minutes": 5, "organization": other.pk}
    )

    assert (list(errors(response)), AgendaItem.objects.count()) == (["organization"], 0)


def test_sheet_of_attendance_is_written_and_read_again(here):
    meeting = MeetingFactory(network=here.network, past=True)
    second = MembershipFactory(network=here.network, organization__name="Zattera").organization
    MeetingInvitationFactory(meeting=meeting, organization=second, partstat="ACCEPTED", answered_at=timezone.now())
    path = f"{meeting.get_absolute_url()}presenze/"

    rows = [row["organization"] for row in here.runs.get(path).context["rows"]]
    said = {"there": [str(here.emporio.pk)], f"name-{here.emporio.pk}": " Anna ", "others": "Rosa\n\n"}
    here.runs.post(path, said)
    again, written = here.runs.get(path).context, [str(each) for each in Attendance.objects.order_by("organization")]
    here.runs.post(path, {"seen": [str(here.emporio.pk)], "seen_others": "Rosa", "others": "Piero"})

    assert rows == [second, here.emporio]
    assert written == ["Emporio – Anna", "Rosa"]
    assert [str(each) for each in Attendance.objects.all()] == ["Piero"]
    assert [(row["there"], row["name"]) for row in again["rows"]] == [(False, ""), (True, "Anna")]
    assert again["others"] == "Rosa"


def test_member_takes_a_stand_and_leaves_it(here):
    stand = StandFactory(meeting=MeetingFactory(network=here.network, showcase=True), number=1)
    taken = StandFactory(meeting=stand.meeting, number=2, organization=OrganizationFactory())
    path = f"{stand.meeting.get_absolute_url()}banchi/"
    said = {"stand": stand.pk, "organization": here.emporio.pk}

    late = here.keeps.post(path, {"stand": taken.pk, "organization": here.emporio.pk}, follow=True).content.decode()
    here.keeps.post(path, said)
    mine = Stand.objects.get(pk=stand.pk).organization
    others = here.keeps.post(path, {"stand": taken.pk, "step": "leave"}).status_code
    here.keeps.post(path, {"stand": stand.pk, "step": "leave"})

    assert ("l’ha già preso un’altra organizzazione" in late, mine, others) == (True, here.emporio, 404)
    assert Stand.objects.get(pk=stand.pk).organization is None
    assert here.stranger.get(path).context["takes"] == []


def test_two_who_write_the_minutes_lose_nothing(here):
    draft = MinutesFactory(meeting=MeetingFactory(network=here.network, past=True))
    path = f"{draft.meeting.get_absolute_url()}verbale/scrivi/"
    here.runs.post(path, {"text": "Il testo di Anna", "revision": 1})

    refused = here.runs.post(path, {"text": "Il testo di Bruno", "revision": 1})
    merged = here.runs.post(path, {"text": "I due testi", "revision": refused.context["form"]["revision"].value()})

    page = refused.content.decode()
    assert (refused.status_code, "Il testo di Anna" in page, "Il testo di Bruno" in page) == (409, True, True)
    assert (merged.status_code, Minutes.objects.get().text) == (302, "I due testi")


def test_minutes_begin_with_the_agenda_and_once_approved_are_read_by_who_may(here):
    meeting = MeetingFactory(network=here.network, past=True, is_public=True)
    AgendaItemFactory(meeting=meeting, title="Orti", state="accepted", position=1)
    path = f"{meeting.get_absolute_url()}verbale/"
    DecisionFactory(meeting=meeting, text="Si fa l’orto")

    outline = here.runs.get(f"{path}scrivi/").context["form"]["text"].value()
    here.runs.post(f"{path}scrivi/", {"text": "Bozza", "revision": 0})
    unread = [who.get(path).status_code for who in (here.stranger, here.keeps)]
    here.runs.post(f"{path}scrivi/", {"text": "Il primo verbale", "revision": 1, "step": "approve"})
    here.runs.post(f"{path}scrivi/", {"text": "Il secondo", "revision": 0, "step": "approve"})
    read, first = here.stranger.get(path).content.decode(), here.stranger.get(f"{path}?versione=1").content.decode()

    assert (outline, unread) == ("1. Orti\n", [404, 404])
    assert ("Il secondo" in read, "Si fa l’orto" in read, "Il primo verbale" in first) == (True, True, True)
    assert "Questa è una versione di prima" in first


def test_decisions_are_written_and_found_by_their_words(here):
    meeting = MeetingFactory(network=here.network, past=True, is_public=True)
    path = f"{meeting.get_absolute_url()}decisioni/nuova/"
    vote = {"text": "Apriamo gli orti di via Milano", "how": "vote", "in_favour": 7, "against": 2}
    lost = here.runs.post(path, vote | {"against": 9})
    here.runs.post(path, vote)
    here.runs.post(path, {"text": "Ci vediamo ogni mese", "how": "consensus", "in_favour": 3})
    register = f"{here.path}decisioni/"

    found = here.keeps.get(f"{register}?q=orto").context["page_obj"]
    hidden = list(here.stranger.get(register).context["page_obj"])
    approved_minutes(meeting=meeting)
    shown = list(here.stranger.get(register).context["page_obj"])

    assert list(errors(lost)) == ["in_favour"]
    assert [(each.text, each.in_favour, each.abstained) for each in found] == [(vote["text"], 7, 0)]
    assert (hidden, len(shown)) == ([], 2)
    assert Decision.objects.get(how="consensus").in_favour is None


def test_tasks_are_given_listed_and_closed_by_who_does_them(here):
    meeting = MeetingFactory(network=here.network, past=True)
    path = f"{meeting.get_absolute_url()}compiti/nuovo/"
    due = timezone.localdate() + datetime.timedelta(days=10)
    nobody = here.runs.post(path, {"words": "Chiedere il terreno", "due": due})
    here.runs.post(path, {"words": "Chiedere il terreno", "due": due, "owner_organization": here.emporio.pk})
    task = ActionItem.objects.get()
    late = ActionItemFactory(network=here.network, due=in_days(-3).date())
    tasks = f"{here.path}compiti/"

    listed = [
        list(here.keeps.get(f"{tasks}?quali={which}").context["page_obj"]) for which in ("miei", "tutti", "in-ritardo")
    ]
    silent = here.keeps.post(f"{tasks}{task.pk}/", {"step": "drop", "outcome": ""})
    here.keeps.post(f"{tasks}{task.pk}/", {"step": "done", "outcome": "Il Comune dice sì"})

    task.refresh_from_db()
    assert listed == [[task], [late, task], [late]]
    assert list(errors(nobody)) == ["owner_organization"]
    assert errors(silent) == {"outcome": ["Scrivi perché lo lasciate: chi viene dopo lo deve sapere."]}
    assert (task.state, task.outcome, task.closed_at is not None) == ("done", "Il Comune dice sì", True)
    assert here.keeps.get(f"{tasks}{late.pk}/").status_code == 404
    assert here.runs.post(f"{tasks}{task.pk}/", {"step": "open"}).status_code == 302


def test_decision_is_corrected_until_the_minutes_are_approved(here):
    decision = DecisionFactory(meeting=MeetingFactory(network=here.network, past=True), text="Apriamo un orot")
    path = f"{decision.meeting.get_absolute_url()}decisioni/{decision.pk}/"

    here.runs.post(path, {"text": "Apriamo un orto", "how": "consensus"})
    approved_minutes(meeting=decision.meeting)
    late = here.runs.post(path, {"text": "Chiudiamo l’orto", "how": "consensus"})

    assert [each.text for each in Decision.objects.saying("orti")] == ["Apriamo un orto"]
    assert errors(late) == {"__all__": ["Il verbale è già approvato: scrivi una nuova decisione."]}


def test_task_is_given_to_others_who_are_reminded_anew(here):
    task = ActionItemFactory(network=here.network, owner=None, reminded_at=timezone.now())
    path = f"{here.path}compiti/{task.pk}/modifica/"
    said = {"words": task.words, "owner_organization": here.emporio.pk, "due": in_days(5).date()}

    unowned = here.runs.get(f"{here.path}compiti/?quali=tutti").content.decode()
    here.runs.post(path, said)

    task.refresh_from_db()
    assert (task.owner_organization, task.due, task.reminded_at) == (here.emporio, in_days(5).date(), None)
    assert "Non lo fa più nessuno" in unowned


def test_network_shows_the_next_meetings_that_are_open_to_anyone(here):
    later, first, second = [
        MeetingFactory(network=here.network, is_public=True, dtstart=in_days(days)) for days in (30, 3, 9)
    ]
    MeetingFactory(network=here.network, dtstart=in_days(1))

    shown = list(here.stranger.get(here.path).context["meetings"])

    assert (shown, later in shown) == ([first, second], False)
