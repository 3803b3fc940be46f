"""A group that a citizen keeps alive, with somebody who asks to come in, what she wrote and an answer to it."""

from django.utils import timezone

from community.groups import actions, board
from tests.community.groups_factories import (
    PersonFactory,
    PostFactory,
    ReplyFactory,
    active_group,
    activity,
    removed_from,
)

OF_GROUP = "group_detail group_publish group_sheet group_join group_leave group_people group_update group_invitations"
OF_GROUP += " post_create"
OF_POST = "post_detail reply_create post_act post_keep post_hide post_appeal"
OPEN = {"group_detail", "group_publish", "group_join", "post_detail", "post_calendar"}


def of_group(**rows):
    """Of a page of the group, about rows of the world by the name that the address has for them."""
    return lambda world: (
        {"slug": world.city.slug, "group": world.group.slug}
        | {argument: getattr(world, row).pk for argument, row in rows.items()}
    )


BY_NAME = {f"community:{name}": of_group() for name in OF_GROUP.split()}
BY_NAME |= {f"community:{name}": of_group(pk="group_post") for name in OF_POST.split()}
BY_NAME["community:post_calendar"] = of_group(pk="group_activity")
BY_NAME["community:group_person_out"] = of_group(person="group_asking")
BY_NAME["community:reply_hide"] = of_group(pk="group_post", reply="group_reply")
OWN = {name: "citizen" for name in BY_NAME if name.partition(":")[2] not in OPEN}
BY_NAME["community:reply_appeal"] = of_group(pk="group_post", reply="group_own_reply")
OWN["community:reply_appeal"] = "citizen"
BY_NAME["community:reply_appeal_decide"] = lambda world: {"slug": world.city.slug, "pk": world.reply_appealed.pk}
BY_NAME["community:appeal_decide"] = lambda world: {"slug": world.city.slug, "pk": world.appealed.pk}
BY_NAME["community:group_invitation"] = lambda world: {"slug": world.city.slug, "secret": "mai-fatto"}
OWN["community:group_invitation"] = "nobody"
BY_NAME["community:removal_appeal"] = lambda world: {"slug": world.city.slug, "pk": world.group_left.pk}
OWN["community:removal_appeal"] = "citizen"
BY_NAME["community:removal_appeal_decide"] = lambda world: {"slug": world.city.slug, "pk": world.group_removed.pk}


def add(world):
    citizen = world.visitors["citizen"]
    world.group = active_group(citizen, network=world.network)
    world.group_asking = PersonFactory(group=world.group, state="asked", joined_at=None)
    now = timezone.now()
    world.group_left = removed_from(active_group(network=world.network), user=citizen)
    world.group_removed = removed_from(world.group)
    actions.appeal(by=world.group_removed.user, person=world.group_removed, words="Ci abito")
    world.group_post = PostFactory(group=world.group, author=citizen, kind="announcement")
    world.group_activity = activity(world.group, author=citizen)
    world.activity_of_another = activity(world.group)
    world.group_reply = ReplyFactory(post=world.group_post)
    world.group_own_reply, world.reply_appealed = (
        ReplyFactory(post=world.group_post, author=citizen) for _ in range(2)
    )
    for reply in (world.group_own_reply, world.reply_appealed):
        board.hide_answer(by=citizen, reply=reply, reason="Non si capisce")
    type(world.reply_appealed).objects.filter(pk=world.reply_appealed.pk).update(appeal="Resti", appealed_at=now)
    world.appealed = PostFactory(group=world.group)
    board.hide(by=citizen, post=world.appealed, reason="Non si capisce")
    type(world.appealed).objects.filter(pk=world.appealed.pk).update(appeal="Resti", appealed_at=now)
