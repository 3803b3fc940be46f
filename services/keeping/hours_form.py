"""The schedule editor: the ordinary week as seven lines, what is irregular and closures as rows.

It reads and gives the value of `services.editing` for opening hours: None or {on_holidays, notes, schedules,
closures}. What the rows cannot show (weeks of the year, days of the month) is kept as it is and said in words.
"""

import datetime
from functools import cached_property

from django import forms
from django.db import transaction
from django.forms import formset_factory
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations import hours
from organizations.hours.compiling import WEEKDAYS, timetable_for, timetable_values
from organizations.models import Closure, OnHolidays, OpeningHours
from services.editing.fields import OF_A_SCHEDULE, closure_days, schedule_of

from .week_text import day_times, line_of, week_lines

PLAIN = {"freq": "WEEKLY", "interval": 1, "description": "", "wkst": "", "count": None}
PLAIN |= dict.fromkeys(("valid_from", "valid_to", "dtstart", "until"))
PLAIN |= {name: [] for name in ("byweekno", "bymonthday", "byyearday")}
EVERY = [
    ("w1", gettext_lazy("ogni settimana")),
    ("w2", gettext_lazy("ogni due settimane")),
    ("w3", gettext_lazy("ogni tre settimane")),
    ("w4", gettext_lazy("ogni quattro settimane")),
    ("m1", gettext_lazy("il primo del mese")),
    ("m2", gettext_lazy("il secondo del mese")),
    ("m3", gettext_lazy("il terzo del mese")),
    ("m4", gettext_lazy("il quarto del mese")),
    ("m-1", gettext_lazy("l’ultimo del mese")),
]
DAYS = [(day, capfirst(name)) for day, name in zip(WEEKDAYS, DAY_NAMES.values(), strict=True)]
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def is_plain(schedule):
    """A line of the ordinary week: nothing but days of the week and times."""
    return schedule["opens_at"] and all(schedule.get(name, plain) == plain for name, plain in PLAIN.items())


class RowForm(forms.Form):
    """Hours that are not those of every week; one row may hold several times of the same days."""

    every = forms.ChoiceField(label=gettext_lazy("Ogni quanto"), choices=EVERY, required=False)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Che giorni"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    times = forms.CharField(label=gettext_lazy("A che ora"), max_length=120, required=False)
    first = forms.DateField(label=gettext_lazy("Dal"), required=False, widget=DATE)
    last = forms.DateField(label=gettext_lazy("Al"), required=False, widget=DATE)

    def clean_times(self):
        return day_times(self.cleaned_data["times"])

    def clean(self):
        row = super().clean()
        if row.get("DELETE") or self.errors or not (row["times"] or row["days"]):
            return row
        if not row["times"]:
            self.add_error("times", _("Scrivi a che ora, per esempio 15-17."))
        if not row["days"]:
            self.add_error("days", _("Scegli almeno un giorno."))
        if row["first"] and row["last"] and row["last"] < row["first"]:
            self.add_error("last", _("Finisce prima di cominciare."))
        if row["every"] in {"w2", "w3", "w4"} and not row["first"]:
            self.add_error("first", _("Scrivi il giorno della prima volta: così si sa qual è la settimana giusta."))
        return row

    def schedules(self):
        row = self.cleaned_data
        kind, number = row["every"][0], int(row["every"][1:])
        days = row["days"] if kind == "w" else [f"{number}{day}" for day in row["days"]]
        starts = "dtstart" if kind == "w" and number > 1 else "valid_from"
        common = PLAIN | {
            "freq": "WEEKLY" if kind == "w" else "MONTHLY",
            "interval": number if kind == "w" else 1,
            "byday": days,
            starts: row["first"] and row["first"].isoformat(),
            "valid_to": row["last"] and row["last"].isoformat(),
        }
        return [common | {"opens_at": opens, "closes_at": closes} for opens, closes in row["times"]]


def row_of(schedule):
    """What a row shows of a schedule, or None for one that no row can show."""
    weekly = schedule["freq"] == "WEEKLY"
    number = schedule["interval"] if weekly else ordinal_of(schedule["byday"])
    every = f"{'w' if weekly else 'm'}{number}"
    starts = "dtstart" if weekly and number != 1 else "valid_from"
    row = {
        "every": every,
        "days": [day[-2:] for day in schedule["byday"]],
        "times": schedule["opens_at"] and line_of([(schedule["opens_at"], schedule["closes_at"])]),
        "first": day_of(schedule[starts]),
        "last": day_of(schedule["valid_to"]),
    }
    form = RowForm(row)
    same = form.is_valid() and form.cleaned_data["times"] and form.schedules() == [in_order(schedule)]
    return row if same else None


def day_of(text):
    return text and datetime.date.fromisoformat(text)


def ordinal_of(byday):
    """The number that all of them share ("1TU", "1TH" → 1), else 0."""
    numbers = {day[:-2].lstrip("+") for day in byday}
    return int(numbers.pop() or 0) if len(numbers) == 1 else 0


def in_order(schedule):
    """A schedule with the keys that a row's has, whatever order they were in."""
    return PLAIN | {name: schedule.get(name, PLAIN.get(name)) for name in OF_A_SCHEDULE}


class ClosureForm(forms.Form):
    first_day = forms.DateField(label=gettext_lazy("Chiuso dal"), required=False, widget=DATE)
    last_day = forms.DateField(label=gettext_lazy("Fino al (compreso)"), required=False, widget=DATE)
    reason = forms.CharField(label=gettext_lazy("Perché"), max_length=200, required=False)

    def clean(self):
        row = super().clean()
        first, last = row.get("first_day"), row.get("last_day")
        if row.get("DELETE") or self.errors:
            return row
        if last and not first:
            self.add_error("first_day", _("Scrivi il primo giorno di chiusura."))
        if first and last and last < first:
            self.add_error("last_day", _("Finisce prima di cominciare."))
        return row

    def closure(self):
        row = self.cleaned_data
        return {
            "first_day": row["first_day"].isoformat(),
            "last_day": (row["last_day"] or row["first_day"]).isoformat(),
            "reason": row["reason"],
        }


Rows = formset_factory(RowForm, extra=1, can_delete=True, max_num=30)
Closures = formset_factory(ClosureForm, extra=1, can_delete=True, max_num=60)


def usual_closures(today):
    """Those that many have: key → (words, first day, last day), the next to come."""
    august = today.year + (today.month > 8)
    winter = today.year + (today > datetime.date(today.year, 12, 24))
    return {
        "august": (
            _("tutto agosto %(year)s") % {"year": august},
            datetime.date(august, 8, 1),
            datetime.date(august, 8, 31),
        ),
        "christmas": (
            _("dal 24 dicembre %(year)s al 6 gennaio") % {"year": winter},
            datetime.date(winter, 12, 24),
            datetime.date(winter + 1, 1, 6),
        ),
    }


class HoursForm(forms.Form):
    """All of it. `value` after `is_valid()`; a redraw (`asked_to_redraw`) shows what was typed and saves nothing.

    `initial_value` is what the entry says now; where nobody touched the week it is given back as it was. `week`
    are lines by day that a page just opened shows as if somebody had typed them.
    """

    week = forms.CharField(label=gettext_lazy("Tutta la settimana in parole"), max_length=500, required=False)
    on_holidays = forms.ChoiceField(
        label=gettext_lazy("Nei giorni festivi"),
        choices=OnHolidays,
        initial=OnHolidays.UNKNOWN,
        required=False,
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=gettext_lazy("Una nota sugli orari"), max_length=500, required=False)
    usual = forms.MultipleChoiceField(
        label=gettext_lazy("Chiusure di tanti"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, initial_value=None, week=None, prefix="hours"):
        self.before = initial_value
        before = initial_value or {"on_holidays": OnHolidays.UNKNOWN, "notes": "", "schedules": [], "closures": []}
        schedules = [in_order(each) for each in before["schedules"]]
        rest = [each for each in schedules if not is_plain(each)]
        shown = [(each, row_of(each)) for each in rest]
        self.kept = [each for each, row in shown if row is None]
        self.lines_before = lines_of([each for each in schedules if is_plain(each)])
        initial = {"on_holidays": before["on_holidays"], "notes": before["notes"]}
        super().__init__(
            typed(data, prefix), prefix=prefix, initial=initial | self.lines_before | (week or {}), label_suffix=""
        )
        for day, name in DAYS:
            self.fields[day] = forms.CharField(label=name, max_length=120, required=False)
        self.fields["usual"].choices = [(key, words) for key, (words, *_days) in usual_closures(today()).items()]
        rows = [row for _schedule, row in shown if row is not None]
        closures = [closure_days(each) for each in before["closures"]]
        options = {"form_kwargs": {"label_suffix": ""}}
        self.rows = Rows(self.data or None, prefix=f"{prefix}-rows", initial=rows, **options)
        self.closures = Closures(self.data or None, prefix=f"{prefix}-closures", initial=closures, **options)

    @property
    def asked_to_redraw(self):
        """Whether a button of the editor itself was pressed: preview, copy, one more row."""
        return any(name.startswith(f"{self.prefix}-do-") for name in self.data)

    def days(self):
        return [self[day] for day in WEEKDAYS]

    def is_valid(self):
        return all([super().is_valid(), self.rows.is_valid(), self.closures.is_valid()])

    def clean(self):
        for day in WEEKDAYS:
            try:
                self.cleaned_data[day] = day_times(self.cleaned_data.get(day, ""))
            except forms.ValidationError as error:
                self.add_error(day, error)
        return self.cleaned_data

    def clean_week(self):
        return week_lines(self.cleaned_data["week"]) and ""

    def clean_on_holidays(self):
        return self.cleaned_data["on_holidays"] or OnHolidays.UNKNOWN

    @cached_property
    def value(self):
        """None where nobody said anything."""
        if not (self.has_changed() or self.rows.has_changed() or self.closures.has_changed()):
            return self.before
        said = self.cleaned_data
        value = {
            "on_holidays": said["on_holidays"],
            "notes": said["notes"],
            "schedules": [*plain_schedules(said), *self.irregular(), *self.kept],
            "closures": [*self.closed(), *self.usually_closed()],
        }
        return value if self.before or any(value[name] for name in ("notes", "schedules", "closures")) else None

    def irregular(self):
        rows = [form for form in self.rows if form.cleaned_data.get("times") and not form.cleaned_data.get("DELETE")]
        return [schedule for form in rows for schedule in form.schedules()]

    def closed(self):
        rows = [form for form in self.closures if form.cleaned_data.get("first_day")]
        return [form.closure() for form in rows if not form.cleaned_data.get("DELETE")]

    def usually_closed(self):
        usual = usual_closures(today())
        days = [usual[key][1:] for key in self.cleaned_data["usual"]]
        return [{"first_day": str(first), "last_day": str(last), "reason": ""} for first, last in days]

    def kept_words(self):
        """What stays as it is, as people say it."""
        unsaved = OpeningHours()
        unsaved._prefetched_objects_cache = {"schedules": [schedule_of(each) for each in self.kept]}
        return hours.rules_words(unsaved, today())

    def fortnight(self, municipality_id):
        """The next two weeks as people will read them (`DayHours`) of what is typed, or of what was there on a page
        just opened; [] where there are no times."""
        value = (self.value if self.is_bound else self.before) or {"schedules": [], "closures": []}
        values = timetable_values(
            [schedule_of(each) for each in value["schedules"]],
            [Closure(**closure_days(each)) for each in value["closures"]],
            value.get("on_holidays", OnHolidays.UNKNOWN),
            municipality_id,
        )
        if values is None:
            return []
        with transaction.atomic():  # a timetable that nobody saved leaves nothing behind
            days = hours.fortnight(timetable_for(values), today())
            transaction.set_rollback(True)
        return days


def today():
    return timezone.localdate()


def lines_of(schedules):
    """{day: line} of the ordinary week; no day means every day."""
    spans = {day: [] for day in WEEKDAYS}
    for each in schedules:
        for day in each["byday"] or WEEKDAYS:
            spans[day].append((each["opens_at"], each["closes_at"]))
    return {day: line_of(sorted(found)) for day, found in spans.items() if found}


def plain_schedules(said):
    """One schedule for each pair of times, with the days that have it."""
    days = {}
    for day in WEEKDAYS:
        for span in said[day]:
            days.setdefault(span, []).append(day)
    return [PLAIN | {"byday": of, "opens_at": opens, "closes_at": closes} for (opens, closes), of in days.items()]


def typed(data, prefix):
    """What was sent, with the week in words put into its days, Monday copied and a row added where asked."""
    if data is None:
        return None
    data = data.copy()
    for day, line in filled(data, prefix).items():
        data[f"{prefix}-{day}"] = line
    for part in ("rows", "closures"):
        total = f"{prefix}-{part}-TOTAL_FORMS"
        if f"{prefix}-do-add-{part}" in data and data.get(total, "").isdecimal():
            data[total] = str(int(data[total]) + 1)
    return data


def filled(data, prefix):
    """The lines that a button or the box of the whole week gives to days; a week that cannot be read gives none."""
    if f"{prefix}-do-copy" in data:
        return dict.fromkeys(WEEKDAYS[1:5], data.get(f"{prefix}-MO", ""))
    try:
        lines = week_lines(data.get(f"{prefix}-week", ""))
    except forms.ValidationError:
        return {}  # said beside the box
    if lines:
        data[f"{prefix}-week"] = ""
    return lines
