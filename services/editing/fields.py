"""How one value of an entry is read as JSON and written back; a field is late when it needs the saved row."""

import datetime
import uuid

from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext_lazy as _

from organizations import hours
from organizations.models import Closure, OpeningHours, ReservedContact, Schedule
from services.models import TaxonomyTerm

TIMES = ("opens_at", "closes_at")
DAYS = ("valid_from", "valid_to", "dtstart", "until")
OF_A_SCHEDULE = (
    *TIMES,
    *DAYS,
    "freq",
    "interval",
    "count",
    "wkst",
    "byday",
    "byweekno",
    "bymonthday",
    "byyearday",
    "description",
)


class Field:
    """A column that is JSON already; its label is the model's."""

    late = False

    def __init__(self, name):
        self.name = name

    def label(self, model):
        return model._meta.get_field(self.name).verbose_name

    def read(self, thing):
        return getattr(thing, self.name)

    def write(self, thing, value):
        setattr(thing, self.name, value)


class Day(Field):
    def read(self, thing):
        day = super().read(thing)
        return day and day.isoformat()

    def write(self, thing, value):
        super().write(thing, value and datetime.date.fromisoformat(value))


class One(Field):
    """Another row, by its key as text, or None."""

    def read(self, thing):
        key = getattr(thing, f"{self.name}_id")
        return None if key is None else str(key)

    def write(self, thing, value):
        setattr(thing, f"{self.name}_id", value or None)


class Many(Field):
    """Other rows, by their keys as sorted texts."""

    late = True

    def read(self, thing):
        return sorted(str(key) for key in getattr(thing, self.name).values_list("pk", flat=True)) if thing.pk else []

    def write(self, thing, value):
        getattr(thing, self.name).set(value)


class Terms(Field):
    """The terms of one taxonomy, by their sorted slugs; those of the others stay."""

    late = True

    def __init__(self, name, taxonomy, label):
        super().__init__(name)
        self.taxonomy, self._label = taxonomy, label

    def label(self, model):
        return self._label

    def read(self, thing):
        return sorted(thing.terms.filter(taxonomy__slug=self.taxonomy).values_list("slug", flat=True))

    def write(self, thing, value):
        others = thing.terms.exclude(taxonomy__slug=self.taxonomy)
        wanted = TaxonomyTerm.objects.filter(taxonomy__slug=self.taxonomy, slug__in=value)
        thing.terms.set([*others, *wanted])


class Objects(Field):
    """HSDS objects of which people see some keys: those that stay keep what else they hold, and their id."""

    def __init__(self, name, *keys):
        super().__init__(name)
        self.keys = keys

    def read(self, thing):
        return [self.seen(each) for each in getattr(thing, self.name)]

    def seen(self, each):
        return {key: each.get(key, "") for key in self.keys}

    def write(self, thing, value):
        before = list(getattr(thing, self.name))
        setattr(thing, self.name, [self.kept(each, before) for each in value])

    def kept(self, wanted, before):
        main = self.keys[0]
        same = next((each for each in before if each.get(main) == wanted.get(main)), {"id": str(uuid.uuid4())})
        return same | {key: text for key, text in wanted.items() if text or key in same}


class Reserved(Objects):
    """The contacts of an organisation that only some people see, as `{"value", "description"}` in order."""

    late = True

    def __init__(self, name, visibility):
        super().__init__(name, "value", "description")
        self.visibility = visibility

    def label(self, model):
        return _("recapiti: %(who)s") % {"who": ReservedContact.Visibility(self.visibility).label}

    def read(self, thing):
        return list(self.rows(thing).order_by("id").values(*self.keys)) if thing.pk else []

    def write(self, thing, value):
        self.rows(thing).delete()
        ReservedContact.objects.bulk_create(
            ReservedContact(organization=thing, visibility=self.visibility, **each)
            for each in {each["value"]: each for each in value}.values()
        )

    def rows(self, thing):
        return thing.reserved_contacts.filter(visibility=self.visibility)


class Hours(Field):
    """`{on_holidays, notes, schedules, closures}`, or None where nobody said any; times "09:00", days ISO."""

    late = True

    def label(self, model):
        return _("orari")

    def read(self, thing):
        kept = thing.opening_hours
        return kept and {
            "on_holidays": kept.on_holidays,
            "notes": kept.notes,
            "schedules": [schedule_values(each) for each in kept.schedules.all()],
            "closures": [closure_values(each) for each in kept.closures.all()],
        }

    def write(self, thing, value):
        if value is None:
            thing.opening_hours = None
            thing.save(update_fields=["opening_hours"])
            return
        kept = thing.opening_hours or OpeningHours()
        kept.on_holidays, kept.notes = value["on_holidays"], value["notes"]
        kept.municipality_id = kept.municipality_id or municipality_of(thing)
        kept.save()
        hours.replace_schedules(
            kept,
            [schedule_of(each) for each in value["schedules"]],
            [Closure(**closure_days(each)) for each in value["closures"]],
        )
        if thing.opening_hours_id != kept.pk:
            thing.opening_hours = kept
            thing.save(update_fields=["opening_hours"])


def municipality_of(thing):
    """Whose holidays count: that of its place, or of the first of its places."""
    if hasattr(thing, "municipality_id"):
        return thing.municipality_id
    if hasattr(thing, "location_id"):
        return thing.location and thing.location.municipality_id
    places = thing.service_at_locations if hasattr(thing, "service_at_locations") else thing.locations
    name = "location__municipality_id" if hasattr(thing, "service_at_locations") else "municipality_id"
    return places.order_by("id").values_list(name, flat=True).first()


def schedule_values(schedule):
    values = {name: getattr(schedule, name) for name in OF_A_SCHEDULE}
    values |= {name: values[name] and values[name].strftime("%H:%M") for name in TIMES}
    values |= {name: values[name] and values[name].isoformat() for name in DAYS}
    return values


def schedule_of(values):
    """An unsaved schedule; ValueError for a day or a time that is none."""
    texts = {name: values.get(name) for name in (*TIMES, *DAYS)}
    read = {name: text and parse_time(text) for name, text in texts.items() if name in TIMES}
    read |= {name: text and parse_date(text) for name, text in texts.items() if name in DAYS}
    return Schedule(**{name: value for name, value in values.items() if name in OF_A_SCHEDULE} | read)


def closure_values(closure):
    return {
        "first_day": closure.first_day.isoformat(),
        "last_day": closure.last_day.isoformat(),
        "reason": closure.reason,
    }


def closure_days(values):
    days = {name: datetime.date.fromisoformat(values[name]) for name in ("first_day", "last_day")}
    return days | {"reason": values["reason"]}
