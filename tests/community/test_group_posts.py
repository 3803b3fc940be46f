import datetime

import pytest
from django.test import Client
from django.utils import timezone

from community.groups import actions, board
from community.models import Notice, Post, Reply
from community.safety import actions as safety
from community.safety.registry import kinds
from tests.factories import UserFactory

from .groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group, activity
from .safety_factories import AppealFactory, hidden_by_the_city
from .test_groups import coordinator_of, network, signed_in, told  # noqa: F401

pytestmark = pytest.mark.django_db
REQUEST = {"kind": "request", "title": "Cerco una scala", "words": "Per un pomeriggio"}


def page_of(client, post):
    return client.get(post.get_absolute_url()).content.decode()


def test_request_is_written_answered_taken_and_done(network):  # noqa: F811
    group = active_group(network=network)
    author, neighbour = PersonFactory(group=group, nickname="Ada"), PersonFactory(group=group, nickname="Bruno")
    hers, his = signed_in(author.user), signed_in(neighbour.user)

    hers.post(f"{group.get_absolute_url()}scrivi/", REQUEST)
    post = Post.objects.get()
    his.post(
        f"{post.get_absolute_url()}rispondi/", {"words": "Ce l’ho io, chiamami al 333 1234567", "to": author.user.pk}
    )
    offered = page_of(hers, post)
    hers.post(f"{post.get_absolute_url()}fai/", {"choose": neighbour.user.pk})
    taken = page_of(his, post)
    hers.post(f"{post.get_absolute_url()}fai/", {"fulfil": "1"})

    post.refresh_from_db()
    assert post.expires_on == timezone.localdate() + datetime.timedelta(days=30)
    assert "Mettiti d’accordo con Bruno" in offered
    assert "Ci pensi tu" in taken
    assert (post.state, post.matched_with) == ("fulfilled", neighbour.user)
    news = "C’è qualcosa di nuovo nel tuo gruppo"
    assert told(neighbour.user) == [news, "Vi siete trovati", "Fatto, grazie"]
    assert told(author.user) == ["Qualcuno ti ha risposto"]


def test_offer_is_taken_by_the_first_and_free_again(network):  # noqa: F811
    post = PostFactory(kind="offer")
    first, second = (PersonFactory(group=post.group) for _ in range(2))
    act = f"{post.get_absolute_url()}fai/"

    signed_in(first.user).post(act, {"take": "1"})
    late = signed_in(second.user).post(act, {"take": "1"}, follow=True).content.decode()
    refused = signed_in(second.user).post(act, {"open_again": "1"})
    post.refresh_from_db()
    had = post.matched_with
    signed_in(first.user).post(act, {"open_again": "1"})

    post.refresh_from_db()
    assert (had, refused.status_code) == (first.user, 404)
    assert "Nel frattempo è cambiato qualcosa" in late
    assert (post.state, post.matched_with) == ("open", None)
    assert told(post.author) == ["Vi siete trovati", "È di nuovo in bacheca"]


def test_nobody_takes_care_of_their_own_nor_of_an_announcement():
    post = PostFactory()
    announcement = PostFactory(group=post.group, kind="announcement")
    other = PersonFactory(group=post.group).user

    for row, person in ((post, post.author), (announcement, other)):
        with pytest.raises(board.Moved):
            board.take(by=person, post=row, person=person)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"words": "Chiamami al 333 1234567"}, "words"),
        ({"title": "Scrivi a ada@example.org"}, "title"),
        ({"kind": "activity"}, "day"),
        ({"kind": "activity", "day": "2000-01-01", "hour": "10:00", "place": "In cortile"}, "day"),
        ({"expires_on": "2000-01-01"}, "expires_on"),
        ({"kind": "mai"}, "kind"),
    ],
)
def test_post_form_says_what_is_wrong(network, wrong, field):  # noqa: F811
    group = active_group(network=network)

    answer = signed_in(group.memberships.get().user).post(f"{group.get_absolute_url()}scrivi/", REQUEST | wrong)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Post.objects.exists()


def test_activity_is_on_the_board_until_its_day(network):  # noqa: F811
    group = active_group(network=network)
    day = timezone.localdate() + datetime.timedelta(days=5)
    said = REQUEST | {"kind": "activity", "day": day.isoformat(), "hour": "18:30", "place": "In cortile"}

    signed_in(group.memberships.get().user).post(f"{group.get_absolute_url()}scrivi/", said)

    post = Post.objects.get()
    assert (timezone.localtime(post.happens_at).time(), post.place) == (datetime.time(18, 30), "In cortile")
    assert post.expires_on == day


def test_board_is_searched_by_words_kind_and_also_in_what_is_over(network):  # noqa: F811
    group = active_group(network=network)
    PostFactory(group=group, title="Cerco una scala", words="Alta due metri")
    PostFactory(group=group, title="Offro lezioni", kind="offer")
    PostFactory(group=group, title="Scala in prestito", kind="offer", state="open")
    over = PostFactory(group=group, title="Trapano")
    board.withdraw(by=over.author, post=over)
    client, page = signed_in(group.memberships.caretakers().get().user), group.get_absolute_url()

    found = {
        query: {each.title for each in client.get(f"{page}?{query}").context["page"]}
        for query in (
            "q=SCALA",
            "q=metri",
            "q=scala&kind=offer",
            "kind=mai",
            "q=trapano",
            "q=trapano&passati=1",
            "q=%25",
        )
    }
    nothing = client.get(f"{page}?q=trapano").content.decode()

    on_board = {"Cerco una scala", "Offro lezioni", "Scala in prestito"}
    assert found == {
        "q=SCALA": {"Cerco una scala", "Scala in prestito"}, "q=metri": {"Cerco una scala"},
        "q=scala&kind=offer": {"Scala in prestito"}, "kind=mai": on_board, "q=trapano": set(),
        "q=trapano&passati=1": {"Trapano"}, "q=%25": set(),
    }  # fmt: skip
    assert ("guarda anche quello che è finito" in nothing, "Scrivi in bacheca" in nothing) == (True, True)
    assert client.get(f"{page}?q=%00").status_code == 200


def test_outside_one_reads_what_is_for_everybody_and_no_name(network):  # noqa: F811
    group = active_group(network=network)
    writer = PersonFactory(group=group, nickname="Ada la sarta")
    told_to_all, asked = activity(group, author=writer.user), PostFactory(group=group, author=writer.user)
    ReplyFactory(post=told_to_all, kept="Porto la torta")

    board_outside = Client().get(group.get_absolute_url()).content.decode()
    outside = page_of(Client(), told_to_all)

    assert Client().get(asked.get_absolute_url()).status_code == 404
    assert told_to_all.title in board_outside
    assert asked.title not in board_outside
    assert "Ada la sarta" not in board_outside + outside
    assert "Porto la torta" not in outside
    inside = page_of(signed_in(writer.user), told_to_all)
    assert "Ada la sarta" in inside
    assert "Porto la torta" in inside


def test_what_two_write_in_private_is_read_by_them_alone_and_kept_encrypted(network):  # noqa: F811
    group = active_group(network=network)
    keeper, writer = group.memberships.get(), PersonFactory(group=group)
    post = PostFactory(group=group)

    page = f"{post.get_absolute_url()}rispondi/"
    signed_in(writer.user).post(page, {"words": "Chiamami al 333 1234567", "to": post.author.pk})
    refused = signed_in(writer.user).post(page, {"words": "Chiamami al 333 1234567"})
    stranger = signed_in(writer.user).post(page, {"words": "Ciao", "to": keeper.user.pk})

    (reply,) = Reply.objects.all()
    readers = {person: "333 1234567" in page_of(signed_in(person), post) for person in (post.author, keeper.user)}
    assert "1234567" not in reply.kept
    assert readers == {post.author: True, keeper.user: False}
    assert (refused.status_code, stranger.status_code) == (422, 422)
    assert "un numero di telefono" in refused.content.decode()


def test_what_somebody_who_left_wrote_stays_without_them(network):  # noqa: F811
    group = active_group(network=network)
    writer = PersonFactory(group=group, nickname="Ada")
    done, waiting = activity(group, author=writer.user), PostFactory(group=group, author=writer.user)
    reply = ReplyFactory(post=done, author=writer.user)
    Post.objects.filter(pk=done.pk).update(state="expired")
    other = PostFactory(group=group)
    board.take(by=writer.user, post=other, person=writer.user)

    actions.leave(by=writer.user, group=group)

    keeper = signed_in(group.memberships.caretakers().get().user)
    page = page_of(keeper, done)
    states = dict(Post.objects.values_list("pk", "state"))
    assert states == {done.pk: "expired", waiting.pk: "withdrawn", other.pk: "open"}
    assert "Ada" not in page
    assert page.count("una persona che non c’è più") == 2
    assert reply.kept in page


def test_hidden_post_says_why_and_is_appealed_once(network):  # noqa: F811
    coordinator, group = coordinator_of(network), active_group(network=network)
    keeper, post = signed_in(group.memberships.get().user), PostFactory(group=group)
    author, other = signed_in(post.author), signed_in(PersonFactory(group=group).user)
    here = post.get_absolute_url()

    keeper.post(f"{here}nascondi/", {"reason": "Fa pubblicità"})
    seen = [each.get(here).status_code for each in (keeper, author, other)]
    read = page_of(author, post)
    appeals = [author.post(f"{here}ricorso/", {"words": "Non vendo niente"}, follow=True) for _ in range(2)]
    again = [keeper.get(f"{here}nascondi/").content.decode(), page_of(keeper, post)]
    desk = signed_in(coordinator).get("/comunita/brescia/gruppi/da-leggere/").content.decode()
    decide = f"/comunita/brescia/gruppi/ricorsi/{post.pk}/"
    signed_in(coordinator).post(decide, {"words": "È vero, resta", "show": "1"})

    post.refresh_from_db()
    assert seen == [200, 200, 404]
    assert "Fa pubblicità" in read
    assert ["così gli dai ragione" in again[0], "risponde chi coordina" in again[1]] == [True, True]
    assert "Nel frattempo è cambiato qualcosa" in appeals[1].content.decode()
    assert post.title in desk
    assert (post.state, post.decision, post.hidden_reason) == ("open", "È vero, resta", "")
    assert other.get(here).status_code == 200
    subjects = ["Un tuo messaggio non si vede più", "C’è la risposta al tuo ricorso"]
    assert (told(post.author), told(coordinator)) == (subjects, ["Un ricorso da leggere"])
    assert Notice.objects.filter(person=post.author, must=False).count() == 0


def test_appeal_may_leave_it_hidden_and_a_caretaker_may_show_it(network):  # noqa: F811
    keeper = active_group(network=network).memberships.get()
    kept, shown = (PostFactory(group=keeper.group) for _ in range(2))
    for post in (kept, shown):
        board.hide(by=keeper.user, post=post, reason="Offende")
        board.appeal(by=post.author, post=post, words="Non offende")

    with pytest.raises(board.Moved):
        board.decide(by=keeper.user, post=kept, words="Lo dico io", stays_hidden=True)
    board.decide(by=UserFactory(), post=kept, words="Sì che offende", stays_hidden=True)
    signed_in(keeper.user).post(f"{shown.get_absolute_url()}nascondi/", {"show": "1"})

    states = list(Post.objects.order_by("pk").values_list("state", "hidden_reason", "decision"))
    assert states == [
        ("hidden", "Offende", "Sì che offende"),
        ("open", "", "Chi tiene vivo il gruppo l’ha fatto vedere di nuovo."),
    ]


def test_hidden_answer_is_read_by_its_author_alone(network):  # noqa: F811
    post = PostFactory(group=active_group(network=network))
    reply, other = ReplyFactory(post=post, kept="Che stupidaggine"), PersonFactory(group=post.group)
    keeper = signed_in(post.group.memberships.caretakers().get().user)
    page = f"{post.get_absolute_url()}risposte/{reply.pk}/"

    before = keeper.get(page).content.decode()
    keeper.post(page, {"reason": "Offende"})
    after = keeper.get(page).content.decode()
    read = [reply.kept in page_of(signed_in(each), post) for each in (reply.author, other.user)]
    keeper.post(page, {"show": "1"})

    assert read == [True, False]
    assert ["<h1>Nascondi la risposta</h1>" in before, "<h1>Fai vedere di nuovo la risposta</h1>" in after] == [
        True
    ] * 2
    assert told(reply.author) == ["Una tua risposta non si vede più"]
    assert reply.kept in page_of(signed_in(other.user), post)


@pytest.mark.parametrize("granted", [True, False])
def test_hidden_answer_is_appealed_once_by_its_author_and_answered(network, granted):  # noqa: F811
    coordinator, post = coordinator_of(network), PostFactory(group=active_group(network=network))
    reply, other = ReplyFactory(post=post, kept="Che stupidaggine"), PersonFactory(group=post.group)
    board.hide_answer(by=post.group.memberships.caretakers().get().user, reply=reply, reason="Offende")
    page = f"{post.get_absolute_url()}risposte/{reply.pk}/ricorso/"
    author, stranger, desk = (signed_in(each) for each in (reply.author, other.user, coordinator))

    led = page in page_of(author, post)
    refused = stranger.post(page, {"words": "Resti"}).status_code
    appeals = [author.post(page, {"words": "Non offende"}, follow=True).content.decode() for _ in range(2)]
    waiting = desk.get("/comunita/brescia/gruppi/da-leggere/").content.decode()
    decide = f"/comunita/brescia/gruppi/ricorsi/risposte/{reply.pk}/"
    read = desk.get(decide).content.decode()
    desk.post(decide, {"words": "Ho letto."} | ({"show": "1"} if granted else {}))

    reply.refresh_from_db()
    assert (led, refused, "Nel frattempo è cambiato qualcosa" in appeals[1]) == (True, 404, True)
    assert ("ti risponde" in appeals[0], decide in waiting, "Non offende" in read) == (True, True, True)
    assert (reply.hidden_at is None, reply.decision, reply.decided_by) == (granted, "Ho letto.", coordinator)
    assert (reply.kept in page_of(stranger, post), "Ho letto." in page_of(author, post)) == (granted, True)
    subjects = ["Una tua risposta non si vede più", "C’è la risposta al tuo ricorso"]
    assert (told(reply.author), told(coordinator)) == (subjects, ["Un ricorso da leggere"])


def test_caretaker_who_shows_an_answer_again_answers_its_appeal(network):  # noqa: F811
    keeper = active_group(network=network).memberships.get()
    reply = ReplyFactory(post=PostFactory(group=keeper.group))
    board.hide_answer(by=keeper.user, reply=reply, reason="Offende")
    board.appeal_answer(by=reply.author, reply=reply, words="Non offende")
    page = f"{reply.post.get_absolute_url()}risposte/{reply.pk}/"

    before = signed_in(keeper.user).get(page).content.decode()
    signed_in(keeper.user).post(page, {"show": "1"})

    reply.refresh_from_db()
    assert "così gli dai ragione" in before
    assert (reply.hidden_at, reply.decision) == (None, "Chi tiene vivo il gruppo l’ha fatto vedere di nuovo.")


def test_author_says_that_it_is_settled_away_from_the_board(network):  # noqa: F811
    group = active_group(network=network)
    post = PostFactory(group=group)
    announcement = PostFactory(group=group, kind="announcement", author=post.author)
    author, other = signed_in(post.author), signed_in(PersonFactory(group=group).user)

    refused = other.post(f"{post.get_absolute_url()}fai/", {"fulfil": "1"}).status_code
    offered = ["Ho già risolto" in page_of(author, each) for each in (post, announcement)]
    for each in (post, announcement):
        author.post(f"{each.get_absolute_url()}fai/", {"fulfil": "1"})

    states = [(each.state, each.matched_with) for each in Post.objects.order_by("pk")]
    assert (refused, offered) == (404, [True, False])
    assert states == [("fulfilled", None), ("open", None)]
    assert "Fatto" in page_of(author, post)


def test_author_alone_withdraws_and_keeps_up(network):  # noqa: F811
    post = PostFactory(group=active_group(network=network))
    other, author = signed_in(PersonFactory(group=post.group).user), signed_in(post.author)
    here, until = post.get_absolute_url(), timezone.localdate() + datetime.timedelta(days=60)

    refused = [other.post(f"{here}fai/", {"withdraw": "1"}), other.post(f"{here}ancora/", {"until": until})]
    author.post(f"{here}ancora/", {"until": until})
    too_long = author.post(f"{here}ancora/", {"until": until + datetime.timedelta(days=40)})
    post.refresh_from_db()
    kept = post.expires_on
    author.post(f"{here}fai/", {"withdraw": "1"})

    post.refresh_from_db()
    assert [each.status_code for each in refused] == [404, 404]
    assert (kept, too_long.status_code, post.state) == (until, 422, "withdrawn")


def test_what_is_written_is_reported_by_who_reads_it_and_hidden(network):  # noqa: F811
    post = PostFactory(group=active_group(network=network))
    reader, stranger = PersonFactory(group=post.group).user, UserFactory()
    board.answer(by=reader, post=post, words="Solo per te", is_private=True)
    posts, replies = (kinds()[each] for each in ("group_post", "group_reply"))

    seen = [list(posts.seen_by(each, network)) for each in (reader, stranger)]
    private = [list(replies.seen_by(each, network)) for each in (post.author, stranger)]
    coordinator = coordinator_of(network)
    posts.hide(post, by=coordinator, reason="Offende")
    replies.hide(post.replies.get(), by=coordinator, reason="Minaccia")

    post.refresh_from_db()
    assert (seen, private) == ([[post], []], [[post.replies.get()], []])
    assert (post.state, post.hidden_reason) == ("hidden", "Offende")
    assert replies.text(post.replies.get()) == "Solo per te"
    assert not post.replies.seen_by(post.author).exists()


def test_caretaker_does_not_show_again_what_the_city_hid_until_an_appeal_is_granted(network):  # noqa: F811
    keeper = active_group(network=network).memberships.get()
    post = PostFactory(group=keeper.group)
    reply = ReplyFactory(post=PostFactory(group=keeper.group))
    board.hide(by=keeper.user, post=post, reason="Non è il posto")
    decisions = [hidden_by_the_city(kind, thing) for kind, thing in (("group_post", post), ("group_reply", reply))]
    pages = [f"{post.get_absolute_url()}nascondi/", f"{reply.post.get_absolute_url()}risposte/{reply.pk}/"]
    keeps, author = signed_in(keeper.user), signed_in(post.author)
    told = [page_of(keeps, post), page_of(keeps, reply.post), page_of(author, post)]

    for page in pages:
        keeps.post(page, {"show": "1"})
    author.post(f"{post.get_absolute_url()}ricorso/", {"words": "Non offende"})
    with pytest.raises(board.Moved):
        board.decide(by=keeper.user, post=post, words="Si veda", stays_hidden=False)
    post.refresh_from_db()
    reply.refresh_from_db()
    stayed = (post.state, post.appealed_at, reply.hidden_at is None)
    for decision in decisions:
        appeal = AppealFactory(decision=decision)
        safety.answer_appeal(by=UserFactory(), appeal=appeal, granted=True, answer="Hai ragione.")

    post.refresh_from_db()
    reply.refresh_from_db()
    subjects = [set(each.notices.values_list("subject", flat=True)) for each in (post.author, reply.author)]
    assert [each & {"Un tuo messaggio non si vede più", "Una tua risposta non si vede più"} for each in subjects] == [
        {"Un tuo messaggio non si vede più"},
        set(),
    ]
    assert ["di nuovo" in told[0], "di nuovo" in told[1], "Leggi la decisione" in told[2]] == [False, False, True]
    assert stayed == ("hidden", None, False)
    assert (post.state, reply.hidden_at) == ("open", None)
