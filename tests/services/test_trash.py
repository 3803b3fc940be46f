"""An entry that is taken away: gone from everywhere at once, told in the trash, and back whole."""

import pytest
from django.urls import reverse

from services.listings import refresh_all
from services.models import Change, Listing, Service
from services.reports.actions import send_report
from services.views import changes, keeping, review
from tests.factories import (
    AssetFactory,
    OpeningHoursFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.test_keeping import sent

TRASH = "/redazione/cestino/"
REMOVE = "/servizi/compiti/togli/"


@pytest.fixture
def staff(db):
    staff = make_staff()
    hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=hours, byday=["MO"])
    term = TermFactory(name="Compiti a casa")
    staff.service = ServiceFactory(
        organization=staff.organization, name="Aiuto compiti", slug="compiti", terms=[term], opening_hours=hours
    )
    ServiceAtLocationFactory(service=staff.service, location=staff.organization.locations.get())
    refresh_all()
    return staff


def remove(staff, address=REMOVE, who="coordinator", reason="Ha chiuso"):
    person = as_(staff, who)
    context = person.get(address).context
    return person.post(address, {"reason": reason, "seen": context["seen"] if context else ""})


def in_trash(staff, who="coordinator"):
    return [(each.name, act.by.name, reason) for each, act, reason, _url in as_(staff, who).get(TRASH).context["rows"]]


def whole(service):
    columns = {name: value for name, value in vars(service).items() if name not in ("_state", "last_modified")}
    return columns | {
        "terms": list(service.terms.values_list("slug", flat=True)),
        "places": list(service.service_at_locations.values_list("location", flat=True)),
        "days": [each.byday for each in service.opening_hours.schedules.all()],
    }


@pytest.mark.parametrize(
    "address",
    [
        "/servizi/?q=compiti",
        "/organizzazioni/emporio/",
        "/punti/fiumicello/",
        "/api/services",
        "/api/listings",
    ],
)
def test_removed_service_is_shown_nowhere(client, staff, address):
    before = client.get(address)
    remove(staff)

    after = client.get(address)

    assert ["Aiuto compiti" in page.text for page in (before, after)] == [True, False]


def test_page_of_a_removed_service_is_not_found(client, staff):
    remove(staff)

    assert client.get("/servizi/compiti/").status_code == 404


def test_removed_service_is_in_the_trash_with_who_and_why(staff):
    page = remove(staff)

    assert (page.url, in_trash(staff)) == (TRASH, [("Aiuto compiti", "Marta Ghidini", "Ha chiuso")])
    assert in_trash(staff, "coordinator_elsewhere") == []


def test_service_comes_back_from_the_trash_whole(staff):
    before = whole(Service.objects.get())
    remove(staff)
    client = as_(staff, "coordinator")
    url = client.get(TRASH).context["rows"][0][3]

    client.post(url, {"seen": client.get(url).context["plan"].seen})

    assert whole(Service.objects.get()) == before
    assert (in_trash(staff), Listing.objects.filter(service=staff.service).count()) == ([], 1)


def test_organisation_takes_its_services_along_and_one_line_in_the_trash(staff):
    staff.point.delete()

    remove(staff, "/organizzazioni/emporio/togli/", who="direction", reason="Sciolta")

    assert Service.objects.count() == 0
    assert in_trash(staff, "direction") == [("Emporio", "Elena Bonomi", "Sciolta")]


def test_page_says_what_goes_along_and_what_stands_in_the_way(staff):
    asset = AssetFactory(location=staff.organization.locations.get(), organization=None)

    page = as_(staff, "direction").get("/organizzazioni/emporio/togli/")

    assert page.context["standing"] == sorted([asset, staff.point], key=str)
    assert remove(staff, "/organizzazioni/emporio/togli/", who="direction").status_code == 409


def test_reason_must_be_said(staff):
    page = remove(staff, reason=" ")

    assert (page.status_code, page.context["form"].errors) == (422, {"reason": ["Campo obbligatorio."]})
    assert Service.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_entry_is_removed_by_who_coordinates_or_directs_there(staff, method):
    status = {"get": 200, "post": 422}[method]

    assert answers(staff, method, REMOVE) == only(status, "coordinator", "direction")


def test_trash_opens_to_who_coordinates_or_directs(staff):
    allowed = ("coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere")

    assert answers(staff, "get", reverse("services:trash")) == only(200, *allowed)


def test_what_somebody_changed_in_between_is_shown_first(staff):
    seen = as_(staff, "coordinator").get(REMOVE).context["seen"]
    Service.objects.update(description="Adesso c’è anche il sabato")

    page = as_(staff, "coordinator").post(REMOVE, {"reason": "Ha chiuso", "seen": seen})

    assert page.status_code == 409
    assert "Nel frattempo qualcuno l’ha cambiata: guarda com’è adesso, e poi decidi." in page.text
    assert Service.objects.filter(pk=staff.service.pk).exists()


def then_removed(monkeypatch, view, name, service):
    """Between the check of who it is and the writing, somebody takes the entry away."""
    act = getattr(view, name)

    def late(**said):
        Service.objects.filter(pk=service.pk).delete()
        return act(**said)

    monkeypatch.setattr(view, name, late)


def test_who_was_writing_is_told_and_keeps_what_was_typed(staff, monkeypatch):
    then_removed(monkeypatch, keeping, "save_entry", staff.service)
    form = as_(staff, "coordinator").get("/servizi/compiti/modifica/")

    page = as_(staff, "coordinator").post("/servizi/compiti/modifica/", sent(form) | {"name": "Compiti insieme"})

    assert page.status_code == 409
    assert "Nel frattempo qualcuno ha tolto questa scheda." in page.text
    assert 'value="Compiti insieme"' in page.text


@pytest.mark.parametrize(
    ("view", "name", "queue"), [(review, "correct", "segnalazioni"), (changes, "accept", "modifiche")]
)
def test_who_decides_on_what_is_gone_is_told(staff, monkeypatch, view, name, queue):
    change = Change.objects.create(kind="service", service=staff.service, state="waiting", wanted={"name": "Altro"})
    report = send_report(entry=staff.service, topic="name", suggestion="Altro", mark="x")
    then_removed(monkeypatch, view, name, staff.service)
    address = f"/redazione/{queue}/{report.code if view is review else change.pk}/"

    page = as_(staff, "coordinator").post(address, {"decision": name, "field": "name"}, follow=True)

    assert page.redirect_chain == [(f"/redazione/{queue}/", 302)]
    assert "Nel frattempo qualcuno ha tolto la scheda di cui parlava." in page.text
