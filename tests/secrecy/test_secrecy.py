"""Nothing that a community keeps to itself is said to who is not in it."""

import re
import uuid
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from community.concierge.letters import tell_both
from community.events.actions import tell_who_takes_part
from community.groups import telling
from community.models import Event, Notice
from community.notices.letters import letter
from community.pacts import letters as pact_letters
from services.listings import refresh_all
from tests.permissions.answers import cookies_of
from tests.permissions.samples import arguments_of
from tests.permissions.world import make_world

from .crawling import OF_COMMUNITY, asked, everything, read_by
from .elsewhere import everywhere_else
from .marking import mark, named, secret_word, texts_of
from .secrets import make_secrets

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {
    "AdviceSlot": {"place", "reason", "topic"},
    "CoDesign": {"title", "words"},
    "CoDesignMeeting": {"outcome", "place", "words"},
    "CommunitySurvey": {"title"},
    "Concierge": {"words"},
    "NeedTheme": {"title", "words"},
    "Space": {"name", "rules", "words"},
}
NAMES = {f"{model}.title" for model in ("Event", "Exchange", "Initiative", "Need", "Post", "Proposal")}
NAMES |= {"Group.name", "User.name"}
LISTS = [f"community:{name}_list" for name in ("group", "initiative", "need", "proposal")]
# What everybody reads, with secrets within.
HOLDING = ["initiative", "community_proposal", "codesign", "survey", "call", "concierge", "group", "house"]
TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]*|csrftoken=[^;]*')


@pytest.fixture(scope="module")
def secret(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        secret = make_secrets(world)
        secret.world, secret.words = world, mark(secret.to_mark, leaving=secret.open_texts)
        secret.words_of_social_pacts = mark(secret.social_pacts)
        secret.cookies = {"anyone": {}, "elsewhere": cookies_of(everywhere_else(world))}
        refresh_all(lambda done: None)
        yield secret
        transaction.set_rollback(True)


def test_every_text_of_a_community_is_kept_or_open_to_all(secret):
    models = apps.get_app_config("community").get_models()
    texts = {named(model, field) for model in models for field in texts_of(model)}

    assert texts - set(secret.words.values()) == {f"{of}.{name}" for of, names in OPEN_TO_ALL.items() for name in names}


@pytest.mark.parametrize("who", ["anyone", "elsewhere"])
def test_no_secret_is_read_by_who_is_not_in_it(secret, who):
    around = [getattr(secret.world, name).get_absolute_url() for name in HOLDING]

    answers = everything(secret.cookies[who], read_by(who), secret, around)

    assert heard(answers, secret.words) == []


def heard(answers, words) -> list:
    """Where which secret was read; an address that was asked for may come back in its answer."""
    told = ((url, answer.replace(url, "")) for url, answer in answers)
    return [(url, of) for url, answer in told for word, of in words.items() if word in answer]


def test_secrets_are_read_by_who_is_in_it(secret):
    keeper, helper = secret.group.memberships.get(role="caretaker").user, secret.pact.participant
    board, pact = secret.group.get_absolute_url(), secret.pact.get_absolute_url()

    answers = [(board, asked(board, cookies_of(keeper))), (pact, asked(pact, cookies_of(helper)))]

    read = {of for _url, of in heard(answers, secret.words)}
    assert {"Group.name", "Group.words", "Post.title", "GroupMembership.nickname", "Pact.words"} <= read


def test_social_pacts_are_kept_from_who_coordinates(secret):
    of_pacts = re.compile("pact|hours|waiting|own_things|moderation")
    pages = [each for each in read_by("coordinator") if of_pacts.search(each.name)]

    answers = everything(cookies_of(secret.visitors["coordinator"]), pages, secret)

    assert heard(answers, secret.words_of_social_pacts) == []


@pytest.mark.parametrize(("who", "methods"), [("anyone", ["GET", "POST"]), ("elsewhere", ["GET", "POST"])])
def test_what_one_may_not_know_of_answers_as_what_is_not_there(secret, who, methods):
    nowhere, told_apart = made_up(secret), []
    for endpoint in OF_COMMUNITY:
        if endpoint.method in methods and endpoint.url(secret) != endpoint.url(nowhere):
            there, not_there = [answer_of(endpoint, world, secret.cookies[who]) for world in (secret, nowhere)]
            told_apart += [] if there == not_there else [str(endpoint)]

    assert told_apart == []


def made_up(secret):
    """Each of the private things by an address that nothing has."""
    made = {name: nobody(row) for name, row in vars(secret).items() if row in secret.to_mark}
    return SimpleNamespace(**vars(secret) | made)


def nobody(row):
    """With what an address is made of."""
    key = uuid.uuid4() if isinstance(row.pk, uuid.UUID) else 10**8
    told = {"slug": "mai-nato", "code": "ABCD-EFGH-JKLM-NPQY"}
    return SimpleNamespace(pk=key, **{name: each for name, each in told.items() if hasattr(row, name)})


def answer_of(endpoint, world, cookies) -> str:
    """Without what its address says, and the token of its forms."""
    answer = TOKEN.sub("", asked(endpoint.url(world), cookies, endpoint.method))
    for value in arguments_of(endpoint, world).values():
        answer = answer.replace(f"/{value}/", "/…/").replace(f"%2F{value}%2F", "/…/")
    return answer


def test_search_answers_to_a_secret_as_to_a_word_that_nobody_wrote(secret):
    words = [word for word, of in secret.words.items() if of in NAMES]
    slug = [secret.city.slug]
    lists = [reverse("services:listing_list"), *(reverse(name, args=slug) for name in LISTS)]
    lists.append(reverse("community:concierge_detail", args=[*slug, secret.concierge.pk]))

    answers = {(url, said(url, word)) for url in lists for word in words}

    assert answers == {(url, said(url, secret_word("that nobody wrote"))) for url in lists}


def said(url, word) -> str:
    return TOKEN.sub("", asked(f"{url}?q={word}", {})).replace(word, "…")


def test_who_is_told_a_secret_may_read_the_page_and_no_subject_says_one(secret):
    already = set(Notice.objects.values_list("pk", flat=True))
    with transaction.atomic():
        tell_of_everything(secret)
        told = list(Notice.objects.exclude(pk__in=already).select_related("person"))
        opened = {(each.url, each.person): asked(each.url, cookies_of(each.person)) for each in told}
        transaction.set_rollback(True)

    with_secrets = [each for each in told if any(word in each.words for word in secret.words)]
    said = [letter(each.person, [each]).subject for each in told]
    assert {each.topic for each in with_secrets} == {"events", "groups"}  # pacts and exchanges: on their pages alone
    assert {(url, answer[:3]) for (url, _person), answer in opened.items() if answer[:3] != "200"} == set()
    assert [word for word in secret.words if word in "\n".join(said)] == []


def tell_of_everything(secret):
    """What people write, and what becomes of it, in a group, in a concierge and in a pact that few know of."""
    group, post = secret.group, secret.group_post
    telling.of_a_new_post(post)
    telling.of_an_answer(secret.group_reply)
    telling.that_it_leaves(post)
    telling.that_the_agreement_changes(group, by=None)
    telling.that_somebody_asks(secret.group_asking)
    event = Event.objects.get(group=group)
    tell_who_takes_part(event, "published", "C’è un nuovo evento", event.title)
    tell_both(secret.exchange_among_neighbours, "off", "Lo scambio non si fa", "Non si fa")
    pact_letters.tell_that_it_began(secret.pact)
    pact_letters.ask_for_the_last_hours(secret.pact, secret.pact.ends_on)
    pact_letters.tell_of_hours(secret.pact_hours)
