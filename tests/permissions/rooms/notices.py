"""What one is told, and the links of a mail, which open nothing to who made them up."""

from community.models import How, Notice, Topic

SECRET = {"secret": "x", "what": "needs"}
BY_NAME = {
    "community:notice_leave": lambda world: SECRET,
    "community:notice_open": lambda world: {"pk": world.notice.pk},
}
OWN = {"community:notice_open": "citizen"}
NOBODY_FINDS = {"community:notice_leave", "community:notice_wishes"}


def add(world):
    """Everybody has a page of their own; one is told something."""
    said = {
        "topic": Topic.NEEDS,
        "how": How.DAILY,
        "key": "need-1-answered",
        "subject": "Una risposta",
        "words": "Arriva a marzo.",
    }
    world.notice = Notice.objects.create(person=world.visitors["citizen"], url="/comunita/brescia/", **said)
