"""`/api/referrals`: of one's own desks, and those that arrived there; nothing of a person."""

import pytest

from accounts.access import Scope
from accounts.actions import create_token
from helpdesk.models import Permission
from helpdesk.referrals import making
from helpdesk.referrals.doors import door_of_point, door_outside
from tests.factories import CommunityPointFactory, UserFactory

from .factories import EnquiryFactory, NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk)


@pytest.fixture
def there(db):
    return CommunityPointFactory(name="Punto Est", slug="est")


@pytest.fixture
def arrived(volunteer, desk, there):
    return making.hand_off(
        by=volunteer,
        enquiry=EnquiryFactory(community_point=desk),
        door=door_of_point(there),
        how=Permission.How.SPOKEN,
        notice=NoticeFactory(),
        person={"name": "Amina", "contact_kind": "phone", "contact": "333 1234567", "when_safe": ""},
        message="Serve un letto",
    )


def asked(client, user, path="", **query):
    client.force_login(user)
    return client.get(f"/api/referrals{path}", query)


def test_detail_says_all_but_the_person(client, volunteer, arrived, there, desk):
    document = asked(client, volunteer, f"/{arrived.pk}").json()

    said = {name: document.pop(name) for name in ("created_at", "sent_at", "expires_at")}
    assert document == {
        "id": str(arrived.pk),
        "reference": arrived.reference,
        "kind": "warm_handoff",
        "state": "sent",
        "arrived": False,
        "community_point": {"id": str(desk.pk), "slug": "fiumicello", "name": "Punto Fiumicello"},
        "target": {"kind": "community_point", "name": "Punto Est", "id": str(there.pk)},
        "enquiry": str(arrived.enquiry_id),
        "follow_up_due": arrived.follow_up_due.isoformat(),
    }
    assert [moment.endswith("Z") for moment in said.values()] == [True] * 3


def test_each_sees_their_own(client, volunteer, arrived, there, desk):
    making.show_the_way(by=volunteer, enquiry=EnquiryFactory(community_point=desk), door=door_outside("Patronato"))
    colleague, stranger = make_volunteer(there), make_volunteer(CommunityPointFactory(slug="altro"))

    seen = {
        who: [(each["target"]["name"], each["arrived"]) for each in asked(client, user).json()["contents"]]
        for who, user in {"made it": volunteer, "receives it": colleague, "works elsewhere": stranger}.items()
    }

    assert seen == {
        "made it": [("Patronato", False), ("Punto Est", False)],
        "receives it": [("Punto Est", True)],
        "works elsewhere": [],
    }
    assert asked(client, stranger, f"/{arrived.pk}").status_code == 404
    assert asked(client, UserFactory()).status_code == 404
    assert "enquiry" not in asked(client, colleague, f"/{arrived.pk}").json()


def test_list_is_narrowed_by_its_parameters(client, volunteer, arrived):
    totals = [
        asked(client, volunteer, **query).json()["total_items"]
        for query in ({}, {"which": "made"}, {"which": "arrived"}, {"state": "sent"}, {"state": "accepted"})
    ]

    assert totals == [1, 1, 0, 1, 0]
    assert asked(client, volunteer, state="magia").json()["errors"].keys() == {"state"}


@pytest.mark.parametrize(("scope", "status"), [(Scope.DESK, 200), (Scope.ACCOUNT, 403)])
def test_a_key_needs_the_scope_of_the_desk(client, volunteer, arrived, scope, status):
    _token, secret = create_token(by=volunteer, name="prova", scopes=[scope], days=30)

    response = client.get("/api/referrals", headers={"Authorization": f"Bearer {secret}"})

    assert response.status_code == status


def test_list_asks_as_much_for_one_as_for_three(client, volunteer, desk, django_assert_max_num_queries):
    counts = []
    for _times in range(3):
        making.show_the_way(by=volunteer, enquiry=EnquiryFactory(community_point=desk), door=door_outside("Patronato"))
        client.force_login(volunteer)
        with django_assert_max_num_queries(10) as queries:
            client.get("/api/referrals")
        counts.append(len(queries))

    assert len(set(counts)) == 1
