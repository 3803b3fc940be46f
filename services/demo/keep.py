"""Writing rows so that the same content again writes nothing."""

from django.db.models import Model


class Keeper:
    """Brings rows to what they should be, and counts how many it had to write."""

    def __init__(self):
        self.written = 0

    def rows(self, wanted):
        """Creates or changes these instances of one model, by primary key; returns them."""
        wanted = list(wanted)
        model = type(wanted[0])
        fields = [f for f in model._meta.concrete_fields if not (f.generated or f.primary_key or _of_itself(f))]
        known = model._default_manager.in_bulk([row.pk for row in wanted])
        new = [row for row in wanted if row.pk not in known]
        changed = [row for row in wanted if row.pk in known and _differs(row, known[row.pk], fields)]
        model._default_manager.bulk_create(new)
        if changed:
            model._default_manager.bulk_update(changed, [field.name for field in fields])
        self.written += len(new) + len(changed)
        return wanted

    def links(self, instance: Model, name, wanted):
        """Sets a many-to-many where it is not so already."""
        manager = getattr(instance, name)
        if set(manager.values_list("pk", flat=True)) != {row.pk for row in wanted}:
            manager.set(wanted)
            self.written += 1

    def only(self, queryset):
        """Removes what should no longer be there."""
        self.written += queryset.delete()[0]


def _of_itself(field):
    """What the row learns from the database, not from us."""
    return getattr(field, "auto_now_add", False) or field.name == "timetable"


def _differs(row, known, fields):
    return any(getattr(row, field.attname) != getattr(known, field.attname) for field in fields)
