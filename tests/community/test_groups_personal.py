import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.demo import groups as demo
from community.groups import board
from community.models import Group, GroupMembership, Notice, Post, Reply
from services.demo.people import load_people
from tests.factories import PlaceNameFactory, UserFactory
from tests.network.factories import network_of

from .groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group, activity, private_group

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def private_reply(post, author, to):
    board.answer(by=author, post=post, words="Il mio numero è 333 1234567", is_private=True, to=to)


def erase(user):
    forget(user)
    user.delete()


def test_person_reads_what_they_wrote_in_groups():
    post = PostFactory(title="Cerco una scala")
    neighbour = PersonFactory(group=post.group).user
    private_reply(post, neighbour, None)

    held, theirs = everything_held(post.author), everything_held(neighbour)

    assert [each["che cosa"] for each in held["Quello che hai scritto nei gruppi"]] == ["Cerco una scala"]
    assert [each["gruppo"] for each in held["Gruppi di strada di cui fai o hai fatto parte"]] == [post.group.name]
    assert [
        [each["parole"] for each in held["Risposte private che hai ricevuto nei gruppi"]],
        [each["parole"] for each in theirs["Risposte che hai scritto nei gruppi"]],
    ] == [["Il mio numero è 333 1234567"]] * 2


def test_history_of_a_group_stays_without_who_is_erased():
    group = active_group()
    person = PersonFactory(group=group)
    over, waiting = (PostFactory(group=group, author=person.user) for _ in range(2))
    Post.objects.filter(pk=over.pk).update(state="expired")
    public, other = ReplyFactory(post=over, author=person.user), PostFactory(group=group)
    private_reply(other, person.user, None)
    board.take(by=person.user, post=other, person=person.user)

    erase(person.user)

    assert other.author.notices.filter(subject="È di nuovo in bacheca").count() == 1
    assert list(Reply.objects.values_list("pk", "author", "kept")) == [(public.pk, None, public.kept)]
    assert list(Post.objects.order_by("pk").values_list("pk", "state", "author", "matched_with")) == [
        (over.pk, "expired", None, None),
        (waiting.pk, "withdrawn", None, None),
        (other.pk, "open", other.author_id, None),
    ]


def test_group_whose_last_caretaker_is_erased_goes_to_who_has_been_there_longest():
    group, alone = active_group(), active_group(name="Da sola")
    first, keeper = group.memberships.get(), alone.memberships.get()
    heir = PersonFactory(group=group, joined_at=timezone.now() - DAY)
    PersonFactory(group=group)

    erase(first.user)
    erase(keeper.user)

    alone.refresh_from_db()
    assert group.memberships.caretakers().get() == heir
    assert Notice.objects.get(person=heir.user).subject == "Adesso tieni vivo un gruppo"
    assert (alone.state, alone.closing_words) == ("closed", "Non c’è più nessuno che lo tenga vivo.")


def test_groups_are_forgotten_in_their_time():
    group, now = active_group(), timezone.now()
    old = PersonFactory(group=group)
    GroupMembership.objects.filter(pk=old.pk).update(state="left", ended_at=now - 400 * DAY)
    PersonFactory(group=group)
    post, kept = PostFactory(group=group), PostFactory(group=group)
    private_reply(post, kept.author, None)
    public = ReplyFactory(post=post)
    Reply.objects.update(written_at=now - 800 * DAY)
    Post.objects.filter(pk=post.pk).update(posted_at=now - 800 * DAY, state="expired")

    call_command("erase_expired", verbosity=0)

    assert not GroupMembership.objects.filter(pk=old.pk).exists()
    assert list(Reply.objects.values_list("pk", "author")) == [(public.pk, None)]
    assert dict(Post.objects.values_list("pk", "author")) == {post.pk: None, kept.pk: kept.author_id}


def test_posts_leave_the_board_with_a_word_before_and_after(capsys):
    group, today = active_group(), timezone.localdate()
    told = {"group": group, "since": today - 20 * DAY}
    soon, late = PostFactory(**told, expires_on=today + 2 * DAY), PostFactory(**told, expires_on=today - DAY)
    PostFactory(**told, expires_on=today + 9 * DAY)
    PostFactory(group=group, expires_on=today + DAY)
    over = activity(group)
    Post.objects.filter(pk=over.pk).update(since=today - 9 * DAY, expires_on=today - DAY)

    call_command("expire_group_posts")
    call_command("expire_group_posts")

    said = ["Avvisi: 1", "Messaggi scaduti: 2", "Avvisi: 0", "Messaggi scaduti: 0"]
    assert capsys.readouterr().out.splitlines() == said
    states = Post.objects.filter(state="expired").order_by("pk").values_list("pk", flat=True)
    assert list(states) == [late.pk, over.pk]
    notices = Notice.objects.exclude(subject__startswith="C’è qualcosa").order_by("pk")
    assert {(each.person_id, each.subject) for each in notices} == {
        (soon.author_id, "Un tuo messaggio sta per scadere"),
        (late.author_id, "Un tuo messaggio è scaduto"),
    }


def test_api_tells_of_public_groups_and_of_nobody_in_them(client):
    group = active_group(name="Vicini di via Fossa", words="Ci diamo una mano")
    PersonFactory(group=group, nickname="Ada la sarta")
    private_group(name="Segreto")
    active_group(kind="theme", street=None, name="Orto")

    answer, themes = client.get("/api/groups").json(), client.get("/api/groups?kind=theme").json()

    told = next(each for each in answer["contents"] if each["id"] == group.pk)
    assert {name: told[name] for name in ("name", "city", "kind", "latitude", "longitude", "people")} == {
        "name": "Vicini di via Fossa",
        "city": "brescia",
        "kind": "street",
        "latitude": 45.541,
        "longitude": 10.2,
        "people": 2,
    }
    assert told["url"].endswith(group.get_absolute_url())
    assert [(each["name"], "latitude" in each) for each in themes["contents"]] == [("Orto", False)]
    assert (answer["total_items"], "Segreto" in str(answer), "Ada" in str(answer)) == (2, False, False)


def test_person_of_no_group_leaves_nothing_behind():
    user = UserFactory()

    erase(user)

    assert (Group.objects.count(), Post.objects.count()) == (0, 0)


def test_demo_has_forty_groups_and_three_hundred_posts_once():
    load_people()
    network = network_of()
    for number in range(50):
        PlaceNameFactory(municipality=network, name=f"via Demo {number}")

    assert (demo.load(str), demo.load(str)) == (True, False)
    assert (Group.objects.count(), Post.objects.count()) == (40, 300)
    assert set(Group.objects.values_list("state", flat=True)) == {"proposed", "active"}
    assert 0 < Group.objects.filter(visibility="members").count() < 10
    assert set(Post.objects.values_list("state", flat=True)) == {"open", "matched", "fulfilled", "expired"}
    assert not Post.objects.to_expire().exists()
    assert (GroupMembership.objects.appealed().count(), network.groups.untended().count()) == (1, 1)
