"""What is filled in to book a space, to decide, and to describe one."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Booking, Space
from community.needs.forms import without_a_person
from community.revising import Revised
from helpdesk.rota.forms import ClockField, DayField, RotaForm
from organizations.models import House, Organization

from .repeating import clock_changes, days_from, moment

AHEAD = datetime.timedelta(days=366)
ONCE, WEEKLY, FORTNIGHTLY = 0, 1, 2


class BookingForm(RotaForm):
    """Once, or the same hours every week or two until a day."""

    title = forms.CharField(
        label=gettext_lazy("Che cosa fate"),
        max_length=120,
        help_text=gettext_lazy("Per esempio: prove del coro. Lo legge chi cura la casa."),
        error_messages={"required": gettext_lazy("Scrivi in due parole che cosa fate.")},
    )
    organization = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Per chi"),
        required=False,
        empty_label=gettext_lazy("per me, o per un gruppo di persone"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("Quante persone"),
        min_value=1,
        error_messages={"required": gettext_lazy("Scrivi più o meno quante persone siete.")},
    )
    day = DayField(label=gettext_lazy("Giorno"))
    start = ClockField(label=gettext_lazy("Dalle"))
    end = ClockField(label=gettext_lazy("Alle"))
    weeks = forms.TypedChoiceField(
        label=gettext_lazy("Ogni quanto"),
        coerce=int,
        empty_value=ONCE,
        required=False,
        choices=[
            (ONCE, gettext_lazy("una volta sola")),
            (WEEKLY, gettext_lazy("ogni settimana")),
            (FORTNIGHTLY, gettext_lazy("ogni due settimane")),
        ],
        widget=forms.RadioSelect,
    )
    until = DayField(label=gettext_lazy("Se si ripete, fino al"), required=False)

    def __init__(self, *args, space, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.space = space
        kept = [each.organization_id for each in user.current_memberships]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=kept).order_by("name")
        if not kept:
            del self.fields["organization"]

    def clean_people(self):
        people, most = self.cleaned_data["people"], self.space.capacity
        if people > most:
            said = ngettext(
                "Qui ci sta %(most)s persona: scegli una stanza più grande.",
                "Qui ci stanno %(most)s persone: scegli una stanza più grande.",
                most,
            )
            raise forms.ValidationError(said % {"most": most}, code="too_many")
        return people

    @property
    def are_too_many(self):
        return self.has_error("people", "too_many")

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + AHEAD:
            raise forms.ValidationError(_("Si prenota da oggi e fino a un anno."))
        return day

    def clean(self):
        cleaned = super().clean()
        start, end, day = (cleaned.get(name) for name in ("start", "end", "day"))
        if start and end:
            self.look_at_hours(start, end)
        if cleaned.get("weeks") and day:
            self.look_at_last_day(day, cleaned.get("until"))
        if not self.errors and moment(day, start) <= timezone.now():
            self.add_error("start", _("Quest’ora è già passata."))
        return cleaned

    def look_at_hours(self, start, end):
        if end <= start:
            self.add_error("end", _("Scrivi un’ora dopo quella in cui cominci."))
        elif start < self.space.opens_at or end > self.space.closes_at:
            hours = {"opens": f"{self.space.opens_at:%H:%M}", "closes": f"{self.space.closes_at:%H:%M}"}
            self.add_error("start", _("Si usa dalle %(opens)s alle %(closes)s.") % hours)

    def look_at_last_day(self, day, until):
        if until is None:
            self.add_error("until", _("Scrivi l’ultimo giorno, o scegli «una volta sola»."))
        elif not day <= until <= day + AHEAD:
            self.add_error("until", _("L’ultimo giorno viene dopo il primo, ed entro un anno."))

    @property
    def repeats(self):
        return bool(self.cleaned_data["weeks"])

    def later(self, start):
        """The same from another moment on, for the address of this page; nothing where there is none."""
        if start is None:
            return ""
        told, start = self.cleaned_data, timezone.localtime(start)
        end = start + (moment(told["day"], told["end"]) - moment(told["day"], told["start"]))
        when = {"day": start.date(), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        organization = told.get("organization")
        return urlencode(
            {"title": told["title"], "people": told["people"], "organization": organization.pk if organization else ""}
            | when
        )

    @property
    def elsewhere(self):
        """What asks which other rooms are free then."""
        return urlencode({name: self.data.get(name, "") for name in ("people", "day", "start", "end")})

    @property
    def clock_changes(self):
        """Those between its days: the hours stay those of the clock on the wall."""
        return clock_changes(self.cleaned_data["day"], self.cleaned_data["until"])

    def bookings(self) -> list[Booking]:
        """Not saved, in order."""
        told = self.cleaned_data
        days = days_from(told["day"], told["until"], told["weeks"])
        return [self.booking(moment(day, told["start"]), moment(day, told["end"])) for day in days]

    def booking(self, start, end):
        told = {name: self.cleaned_data.get(name) for name in ("title", "people", "organization")}
        return Booking(space=self.space, starts_at=start, ends_at=end, **told)


class SpaceSearchForm(RotaForm):
    """For how many, and when; a day needs its hours."""

    people = forms.IntegerField(label=gettext_lazy("Quante persone"), min_value=1, max_value=9999, required=False)
    day = DayField(label=gettext_lazy("Giorno"), required=False)
    start = ClockField(label=gettext_lazy("Dalle"), required=False)
    end = ClockField(label=gettext_lazy("Alle"), required=False)

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if day and not today <= day <= today + AHEAD:
            raise forms.ValidationError(_("Si prenota da oggi e fino a un anno."))
        return day

    def clean(self):
        cleaned = super().clean()
        when = {name: cleaned.get(name) for name in ("day", "start", "end") if name not in self.errors}
        if any(when.values()):
            for name, value in when.items():
                if value is None:
                    self.add_error(name, _("Per cercare quando è libera servono il giorno e le due ore."))
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] <= cleaned["start"]:
            self.add_error("end", _("Scrivi un’ora dopo quella in cui cominci."))
        return cleaned

    @property
    def span(self):
        """(start, end) of what is asked for, or None."""
        day, start, end = (self.cleaned_data.get(name) for name in ("day", "start", "end"))
        return (moment(day, start), moment(day, end)) if day else None

    @property
    def asked(self):
        """What the page of a booking is told of it: ?people=…&day=…"""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})


class DecideForm(RotaForm):
    """Confirmed, or not and why; with `series`, all that were asked for at once."""

    reason = forms.CharField(label=gettext_lazy("Se no, perché"), max_length=300, required=False)

    def __init__(self, *args, must=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.must = must

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if self.must and not reason:
            raise forms.ValidationError(_("Scrivi il perché: lo mandiamo a chi ha chiesto."))
        return reason


class GiveBackForm(DecideForm):
    """Of who has it, and owes nobody a reason."""

    reason = forms.CharField(label=gettext_lazy("Perché, se vuoi dirlo"), max_length=300, required=False)


class HouseForm(Revised, forms.ModelForm):
    """What a house says of itself; where it is and who is there the network says."""

    use_required_attribute = False

    class Meta:
        model = House
        fields = ["name", "words"]
        labels = {"name": gettext_lazy("Come si chiama la casa"), "words": gettext_lazy("Che cosa ci si fa, e come")}
        widgets = {"words": forms.Textarea({"rows": 6})}
        help_texts = {"words": gettext_lazy("Lo leggono tutti: che casa è, che cosa succede, le vostre regole.")}
        error_messages = {"name": {"required": gettext_lazy("Scrivi come si chiama.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])


class SpaceForm(forms.ModelForm):
    use_required_attribute = False
    opens_at = ClockField(label=gettext_lazy("Si usa dalle"))
    closes_at = ClockField(label=gettext_lazy("Fino alle"))

    class Meta:
        model = Space
        fields = ["name", "words", "capacity", "whole", "opens_at", "closes_at", "minutes_before", "minutes_after"]
        fields += ["needs_approval", "is_open", "rules"]
        widgets = {"words": forms.Textarea({"rows": 3}), "rules": forms.Textarea({"rows": 3})}
        help_texts = {"whole": gettext_lazy("Chi prende la sala intera prende anche le sue parti.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        others = Space.objects.filter(house=self.instance.house, whole=None).exclude(pk=self.instance.pk)
        has_parts = self.instance.pk and self.instance.parts.exists()
        self.fields["whole"].queryset = others.none() if has_parts else others
        self.fields["whole"].empty_label = _("nessuna: sta da sola")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Space.objects.filter(house=self.instance.house, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("In questa casa c’è già una stanza con questo nome."))
        return name


class MendSpaceForm(Revised, SpaceForm):
    """Of one that is there already."""
