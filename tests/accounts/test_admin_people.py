"""People in the admin: seen on record, shut out and let in, and named in no log of its own."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, User
from tests.factories import MandateFactory, UserFactory

from .administration import FOR_A_CITY, make_world
from .doors import is_in, sign_in

LIST = "admin:accounts_user_changelist"


@pytest.fixture
def world(db):
    return make_world()


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def looks():
    return list(AccessLog.objects.order_by("id").values_list("actor", "what", "subject", "by"))


def test_each_opening_of_people_is_written_down(client, world):
    director, volunteer = world.here.direction, world.here.volunteer
    client.force_login(director)

    for url in [
        reverse(LIST) + "?q=mario",
        page_of(volunteer),
        reverse("admin:organizations_mandate_changelist"),
        reverse("admin:organizations_mandate_change", args=[world.here.mandate.pk]),
        reverse("admin:organizations_organizationmember_changelist"),
        reverse("admin:organizations_organizationmember_change", args=[world.here.member.pk]),
    ]:
        assert client.get(url).status_code == 200

    people = (director.pk, "people", None, "admin")
    assert looks() == [
        *(people, (director.pk, "person", volunteer.pk, "admin")),
        *(people, (director.pk, "person", volunteer.pk, "admin")),
        *(people, (director.pk, "person", world.here.owner.pk, "admin")),
    ]


def test_who_finds_nobody_has_looked_at_nobody(client, world):
    client.force_login(world.here.direction)

    client.get(page_of(world.there.volunteer))
    client.get(reverse("admin:services_service_changelist"))

    assert looks() == []


def save(client, user, **fields):
    client.post(page_of(user), fields)
    return User.objects.values_list("is_active", "is_technician", "name", "email").get(pk=user.pk)


@pytest.mark.parametrize(
    ("by", "whom", "becomes"),
    [
        ("technician", "volunteer", (False, True)),
        ("technician", "direction", (False, True)),
        ("technician", "technician", (True, True)),
        ("direction", "volunteer", (False, False)),
        ("direction", "direction", (True, False)),
        ("direction", "technician", (True, True)),
        ("direction", "citizen", (True, False)),
    ],
)
def test_who_may_shut_out_whom_and_call_them_a_technician(client, world, by, whom, becomes):
    """An empty box shuts out; of one's own name and address nobody else decides."""
    people = {name: getattr(world.here, name, None) or getattr(world, name, None) for name in (by, whom)}
    user = people[whom]
    client.force_login(people[by])

    after = save(client, user, is_technician="on", name="Altro", email="altro@example.org", password="x")

    assert after == (*becomes, user.name, user.email)


def test_direction_does_not_shut_out_another_of_its_city(client, world):
    other = MandateFactory(municipality=world.here.municipality, **FOR_A_CITY).user
    client.force_login(world.here.direction)

    assert save(client, other)[0] is True


def test_person_shut_out_is_out_at_once_and_stays_out_of_old_sessions(client, world):
    theirs = Client()
    sign_in(theirs, world.here.volunteer)
    inside = is_in(theirs)
    client.force_login(world.technician)

    save(client, world.here.volunteer)
    shut_out = is_in(theirs)
    save(client, world.here.volunteer, is_active="on")

    assert (inside, shut_out, is_in(theirs)) == (True, False, False)


def test_names_of_people_are_in_no_log_of_the_admin(client, world):
    client.force_login(world.technician)

    save(client, world.here.volunteer)

    assert list(LogEntry.objects.all()) == []


def test_roles_are_read_here_and_given_elsewhere(client, world):
    client.force_login(world.here.direction)

    mandate = reverse("admin:organizations_mandate_change", args=[world.here.mandate.pk])

    assert (client.get(mandate).context["has_change_permission"], client.post(mandate).status_code) == (False, 403)


@pytest.mark.parametrize("more", [1, 3])
def test_list_of_people_costs_the_same_for_few_and_many(client, world, django_assert_num_queries, more):
    UserFactory.create_batch(more)
    client.force_login(world.technician)

    with django_assert_num_queries(7):
        client.get(reverse(LIST))
