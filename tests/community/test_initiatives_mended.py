"""What who leads an initiative wrote wrong, or what changed afterwards: taken away, written anew."""

import datetime

import pytest
from django.utils import timezone

from community.initiatives import working
from community.models import Notice, Outcome, Story
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .initiatives_factories import PartnerFactory, ReachFactory, TaskFactory, active, completed

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)


@pytest.fixture
def lead(client):
    person = UserFactory()
    client.force_login(person)
    return person


def test_people_that_were_counted_wrong_are_counted_no_more(client, lead):
    initiative = active(network=network_of(), lead_person=lead, people_target=100)
    wrong, right = ReachFactory(initiative=initiative, people=120), ReachFactory(initiative=initiative, people=12)
    elsewhere = ReachFactory()
    here = initiative.get_absolute_url()

    for row in (wrong, wrong, elsewhere):
        answer = client.post(f"{here}persone-raggiunte/{row.pk}/")

    assert answer.url == f"{here}cura/"
    assert (list(initiative.reach.all()), client.get(here).context["reach"].people) == ([right], 12)
    assert type(elsewhere).objects.filter(pk=elsewhere.pk).exists()


def test_same_count_of_people_written_again_says_that_it_counts_once(client, lead):
    here = active(network=network_of(), lead_person=lead).get_absolute_url()
    said = {"day": TODAY(), "people": 10, "activity": "Merenda"}

    answers = [client.post(f"{here}persone-raggiunte/", said, follow=True) for _press in range(2)]

    told = "Era già scritto così, e si conta una volta sola. Se sono altre persone scrivi che cosa cambia: "
    told += "per esempio «Merenda, secondo gruppo»."
    assert [[str(each) for each in shown.context["messages"]] for shown in answers] == [["Fatto."], [told]]
    assert client.get(here).context["reach"].people == 10


def test_partner_that_is_asked_again_is_said_with_its_day_and_where_it_is(client, lead):
    initiative, day = active(network=network_of(), lead_person=lead), datetime.date(2025, 5, 3)
    asked, another = (MembershipFactory(network=network_of()).organization for _each in range(2))
    PartnerFactory(initiative=initiative, organization=asked, confirmed_at=None, since=day)
    leader = PartnerFactory(initiative=initiative, role="1_lead", since=day).organization
    here = initiative.get_absolute_url()

    sent = [{"organization": asked.pk, "role": "3_funder"}, {"organization": another.pk, "role": "1_lead"}]
    shown = [client.post(f"{here}partner/nuovo/", said) for said in sent]

    link = f'<a href="{here}cura/#partner">Guarda chi la fa con voi.</a>'
    assert [each.context["form"].non_field_errors() for each in shown] == [
        [f"L’avete già chiesto a «{asked}» il 3 maggio 2025, e non ha ancora risposto: la fa insieme. {link}"],
        [f"«{leader}» c’è già, dal 3 maggio 2025: la guida. {link}"],
    ]
    assert [(each.status_code, link in each.text) for each in shown] == [(422, True)] * 2


def test_task_is_taken_away_by_who_leads_until_somebody_has_it(client, lead):
    initiative = active(network=network_of(), lead_person=lead)
    nobodys = TaskFactory(initiative=initiative)
    past = client.post(f"{initiative.get_absolute_url()}da-fare/nuovo/", {"words": "Ieri", "due_on": TODAY() - DAY})
    theirs, others = TaskFactory(initiative=initiative), TaskFactory(initiative=initiative)
    working.take_task(by=UserFactory(), task=theirs)
    here = f"{initiative.get_absolute_url()}da-fare/"

    shown = client.get(f"{initiative.get_absolute_url()}cura/").text.count('name="take_away"')
    for task in (nobodys, theirs):
        client.post(f"{here}{task.pk}/", {"take_away": "1"})
    client.force_login(UserFactory())
    refused = client.post(f"{here}{others.pk}/", {"take_away": "1"}).status_code

    left = set(initiative.tasks.values_list("pk", "state"))
    assert list(past.context["form"].errors) == ["due_on"]
    assert (shown, refused, left) == (2, 404, {(theirs.pk, "2_taken"), (others.pk, "1_open")})


def test_common_good_changes_hands_and_is_there_until_a_day(client, lead):
    initiative = completed(network=network_of(), lead_person=lead)
    outcome, organization = initiative.outcome, PartnerFactory(initiative=initiative).organization
    here, goods = f"{initiative.get_absolute_url()}bene-comune/", f"/comunita/{initiative.network.slug}/beni-comuni/"
    said = {"title": outcome.title, "who_may_use": outcome.who_may_use, "cared_by": ""}

    over = client.post(
        f"{active(network=network_of(), lead_person=lead).get_absolute_url()}riuscita/", {"until": TODAY() - DAY}
    )
    nobody = client.post(here, said)
    client.post(here, said | {"organization": organization.pk})
    changed = Outcome.objects.values_list("organization", "cared_by").get()
    shown = [client.get(goods).context["page_obj"].object_list]
    client.post(here, said | {"cared_by": "Nessuno", "until": TODAY() - DAY})

    shown.append(client.get(goods).context["page_obj"].object_list)
    assert "until" in over.context["form"].errors
    assert (nobody.status_code, list(nobody.context["form"].errors)) == (422, ["cared_by"])
    assert (changed, [len(each) for each in shown]) == ((organization.pk, organization.name), [1, 0])
    outcome.refresh_from_db()
    assert (outcome.organization, outcome.cared_by) == (None, "Nessuno")


def test_nothing_is_left_yet_of_an_initiative_that_goes_on(client, lead):
    initiative = active(network=network_of(), lead_person=lead)

    assert client.get(f"{initiative.get_absolute_url()}bene-comune/").status_code == 404


def test_nobody_is_said_beside_the_field(client, lead):
    initiative = active(network=network_of(), lead_person=lead)
    told = {"day": TODAY(), "people": 0, "activity": "Merenda"}

    reach = client.post(f"{initiative.get_absolute_url()}persone-raggiunte/", told)
    target = client.post(f"{initiative.get_absolute_url()}modifica/", {"people_target": 0})

    assert dict(reach.context["form"].errors) == {"people": ["Almeno una persona."]}
    assert target.context["form"].errors["people_target"] == ["Almeno una persona."]


def test_people_of_the_organization_that_leads_read_a_story_first(client, lead):
    initiative = active(network=network_of())
    partner = PartnerFactory(initiative=initiative, role="1_lead")
    keeper = MemberFactory(organization=partner.organization).user

    client.post(f"{initiative.get_absolute_url()}racconta/", {"title": "Il primo pomodoro", "words": "In tre."})

    story = Story.objects.get()
    assert [*Notice.objects.values_list("person", "key")] == [
        (keeper.pk, f"initiative-{initiative.pk}-story-{story.pk}")
    ]
