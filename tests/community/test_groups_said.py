"""What people read once they have done something in a group, and what the page then says to them."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.utils import timezone

from community.groups import actions, board
from community.groups.forms import PostForm
from community.models import Post
from tests.factories import UserFactory

from .groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group, private_group
from .test_groups import network, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


def said(client, address, **told):
    return [str(each) for each in get_messages(client.post(address, told).wsgi_request)][-1:]


def test_each_button_of_a_post_says_what_it_did(network):  # noqa: F811
    post = PostFactory(group=active_group(network=network))
    keeper, other = post.group.memberships.caretakers().get(), PersonFactory(group=post.group)
    hers, his, keeps = signed_in(post.author), signed_in(other.user), signed_in(keeper.user)
    page = post.get_absolute_url()

    heard = [
        said(his, f"{page}rispondi/", words="Ce l’ho io"),
        said(his, f"{page}rispondi/", words="Al 333 1234567", to=post.author_id),
        said(his, f"{page}fai/", take="1"),
        said(his, f"{page}fai/", open_again="1"),
        said(keeps, f"{page}nascondi/", reason="È pubblicità"),
        said(hers, f"{page}ricorso/", words="Non vendo niente"),
        said(keeps, f"{page}nascondi/", show="1"),
        said(hers, f"{page}fai/", withdraw="1"),
    ]

    assert [words for (words,) in heard] == [
        "Mandata: la legge tutto il gruppo.",
        f"Mandata: la legge solo {post.group.memberships.get(user=post.author).nickname}.",
        "Adesso siete in due: qui sotto potete scrivervi in privato per mettervi d’accordo.",
        "È di nuovo in bacheca.",
        "Nascosto: chi l’ha scritto legge perché.",
        "Mandato: lo legge chi coordina, e ti risponde.",
        "Si vede di nuovo.",
        "Ritirato: in bacheca non si vede più.",
    ]


def test_answer_that_is_hidden_says_who_reads_why(network):  # noqa: F811
    reply = ReplyFactory(post__group=active_group(network=network))
    keeps = signed_in(reply.post.group.memberships.caretakers().get().user)

    heard = said(keeps, f"{reply.post.get_absolute_url()}risposte/{reply.pk}/", reason="Dice un nome")

    assert heard == ["Nascosta: chi l’ha scritta legge perché."]


def test_who_takes_back_that_they_asked_reads_nothing_of_what_they_never_wrote(network):  # noqa: F811
    group = active_group(network=network)
    asking, inside = PersonFactory(group=group, state="asked", joined_at=None), PersonFactory(group=group)
    leave = f"{group.get_absolute_url()}esci/"

    page = signed_in(asking.user).get(leave).content.decode()
    heard = [said(signed_in(each.user), leave) for each in (asking, inside)]

    assert "<title>Ritira la richiesta · " in page
    assert heard == [
        ["Hai ritirato la richiesta."],
        ["Fatto: non ne fai più parte. Quello che hai scritto resta, senza il tuo nome."],
    ]


def test_who_takes_care_of_it_reads_that_they_do_and_what_comes_next(network):  # noqa: F811
    post = PostFactory(group=active_group(network=network))
    taker, third = PersonFactory(group=post.group, nickname="Bruno"), PersonFactory(group=post.group)
    board.take(by=taker.user, post=post, person=taker.user)

    pages = [signed_in(each.user).get(post.get_absolute_url()).content.decode() for each in (taker, third)]

    assert [("Ci pensi tu." in page, "Ci pensa Bruno." in page) for page in pages] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "request", "day": "boh", "hour": "boh", "place": "Da Ada, 333 1234567"},
        {"kind": "activity", "day": "2027-03-10", "hour": "18:00", "place": "In cortile", "expires_on": "2020-01-01"},
    ],
)
def test_what_the_page_does_not_ask_of_that_kind_keeps_nobody_from_writing(network, told):  # noqa: F811
    group = active_group(network=network)
    with time_machine.travel(datetime.datetime(2027, 3, 8, 12, tzinfo=timezone.get_default_timezone()), tick=False):
        form = PostForm({"title": "Puliamo le aiuole", "words": "", **told}, instance=Post(group=group))

        errors = dict(form.errors)

    assert errors == {}


def test_hour_of_today_that_is_past_is_said_beside_the_hour(network):  # noqa: F811
    told = {"kind": "activity", "title": "Merenda", "day": "2027-03-08", "hour": "10:00", "place": "In cortile"}
    group = active_group(network=network)
    with time_machine.travel(datetime.datetime(2027, 3, 8, 12, tzinfo=timezone.get_default_timezone()), tick=False):
        errors = dict(PostForm(told, instance=Post(group=group)).errors)

    assert errors == {"hour": ["Oggi a quell’ora è già passato: scegli un’ora più tardi, o un altro giorno."]}


def test_invitation_that_holds_no_more_says_what_to_do_and_tells_of_no_group(network):  # noqa: F811
    group = private_group(network=network, name="Cortile nostro")
    secret = actions.invite(by=group.memberships.get().user, group=group)
    group.invitations.all().delete()
    client, page = signed_in(UserFactory()), "/comunita/brescia/gruppi/invito/"

    answers = [client.get(f"{page}{each}/") for each in (secret, "inventato")]

    said = [(each.status_code, "Questo invito non vale" in each.content.decode()) for each in answers]
    assert said == [(404, True)] * 2
    assert len({each.content.partition(b"<main")[2] for each in answers}) == 1
    assert "Cortile nostro" not in answers[0].content.decode()


def test_who_keeps_groups_alive_reads_first_where_somebody_waits_for_them(network):  # noqa: F811
    keeper = UserFactory()
    quiet = active_group(keeper, network=network, name="Aiuola")
    group = active_group(keeper, network=network, name="Zucca")
    for _ in range(2):
        PersonFactory(group=group, state="asked", joined_at=None)
    person, other = PersonFactory(group=group), PersonFactory(group=quiet)
    page = "/comunita/brescia/gruppi/tuoi/"

    shown = [signed_in(each).get(page).content.decode() for each in (keeper, person.user, other.user)]

    asked = "2 persone chiedono di entrare: rispondi"
    assert [asked in each for each in shown] == [True, False, False]
    assert shown[0].index("Zucca") < shown[0].index("Aiuola")
