"""An entry that is taken away: gone from everywhere at once, told in the trash, and back whole."""

import datetime
import io

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from organizations.models import Claim, CommunityPoint, Location, OpeningHours, Schedule
from services.listings import refresh_all
from services.models import Change, Listing, RowChange, Service
from services.reports.actions import send_report
from services.views import changes, keeping, review
from tests.factories import (
    AssetFactory,
    LocationFactory,
    OpeningHoursFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.history_acts import act_of, as_owner, forget_all
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
    rows = as_(staff, who).get(TRASH).context["rows"]
    return [(each.name, each.act.by.name, each.reason) for each, _url in rows]


def restore(staff, who="coordinator"):
    """The first of the trash, as its page offers it."""
    client = as_(staff, who)
    url = client.get(TRASH).context["rows"][0][1]
    return client.post(url, {"seen": client.get(url).context["plan"].seen})


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

    restore(staff)

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

    assert [each for each, _url in page.context["standing"]] == sorted([asset, staff.point], key=str)
    assert remove(staff, "/organizzazioni/emporio/togli/", who="direction").status_code == 409


def test_place_that_goes_says_which_services_lose_it_and_they_stay(client, staff):
    place, other = staff.organization.locations.get(), LocationFactory(name="Altra sede")
    staff.point.delete()
    ServiceAtLocationFactory(service=staff.service, location=other)
    alone = ServiceAtLocationFactory(service__name="Solo lì", service__slug="solo", location=place).service
    address = f"/luoghi/{place.pk}/togli/"

    page = as_(staff, "direction").get(address)
    remove(staff, address, who="direction", reason="Sfrattati")

    assert page.context["homeless"] == [(staff.service, [other]), (alone, [])]
    assert in_trash(staff, "direction") == [(place.name, "Elena Bonomi", "Sfrattati")]
    assert sorted(
        Listing.objects.exclude(service=None).values_list("service__name", "service_at_location__location__name")
    ) == [
        ("Aiuto compiti", "Altra sede"),
        ("Solo lì", None),
    ]


def test_place_comes_back_with_its_hours_and_to_its_services(staff):
    place = staff.organization.locations.get()
    CommunityPoint.objects.filter(pk=staff.point.pk).update(location=LocationFactory())
    place.opening_hours = OpeningHoursFactory()
    place.save()
    before = {name: value for name, value in vars(place).items() if name not in ("_state", "last_modified")}
    remove(staff, f"/luoghi/{place.pk}/togli/", who="direction")

    page = restore(staff, "direction")

    place = Location.objects.get(pk=place.pk)
    assert {name: getattr(place, name) for name in before} == before
    assert (page.url, list(staff.service.service_at_locations.values_list("location", flat=True))) == (
        "/storia/",
        [place.pk],
    )
    assert Listing.objects.get(service=staff.service).service_at_location.location == place


def test_organisation_that_comes_back_gives_others_their_place_again(staff):
    place = staff.organization.locations.get()
    staff.point.delete()
    guest = ServiceAtLocationFactory(service__name="Ospite", location=place).service
    remove(staff, "/organizzazioni/emporio/togli/", who="direction")

    restore(staff, "direction")

    assert list(guest.service_at_locations.values_list("location", flat=True)) == [place.pk]


def test_what_a_resident_offers_says_that_it_never_comes_back(staff):
    AssetFactory(slug="scacchi", location=None, quarter=staff.quarter, offered_by_resident=True)

    page = as_(staff, "coordinator").get("/risorse/scacchi/togli/")
    said = list(get_messages(remove(staff, "/risorse/scacchi/togli/").wsgi_request))

    assert (page.context["comes_back"], in_trash(staff)) == (False, [])
    assert ("Togli per sempre" in page.text, "Metti nel cestino" in page.text) == (True, False)
    assert [each.message.endswith("» non c’è più, e non si rimette.") for each in said] == [True]


def test_who_waits_for_an_answer_about_what_goes_is_told(staff, mailoutbox, django_capture_on_commit_callbacks):
    editor, citizen = staff.people["editor"], staff.people["citizen"]
    Change.objects.create(kind="service", service=staff.service, state="waiting", wanted={"url": ""}, author=editor)
    Change.objects.create(kind="service", service=staff.service, wanted={"url": ""}, author=citizen)
    Claim.objects.create(organization=staff.organization, claimant=citizen, words="Sono la segretaria")
    wanted = {"name": "Doposcuola", "organization": str(staff.organization.pk)}
    new = Change.objects.create(kind="service", state="waiting", wanted=wanted, author=UserFactory(email="n@e.org"))
    staff.point.delete()

    with django_capture_on_commit_callbacks(execute=True):
        remove(staff, "/organizzazioni/emporio/togli/", who="direction")

    told = {mail.to[0]: (mail.subject, mail.body.split("\n\n")[1:-1]) for mail in mailoutbox}
    assert told == {
        editor.email: (
            "La tua modifica non è stata pubblicata",
            ["quello che hai scritto su «Aiuto compiti» per ora non si pubblica.", "Abbiamo tolto la scheda."],
        ),
        citizen.email: (
            "La tua richiesta per Emporio",
            ["per ora non possiamo affidarti la scheda.\nAbbiamo tolto la scheda."],
        ),
        "n@e.org": (
            "La tua modifica non è stata pubblicata",
            [
                "quello che hai scritto su «Doposcuola» per ora non si pubblica.",
                "Abbiamo tolto l’organizzazione di cui sarebbe.",
            ],
        ),
    }
    new.refresh_from_db()
    assert (new.state, new.decided_by) == ("refused", staff.people["direction"])


def test_trash_says_how_long_an_entry_comes_back_and_forgets_it_then(staff, time_machine):
    begin = timezone.now()
    remove(staff)

    found = []
    for days in (0, 29, 31):
        time_machine.move_to(begin + datetime.timedelta(days=days, minutes=1), tick=False)
        rows = as_(staff, "coordinator").get(TRASH).context["rows"]
        found.append([each.days_left for each, _url in rows])

    assert found == [[30], [1], []]


@pytest.mark.parametrize("number", [1, 3])
def test_trash_asks_the_same_however_much_is_in_it(staff, number, django_assert_num_queries):
    for each in range(number):
        service = ServiceFactory(organization=staff.organization, slug=f"servizio-{each}")
        remove(staff, f"/servizi/{service.slug}/togli/")
    client = as_(staff, "coordinator")

    with django_assert_num_queries(9):
        client.get(TRASH)


def test_reason_must_be_said(staff):
    page = remove(staff, reason=" ")

    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"reason": ["Manca questo: serve per andare avanti."]},
    )
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


@pytest.mark.parametrize("button", ["save", "preview", "draft"])
@pytest.mark.parametrize("kind", ["service", "location"])
def test_who_saves_what_is_in_the_trash_already_keeps_what_was_typed(staff, kind, button):
    CommunityPoint.objects.update(location=LocationFactory())
    place = staff.organization.locations.get()
    address = {"service": "/servizi/compiti/modifica/", "location": f"/luoghi/{place.pk}/modifica/"}[kind]
    typed = sent(as_(staff, "coordinator").get(address)) | {"name": "Anche il sabato", button: "1"}
    remove(staff, address.replace("modifica", "togli"), who="direction")

    page = as_(staff, "coordinator").post(address, typed)

    assert (page.status_code, "Nel frattempo qualcuno ha tolto questa scheda." in page.text) == (409, True)
    assert "Anche il sabato" in page.text


def test_what_never_was_there_is_not_found_by_who_saves_it(staff):
    assert as_(staff, "coordinator").post("/servizi/mai/modifica/", {"name": "Mai"}).status_code == 404


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


def told_of(service):
    rows = RowChange.objects.filter(key=str(service.pk)).order_by("pk")
    return [(row.verb, set(row.before or {}), set(row.after or {})) for row in rows]


@pytest.fixture
def old_act(staff):
    """Makes the last act so many days old, which nobody but the owner of the tables can."""

    def move(days):
        with as_owner() as cursor:
            cursor.execute("UPDATE services_act SET at = at - make_interval(days => %s)", [days])

    return move


STAYS = {"id", "name", "slug", "organization_id", "opening_hours_id", "forgotten"}


def test_what_an_entry_said_is_forgotten_after_thirty_days_in_the_trash(staff, old_act, capsys):
    forget_all()
    with act_of(staff.people["coordinator"]):
        Service.objects.update(description="Chiedi di Maria, 333 1234567")
    remove(staff)
    old_act(31)

    call_command("erase_expired")
    call_command("erase_expired")

    assert told_of(staff.service) == [("update", {"forgotten"}, {"forgotten"}), ("delete", STAYS, set())]
    assert "Maria" not in str(list(RowChange.objects.values_list("before", "after")))
    assert [line for line in capsys.readouterr().out.splitlines() if "cestino" in line] == [
        "Che cosa diceva quello che è nel cestino da 30 giorni: 3",
        "Che cosa diceva quello che è nel cestino da 30 giorni: 0",
    ]


def test_fact_that_an_entry_went_stays_and_it_cannot_come_back(staff, old_act):
    remove(staff)
    client = as_(staff, "coordinator")
    url = client.get(TRASH).context["rows"][0][1]
    old_act(31)
    call_command("erase_expired", stdout=io.StringIO())

    page, history = client.get(url), client.get("/storia/?giorni=365")

    assert page.context["plan"].refusal == (
        "È nel cestino da più di 30 giorni: quello che diceva è stato cancellato, e non torna."
    )
    assert client.post(url, {"seen": page.context["plan"].seen}).status_code == 409
    gone = [each for _entry, things in history.context["page"].entries for each in things if each.thing is None]
    assert [(each.name, each.restore_url, each.entry.what) for each in gone][0] == (
        "Aiuto compiti",
        "",
        "ha tolto la scheda",
    )


@pytest.mark.parametrize(("days", "restored"), [(29, False), (31, True)])
def test_what_may_come_back_or_came_back_is_not_forgotten(staff, old_act, days, restored):
    remove(staff)
    if restored:
        restore(staff)
    old_act(days)
    before = told_of(staff.service)

    call_command("erase_expired", stdout=io.StringIO())

    assert told_of(staff.service) == before


@pytest.mark.parametrize(
    "change",
    [
        "before = services_what_stays(before)",  # of what is there
        "before = before - 'description'",
        "key = 'x'",
    ],
)
def test_database_lets_nobody_forget_anything_else(staff, old_act, change):
    with act_of(staff.people["coordinator"]):
        Service.objects.update(description="Altro")
    if not change.endswith("(before)"):
        remove(staff)
        old_act(31)

    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE services_rowchange SET {change} WHERE kind = 'service' AND before IS NOT NULL")


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_hours_of_what_went_are_erased_with_their_notes_after_thirty_days(staff, old_act, capsys, days, left):
    theirs = OpeningHours.objects.filter(pk=staff.service.opening_hours_id)
    remove(staff)
    old_act(days)

    call_command("erase_expired")

    assert (theirs.count(), Schedule.objects.filter(opening_hours__in=theirs).count()) == (left, left)
    assert not RowChange.objects.filter(kind__in=["opening_hours", "schedule"], verb="delete").exists()
    assert f"Orari che non sono più di nessuna scheda da 30 giorni: {1 - left}" in capsys.readouterr().out


def test_hours_of_what_is_there_are_never_erased(staff, old_act):
    with act_of(staff.people["coordinator"]):
        Service.objects.update(description="Altro")
    old_act(400)
    before = set(OpeningHours.objects.values_list("pk", flat=True))

    call_command("erase_expired", stdout=io.StringIO())

    assert set(OpeningHours.objects.values_list("pk", flat=True)) == before
