"""An organisation asks for help: who sees it, who is given it to do, how it ends and who hears of it."""

import pytest

from accounts.access import Role
from network.models import AssistanceRequest
from network.support import actions
from network.support.forms import AssignForm
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory

from .exchange_factories import AssistanceRequestFactory, given_to
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def desk(network):
    return f"/rete/{network.slug}/scambi/aiuto/"


def member(network, name):
    membership = MembershipFactory(
        network=network, organization__name=name, organization__email=f"{name.lower()}@example.org"
    )
    membership.user = MemberFactory(organization=membership.organization, role=Role.OWNER).user
    return membership


@pytest.fixture
def avis(network):
    return member(network, "Avis")


@pytest.fixture
def bocce(network):
    return member(network, "Bocce")


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR, user__name="Carla").user


def test_help_goes_from_being_asked_for_to_done(
    client, desk, avis, bocce, coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    def send(user, address, **said):
        client.force_login(user)
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, said)

    asked = {"organization": avis.organization_id, "kind": "technical", "title": "Il bando", "words": "Scade venerdì"}
    send(avis.user, f"{desk}chiedi/", **asked)
    request = AssistanceRequest.objects.get()
    here = request.get_absolute_url()
    nobody = send(coordinator, f"{here}affida/")
    send(coordinator, f"{here}affida/", helper=coordinator.pk)
    send(coordinator, here, give_back="1")
    send(coordinator, f"{here}affida/", helper_organization=bocce.organization_id)
    unsaid = send(bocce.user, here, outcome="")
    send(bocce.user, here, outcome="Presentato in tempo")

    assert list(nobody.context["form"].errors) == ["helper_organization"]
    assert (unsaid.status_code, list(unsaid.context["form"].errors)) == (422, ["outcome"])
    request.refresh_from_db()
    assert (request.state, request.given_by, request.outcome) == ("done", bocce.organization, "Presentato in tempo")
    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        (coordinator.email, "Puoi dare una mano? Il bando"),
        ("avis@example.org", "Qualcuno vi aiuta: Il bando"),
        ("avis@example.org", "Cerchiamo di nuovo chi vi aiuta: Il bando"),
        ("bocce@example.org", "Puoi dare una mano? Il bando"),
        ("avis@example.org", "Qualcuno vi aiuta: Il bando"),
        ("avis@example.org", "Fatto: Il bando"),
    ]
    assert [mail.subject for mail in mailoutbox if here not in mail.body] == []


def test_request_is_seen_by_who_asks_who_helps_and_who_coordinates(client, desk, avis, bocce, coordinator, network):
    request = given_to(AssistanceRequestFactory(membership=avis), helper_organization=bocce.organization)
    people = {"avis": avis.user, "bocce": bocce.user, "coro": member(network, "Coro").user, "carla": coordinator}

    seen = {}
    for name, user in people.items():
        client.force_login(user)
        listed = list(client.get(desk).context["page_obj"])
        detail = client.get(request.get_absolute_url()).status_code
        seen[name] = (listed, detail, client.get(f"{request.get_absolute_url()}affida/").status_code)
    withdrawn = client.post(f"{request.get_absolute_url()}ritira/").status_code
    AssistanceRequestFactory(membership=bocce)
    door = client.get(network.get_absolute_url())

    assert seen == {
        "avis": ([request], 200, 403),
        "bocce": ([request], 200, 403),
        "coro": ([], 404, 403),
        "carla": ([request], 200, 200),
    }
    assert (withdrawn, door.context["to_assign"]) == (403, 1)
    assert "1 richiesta di aiuto cerca qualcuno." in door.content.decode()


def test_request_that_is_no_longer_needed_is_taken_back_and_who_helps_hears_it(
    client, avis, bocce, mailoutbox, django_capture_on_commit_callbacks
):
    request = given_to(AssistanceRequestFactory(membership=avis, title="Il bando"), helper=bocce.user)
    client.force_login(bocce.user)
    by_the_helper = client.post(f"{request.get_absolute_url()}ritira/").status_code
    client.force_login(avis.user)

    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            client.post(f"{request.get_absolute_url()}ritira/")

    request.refresh_from_db()
    assert (by_the_helper, request.state) == (404, "withdrawn")
    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [(bocce.user.email, "Non serve più: Il bando")]
    with pytest.raises(actions.Settled):
        actions.finish(by=bocce.user, request=request, outcome="Sì")


def test_who_may_be_chosen_to_help_keeps_another_member_or_runs_the_network(avis, bocce, coordinator, network):
    asking = MembershipFactory(network=network, state="applied", admitted_at=None).organization
    MemberFactory(organization=asking)
    point = CommunityPointFactory(location__municipality=network)
    MandateFactory(community_point=point)

    form = AssignForm(request=AssistanceRequestFactory(membership=avis))

    assert set(form.fields["helper"].queryset) == {bocce.user, coordinator}
    assert list(form.fields["helper_organization"].queryset) == [bocce.organization]


@pytest.mark.parametrize("count", [1, 3])
def test_list_is_narrowed_and_costs_the_same(client, desk, avis, coordinator, count, django_assert_num_queries):
    for _each in range(count):
        AssistanceRequestFactory(membership=avis)
        given_to(AssistanceRequestFactory(membership=avis, kind="logistic"), helper=coordinator)
    client.force_login(coordinator)
    client.get(desk)

    with django_assert_num_queries(8):
        everything = client.get(desk).context["page_obj"]
    waiting = client.get(f"{desk}?stato=open").context["page_obj"]
    practical = client.get(f"{desk}?tipo=logistic").context["page_obj"]

    assert (len(everything), len(waiting), {each.kind for each in practical}) == (2 * count, count, {"logistic"})
