"""A button pressed twice, or a page sent again, writes once: what is there in the same words is what was sent."""

from accounts.models import User


def one_at_a_time(person):
    """Of two requests of one person the second waits here, part of its transaction, and finds what the first wrote.

    Before any other row is held: two that hold them in another order would end each other.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def written_before(by, rows, **told):
    one_at_a_time(by)
    return rows.filter(**told).first()
