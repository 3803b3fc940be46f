"""How a room tells people that something happened: said once, whatever they wish; when it leaves is their wish."""

from django.db import transaction
from django.utils.text import Truncator

from community.models import How, Notice, NoticeWish, how_unless_wished

from .posting import post_at_once

LONGEST_SUBJECT = 200


def tell(people, topic, *, key, subject, words, url, must=False):
    """Part of your transaction; two questions to the database, however many people. None among them is passed over.

    `key` makes it once for each person, `url` is a path, `must` says that they have to know, a decision about them.
    """
    people = [each for each in people if each is not None and each.is_active]
    wishes = {} if must else wished(people, topic)
    subject = Truncator(" ".join(str(subject).split())).chars(LONGEST_SUBJECT)
    told = {"topic": topic, "key": key, "subject": subject, "words": str(words), "url": url, "must": must}
    by_default = How.AT_ONCE if must else how_unless_wished(topic)
    notices = [Notice(person=each, how=wishes.get(each.pk, by_default), **told) for each in people]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if at_once := [each.pk for each in notices if each.how == How.AT_ONCE]:
        transaction.on_commit(lambda: post_at_once(at_once), robust=True)


def wished(people, topic) -> dict:
    return dict(NoticeWish.objects.filter(person__in=people, topic=topic).values_list("person", "how"))
