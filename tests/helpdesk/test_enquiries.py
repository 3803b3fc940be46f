"""Logging contacts: what is kept, what is refused and how that is said, who may mend it."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from helpdesk.enquiries.actions import Conflict, change_enquiry, fingerprint, log_enquiry
from helpdesk.enquiries.forms import EnquiryForm
from helpdesk.models import CallBackRequest, Client, Enquiry
from tests.factories import CommunityPointFactory, QuarterFactory, TermFactory

from .factories import (
    CallBackRequestFactory,
    ClientFactory,
    EnquiryFactory,
    ReferralFactory,
    ShiftFactory,
    WarmReferralFactory,
    make_volunteer,
    today,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
ALWAYS = {"end": "close", "answers": ["information"], "result": "solved"}


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


@pytest.fixture
def terms():
    house = TermFactory(name="Casa e bollette", slug="casa")
    bills = TermFactory(name="Bollette di luce e gas", slug="bollette", parent=house, synonyms=["bolletta della luce"])
    violence = TermFactory(name="Violenza", slug="violenza", discreet=True, synonyms=["mi picchia"])
    return {"casa": house, "bollette": bills, "violenza": violence}


def address(name, *args):
    return reverse(f"helpdesk:{name}", args=["fiumicello", *args])


def log(client, **said):
    return client.post(address("enquiry_create"), {"id": uuid.uuid4()} | said)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def test_contact_is_kept_as_it_was_said(client, volunteer, desk, terms):
    shift = ShiftFactory(community_point=desk, start=timezone.now() - datetime.timedelta(hours=1))
    said = {
        "id": uuid.uuid4(), "channel": "desk", "topics": ["bollette", "casa"],
        "answers": ["information", "form_filling"],
        "result": "solved", "unmet_reason": "cost", "people": 2, "age_band": "to_44", "gender": "woman",
        "quarter": QuarterFactory().slug, "is_first_visit": "yes", "needs_language_help": "no", "minutes": "to_15",
        "note": "Torna con la bolletta", "end": "close",
    }  # fmt: skip

    response = client.post(address("enquiry_create"), said)

    row = Enquiry.objects.values().get()
    moments = [row.pop("created_at"), row.pop("closed_at")]
    assert response.url == f"/sportello/fiumicello/?salvato={said['id']}"
    assert all(moments)
    assert row == {
        "id": said["id"], "community_point_id": desk.pk, "shift_id": shift.pk, "logged_by_id": volunteer.pk,
        "client_id": None, "state": "closed", "day": today(), "people": 2, "channel": "desk", "minutes": "to_15",
        "is_sensitive": False, "age_band": "to_44", "gender": "woman", "quarter_id": QuarterFactory().pk,
        "is_first_visit": True, "needs_language_help": False, "answers": ["information", "form_filling"],
        "result": "solved", "unmet_reason": "", "note": "Torna con la bolletta",
    }  # fmt: skip
    assert list(Enquiry.objects.get().enquiry_topics.values_list("term__slug", flat=True)) == ["bollette", "casa"]


def test_just_a_chat_is_one_tap(client, volunteer):
    log(client, end="chat")

    said = Enquiry.objects.values_list("state", "answers", "result", "channel", "age_band", "is_first_visit").get()
    assert said == ("closed", ["listening"], "solved", "", "", None)


def test_channel_is_the_desk_while_a_shift_is_on_and_nothing_else_is_chosen(client, volunteer, desk):
    without = client.get(address("enquiry_create")).context["form"]
    ShiftFactory(community_point=desk, start=timezone.now() - datetime.timedelta(hours=1))
    during = client.get(address("enquiry_create")).content.decode()

    assert without["channel"].value() in ("", None)
    assert during.count(" checked") == 1
    assert 'value="desk" id="id_channel_0" checked' in during


def test_contact_sent_twice_is_there_once_and_says_so(client, volunteer):
    said = {"id": uuid.uuid4(), "end": "chat"}

    first, second = (client.post(address("enquiry_create"), said) for _time in range(2))

    assert (first.url, Enquiry.objects.count()) == (second.url, 1)
    assert [text.split(".")[0].split(":")[0] for text in told(second)] == [
        "Contatto salvato",
        "Questo contatto era già salvato",
    ]


def test_contact_that_comes_between_look_and_write_is_there_once(desk, volunteer):
    there = EnquiryFactory(community_point=desk)
    again = Enquiry(pk=there.pk, community_point=desk)

    assert log_enquiry(by=volunteer, enquiry=again, topics=[], closed=False) is False


def test_page_of_another_desk_does_not_write_here(client, volunteer):
    elsewhere = EnquiryFactory(community_point=CommunityPointFactory(slug="altrove"))

    response = log(client, **ALWAYS | {"id": elsewhere.pk})

    assert errors(response) == {"id": ["Questa pagina era di un altro contatto: ricaricala e scrivi di nuovo."]}
    assert Enquiry.objects.get() == elsewhere


UNFINISHED = {
    "nothing said": (
        {},
        {
            "result": ["Scegli com’è finita; se non lo sai ancora, «Salva e finisci dopo»."],
            "answers": ["Scegli che cosa avete fatto: anche solo due chiacchiere."],
        },
    ),
    "no answer": ({"result": "solved"}, {"answers": ["Scegli che cosa avete fatto: anche solo due chiacchiere."]}),
    "unmet without why": (
        {"result": "unmet"},
        {"unmet_reason": ["Scegli perché: serve a chi cerca di aprire quello che manca."]},
    ),
}


@pytest.mark.parametrize(("said", "errors_said"), UNFINISHED.values(), ids=UNFINISHED)
def test_contact_is_not_closed_without_an_answer_and_what_was_typed_stays(client, volunteer, terms, said, errors_said):
    response = log(client, end="close", topics=["bollette"], note="Torna", **said)

    assert errors(response) == errors_said
    kept = response.context["form"]
    assert (kept["note"].value(), kept["topics"].value(), Enquiry.objects.count()) == ("Torna", ["bollette"], 0)
    assert response.content.decode().count(" checked") == 1 + len(said)


def test_unmet_need_needs_no_answer_but_a_reason(client, volunteer):
    log(client, end="close", result="unmet", unmet_reason="full")

    assert Enquiry.objects.values_list("state", "answers", "unmet_reason").get() == ("closed", [], "full")


def test_contact_to_finish_later_is_open_and_waits_on_today(client, volunteer, terms):
    log(client, end="later", topics=["casa"])

    enquiry = Enquiry.objects.get()
    assert (enquiry.state, list(client.get(address("today")).context["to_finish"])) == ("open", [enquiry])


@pytest.mark.parametrize("said", [{"end": "referral"}, {"end": "close", "result": "referred"}])
def test_contact_that_is_sent_on_waits_for_its_referral(client, volunteer, said):
    log(client, **said)

    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.answers) == ("open", ["referral"])


def test_contact_with_its_referral_is_closed_and_keeps_it_among_the_answers(client, volunteer, desk):
    enquiry = EnquiryFactory(community_point=desk, logged_by=volunteer, answers=["referral"], result="referred")
    ReferralFactory(enquiry=enquiry)
    said = {"end": "close", "seen": fingerprint(enquiry), "answers": ["information"], "result": "referred"}

    client.post(address("enquiry_update", enquiry.pk), said)

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answers) == ("closed", ["information", "referral"])


def test_sensitive_topic_leaves_out_note_and_quarter_and_keeps_the_rest(client, volunteer, terms):
    quarter = QuarterFactory()

    response = log(client, **ALWAYS, topics=["violenza"], note="Ha paura", age_band="to_29", quarter=quarter.slug)

    kept = Enquiry.objects.values_list("is_sensitive", "note", "age_band", "quarter", "result").get()
    assert kept == (True, "", "to_29", None, "solved")
    assert told(response)[1] == "Per un tema delicato non teniamo la nota e il quartiere: il resto è salvato."


def test_sensitive_topic_keeps_a_quarter_that_stands_alone(client, volunteer, terms):
    quarter = QuarterFactory()

    response = log(client, **ALWAYS, topics=["violenza"], quarter=quarter.slug)

    assert (Enquiry.objects.get().quarter, len(told(response))) == (quarter, 1)


def test_note_that_says_who_somebody_is_is_refused_and_kept_in_the_form(client, volunteer):
    response = log(client, **ALWAYS, note="Chiamala al 333 1234567")

    assert errors(response) == {
        "note": [
            "Qui sembra esserci un numero di telefono. Toglilo: questo testo non dice mai chi è la persona.",
        ]
    }
    assert "Chiamala al 333 1234567" in response.content.decode()


@pytest.mark.parametrize(("back", "kept"), [(0, True), (14, True), (15, False), (-1, False)])
def test_day_is_one_of_the_last_two_weeks(client, volunteer, back, kept):
    response = log(client, **ALWAYS, day=today() - back * A_DAY)

    assert (response.status_code, Enquiry.objects.count()) == ((302, 1) if kept else (200, 0))


def test_contact_of_another_day_is_of_no_shift(client, volunteer, desk):
    ShiftFactory(community_point=desk, start=timezone.now() - datetime.timedelta(hours=1))

    log(client, **ALWAYS, day=today() - A_DAY)

    assert Enquiry.objects.get().shift is None


def test_topics_are_found_without_scripts_and_nothing_typed_is_lost(client, volunteer, terms):
    said = {"find": "1", "words": "bolletta", "topics": ["casa"], "note": "Torna", "result": "solved", "people": "3"}

    response = log(client, **said)

    form = response.context["form"]
    assert [(term.slug, chosen) for term, chosen, _sensitive in response.context["topic_choices"]] == [
        ("casa", True),
        ("bollette", False),
    ]
    assert [form[name].value() for name in ("note", "result", "people")] == ["Torna", "solved", "3"]
    assert (form.errors, Enquiry.objects.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("boll", ["bollette", "casa"]),
        ("la luce", ["bollette"]),
        ("picchia", ["violenza"]),
        ("zzz", ["casa", "violenza"]),
        ("", []),
    ],
)
def test_topics_are_proposed_by_everyday_words_else_the_large_ones(client, volunteer, terms, words, found):
    response = client.get(address("enquiry_topics"), {"words": words})

    assert [term.slug for term, _chosen, _sensitive in response.context["topic_choices"]] == found


def test_fourth_topic_and_topic_that_is_gone_are_said(desk):
    for number in range(4):
        TermFactory(name=f"Tema {number}", slug=f"tema-{number}")

    many = EnquiryForm({"topics": [f"tema-{number}" for number in range(4)]}, desk=desk)
    gone = EnquiryForm({"topics": ["niente"]}, desk=desk)

    assert many.errors["topics"] == ["Al massimo 3 temi: togline uno."]
    assert gone.errors["topics"] == ["Il tema «niente» non c’è più: sceglilo di nuovo."]


def test_contact_is_mended_by_who_logged_it_and_who_coordinates(client, desk):
    owner, colleague, lead = make_volunteer(desk), make_volunteer(desk), make_volunteer(desk, role=Role.COORDINATOR)
    stranger = make_volunteer(CommunityPointFactory(slug="altrove"))
    enquiry = EnquiryFactory(community_point=desk, logged_by=owner)
    answers = {}

    for name, person in {"owner": owner, "colleague": colleague, "lead": lead, "stranger": stranger}.items():
        client.force_login(person)
        pages = [client.get(address(page, enquiry.pk)) for page in ("enquiry_detail", "enquiry_update")]
        answers[name] = [response.status_code for response in pages]

    assert answers == {"owner": [200, 200], "colleague": [200, 404], "lead": [200, 200], "stranger": [404, 404]}


def test_contact_is_mended_as_it_is_then(client, volunteer, desk, terms):
    enquiry = EnquiryFactory(
        community_point=desk, logged_by=volunteer, topics=[terms["casa"]], note="Torna", closed=True
    )
    page = client.get(address("enquiry_update", enquiry.pk)).context["form"]
    said = {"seen": page["seen"].value(), "topics": ["violenza"], "note": "Torna", "is_first_visit": "no"}

    response = client.post(address("enquiry_update", enquiry.pk), ALWAYS | said)

    enquiry.refresh_from_db()
    assert (response.status_code, enquiry.note, enquiry.is_first_visit, enquiry.state) == (302, "", False, "closed")
    assert (list(enquiry.topics.all()), enquiry.logged_by) == ([terms["violenza"]], volunteer)


def test_contact_that_somebody_else_changed_is_not_overwritten(client, volunteer, desk):
    enquiry = EnquiryFactory(community_point=desk, logged_by=volunteer)
    seen = fingerprint(enquiry)
    Enquiry.objects.filter(pk=enquiry.pk).update(people=5)

    response = client.post(address("enquiry_update", enquiry.pk), ALWAYS | {"seen": seen})

    assert errors(response) == {
        "__all__": ["Mentre scrivevi qualcun altro ha cambiato questo contatto: riaprilo e guarda."]
    }
    with pytest.raises(Conflict):
        change_enquiry(enquiry=enquiry, seen=seen, topics=[], closed=False)
    assert Enquiry.objects.get().people == 5


def test_contact_older_than_a_month_stays_as_it_is(client, volunteer, desk):
    enquiry = EnquiryFactory(community_point=desk, logged_by=volunteer, created_at=timezone.now() - 31 * A_DAY)

    page = client.get(address("enquiry_detail", enquiry.pk))
    refused = client.get(address("enquiry_update", enquiry.pk))

    assert (page.context["may_change"], refused.status_code) == (False, 403)


def test_mistake_is_taken_away_by_who_coordinates_unless_somebody_was_sent_on(client, desk):
    client.force_login(make_volunteer(desk, role=Role.COORDINATOR))
    mistake, sent_on = EnquiryFactory(community_point=desk), ReferralFactory(enquiry__community_point=desk).enquiry

    responses = [client.post(address("enquiry_delete", each.pk)) for each in (mistake, sent_on)]

    assert list(Enquiry.objects.all()) == [sent_on]
    assert told(responses[1]) == [
        "Contatto cancellato.",
        "Da questo contatto è partito un passaggio: per questo resta.",
    ]


def sensitive(client, enquiry):
    said = ALWAYS | {"seen": fingerprint(enquiry), "topics": ["violenza"]}
    return client.post(address("enquiry_update", enquiry.pk), said)


def test_contact_of_somebody_followed_is_nobodys_once_its_topic_is_sensitive(client, desk, volunteer, terms):
    followed = ClientFactory(community_point=desk)
    enquiry = EnquiryFactory(community_point=desk, logged_by=volunteer, client=followed)
    CallBackRequestFactory(id=followed.pk, community_point=desk)
    answered = {"state": "answered", "settled_at": timezone.now(), "name": "", "contact": ""}
    CallBackRequest.objects.update(**answered, enquiry=enquiry)

    response = sensitive(client, enquiry)

    enquiry.refresh_from_db()
    assert "Per un tema delicato non teniamo di chi è: il resto è salvato." in told(response)
    assert (enquiry.state, enquiry.client, enquiry.is_sensitive) == ("closed", None, True)
    assert (CallBackRequest.objects.get().enquiry, list(Client.objects.known())) == (None, [followed])


def test_contact_that_sent_on_somebody_followed_takes_no_sensitive_topic(client, desk, volunteer, terms):
    enquiry = WarmReferralFactory(client__community_point=desk, enquiry__logged_by=volunteer).enquiry

    response = sensitive(client, enquiry)

    assert errors(response)["topics"] == ["È di una persona che avete accompagnato: per questo tema un contatto nuovo."]
