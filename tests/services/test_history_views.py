"""The pages of the history: who sees them, what they say, and putting things back through them."""

import datetime
import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from organizations.hours import replace_schedules
from organizations.models import House, Organization, Schedule
from services.history import reading
from services.history import told as told_as
from services.models import RowChange, Service
from services.views.history import ADDRESSES
from tests.factories import (
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)
from tests.reading import sections

from . import history_world
from .history_acts import act_of, forget_all, last_act

pytestmark = pytest.mark.django_db

OPENED = {
    "coordinator": 200,
    "direction": 200,
    "far coordinator": 403,
    "far direction": 403,
    "owner": 403,
    "volunteer": 403,
    "citizen": 403,
}


@pytest.fixture
def world():
    world = history_world.build()
    forget_all()
    return world


def history_of(thing, kind):
    return reverse(ADDRESSES[kind], args=[thing.slug])


def restoring(act, kind, key):
    return reverse("services:history_restore", args=[act.pk, kind, key])


def told(response):
    """The acts on a page: heading and lines, one space between words."""
    return [(heading, text) for heading, text in sections(response) if " alle " in heading]


@pytest.mark.parametrize("kind", ["organization", "community_point", "service", "asset"])
def test_history_is_for_who_coordinates_or_directs_there(client, world, kind):
    thing = world.things[kind]
    with act_of(world.people["coordinator"]):
        type(thing).objects.filter(pk=thing.pk).update(description="Nuova.")

    found, restorable = {}, {}
    for who, user in world.people.items():
        client.force_login(user)
        found[who] = client.get(history_of(thing, kind)).status_code
        restorable[who] = client.get(restoring(last_act(), kind, thing.pk)).status_code

    assert found == OPENED
    assert restorable == OPENED


def test_a_stranger_is_sent_to_sign_in(client, world):
    response = client.get(history_of(world.things["service"], "service"))

    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["owner", "volunteer", "far coordinator", "citizen"])
def test_putting_back_is_refused_to_others(client, world, who):
    service = world.things["service"]
    with act_of(world.people["coordinator"]):
        Service.objects.update(name="Compiti")
    client.force_login(world.people[who])

    response = client.post(restoring(last_act(), "service", service.pk), {"seen": "1", "losing": "on"})

    assert response.status_code == 403
    assert Service.objects.get().name == "Compiti"


def test_history_says_who_did_what_before_and_after(client, world):
    service, marta = world.things["service"], world.people["coordinator"]
    Service.objects.update(opening_hours=OpeningHoursFactory())
    service.refresh_from_db()
    ScheduleFactory(opening_hours=service.opening_hours, opens_at=datetime.time(9), closes_at=datetime.time(12))
    forget_all()
    with act_of(marta):
        Service.objects.update(
            name="Compiti insieme", free=True, phones=[{"id": "1", "number": "030 1234"}], status="inactive"
        )
        service.terms.add(TermFactory(name="Scuola"))
        replace_schedules(
            service.opening_hours,
            [
                Schedule(byday=["MO"], opens_at=datetime.time(9), closes_at=datetime.time(12)),
                Schedule(byday=["TU"], opens_at=datetime.time(14), closes_at=datetime.time(18)),
            ],
        )
    client.force_login(marta)

    [(heading, text)] = told(client.get(history_of(service, "service")))

    assert heading.endswith("· Marta Ghidini · ha cambiato 6 cose")
    assert text == (
        f"Nome prima: {service.name} → ora: Compiti insieme"
        " Telefoni prima: niente → ora: 030 1234"
        " Stato prima: attivo → ora: non attivo"
        " Gratis prima: niente → ora: sì"
        " Argomento ora: Scuola"
        " Orari ora: il martedì 14:00–18:00"
        f" Rimetti com’era prima {heading.partition(' ·')[0]}"
    )


def test_of_a_long_text_only_what_changed_is_marked(client, world):
    service = world.things["service"]
    words = " ".join(f"parola{n}" for n in range(30))
    Service.objects.update(description=words)
    forget_all()
    with act_of(world.people["coordinator"]):
        Service.objects.update(description=words.replace("parola15", "un’altra"))
    client.force_login(world.people["coordinator"])

    page = client.get(history_of(service, "service")).content.decode()

    assert "<del>parola15 </del> <ins>un’altra </ins>" in page
    assert "… parola9 parola10" in page
    assert "parola3 " not in page


def test_what_is_kept_is_never_run_as_markup(client, world):
    with act_of(UserFactory(name="<b>Ada</b>")):
        Service.objects.update(name="<script>1</script>", description="<img src=x>" * 20)
        Service.objects.update(description="<img src=y>" * 20)
    client.force_login(world.people["coordinator"])

    page = client.get(history_of(world.things["service"], "service")).content.decode()

    assert "<script>1" not in page
    assert "<img src=" not in page.partition("<main")[2]
    assert "&lt;b&gt;Ada" in page


def test_a_person_who_left_is_not_named(client, world):
    ada = UserFactory(name="Ada Bini")
    with act_of(ada):
        Service.objects.update(name="Compiti")
    ada.delete()
    client.force_login(world.people["coordinator"])

    [(heading, _text)] = told(client.get(history_of(world.things["service"], "service")))

    assert heading.endswith("· una persona che non ha più un accesso · ha cambiato 1 cosa")


def test_an_organisation_tells_of_its_places_and_that_services_came_and_went(client, world):
    organization = world.things["organization"]
    with act_of(world.people["direction"]):
        world.place.__class__.objects.filter(pk=world.place.pk).update(address="via Nuova 1")
        Service.objects.update(name="Non è cosa di qui")
        ServiceFactory(organization=organization, name="Doposcuola")
    client.force_login(world.people["coordinator"])

    [(heading, text)] = told(client.get(history_of(organization, "organization")))

    assert heading.endswith("ha cambiato 2 cose")
    assert text.partition(" Rimetti")[0] == (
        f"Via e numero (Sede) prima: {world.place.address} → ora: via Nuova 1 Servizio ora: Doposcuola"
    )


def test_roles_given_are_told_with_the_name_of_who_still_has_an_access(client, world):
    point = world.things["community_point"]
    with act_of(world.people["coordinator"]):
        point.mandates.create(user=UserFactory(name="Ada Bini"), role="volunteer", term="[2026-01-01,)")
    client.force_login(world.people["direction"])

    [(_heading, text)] = told(client.get(history_of(point, "community_point")))

    assert text == "Incarico ora: Ada Bini, volontario del Punto Comunità"


def test_a_thing_that_never_changed_says_so(client, world):
    client.force_login(world.people["coordinator"])

    page = client.get(history_of(world.things["asset"], "asset")).content.decode()

    assert "Ancora niente" in page


def test_each_opening_is_written_down(client, world):
    marta, service = world.people["coordinator"], world.things["service"]
    client.force_login(marta)

    client.get(history_of(service, "service"))
    client.get(reverse("services:history_list"))

    assert list(AccessLog.objects.order_by("id").values_list("actor", "what", "thing", "by")) == [
        (marta.pk, "history", service.name, "page"),
        (marta.pk, "history", "", "page"),
    ]


def many_acts(world, count):
    service = world.things["service"]
    for number in range(count):
        with act_of(world.people["coordinator"]):
            Service.objects.update(name=f"Nome {number}", opening_hours=OpeningHoursFactory())
            service.terms.add(TermFactory(name=f"Termine {number}"))
            service.refresh_from_db()
            ScheduleFactory(opening_hours=service.opening_hours)
            world.place.__class__.objects.update(address=f"via {number}")


@pytest.mark.parametrize("count", [1, 30])
def test_history_of_a_thing_asks_as_many_queries_for_thirty_acts(client, world, count, django_assert_num_queries):
    many_acts(world, count)
    client.force_login(world.people["coordinator"])

    with django_assert_num_queries(23):
        response = client.get(history_of(world.things["service"], "service"))

    assert len(told(response)) == min(count, 20)


@pytest.mark.parametrize("count", [1, 30])
def test_history_of_all_asks_as_many_queries_for_thirty_acts(client, world, count, django_assert_num_queries):
    many_acts(world, count)
    client.force_login(world.people["coordinator"])

    with django_assert_num_queries(28):
        response = client.get(reverse("services:history_list"))

    assert len([heading for heading, _ in sections(response) if " alle " in heading]) == min(count, 20)


def test_pages_go_back_to_the_first_act_and_miss_none(client, world):
    many_acts(world, 30)
    client.force_login(world.people["coordinator"])
    url = history_of(world.things["service"], "service")

    first = client.get(url)
    second = client.get(url, {"prima": first.context["page"].older.pk})

    acts = [entry.act.at for page in (first, second) for entry in page.context["page"].entries]
    assert (len(acts), acts) == (30, sorted(set(acts), reverse=True))
    assert second.context["page"].older is None


@pytest.mark.parametrize("older", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_page_that_is_none_is_the_first(client, world, older):
    many_acts(world, 1)
    client.force_login(world.people["coordinator"])

    response = client.get(history_of(world.things["service"], "service"), {"prima": older})

    assert len(told(response)) == 1


def test_history_of_all_shows_what_is_near_and_nothing_else(client, world):
    with act_of(world.people["coordinator"]):
        Service.objects.update(name="Compiti")
    elsewhere = LocationFactory(quarter=QuarterFactory(name="Mompiano"), organization=OrganizationFactory())
    far = ServiceFactory(organization=elsewhere.organization)
    with act_of(world.people["direction"]):
        Service.objects.filter(pk=far.pk).update(name="Lontano")

    shown = {}
    for who in ("coordinator", "direction", "far coordinator", "far direction"):
        client.force_login(world.people[who])
        page = client.get(reverse("services:history_list")).context["page"]
        shown[who] = {thing.name for _entry, things in page.entries for thing in things}

    assert {"Compiti", "Lontano"} <= shown["direction"]
    assert "Compiti" in shown["coordinator"]
    assert "Lontano" not in shown["coordinator"]
    assert shown["far coordinator"] | shown["far direction"] == set()


def test_an_import_of_many_rows_hides_nothing_that_others_did(client, world, monkeypatch):
    monkeypatch.setattr(reading, "OF_ONE_ACT", 3)
    with act_of(world.people["coordinator"]):
        Service.objects.update(name="Compiti")
    with told_as("import_csv scuole"):
        Organization.objects.bulk_create(OrganizationFactory.build_batch(20))
    client.force_login(world.people["direction"])

    page = client.get(reverse("services:history_list")).context["page"]

    assert [(entry.who, len(things)) for entry, things in page.entries] == [
        ("Importazione da «scuole»", 3),
        ("Marta Ghidini", 1),
    ]


@pytest.mark.parametrize("who", ["owner", "volunteer", "citizen"])
def test_history_of_all_is_closed_to_others(client, world, who):
    client.force_login(world.people[who])

    assert client.get(reverse("services:history_list")).status_code == 403


def test_history_of_all_is_narrowed_by_person_kind_and_days(client, world):
    marta, ada = world.people["coordinator"], world.people["direction"]
    with act_of(marta):
        Service.objects.update(name="Di Marta")
    with act_of(ada):
        Organization.objects.filter(pk=world.things["organization"].pk).update(name="Di Ada")
    client.force_login(marta)

    def names(**params):
        page = client.get(reverse("services:history_list"), params).context["page"]
        return {thing.name for _entry, things in page.entries for thing in things}

    assert names(chi=marta.pk) == {"Di Marta"}
    assert names(tipo="organization") == {"Di Ada"}
    assert names(giorni="7", tipo="service") == {"Di Marta"}
    assert names(chi="x", tipo="nulla", giorni="nulla") == {"Di Marta", "Di Ada"}


def test_a_change_is_put_back_through_its_page(client, world):
    service, marta = world.things["service"], world.people["coordinator"]
    name = service.name
    with act_of(marta):
        Service.objects.update(name="Compiti")
    act = last_act()
    client.force_login(marta)
    url = restoring(act, "service", service.pk)

    shown = client.get(url)
    done = client.post(url, {"seen": shown.context["plan"].seen}, follow=True)

    assert f"prima: Compiti → ora: {name}" in " ".join(text for _, text in sections(shown))
    assert done.redirect_chain == [(history_of(service, "service"), 302)]
    assert Service.objects.get().name == name
    assert told(done)[0][0].endswith("· Marta Ghidini · ha rimesso le cose com’erano")
    assert (last_act().undoes, last_act().by, last_act().how) == (act.pk, marta, "page")


def test_a_change_seen_too_long_ago_asks_again(client, world):
    service, marta = world.things["service"], world.people["coordinator"]
    with act_of(marta):
        Service.objects.update(name="Compiti")
    act = last_act()
    client.force_login(marta)
    url = restoring(act, "service", service.pk)
    seen = client.get(url).context["plan"].seen
    with act_of(world.people["direction"]):
        Service.objects.update(name="Studio")

    response = client.post(url, {"seen": seen})

    assert response.status_code == 409
    assert "Nel frattempo la scheda è cambiata" in response.content.decode()
    assert "andrebbe perso" in response.content.decode()
    assert Service.objects.get().name == "Studio"


def test_what_is_gone_comes_back_from_the_history_of_all(client, world):
    service, marta = world.things["service"], world.people["coordinator"]
    key, name = service.pk, service.name
    with act_of(marta):
        service.delete()
    client.force_login(marta)
    listed = client.get(reverse("services:history_list")).context["page"]
    [url] = {thing.restore_url for _entry, things in listed.entries for thing in things if thing.name == name}

    client.post(url, {"seen": client.get(url).context["plan"].seen})

    assert Service.objects.get(pk=key).name == name


@pytest.mark.parametrize("kind", ["organization", "service", "asset", "community_point"])
def test_what_is_gone_is_seen_by_the_same_people(client, world, kind):
    thing = world.things[kind]
    if kind == "organization":
        world.things["community_point"].delete()
        world.things["asset"].delete()
    key = thing.pk
    with act_of(world.people["direction"]):
        thing.delete()
    act, found = last_act(), {}

    for who, user in world.people.items():
        client.force_login(user)
        found[who] = client.get(restoring(act, kind, key)).status_code

    # with the point its coordinators go too: there is nobody left to ask but the direction
    assert found == OPENED | ({"coordinator": 403} if kind == "community_point" or kind == "organization" else {})


@pytest.mark.parametrize("kind", ["service", "location", "nulla"])
def test_there_is_nothing_to_put_back_of_what_is_not_there(client, world, kind):
    with act_of(world.people["coordinator"]):
        Service.objects.update(name="Compiti")
    client.force_login(world.people["direction"])

    assert client.get(restoring(last_act(), kind, uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("kind", ["service", "asset", "organization", "community_point"])
def test_the_way_to_the_history_is_on_the_page_for_who_may(client, world, kind):
    thing = world.things[kind]
    url = history_of(thing, kind)

    shown = {"stranger": url in client.get(thing.get_absolute_url()).content.decode()}
    for who in ("coordinator", "volunteer"):
        client.force_login(world.people[who])
        shown[who] = url in client.get(thing.get_absolute_url()).content.decode()

    assert shown == {"stranger": False, "coordinator": True, "volunteer": False}


def test_that_a_place_became_a_house_and_is_one_no_longer_is_told_and_does_not_come_back(client, world):
    place = world.things["community_point"].location
    with act_of(world.people["coordinator"]):
        house = House.objects.create(location=place, name="Casa di via Milano", slug="casa-di-via-milano", words="Sale")
        House.objects.update(name="Casa dei vicini")
        house.delete()
    client.force_login(world.people["direction"])

    kept = RowChange.objects.filter(kind="house").values_list("verb", "parent", "before__name", "after__name")
    page = client.get(reverse("services:history_list"))

    key = str(place.pk)
    assert list(kept) == [
        ("insert", key, None, None),
        ("update", key, "Casa di via Milano", "Casa dei vicini"),
        ("delete", key, "Casa dei vicini", None),
    ]
    assert not RowChange.objects.filter(kind="house", before__has_key="words").exists()
    assert "Casa dei vicini" in page.content.decode()
    assert client.get(restoring(last_act(), "location", place.pk)).context["plan"].lines == []
