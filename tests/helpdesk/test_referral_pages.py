"""The pages of referrals: who makes one, who receives it with and without an account, who comes back with a code."""

import datetime
import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AccessLog
from helpdesk.models import AnswerLink, Client, Enquiry, FollowUp, Permission, Referral, ReturnCode
from helpdesk.people import sealed, unsealed
from helpdesk.referrals import actions, making
from helpdesk.referrals.doors import door_of_organization, door_of_point, door_outside
from helpdesk.referrals.links import new_link
from helpdesk.referrals.return_codes import code_of
from puntocomunita import settings as portal
from services.listings import refresh_all
from tests.factories import (
    CommunityPointFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

from .factories import EnquiryFactory, NoticeFactory, ReferralFactory, make_volunteer

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
AMINA = {"name": "Amina", "contact_kind": "phone", "contact": "333 1234567", "when_safe": "dopo le 18"}
WARM = {"kind": "warm_handoff", "agreed": "on", "how": "spoken", **AMINA, "message": "Serve un letto"}
SECRETS = ["Amina", "333 1234567", "dopo le 18", "Serve un letto"]


@pytest.fixture
def desk(db):
    desk = CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", phones=[{"number": "030 111"}])
    desk.quarters.add(QuarterFactory())
    return desk


@pytest.fixture
def notice(db):
    return NoticeFactory()


@pytest.fixture
def volunteer(desk, notice):
    return make_volunteer(desk, name="Marta")


@pytest.fixture
def enquiry(desk):
    return EnquiryFactory(community_point=desk)


@pytest.fixture
def emporio(db):
    return OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example")


@pytest.fixture
def warm(volunteer, enquiry, emporio, notice):
    return handed(volunteer, enquiry, door_of_organization(emporio), notice)


def handed(volunteer, enquiry, door, notice):
    return making.hand_off(
        by=volunteer,
        enquiry=enquiry,
        door=door,
        how=Permission.How.SPOKEN,
        notice=notice,
        person=AMINA,
        message="Serve un letto",
        recipient_email=door.email,
    )


def page_of(client, user, url, data=None):
    client.force_login(user)
    return client.get(url) if data is None else client.post(url, data)


@pytest.fixture
def throttles(settings):
    settings.ACCOUNT_RATE_LIMITS = portal.LIMITS
    cache.clear()
    yield
    cache.clear()


def create_url(enquiry, query=""):
    return f"/sportello/{enquiry.community_point.slug}/contatti/{enquiry.pk}/passaggio/{query}"


def detail_url(referral, slug="fiumicello", then=""):
    return f"/sportello/{slug}/passaggi/{referral.pk}/{then}"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def seen_in(response):
    return [words for words in SECRETS if words in text(response)]


# Making one


def test_page_offers_what_the_search_finds_and_what_is_always_there(client, volunteer, enquiry, emporio):
    CommunityPointFactory(name="Punto Est", slug="est")
    service = ServiceFactory(name="Pacchi alimentari", slug="pacchi", organization=emporio)
    ServiceAtLocationFactory(service=service)
    refresh_all()

    page = text(page_of(client, volunteer, create_url(enquiry, "?q=emporio")))

    assert re.findall(r"\?porta=([^\"&]+)", page) == ["s.pacchi", "o.emporio", f"z.{enquiry_zone(enquiry)}"]
    assert '<option value="p.est">Punto Est</option>' in page


def enquiry_zone(enquiry):
    return enquiry.community_point.quarters.get().zone_id


def test_social_service_is_that_of_where_the_person_lives(client, volunteer, enquiry, desk):
    far = QuarterFactory(zone__name="Est", name="Sanpolino")
    enquiry.quarter = far
    enquiry.save()

    page = text(page_of(client, volunteer, create_url(enquiry)))

    assert re.findall(r"\?porta=([^\"&]+)", page) == [f"z.{far.zone_id}"]


def test_signpost_takes_two_choices(client, volunteer, enquiry):
    answer = page_of(client, volunteer, create_url(enquiry, "?fuori=Patronato"), {"kind": "signpost"})

    referral = Referral.objects.get()
    assert (answer.status_code, answer.url) == (302, detail_url(referral))
    assert (referral.kind, referral.target_name, referral.owner) == ("signpost", "Patronato", volunteer)


def test_promise_keeps_the_notice_that_was_read(client, volunteer, enquiry, emporio, notice):
    NoticeFactory(version=2, text="Altre parole.")

    page_of(client, volunteer, create_url(enquiry, "?porta=o.emporio"), WARM | {"notice": notice.pk})

    referral = Referral.objects.get()
    assert (referral.permission.notice, referral.recipient_email) == (notice, "info@emporio.example")
    assert (unsealed(referral.client.name), unsealed(referral.message)) == ("Amina", "Serve un letto")


@pytest.mark.parametrize(
    ("left_out", "field"),
    [({"agreed": ""}, "agreed"), ({"how": ""}, "how"), ({"name": ""}, "name"), ({"contact_kind": ""}, "contact_kind")],
)
def test_promise_without_all_it_takes_keeps_what_was_typed(client, volunteer, enquiry, emporio, left_out, field):
    answer = page_of(client, volunteer, create_url(enquiry, "?porta=o.emporio"), WARM | left_out)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Serve un letto" in text(answer)
    assert (Referral.objects.count(), Client.objects.count()) == (0, 0)


def test_message_that_says_who_it_is_is_refused(client, volunteer, enquiry, emporio):
    answer = page_of(client, volunteer, create_url(enquiry, "?porta=o.emporio"), WARM | {"message": "Tel 333 1234567"})

    assert list(answer.context["form"].errors) == ["message"]


def test_no_that_was_heard_by_telephone_needs_its_reason(client, volunteer, enquiry):
    address = create_url(enquiry, "?fuori=Patronato")

    without = page_of(client, volunteer, address, {"kind": "live", "said": "no"})
    page_of(client, volunteer, address, {"kind": "live", "said": "no", "reason": "full"})

    assert list(without.context["form"].errors) == ["reason"]
    assert list(Referral.objects.values_list("state", "decline_reason")) == [("declined", "full")]


@pytest.mark.parametrize("why", ["untrained", "sensitive"])
def test_promise_is_not_offered_and_says_why(client, desk, volunteer, emporio, why):
    terms = [TermFactory(name="Violenza", discreet=True)] if why == "sensitive" else []
    enquiry = EnquiryFactory(community_point=desk, topics=terms)
    person = volunteer if why == "sensitive" else make_volunteer(desk, learned=False)
    address = create_url(enquiry, "?porta=o.emporio")

    page, sent = page_of(client, person, address), page_of(client, person, address, WARM)

    words = {"untrained": "serve la formazione sui dati personali", "sensitive": "non si scrive nessun nome"}[why]
    assert (words in text(page), 'value="warm_handoff"' in text(page)) == (True, False)
    assert (list(sent.context["form"].errors), Client.objects.count()) == (["kind"], 0)


def test_only_the_desk_of_the_contact_sends_on(client, enquiry, volunteer):
    elsewhere = make_volunteer(CommunityPointFactory(slug="altro"))
    own_address = create_url(enquiry).replace("fiumicello", "altro")

    answers = [page_of(client, who, create_url(enquiry)).status_code for who in (UserFactory(), elsewhere, volunteer)]

    assert answers == [404, 404, 200]
    assert page_of(client, elsewhere, own_address).status_code == 404


# Following them


def test_referral_page_shows_no_datum_until_it_is_asked_for(client, warm, volunteer):
    closed = page_of(client, volunteer, detail_url(warm))
    opened = page_of(client, volunteer, detail_url(warm, then="persona/"), {})

    assert (seen_in(closed), seen_in(opened)) == ([], SECRETS)
    assert list(AccessLog.objects.values_list("actor", "what", "client_id")) == [
        (volunteer.pk, "client", warm.client_id)
    ]
    assert "no-store" in opened.headers["Cache-Control"]


def test_person_is_opened_by_trained_people_of_the_two_desks_alone(client, desk, warm):
    people = [UserFactory(), make_volunteer(CommunityPointFactory(slug="altro")), make_volunteer(desk, learned=False)]

    answers = [page_of(client, who, detail_url(warm, then="persona/"), {}).status_code for who in people]

    assert (answers, AccessLog.objects.count()) == ([404, 404, 403], 0)


def test_list_asks_as_much_for_one_as_for_three(client, volunteer, desk, django_assert_max_num_queries):
    counts = []
    for _times in range(3):
        ReferralFactory(
            enquiry__community_point=desk, state="declined", decline_reason="full", answered_at=timezone.now()
        )
        client.force_login(volunteer)
        with django_assert_max_num_queries(8) as asked:
            page = client.get("/sportello/fiumicello/passaggi/")
        counts.append((len(asked), len(page.context["rows"])))

    assert [rows for _queries, rows in counts] == [1, 2, 3]
    assert len({queries for queries, _rows in counts}) == 1


def test_each_tab_holds_its_own(client, volunteer, desk, warm):
    late = ReferralFactory(enquiry__community_point=desk, follow_up_due=timezone.localdate(), target_name="Da chiedere")
    ReferralFactory(
        enquiry__community_point=desk,
        state="declined",
        decline_reason="full",
        answered_at=timezone.now(),
        target_name="Ha detto no",
    )
    there = CommunityPointFactory(slug="altro", name="Punto Altro")
    coming = {"kind": "live", "target_kind": "community_point", "state": "accepted", "answered_at": timezone.now()}
    ReferralFactory(enquiry__community_point=there, to_point=desk, **coming)
    actions.conclude(referral=ReferralFactory(enquiry__community_point=desk), outcome="met", source="person")

    tabs = ["da-continuare", "da-verificare", "aperti", "arrivati", "finiti"]
    held = {
        tab: [
            row.place
            for row in page_of(client, volunteer, f"/sportello/fiumicello/passaggi/?quali={tab}").context["rows"]
        ]
        for tab in tabs
    }

    assert held == {
        "da-continuare": ["Ha detto no"],
        "da-verificare": ["Da chiedere"],
        "aperti": ["Emporio"],
        "arrivati": ["Punto Altro"],
        "finiti": ["Parrocchia"],
    }
    assert late.state == "sent"


def test_try_without_an_outcome_is_sent_back_and_one_with_it_ends(client, warm, volunteer):
    said = {"step": "follow_up", "follow_up-asked": "person", "follow_up-result": "reached"}

    without = page_of(client, volunteer, detail_url(warm), said)
    page_of(client, volunteer, detail_url(warm), said | {"follow_up-outcome": "partly"})

    assert (without.status_code, FollowUp.objects.count()) == (422, 1)
    assert Referral.objects.get().outcome == "partly"


def test_step_that_is_no_longer_there_says_so(client, warm, volunteer):
    actions.withdraw(referral=warm, by=volunteer)

    answer = page_of(client, volunteer, detail_url(warm), {"step": "accept"})

    assert (answer.url, Referral.objects.get().state) == (detail_url(warm), "withdrawn")
    assert "Nel frattempo è cambiato qualcosa" in text(client.get(detail_url(warm)))


def test_hand_out_says_the_door_and_the_code(client, volunteer, enquiry, emporio):
    service = ServiceFactory(name="Pacchi", slug="pacchi", organization=emporio, required_documents=[])
    ServiceAtLocationFactory(service=service, location__address="via Milano 1")
    page_of(client, volunteer, create_url(enquiry, "?porta=s.pacchi"), {"kind": "signpost"})
    referral = Referral.objects.get()

    sheet = text(page_of(client, volunteer, detail_url(referral, then="foglio/")))

    said = ["Pacchi", "via Milano 1", code_of(referral), "030 111", "/ritorno/"]
    assert [words for words in said if words not in sheet] == []


# Without an account


def answer_url(referral):
    return f"/passaggio/{new_link(referral)}/"


def test_program_that_looks_at_the_mail_learns_and_changes_nothing(client, warm):
    address = answer_url(warm)

    looks = [client.get(address), client.head(address), client.get(address)]

    assert [seen_in(look) for look in looks] == [[], [], []]
    assert warm.reference in text(looks[0])
    assert [looks[0].headers[name] for name in ("Referrer-Policy", "X-Robots-Tag")] == ["same-origin", "noindex"]
    assert "no-store" in looks[0].headers["Cache-Control"]
    assert list(warm.steps.values_list("what", flat=True)) == ["sent"]
    assert Referral.objects.get().state == "sent"


def test_receiver_opens_on_record_and_accepts(client, warm, django_capture_on_commit_callbacks, mailoutbox):
    address = answer_url(warm)

    opened = client.post(address, {"step": "open"})
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"step": "accept", "accept-appointment_at": ""})

    assert (seen_in(opened), seen_in(done), done.status_code) == (SECRETS, [], 200)
    assert list(warm.steps.values_list("what", "by")) == [
        ("sent", warm.owner_id),
        ("opened", None),
        ("accepted", None),
    ]
    (letter,) = mailoutbox
    after = re.search(r"/passaggio/\S+", letter.body)[0]
    assert (client.get(address).status_code, client.get(after).status_code) == (410, 200)


def test_receiver_says_how_it_went_by_the_next_link(client, warm):
    actions.accept(referral=warm)

    client.post(answer_url(warm), {"step": "conclude", "conclude-outcome": "met"})

    ended = Referral.objects.get()
    assert (ended.state, ended.outcome_source) == ("completed", "organization")


def test_no_without_a_reason_shows_the_page_again(client, warm):
    address = answer_url(warm)

    again = client.post(address, {"step": "decline"})

    assert (again.status_code, seen_in(again), Referral.objects.get().state) == (422, SECRETS, "sent")
    assert client.post(address, {"step": "decline", "decline-reason": "full"}).status_code == 200
    assert Referral.objects.get().decline_reason == "full"


def test_appointment_in_the_past_is_refused(client, warm):
    answer = client.post(answer_url(warm), {"step": "propose", "propose-moment": "2020-01-01T10:00"})

    assert (answer.status_code, Referral.objects.get().proposed_at) == (422, None)


@pytest.mark.parametrize("how", ["expired", "used", "newer", "withdrawn"])
def test_dead_link_says_whom_to_call_and_shows_nothing(client, warm, volunteer, how):
    address = answer_url(warm)
    kill = {
        "expired": lambda: AnswerLink.objects.update(created_at=timezone.now() - 9 * DAY, expires_at=timezone.now()),
        "used": lambda: AnswerLink.objects.update(used_at=timezone.now()),
        "newer": lambda: new_link(warm),
        "withdrawn": lambda: actions.withdraw(referral=warm, by=volunteer),
    }
    kill[how]()

    looked, answered = client.get(address), client.post(address, {"step": "accept"})

    assert (looked.status_code, answered.status_code, seen_in(answered)) == (410, 410, [])
    assert [words for words in (warm.reference, "030 111") if words not in text(looked)] == []


@pytest.mark.parametrize("secret", ["x", "0" * 32 + ".aaa.bbb"])
def test_link_that_is_not_ours_names_nothing(client, warm, secret):
    answer = client.get(f"/passaggio/{secret}/")

    assert (answer.status_code, warm.reference in text(answer)) == (410, False)


def test_receiver_sees_nothing_once_the_person_is_erased(client, warm):
    address = answer_url(warm)
    Client.objects.update(name="", contact="", contact_kind="", when_safe="", erased_at=timezone.now())
    Referral.objects.update(message=sealed(""))

    opened = client.post(address, {"step": "open"})

    assert (seen_in(opened), "non ci sono più" in text(opened)) == ([], True)
    assert list(warm.steps.values_list("what", flat=True)) == ["sent"]


def test_answers_are_limited(client, warm, throttles):
    address = answer_url(warm)

    answers = [client.get(address).status_code for _times in range(31)]

    assert (set(answers[:30]), answers[30]) == ({200}, 429)


def test_real_mail_server_carries_the_link_and_no_name(
    client, volunteer, enquiry, emporio, notice, mailbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        referral = handed(volunteer, enquiry, door_of_organization(emporio), notice)

    (letter,) = mailbox.letters
    said = letter.get_content()
    link = re.search(r"/passaggio/\S+", said)[0]
    assert (letter["To"], letter["Subject"]) == (
        "info@emporio.example",
        f"Una persona da accogliere · {referral.reference}",
    )
    assert [words for words in SECRETS if words in said] == []
    assert seen_in(client.post(link, {"step": "open"})) == SECRETS


# Between Punti Comunità


@pytest.fixture
def arrived(volunteer, enquiry, notice):
    there = CommunityPointFactory(name="Punto Est", slug="est", email="est@example.org")
    return handed(volunteer, enquiry, door_of_point(there), notice)


def test_other_desk_sees_that_referral_alone(client, arrived, enquiry):
    colleague = make_volunteer(arrived.to_point)
    own = ReferralFactory(enquiry=enquiry)

    page = page_of(client, colleague, detail_url(arrived, "est"))
    opened = page_of(client, colleague, detail_url(arrived, "est", "persona/"), {})

    assert (seen_in(page), seen_in(opened)) == ([], SECRETS)
    assert AccessLog.objects.get().actor == colleague
    others = [detail_url(own, "est"), detail_url(arrived), create_url(enquiry), detail_url(arrived, "est", "foglio/")]
    assert [client.get(url).status_code for url in others] == [404] * 4


def test_other_desk_loses_sight_of_the_person_when_it_says_no(client, arrived):
    colleague = make_volunteer(arrived.to_point)
    page_of(client, colleague, detail_url(arrived, "est"), {"step": "decline", "decline-reason": "not_for_us"})

    again = page_of(client, colleague, detail_url(arrived, "est", "persona/"), {})

    assert (Referral.objects.get().state, again.status_code, AccessLog.objects.count()) == ("declined", 302, 0)


def test_other_desk_is_written_to_with_a_link_to_its_own_page(
    volunteer, enquiry, notice, django_capture_on_commit_callbacks, mailoutbox
):
    there = CommunityPointFactory(name="Punto Est", slug="est", email="est@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        referral = handed(volunteer, enquiry, door_of_point(there), notice)

    (letter,) = mailoutbox
    assert (letter.to, detail_url(referral, "est") in letter.body) == (["est@example.org"], True)
    assert AnswerLink.objects.count() == 0


def test_other_desk_accepts_and_logs_a_contact_of_its_own(client, arrived):
    colleague = make_volunteer(arrived.to_point)
    page_of(client, colleague, detail_url(arrived, "est"), {"step": "accept"})

    page_of(client, colleague, detail_url(arrived, "est"), {"step": "receive"})

    assert Referral.objects.get().state == "accepted"
    assert Enquiry.objects.get(community_point=arrived.to_point).arrived_as == arrived


# With the code of the hand-out


@pytest.fixture
def shown(volunteer, enquiry):
    return making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))


def test_code_is_read_however_it_is_typed_and_once(client, shown):
    typed = code_of(shown).lower().replace("-", " ")
    said = {"code": typed, "outcome": "not_met", "another_door": "on"}

    done, again = client.post("/ritorno/", said), client.post("/ritorno/", said)

    assert (done.status_code, again.status_code) == (200, 422)
    assert "Punto Fiumicello cerca un’altra porta per te." in text(done)
    assert (Referral.objects.get().outcome, ReturnCode.objects.get().asks_for_another_door) == ("not_met", True)


def test_who_found_what_they_looked_for_asks_for_no_other_door(client, shown):
    client.post("/ritorno/", {"code": code_of(shown), "outcome": "met", "another_door": "on"})

    assert (Referral.objects.get().state, ReturnCode.objects.get().asks_for_another_door) == ("completed", False)


def test_looking_with_a_code_uses_nothing_up(client, shown):
    page = client.get(f"/ritorno/?codice={code_of(shown)}")

    assert (code_of(shown) in text(page), ReturnCode.objects.get().used_at) == (True, None)


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "\x00", "‮" * 20])
def test_wrong_code_says_so(client, shown, code):
    answer = client.post("/ritorno/", {"code": code, "outcome": "met"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


def test_codes_are_limited(client, throttles):
    answers = [client.post("/ritorno/", {"code": "AAAAA-AAAAA", "outcome": "met"}).status_code for _times in range(11)]

    assert (set(answers[:10]), answers[10]) == ({422}, 429)
