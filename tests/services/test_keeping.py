"""Creating and changing entries: who may, what goes live, what waits, what two at once see."""

import pytest
from django.urls import reverse

from accounts.access import Role
from organizations.models import Location, Organization
from services.models import Change, Listing, Service
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    OrganizationFactory,
    PlaceNameFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)


@pytest.fixture
def service(db):
    quarter = QuarterFactory()
    place = LocationFactory(quarter=quarter, organization=OrganizationFactory(slug="emporio"))
    point = CommunityPointFactory(slug="punto", location=place)
    point.quarters.add(quarter)
    service = ServiceFactory(slug="compiti", name="Compiti", organization=place.organization, description="a\nb")
    ServiceAtLocationFactory(service=service, location=place)
    return service


@pytest.fixture
def people(service):
    far = CommunityPointFactory(location__quarter=QuarterFactory(zone=ZoneFactory(name="Est"), name="Sanpolino"))
    far.quarters.add(far.location.quarter)
    point = service.organization.locations.get().community_points.get()
    member = {"organization": service.organization}
    return {
        "owner": MemberFactory(**member, role=Role.OWNER).user,
        "editor": MemberFactory(**member).user,
        "trusted": MemberFactory(**member, trusted=True).user,
        "owner elsewhere": MemberFactory(role=Role.OWNER).user,
        "coordinator": MandateFactory(role=Role.COORDINATOR, community_point=point).user,
        "coordinator elsewhere": MandateFactory(role=Role.COORDINATOR, community_point=far).user,
        "volunteer": MandateFactory(community_point=point).user,
        "citizen": UserFactory(),
    }


def sent(page):
    """What a browser sends back of a form that nobody touched."""
    form = page.context["form"]
    parts = [form]
    if form.hours is not None:
        parts += [form.hours, form.hours.rows.management_form, *form.hours.rows]
        parts += [form.hours.closures.management_form, *form.hours.closures]
    data = {}
    for part in parts:
        for field in part:
            value = field.value()
            if value or value == 0 and value is not False:
                data[field.html_name] = value.replace("\n", "\r\n") if isinstance(value, str) else value
    return data


ADDRESS = "/servizi/compiti/modifica/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("editor", 200),
        ("trusted", 200),
        ("coordinator", 200),
        ("owner elsewhere", 403),
        ("coordinator elsewhere", 403),
        ("volunteer", 403),
        ("citizen", 403),
    ],
)
def test_entry_is_opened_by_who_keeps_it(client, people, who, status):
    client.force_login(people[who])

    assert client.get(ADDRESS).status_code == status


def test_form_sent_back_untouched_changes_nothing(client, service, people):
    client.force_login(people["coordinator"])
    before = Service.objects.values().get(pk=service.pk)

    page = client.post(ADDRESS, sent(client.get(ADDRESS)))

    assert (page.status_code, page.url) == (302, "/servizi/compiti/")
    assert Service.objects.values().get(pk=service.pk) == before


@pytest.mark.parametrize("who", ["coordinator", "trusted"])
def test_what_a_trusted_person_writes_is_public_at_once(client, service, people, who):
    client.force_login(people[who])

    client.post(ADDRESS, sent(client.get(ADDRESS)) | {"name": "Doposcuola", "hours-MO": "15-18"})

    service.refresh_from_db()
    assert (service.name, service.opening_hours.schedules.get().byday) == ("Doposcuola", ["MO"])
    assert Listing.objects.get(service=service).name == "Doposcuola"
    assert Change.objects.count() == 0


def test_what_an_owner_writes_waits_and_the_public_page_stays(client, service, people):
    client.force_login(people["owner"])

    client.post(ADDRESS, sent(client.get(ADDRESS)) | {"name": "Doposcuola"})
    client.post(ADDRESS, sent(client.get(ADDRESS)) | {"email": "info@example.org"})

    service.refresh_from_db()
    change = Change.objects.get()
    assert (service.name, service.email) == ("Compiti", "")
    assert (change.state, change.author, change.entry) == ("waiting", people["owner"], service)
    assert (change.seen, change.wanted) == (
        {"name": "Compiti", "email": ""},
        {"name": "Doposcuola", "email": "info@example.org"},
    )


def test_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(client, service, people):
    client.force_login(people["coordinator"])
    typed = {"name": "", "email": "non-è-posta", "phones": "segreteria 030", "hours-MO": "9-25", "description": "resta"}

    page = client.post(ADDRESS, sent(client.get(ADDRESS)) | typed)

    form = page.context["form"]
    assert page.status_code == 422
    assert (dict(form.errors), dict(form.hours.errors)) == (
        {
            "name": ["Manca questo: serve per andare avanti."],
            "email": ["Inserisci un indirizzo email valido."],
            "phones": ["«segreteria 030»: comincia dal numero, poi a che cosa serve."],
        },
        {"MO": ["«25»: le ore vanno da 0 a 24, i minuti da 0 a 59."]},
    )
    assert [(id, label) for id, label, _error in form.to_mend()] == [
        ("id_name", "Nome"),
        ("id_phones", "Telefoni"),
        ("id_email", "E-mail"),
        ("id_hours-MO", "Lunedì"),
    ]
    assert {name: form[name].value() for name in ("phones", "description")} == {
        "phones": "segreteria 030",
        "description": "resta",
    }


def test_second_of_two_writers_chooses_and_loses_nothing(client, service, people):
    client.force_login(people["coordinator"])
    mine = sent(client.get(ADDRESS)) | {"name": "Il mio", "email": "mia@example.org"}
    Service.objects.filter(pk=service.pk).update(name="Il tuo", description="di un altro")

    page = client.post(ADDRESS, mine)
    again = mine | {"signed": page.context["form"].data["signed"]}
    client.post(ADDRESS, again | {"keep-name": "theirs"})

    service.refresh_from_db()
    assert (page.status_code, "Il tuo" in page.content.decode()) == (409, True)
    assert "Non è ancora salvato" not in page.content.decode()
    assert (service.name, service.email, service.description) == ("Il tuo", "mia@example.org", "di un altro")


def test_second_of_two_writers_may_keep_their_own(client, service, people):
    client.force_login(people["coordinator"])
    mine = sent(client.get(ADDRESS)) | {"name": "Il mio"}
    Service.objects.filter(pk=service.pk).update(name="Il tuo")

    page = client.post(ADDRESS, mine)
    client.post(ADDRESS, mine | {"signed": page.context["form"].data["signed"], "keep-name": "mine"})

    service.refresh_from_db()
    assert service.name == "Il mio"


def test_preview_shows_the_public_page_and_saves_nothing(client, service, people):
    client.force_login(people["owner"])

    page = client.post(ADDRESS, sent(client.get(ADDRESS)) | {"name": "Come sarà", "preview": "1"})

    service.refresh_from_db()
    said = page.content.decode()
    assert ('<h1 data-element="service-title">Come sarà</h1>' in said, "Anteprima:" in said) == (True, True)
    assert (service.name, Change.objects.count()) == ("Compiti", 0)


def test_new_service_of_an_organisation_is_found_by_the_search(client, service, people):
    client.force_login(people["coordinator"])
    address = reverse("services:service_create", args=["emporio"])
    place = service.organization.locations.get()

    page = client.post(
        address, sent(client.get(address)) | {"name": "Spesa sospesa", "status": "active", "places": [place.pk]}
    )

    made = Service.objects.get(name="Spesa sospesa")
    assert (page.url, made.organization) == (made.get_absolute_url(), service.organization)
    assert Listing.objects.get(service=made).service_at_location.location == place


def test_new_service_of_an_owner_waits_as_a_whole(client, service, people):
    client.force_login(people["owner"])
    address = reverse("services:service_create", args=["emporio"])

    client.post(address, sent(client.get(address)) | {"name": "Spesa sospesa", "status": "active"})

    change = Change.objects.get()
    assert (change.entry, change.kind, change.wanted["name"]) == (None, "service", "Spesa sospesa")
    assert change.wanted["organization"] == str(service.organization.pk)


def test_new_place_gets_its_point_and_quarter_from_the_address(client, service, people):
    quarter = service.organization.locations.get().quarter
    PlaceNameFactory(quarter=quarter, postal_code="25126", name="via Milano", latitude=45.541, longitude=10.2)
    client.force_login(people["coordinator"])
    address = reverse("services:location_create", args=["emporio"])

    client.post(address, sent(client.get(address)) | {"name": "Sede", "address": "via Milano", "city": "Brescia"})

    place = Location.objects.get(name="Sede")
    assert (place.latitude, place.longitude, place.quarter, place.postal_code, place.municipality) == (
        45.541,
        10.2,
        quarter,
        "25126",
        quarter.municipality,
    )


def test_place_that_nobody_knows_asks_for_a_point(client, service, people):
    client.force_login(people["coordinator"])
    address = reverse("services:location_create", args=["emporio"])

    page = client.post(
        address, sent(client.get(address)) | {"name": "Sede", "address": "via Inventata 3", "city": "Brescia"}
    )

    assert page.context["form"].errors == {
        "latitude": ["Questa via non è nel nostro elenco: metti tu il punto sulla mappa."]
    }


def test_each_kind_of_entry_has_its_form(client, service, people):
    place = service.organization.locations.get()
    asset = AssetFactory(location=place, slug="parco")
    direction = MandateFactory(community_point=None, municipality=place.municipality, role=Role.DIRECTION).user
    client.force_login(direction)
    addresses = [
        "/organizzazioni/emporio/modifica/",
        "/punti/punto/modifica/",
        f"/risorse/{asset.slug}/modifica/",
        f"/luoghi/{place.pk}/modifica/",
    ]

    answers = {address: client.post(address, sent(client.get(address))).status_code for address in addresses}

    assert answers == dict.fromkeys(addresses, 302)


def test_new_organisation_is_made_by_who_coordinates(client, people):
    client.force_login(people["coordinator"])
    address = reverse("services:organization_create")

    client.post(address, sent(client.get(address)) | {"name": "Banca del tempo"})

    assert Organization.objects.get(name="Banca del tempo").slug == "banca-del-tempo"


def test_form_asks_the_same_number_of_questions_however_many_terms_there_are(
    client, service, people, django_assert_max_num_queries
):
    client.force_login(people["coordinator"])

    with django_assert_max_num_queries(26):
        client.get(ADDRESS)


def test_closed_section_says_in_a_line_what_is_in_it(client, service, people):
    Service.objects.filter(pk=service.pk).update(
        free=True, no_appointment=True, minimum_age=14, required_documents=[{"document": "Codice fiscale"}]
    )
    client.force_login(people["coordinator"])

    lines = {str(section.title): section.line for section in client.get(ADDRESS).context["form"].sections()}

    assert {title: lines[title] for title in list(lines)[:4]} == {
        "Che cos’è": "Compiti · a · attivo",
        "Per chi è e come si fa": "14",
        "Cosa portare, quanto costa": "Codice fiscale · Gratis: sì",
        "Entrare è facile?": "Senza appuntamento",
    }
    assert lines["Lingue"] == "ancora vuoto"
