"""What is filled in to invite to something, to change it, and to find some."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Event, HouseProject, Space
from community.models.event_guest import MOST_PEOPLE
from community.needs.forms import MOST_TOPICS, without_a_person
from community.revising import Revised
from community.spaces.repeating import moment
from helpdesk.rota.forms import ClockField, DayField, RotaForm
from network.bulletin.forms import quarters, themes
from organizations.models import Location
from services.models import Taxonomy, TaxonomyTerm

from .repeating import FORTNIGHTLY, MONTHLY, ONCE, WEEKLY, days_of

AHEAD = datetime.timedelta(days=366)
TEXTS = ["title", "words", "capacity", "topics", "targets", "price", "online_link"]
PLACE = ["location", "address", "quarter"]


def targets():
    return TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.TARGET, parent=None).order_by("position", "name")


def places_of(user, network):
    kept = [each.organization_id for each in user.current_memberships]
    here = Location.objects.filter(municipality=network, organization__in=kept).exclude(address="")
    return here.select_related("organization").order_by("address")


class EventForm(forms.ModelForm):
    """What everybody reads; where it is, unless it is in a room that is booked."""

    use_required_attribute = False
    online_link = forms.URLField(
        label=gettext_lazy("Indirizzo per seguirlo da casa"), max_length=200, required=False, assume_scheme="https"
    )

    class Meta:
        model = Event
        fields = [*TEXTS, *PLACE]
        widgets = {
            "words": forms.Textarea({"rows": 4}),
            "topics": forms.CheckboxSelectMultiple,
            "targets": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "words": gettext_lazy("Lo leggono tutti: non scrivere nomi, numeri o indirizzi di persone."),
            "topics": gettext_lazy("Fino a tre."),
            "targets": gettext_lazy("Se è per tutti, non scegliere niente."),
            "capacity": gettext_lazy("Lascia vuoto se c’è posto per tutti. Quando sono finiti si aspetta in lista."),
            "price": gettext_lazy("Lascia vuoto se è gratis. Per esempio: 5 euro, i bambini niente."),
            "address": gettext_lazy("Se il posto non è nell’elenco: la piazza, il parco, la via."),
        }
        error_messages = {"title": {"required": gettext_lazy("Scrivi come si chiama.")}}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        network = self.instance.network
        self.fields["topics"].queryset, self.fields["targets"].queryset = themes(), targets()
        self.fields["quarter"].queryset = quarters(network)
        self.fields["quarter"].empty_label = _("non so, o tutta la città")
        mine = self.instance.location_id
        self.fields["location"].queryset = places_of(user, network) | Location.objects.filter(pk=mine)
        self.fields["location"].label_from_instance = lambda place: f"{place.organization}: {place.address}"[:90]
        self.fields["location"].empty_label = _("Nessuno di questi")
        if not self.fields["location"].queryset.exists():
            del self.fields["location"]
        if self.instance.space_id:
            for name in PLACE:
                self.fields.pop(name, None)

    def clean_title(self):
        return without_a_person(" ".join(self.cleaned_data["title"].split()))

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean_price(self):
        return without_a_person(self.cleaned_data["price"])

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Scegline tre al massimo: quelli che contano di più."))
        return topics

    def clean(self):
        said = super().clean()
        self.instance.is_free = not said.get("price")
        if not self.instance.space_id:
            self.look_at_place(said, said.get("space"))
        room = said.get("space") or self.instance.space
        if room and (said.get("capacity") or 0) > room.capacity:
            self.add_error("capacity", _("Nella stanza ci stanno %s persone.") % room.capacity)
        return said

    def look_at_place(self, said, space):
        chosen = [name for name, value in (("space", space), *((n, said.get(n)) for n in PLACE[:2])) if value]
        if len(chosen) > 1:
            self.add_error(chosen[-1], _("Di’ un posto solo: quello scelto dall’elenco, o l’indirizzo."))
        if not chosen and not said.get("online_link"):
            self.add_error("address", _("Scrivi dove ci si vede, o come seguirlo da casa."))
        spot = space.house.location if space else said.get("location")
        if spot:
            said["quarter"] = spot.quarter

    def _get_validation_exclusions(self):
        """The place and the price are checked here: the rules of the database would say it a second time."""
        return super()._get_validation_exclusions() | {"is_free", "price", "location", "space", "address"}


class MendEventForm(Revised, EventForm):
    """Of one that is there already."""


class NewEventForm(EventForm):
    """With who invites, and when; a room is booked with it."""

    organiser = forms.ChoiceField(label=gettext_lazy("Chi invita"))
    project = forms.ModelChoiceField(
        None, label=gettext_lazy("Fa parte di un progetto di più case"), required=False, empty_label=gettext_lazy("no")
    )
    day = DayField(label=gettext_lazy("Giorno"))
    start = ClockField(label=gettext_lazy("Dalle"))
    end = ClockField(label=gettext_lazy("Alle"))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Ogni quanto"),
        choices=[
            (ONCE, gettext_lazy("una volta sola")),
            (WEEKLY, gettext_lazy("ogni settimana")),
            (FORTNIGHTLY, gettext_lazy("ogni due settimane")),
            (MONTHLY, gettext_lazy("ogni mese, lo stesso giorno della settimana")),
        ],
        initial=ONCE,
        widget=forms.RadioSelect,
    )
    until = DayField(label=gettext_lazy("Se si ripete, fino al"), required=False)
    space = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Stanza di una casa"),
        help_text=gettext_lazy("Se la scegli, la prenoti: nessun altro la prende in quelle ore."),
        required=False,
        empty_label=gettext_lazy("non è in una casa"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("Se è in una stanza: quante persone aspetti"), min_value=1, initial=10, required=False
    )
    field_order = ["organiser", "title", "words", "day", "start", "end", "rhythm", "until", "space", "people"]
    field_order += ["location", "address", "quarter", "online_link", "capacity", "price", "topics", "targets"]
    field_order += ["project"]

    def __init__(self, *args, user, organisers, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        network, self.organisers = self.instance.network, organisers
        self.fields["organiser"].choices = [(key, str(row)) for key, (_name, row) in organisers.items()]
        rooms = Space.objects.filter(house__location__municipality=network, is_open=True)
        rooms = rooms.select_related("house__location__municipality", "house__location__quarter")
        self.fields["space"].queryset = rooms.order_by("house__name", "name")
        self.fields["space"].label_from_instance = lambda room: f"{room.house}: {room} ({room.capacity})"
        self.fields["project"].queryset = HouseProject.objects.filter(network=network, state="active").kept_by(user)
        if not self.fields["project"].queryset.exists():
            del self.fields["project"]

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + AHEAD:
            raise forms.ValidationError(_("Scegli un giorno da oggi e fino a un anno."))
        return day

    def clean(self):
        said = super().clean()
        start, end, space = (said.get(name) for name in ("start", "end", "space"))
        if start and end and end <= start:
            self.add_error("end", _("Finisce prima di cominciare: controlla le due ore."))
        if start and end and space and (start < space.opens_at or end > space.closes_at):
            hours = {"opens": f"{space.opens_at:%H:%M}", "closes": f"{space.closes_at:%H:%M}"}
            self.add_error("space", _("Si usa dalle %(opens)s alle %(closes)s.") % hours)
        if space and (said.get("people") or 1) > space.capacity:
            self.add_error("people", _("Qui ci stanno %s persone: scegli una stanza più grande.") % space.capacity)
        self.look_at_last_day(said)
        return said

    def look_at_last_day(self, said):
        day, until, rhythm = (said.get(name) for name in ("day", "until", "rhythm"))
        if rhythm in (None, ONCE) or not day or "until" in self.errors:
            return
        if until is None:
            self.add_error("until", _("Scrivi l’ultimo giorno, o scegli «una volta sola»."))
        elif not day <= until <= day + AHEAD:
            self.add_error("until", _("L’ultimo giorno viene dopo il primo, ed entro un anno."))

    def event(self):
        """Not saved, with who invites and where."""
        name, row = self.organisers[self.cleaned_data["organiser"]]
        event = self.instance
        setattr(event, name, row)
        event.space, event.project = self.cleaned_data["space"], self.cleaned_data.get("project")
        event.quarter = self.cleaned_data["quarter"]
        return event

    def days(self):
        said = self.cleaned_data
        days = days_of(said["day"], said["until"], said["rhythm"])
        return [(moment(day, said["start"]), moment(day, said["end"])) for day in days]


class DayForm(RotaForm):
    """One more day."""

    day = DayField(label=gettext_lazy("Giorno"))
    start = ClockField(label=gettext_lazy("Dalle"))
    end = ClockField(label=gettext_lazy("Alle"))

    def clean(self):
        said = super().clean()
        day, start, end = (said.get(name) for name in ("day", "start", "end"))
        if start and end and end <= start:
            self.add_error("end", _("Finisce prima di cominciare: controlla le due ore."))
        if day and not timezone.localdate() <= day <= timezone.localdate() + AHEAD:
            self.add_error("day", _("Scegli un giorno da oggi e fino a un anno."))
        return said

    @property
    def times(self):
        said = self.cleaned_data
        return {"start": moment(said["day"], said["start"]), "end": moment(said["day"], said["end"])}


class CancelForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché si annulla: lo leggono tutti"),
        max_length=300,
        error_messages={"required": gettext_lazy("Scrivi il perché: chi voleva venire lo cerca.")},
    )

    def clean_reason(self):
        return without_a_person(self.cleaned_data["reason"])


class ComeForm(RotaForm):
    """On which day, and with how many; `said` is what they said before, so that with other numbers it changes.

    `capacity` is how many there is room for in all, or None: for more than that nobody waits in vain.
    """

    date = forms.TypedChoiceField(label=gettext_lazy("Quale giorno"), coerce=int)
    people = forms.IntegerField(
        label=gettext_lazy("In quanti venite, con te"), min_value=1, max_value=MOST_PEOPLE, initial=1
    )

    def __init__(self, *args, dates, capacity, said=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.capacity = capacity
        self.dates = {each.pk: each for each in dates}
        unsaid = [pk for pk in self.dates if pk not in {each.date_id for each in said}]
        self.all_said = not unsaid
        self.initial["date"] = next(iter(unsaid), None)
        days = [(pk, date_format(localtime(each.starts_at), "l j F, H:i").lower()) for pk, each in self.dates.items()]
        self.fields["date"].choices = days
        if len(days) == 1:
            self.fields["date"].widget, self.initial["date"] = forms.HiddenInput(), days[0][0]
            self.initial["people"] = next((each.people for each in said if each.date_id in self.dates), 1)

    def clean_people(self):
        people = self.cleaned_data["people"]
        if self.capacity is not None and people > self.capacity:
            told = ngettext("In tutto c’è %(count)s posto.", "In tutto ci sono %(count)s posti.", self.capacity)
            raise forms.ValidationError(told % {"count": self.capacity})
        return people

    @property
    def day(self):
        return self.dates[self.cleaned_data["date"]]


class KeepPlacesForm(RotaForm):
    places = forms.IntegerField(label=gettext_lazy("Posti tenuti per chi ha chiamato"), min_value=0, max_value=1000)


class CameForm(RotaForm):
    came = forms.IntegerField(label=gettext_lazy("In quanti sono venuti"), min_value=0, max_value=100_000)


class EventSearchForm(forms.Form):
    """What the list is narrowed by; what is not valid is said and left aside."""

    TODAY, WEEK, MONTH = "today", "week", "month"
    when = forms.ChoiceField(
        label=gettext_lazy("Quando"),
        required=False,
        choices=[
            ("", gettext_lazy("da oggi in poi")),
            (TODAY, gettext_lazy("oggi")),
            (WEEK, gettext_lazy("nei prossimi 7 giorni")),
            (MONTH, gettext_lazy("nei prossimi 30 giorni")),
        ],
    )
    day = DayField(label=gettext_lazy("Oppure un giorno"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Di che cosa"), required=False)
    quarter = forms.ChoiceField(label=gettext_lazy("Quartiere"), required=False)
    free = forms.BooleanField(label=gettext_lazy("gratis"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quarter"].choices = [("", _("tutti")), *quarters(network).values_list("slug", "name")]
        self.fields["topic"].choices = [("", _("tutto")), *((each.slug, each.local_name) for each in themes())]

    @property
    def narrows(self) -> bool:
        """By more than one of the times that are offered."""
        return any(self.data.get(name) for name in self.fields if name != "when")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Scrivi un giorno di questi anni."))
        return day

    @property
    def span(self):
        """(start, end) of what is asked for; the end may be None."""
        today = timezone.localdate()
        if day := self.cleaned_data.get("day"):
            return moment(day, datetime.time()), moment(day + datetime.timedelta(days=1), datetime.time())
        days = {self.TODAY: 1, self.WEEK: 7, self.MONTH: 30}.get(self.cleaned_data.get("when"))
        end = moment(today + datetime.timedelta(days=days), datetime.time()) if days else None
        return timezone.now(), end
