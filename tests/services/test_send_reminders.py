"""A year of an organisation: asked three times, marked, confirmed by the link, asked again."""

import datetime
import io
import re

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.access import Role
from organizations.models import Closure, ConfirmationRequest, Organization, ReservedContact
from services.freshness import asking, verify
from services.freshness.answering import disown
from services.models import Report, Service, Verification
from tests.factories import (
    LocationFactory,
    MemberFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

DAY = datetime.timedelta(days=1)
BEGIN = datetime.datetime(2026, 1, 10, 9, tzinfo=datetime.UTC)


@pytest.fixture
def clock(time_machine):
    def move(days):
        time_machine.move_to(BEGIN + days * DAY, tick=False)

    move(0)
    return move


@pytest.fixture
def service(db, clock):
    """Of an organisation confirmed on the first day."""
    organization = OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example")
    service = ServiceFactory(name="Pacchi", slug="pacchi", organization=organization, phones=[{"number": "030 111"}])
    ServiceAtLocationFactory(service=service)
    for entry in (organization, service):
        verify(entry=entry, by=None, how="owner")
    return service


def remind(**options):
    call_command("send_reminders", **options, stdout=io.StringIO())


def links(letter):
    """The paths of its pages, in order."""
    return re.findall(r"https?://[^/]+(/conferma/\S+)", letter.body)


def names_found(client):
    page = client.get("/servizi/?q=pacchi").content.decode()
    return re.findall(r'<h2><a href="[^"]*">([^<]+)</a>', page), "Non confermato: telefona prima" in page


def test_a_year_of_an_organization(client, clock, service):
    clock(100)
    other = ServiceFactory(name="Pacchi altrove")
    ServiceAtLocationFactory(service=other)
    verify(entry=other, by=None, how="visit")
    for day in (183, 184, 185, 197, 198, 211, 212, 226, 240):
        clock(day)
        remind()

    assert [letter.subject for letter in mail.outbox if letter.to == ["info@emporio.example"]] == [
        "È ancora tutto giusto? Emporio",
        "Ce lo dici ancora? Emporio",
        "Ultima richiesta: Emporio",
    ]
    assert names_found(client) == (["Pacchi altrove", "Pacchi"], True)
    assert "<strong>Non confermato</strong>" in client.get("/servizi/pacchi/").content.decode()

    page = client.get(links([each for each in mail.outbox if each.to == ["info@emporio.example"]][2])[0])
    answer = client.post(page.request["PATH_INFO"], {"stamp": page.context["stamp"], "chosen": ""})
    remind()

    service.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/organizzazioni/emporio/")
    assert (service.verified_on, service.verified_how) == (datetime.date(2026, 9, 7), "owner")
    assert names_found(client) == (["Pacchi", "Pacchi altrove"], False)
    assert ConfirmationRequest.objects.get().ended_at is not None
    assert client.get(page.request["PATH_INFO"]).status_code == 410


def first_link(clock, service, number=0):
    clock(184)
    remind()
    return links(mail.outbox[0])[number]


def test_the_mail_says_what_there_is_and_goes_to_the_owners(clock, service):
    owner = MemberFactory(organization=service.organization, role=Role.OWNER).user

    first_link(clock, service)

    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert ["PACCHI" in letter.body, "Telefoni: 030 111" in letter.body] == [True, True]
    assert [link.endswith("non-siamo-noi/") for link in links(letter)] == [False, False, False, True]


def test_who_has_only_a_reserved_address_is_asked_there_about_its_profile(clock, service):
    organization = service.organization
    Organization.objects.filter(pk=organization.pk).update(email="", offers="Una sala")
    said = {"organization": organization, "visibility": ReservedContact.Visibility.COORDINATORS}
    ReservedContact.objects.create(value="030 22", **said)
    ReservedContact.objects.create(value="anna@example.org", **said)
    clock(200)

    remind()

    (letter,) = [each for each in mail.outbox if each.to == ["anna@example.org"]]
    assert ("Una sala" in letter.body, "030 22; anna@example.org" in letter.body) == (True, True)


def test_the_mail_says_each_closure_to_come_once_and_names_every_place(clock, service):
    hours = OpeningHoursFactory()
    for year in (2025, 2026, 2027):
        days = [datetime.date(year, 8, day) for day in (1, 31)]
        Closure.objects.create(opening_hours=hours, first_day=days[0], last_day=days[1], reason="ferie")
    Service.objects.update(opening_hours=hours)
    LocationFactory(organization=service.organization, name="", address="", location_type="virtual")

    first_link(clock, service)

    (letter,) = mail.outbox
    assert re.findall(r"Chiuso[^;\n]*", letter.body) == [
        "Chiuso dal 1º al 31 agosto: ferie",
        "Chiuso dal 1º al 31 agosto 2027: ferie",
    ]
    assert re.findall(r"^[A-Z ]+$", letter.body, re.MULTILINE) == ["EMPORIO", "TELEFONO O INTERNET", "PACCHI"]


def test_looking_changes_nothing_and_one_entry_may_be_confirmed_alone(client, clock, service):
    address = first_link(clock, service, 2)

    page = client.get(address)
    looked = Verification.objects.filter(on="2026-07-13").count()
    client.post(address, {"stamp": page.context["stamp"], "chosen": ""})

    assert [told.entry for told, _url in page.context["rows"]] == [service]
    assert looked == 0
    assert [row.entry for row in Verification.objects.filter(on="2026-07-13")] == [service]
    assert client.get(address).status_code == 410


def test_what_changed_after_it_was_read_is_shown_again(client, clock, service):
    address = first_link(clock, service)
    stamp = client.get(address).context["stamp"]
    clock(185)
    Service.objects.filter(pk=service.pk).update(last_modified=BEGIN + 185 * DAY, name="Pacchi e latte")

    answer = client.post(address, {"stamp": stamp, "chosen": ""})

    assert (answer.status_code, "Pacchi e latte" in answer.content.decode()) == (409, True)
    assert not Verification.objects.filter(on__gt="2026-01-10").exists()


@pytest.mark.parametrize("spoil", ["late", "forged"])
def test_a_link_is_good_for_thirty_days_and_only_as_it_was_signed(client, clock, service, spoil):
    address = first_link(clock, service)
    if spoil == "late":
        clock(184 + 31)
    else:
        address = address.replace("conferma/", "conferma/9")

    assert [client.get(address).status_code, client.post(address).status_code] == [410, 410]


def test_whoever_is_not_them_is_written_to_no_more(client, clock, service):
    address = first_link(clock, service, 3)

    client.get(address)
    told_by_looking = Report.objects.count()
    client.post(address)
    client.post(address)
    clock(230)
    remind()

    assert told_by_looking == 0
    assert [(report.entry, report.topic) for report in Report.objects.all()] == [(service.organization, "website")]
    assert len(mail.outbox) == 1


def test_who_is_not_them_is_left_alone_until_the_address_is_another(client, clock, service):
    client.post(first_link(clock, service, 3))
    for day, entries in [(200, (service.organization, service)), (210, ()), (400, ())]:
        clock(day)
        for entry in entries:
            verify(entry=entry, by=None, how="phone")
        remind()
    unmoved = [letter.to for letter in mail.outbox]
    Organization.objects.update(email="vera@emporio.example")

    remind()

    assert unmoved == [["info@emporio.example"]]
    assert [letter.to for letter in mail.outbox[1:]] == [["vera@emporio.example"]]


def test_addresses_of_all_who_were_not_them_are_read_at_once(db, django_assert_num_queries):
    known, kept, reserved = (OrganizationFactory(email=email) for email in ("a@e.example", "b@e.example", ""))
    owners = [MemberFactory(organization=kept, role=Role.OWNER, user__email=f"{name}@e.example") for name in "cd"]
    contact = ReservedContact.objects.create(organization=reserved, visibility="members", value="r@e.example")
    asked = ConfirmationRequest.objects.bulk_create(
        ConfirmationRequest(organization=each) for each in (known, kept, reserved)
    )
    for each in asked:
        disown(asked=each)

    with django_assert_num_queries(3):
        before = asking.moved_elsewhere(ConfirmationRequest.objects.all())
    Organization.objects.filter(pk__in=[known.pk, kept.pk]).update(email="z@e.example")  # its owners are written to
    owners[0].delete()
    contact.delete()
    with django_assert_num_queries(3):
        after = asking.moved_elsewhere(ConfirmationRequest.objects.all())

    assert (before, set(after)) == ([], {each.pk for each in asked})


def test_a_mail_that_does_not_leave_is_sent_the_next_day(clock, service, monkeypatch):
    clock(184)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda self, **options: (_ for _ in ()).throw(OSError))
    remind()
    monkeypatch.undo()
    remind()
    that_day = len(mail.outbox)
    clock(185)
    remind()

    assert (that_day, len(mail.outbox)) == (0, 1)
    assert ConfirmationRequest.objects.get().step == 1


def test_killed_while_sending_it_sends_nothing_twice(clock, service, monkeypatch):
    clock(184)
    send = asking.send

    def sent_and_killed(asked):
        send(asked)
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "send", sent_and_killed)
    with pytest.raises(KeyboardInterrupt):
        remind()
    monkeypatch.undo()
    remind()

    assert len(mail.outbox) == 1


def test_a_run_sends_no_more_than_it_may(clock, service):
    for number in range(3):
        OrganizationFactory(email=f"{number}@example.org")
    clock(184)

    remind(most=2)
    first = len(mail.outbox)
    remind(most=2)
    remind(most=2)

    assert (first, len(mail.outbox)) == (2, 4)


def test_what_nobody_can_be_written_at_is_not_asked(clock, db):
    OrganizationFactory(email="")
    clock(184)

    remind()

    assert (mail.outbox, ConfirmationRequest.objects.count()) == ([], 0)
