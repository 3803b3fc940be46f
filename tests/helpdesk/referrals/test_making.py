"""The page that sends somebody on: which doors it offers, and what each of the three ways asks."""

import re

import pytest

from helpdesk.models import Client, Referral
from helpdesk.people import unsealed
from services.listings import refresh_all
from territory.models import Zone
from tests.factories import (
    CommunityPointFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)
from tests.helpdesk.factories import EnquiryFactory, NoticeFactory, make_volunteer

from .walking import WARM, create_url, detail_url, page_of, text

pytestmark = pytest.mark.django_db


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


def test_social_service_of_the_zone_is_called_and_written_to(
    client, volunteer, enquiry, django_capture_on_commit_callbacks, mailoutbox
):
    contacts = {"phone": "030 297 8900", "email": "sociale.ovest@comune.example"}
    Zone.objects.update(**contacts)
    address = create_url(enquiry, f"?porta=z.{enquiry_zone(enquiry)}")

    page = text(page_of(client, volunteer, address))
    with django_capture_on_commit_callbacks(execute=True):
        answer = page_of(client, volunteer, address, WARM)

    assert [said for said in contacts.values() if said not in page] == []
    assert [letter.to for letter in mailoutbox] == [[contacts["email"]]]
    assert "030 297 8900" in text(client.get(answer.url))


def test_door_without_a_name_is_asked_for_beside_its_field(client, volunteer, enquiry):
    pages = [text(page_of(client, volunteer, create_url(enquiry, query))) for query in ("?fuori=", "")]

    assert ['aria-invalid="true"' in page for page in pages] == [True, False]


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
