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


def all_of(row, *but) -> dict:
    """Each column of a row that is not written yet, but the key and those named, which it is given: {name: value}."""
    columns = [each for each in row._meta.concrete_fields if not each.primary_key and each.name not in but]
    return {each.attname: getattr(row, each.attname) for each in columns}


def with_the_same(rows, **lists):
    """The first of `rows` whose relations, by name, are to those things and to no others; or None."""
    return next((row for row in rows if all(set(getattr(row, name).all()) == set(lists[name]) for name in lists)), None)
