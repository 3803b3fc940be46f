"""Forty street groups of Brescia, some of them private, and what three hundred times somebody wrote on their boards."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from community.models import Group, GroupMembership, Post, Reply
from network.models import Network
from services.demo.people import DOMAIN
from services.demo.values import lot
from territory.models import PlaceName

from .group_words import AGREEMENT, ANSWERS, KINDS, NAMES, NICKNAMES, NO, PLACES, SAID, THEMES, WORDS, YES

GROUPS, POSTS, WAITING = 40, 300, 2
DAY = datetime.timedelta(days=1)
State, Inside = Post.State, GroupMembership.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    people = list(User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("email"))
    if network is None or not people or network.groups.exists():
        return False
    tell("Gruppi di strada e quello che ci si scrive")
    groups = Group.objects.bulk_create(groups_of(network))
    inside = in_them(groups, people)
    opened = [each for number, each in enumerate(groups) if number >= WAITING]
    now = timezone.now()
    Group.objects.filter(pk__in=[each.pk for each in opened]).update(state=Group.State.ACTIVE, opened_at=now - 90 * DAY)
    written(opened, inside)
    at_the_door(opened, inside, people)
    return True


def groups_of(network):
    """Streets spread over the city, each once; of themes where the gazetteer has no more."""
    streets = PlaceName.objects.filter(municipality=network, kind=PlaceName.Kind.STREET, house_number="")
    streets = sorted(streets.select_related("quarter")[:2000], key=lambda each: lot(f"gruppo {each.name}", 10**6))
    made = [group(network, number, streets) for number in range(GROUPS)]
    return [each for each in made if each]


def group(network, number, streets):
    kind = KINDS[number % len(KINDS)] if number < len(streets) else "theme"
    street = streets[number] if kind != "theme" else None
    name = NAMES[kind].format(street.name if street else THEMES[number // len(KINDS) % len(THEMES)])
    told = {"kind": kind, "street": street, "quarter": street and street.quarter, "name": name[:80]}
    hidden = {"visibility": "members", "joining": "invitation"} if number % 7 == 6 else {}
    joining = {"joining": ["ask", "open"][number % 2]} | hidden
    slug = f"{slugify(name)[:70]}-{number}"
    return Group(network=network, slug=slug, words=WORDS[number % len(WORDS)], agreement=AGREEMENT, **told, **joining)


def in_them(groups, people) -> dict:
    """{group: who is in it}; the first keeps it alive."""
    now, inside = timezone.now(), {}
    for number, each in enumerate(groups):
        at = {"group": each, "accepted_version": 1, "joined_at": now - 90 * DAY}
        chosen = [people[(number + step) % len(people)] for step in range(min(len(people), 3 + number % 4))]
        inside[each.pk] = [
            GroupMembership(user=user, nickname=name_of(user), state=Inside.MEMBER, role=role(step), **at)
            for step, user in enumerate(chosen)
        ]
    GroupMembership.objects.bulk_create(row for rows in inside.values() for row in rows)
    return inside


def at_the_door(groups, inside, people):
    """Of one group somebody who was told no and does not agree; of another who has been asking for three weeks."""
    known = [each for each in groups if each.is_public and len(inside[each.pk]) < len(people)]
    for group, days in zip(known, (9, 21), strict=False):
        person = asking(group, inside[group.pk], people, days)
        if group == known[0]:
            refused(person, by=inside[group.pk][0].user)


def asking(group, inside, people, days):
    there = {row.user_id for row in inside}
    user = next(each for each in people if each.pk not in there)
    told = {"user": user, "nickname": name_of(user), "words": "Abito al terzo piano", "accepted_version": 1}
    return GroupMembership.objects.create(group=group, state=Inside.ASKED, asked_at=timezone.now() - days * DAY, **told)


def refused(person, by):
    now = timezone.now()
    out = {"state": Inside.REMOVED, "ended_at": now - 2 * DAY, "reason": NO, "removed_by": by}
    GroupMembership.objects.filter(pk=person.pk).update(**out, appeal=YES, appealed_at=now - DAY)


def name_of(user):
    return user.name.split(" ")[0] or NICKNAMES[user.pk % len(NICKNAMES)]


def role(step):
    return GroupMembership.Role.CARETAKER if step == 0 else GroupMembership.Role.MEMBER


def written(groups, inside):
    posts = Post.objects.bulk_create(post(number, groups, inside) for number in range(POSTS)) if groups else []
    Reply.objects.bulk_create(
        Reply(post=each, author=other_than(each, inside).user, kept=ANSWERS[number % len(ANSWERS)])
        for number, each in enumerate(posts)
        if number % 2 and len(inside[each.group_id]) > 1
    )
    for number, each in enumerate(posts):
        move_on(number, each, inside)


def post(number, groups, inside):
    kind, title, words = SAID[number % len(SAID)]
    of = groups[number % len(groups)]
    author = inside[of.pk][number // len(groups) % len(inside[of.pk])].user
    ago = lot(f"post {number}", 60)
    put_up = timezone.now() - ago * DAY
    told = {"posted_at": put_up, "since": timezone.localdate(put_up), "group": of, "author": author}
    told |= {"kind": kind, "title": title, "words": words, "expires_on": timezone.localdate() + (30 - ago) * DAY}
    told["expires_on"] = max(told["expires_on"], told["since"])
    if kind == "activity":
        told["expires_on"] = told["since"] + 20 * DAY
        at_five = datetime.datetime.combine(told["expires_on"], datetime.time(17))
        told |= {"happens_at": timezone.make_aware(at_five), "place": PLACES[number % len(PLACES)]}
    return Post(**told)


def other_than(each, inside):
    return next((row for row in inside[each.group_id] if row.user_id != each.author_id), inside[each.group_id][0])


def move_on(number, each, inside):
    """What is over says how it went."""
    other, over = other_than(each, inside).user, each.expires_on < timezone.localdate()
    rows = Post.objects.filter(pk=each.pk)
    if each.is_for_one and number % 3 == 0 and other.pk != each.author_id:
        rows.update(state=State.MATCHED, matched_with=other, matched_at=each.posted_at + DAY)
        if number % 2 == 0:
            rows.update(state=State.FULFILLED, fulfilled_at=each.posted_at + 2 * DAY)
        elif over:
            rows.update(state=State.EXPIRED, matched_with=None, matched_at=None)
    elif over:
        rows.update(state=State.EXPIRED)
