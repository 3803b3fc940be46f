"""Pages of the people of an organisation, a Punto Comunità and a city: who sees what, and at what cost."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from organizations.actions import invite
from tests.factories import MandateFactory, MemberFactory, UserFactory
from tests.reading import headings, sections

from .staff import A_DAY, answers, as_, make_staff, only, term


@pytest.fixture
def staff(db):
    return make_staff()


def people_url(place, stem):
    return reverse(f"organizations:{stem}_people", args=[place.slug])


def of_organization(staff):
    return people_url(staff.organization, "organization")


def of_point(staff):
    return people_url(staff.point, "community_point")


def of_city(staff):
    return people_url(staff.city, "municipality")


def looks():
    return list(AccessLog.objects.as_opened().order_by("id").values_list("actor", "what", "thing"))


def looked_at():
    """The names of those in a list that somebody opened."""
    named = AccessLog.objects.filter(subject__isnull=False).order_by("subject__name")
    return list(named.values_list("subject__name", "what"))


def words(response):
    return " ".join(text for _heading, text in sections(response))


def test_organization_people_opens_to_those_of_the_organization_and_its_quarter(staff):
    assert answers(staff, "get", of_organization(staff)) == only(200, "editor", "owner", "coordinator", "direction")


def test_organization_people_says_who_is_what_since_when_and_no_address(staff):
    today = timezone.localdate()

    response = as_(staff, "editor").get(of_organization(staff))

    assert headings(response) == ["Persone di Emporio", "Oggi", "Edo Scrive", "Olga Tiene"]
    assert [(each.user.name, each.role, each.since) for each in response.context["members"]] == [
        ("Edo Scrive", "editor", today),
        ("Olga Tiene", "owner", today),
    ]
    assert "@" not in words(response)


def test_organization_people_shows_invitations_and_verbs_only_to_who_keeps_them(staff, mailoutbox):
    invite(by=staff.people["owner"], place=staff.organization, email="nuova@example.org", role=Role.EDITOR)

    seen = {who: as_(staff, who).get(of_organization(staff)).text for who in ["owner", "direction", "editor"]}

    shows = ["nuova@example.org", "Manda di nuovo", "Ritira", "Invita una persona", "Cambia o togli"]
    assert {who: [part for part in shows if part in html] for who, html in seen.items()} == {
        "owner": shows,
        "direction": shows,
        "editor": [],
    }


@pytest.mark.parametrize("many", [1, 3])
def test_organization_people_asks_as_much_for_one_as_for_three(staff, many, django_assert_num_queries, mailoutbox):
    for number in range(many):
        MemberFactory(organization=staff.organization)
        invite(by=None, place=staff.organization, email=f"{number}@example.org", role=Role.EDITOR)
    client = as_(staff, "owner")

    with django_assert_num_queries(7):
        client.get(of_organization(staff))


def test_community_point_people_opens_to_those_who_work_there(staff):
    assert answers(staff, "get", of_point(staff)) == only(200, "volunteer", "coordinator", "direction")


def test_community_point_people_shows_a_volunteer_names_and_roles_alone(staff):
    MandateFactory(community_point=staff.point, user__name="Vecchio", term=term(-90, -30))

    response = as_(staff, "volunteer").get(of_point(staff))

    assert sections(response) == [
        ("Persone di Punto Fiumicello", ""),
        ("Oggi", ""),
        ("Luca Zani", "Volontario del Punto Comunità"),
        ("Marta Ghidini", "Chi coordina il Punto Comunità"),
        ("Rosa Consiglia", "Consiglio di quartiere"),
    ]
    assert looks() == []


def test_community_point_people_shows_who_keeps_them_addresses_and_terms_and_writes_it_down(staff):
    MandateFactory(community_point=staff.point, user__name="Ada Presto", user__email="ada@example.org", term=term(0, 5))
    MandateFactory(community_point=staff.point, user__name="Vito Vecchio", term=term(-90, -30))

    response = as_(staff, "coordinator").get(of_point(staff))

    said = dict(sections(response))
    first, last = (timezone.localdate(), response.context["mandates"][0].last_day)
    assert "ada@example.org" in said["Ada Presto"]
    assert "ancora 5 giorni" in said["Ada Presto"]
    assert first < last
    assert "Vito Vecchio" in said
    assert looks() == [(staff.people["coordinator"].pk, "people", "Punto Fiumicello")]
    assert looked_at() == [("Ada Presto", "people"), ("Luca Zani", "people"), ("Rosa Consiglia", "people")]


def test_community_point_people_offers_a_coordinator_the_mandates_they_may_change(staff):
    client = as_(staff, "coordinator")

    html = client.get(of_point(staff)).text

    offered = {each.role for each in staff.point.mandates.all() if f"/persone/{each.pk}/" in html}
    assert offered == {"volunteer", "quarter_council"}


@pytest.mark.parametrize("many", [1, 3])
def test_community_point_people_asks_as_much_for_one_as_for_three(staff, many, django_assert_num_queries, mailoutbox):
    for number in range(many):
        MandateFactory(community_point=staff.point)
        MandateFactory(community_point=staff.point, term=term(-90, -30))
        invite(by=None, place=staff.point, email=f"{number}@example.org", role=Role.VOLUNTEER)
    client = as_(staff, "coordinator")

    with django_assert_num_queries(9):
        client.get(of_point(staff))


def test_community_point_people_csv_opens_to_who_keeps_them(staff):
    url = reverse("organizations:community_point_people_csv", args=[staff.point.slug])

    assert answers(staff, "get", url) == only(200, "coordinator", "direction")


def test_community_point_people_csv_is_a_list_that_runs_nothing_and_is_written_down(staff):
    MandateFactory(
        community_point=staff.point, user__name="=HYPERLINK(1)", user__email="a@example.org", term=term(0, 5)
    )
    url = reverse("organizations:community_point_people_csv", args=[staff.point.slug])

    response = as_(staff, "direction").get(url)

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    today = timezone.localdate()
    assert rows[0] == ["Nome", "E-mail", "Ruolo", "Primo giorno", "Ultimo giorno"]
    assert sorted(row[0] for row in rows[1:]) == ["'=HYPERLINK(1)", "Luca Zani", "Marta Ghidini", "Rosa Consiglia"]
    assert rows[1][1:] == [
        "a@example.org",
        "volontario del Punto Comunità",
        str(today),
        str(today + 5 * A_DAY),
    ]
    assert response.headers["Content-Disposition"] == 'attachment; filename="persone-fiumicello.csv"'
    assert looks() == [(staff.people["direction"].pk, "export", "Punto Fiumicello")]
    assert looked_at() == [
        (name, "export") for name in ("=HYPERLINK(1)", "Luca Zani", "Marta Ghidini", "Rosa Consiglia")
    ]


def test_municipality_people_is_nowhere_but_for_its_direction(staff):
    assert answers(staff, "get", of_city(staff)) == only(200, "direction", otherwise=404)


def test_municipality_people_lists_direction_social_workers_and_coordinators(staff):
    MandateFactory(community_point=staff.point, role=Role.COORDINATOR, user__name="Vito", term=term(-90, -30))

    response = as_(staff, "direction").get(of_city(staff))

    assert [each.user.name for each in response.context["mandates"]] == ["Elena Bonomi", "Sara Aiuta"]
    assert [each.user.name for each in response.context["coordinators"]] == ["Marta Ghidini"]
    assert looks() == [(staff.people["direction"].pk, "people", "Brescia")]
    assert looked_at() == [("Sara Aiuta", "people")]


@pytest.mark.parametrize("many", [1, 3])
def test_municipality_people_asks_as_much_for_one_as_for_three(staff, many, django_assert_num_queries):
    for _number in range(many):
        MandateFactory(community_point__location__quarter=staff.quarter, role=Role.COORDINATOR)
        MandateFactory(community_point=None, municipality=staff.city, role=Role.SOCIAL_WORKER)
    client = as_(staff, "direction")

    with django_assert_num_queries(10):
        client.get(of_city(staff))


@pytest.mark.parametrize(
    ("of", "seen_by"),
    [
        ("organization", {"editor", "owner", "coordinator", "direction"}),
        ("point", {"volunteer", "coordinator", "direction"}),
    ],
)
def test_public_page_leads_to_the_people_only_who_may_see_them(staff, of, seen_by):
    thing = getattr(staff, of)
    url = {"organization": of_organization, "point": of_point}[of](staff)

    led = {who for who in staff.people if f'href="{url}"' in as_(staff, who).get(thing.get_absolute_url()).text}

    assert led == seen_by


def test_bar_of_who_works_there_costs_a_stranger_no_query(staff, django_assert_num_queries):
    template = Template("{% load keepers %}{% keepers thing %}")

    with django_assert_num_queries(0):
        shown = template.render(Context({"user": AnonymousUser(), "thing": staff.point}))

    assert shown.strip() == ""


def test_person_who_cannot_sign_in_is_not_among_the_people_of_a_point(staff):
    MandateFactory(community_point=staff.point, user=UserFactory(name="Sospesa", is_active=False))

    response = as_(staff, "coordinator").get(of_point(staff))

    assert "Sospesa" not in headings(response)
