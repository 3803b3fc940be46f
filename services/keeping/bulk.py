"""Changing many services at once: which ones, what, and writing it as one act."""

from typing import NamedTuple

import pghistory
from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations import hours
from organizations.models import Closure, Location, OpeningHours, Organization
from services.listings import refresh_listings, touch_directory
from services.models import Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from territory.models import Quarter

MOST = 500  # services changed together
THEMES = TaxonomyTerm.objects.filter(taxonomy__slug__in=[Taxonomy.Own.NEED, Taxonomy.Own.ACTIVITY, Taxonomy.Own.TARGET])
DATE = forms.DateInput(attrs={"type": "date"})


def places_around(user):
    """Where the user coordinates or directs."""
    return Location.objects.filter(
        Q(quarter__community_points__in=user.points_coordinated) | Q(municipality__in=user.cities_directed)
    )


def organizations_reviewed_by(user):
    here = places_around(user).filter(organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(here)) | Organization.objects.directed_by(user)


def services_reviewed_by(user):
    """`Service.roles_of` for many: those whose changes the user may publish."""
    here = ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__in=places_around(user))
    return Service.objects.filter(Q(organization__in=organizations_reviewed_by(user)) | Exists(here))


class ServiceFilterForm(forms.Form):
    quarter = forms.ModelChoiceField(
        Quarter.objects.all(), label=gettext_lazy("Quartiere"), empty_label=gettext_lazy("tutti"), required=False
    )
    theme = forms.ModelChoiceField(
        THEMES, label=gettext_lazy("Tema"), empty_label=gettext_lazy("tutti"), required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Stato"), choices=[("", gettext_lazy("qualsiasi")), *Service.Status.choices], required=False
    )
    unchecked_since = forms.DateField(label=gettext_lazy("Non controllati dal"), required=False, widget=DATE)

    def narrowed(self, services):
        """What is not understood narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("quarter"):
            there = ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__quarter=asked["quarter"])
            services = services.filter(Exists(there))
        if asked.get("theme"):
            services = services.filter(
                Exists(Service.terms.through.objects.filter(service=OuterRef("pk"), taxonomyterm=asked["theme"]))
            )
        if asked.get("status"):
            services = services.filter(status=asked["status"])
        if asked.get("unchecked_since"):
            day = asked["unchecked_since"]
            services = services.filter(Q(verified_on=None) | Q(verified_on__lt=day))
        return services


class TogetherForm(forms.Form):
    add = forms.ModelChoiceField(
        THEMES, label=gettext_lazy("Aggiungi un tema"), empty_label=gettext_lazy("nessuno"), required=False
    )
    remove = forms.ModelChoiceField(
        THEMES, label=gettext_lazy("Togli un tema"), empty_label=gettext_lazy("nessuno"), required=False
    )
    closed_from = forms.DateField(label=gettext_lazy("Chiusi dal"), required=False, widget=DATE)
    closed_to = forms.DateField(label=gettext_lazy("Chiusi fino al"), required=False, widget=DATE)
    closed_reason = forms.CharField(label=gettext_lazy("Perché sono chiusi"), max_length=200, required=False)
    new_status = forms.ChoiceField(
        label=gettext_lazy("Stato"),
        choices=[("", gettext_lazy("resta com’è")), *Service.Status.choices],
        required=False,
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Organizzazione che ne risponde"),
        empty_label=gettext_lazy("resta quella che è"),
        required=False,
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, label_suffix="")
        self.fields["organization"].queryset = organizations_reviewed_by(user)

    def clean(self):
        said = super().clean()
        first, last = said.get("closed_from"), said.get("closed_to")
        if (first is None) != (last is None) and not self.errors:
            self.add_error("closed_to" if first else "closed_from", _("Scrivi il primo e l’ultimo giorno di chiusura."))
        if first and last and last < first:
            self.add_error("closed_to", _("Finisce prima di cominciare."))
        if not self.errors and not any(said.values()):
            self.add_error(None, _("Scegli che cosa cambiare."))
        return said

    def words(self):
        """What would be done, a line each."""
        said = self.cleaned_data
        lines = [
            said["add"] and _("aggiungere il tema «%s»") % said["add"],
            said["remove"] and _("togliere il tema «%s»") % said["remove"],
            said["new_status"] and _("metterli come «%s»") % Service.Status(said["new_status"]).label,
            said["organization"] and _("darli a «%s»") % said["organization"],
        ]
        if said["closed_from"]:
            lines.append(_("segnarli chiusi: %s") % hours.days_closed(said["closed_from"], said["closed_to"], None))
        return [line for line in lines if line]


class Done(NamedTuple):
    changed: int
    without_hours: int  # which a closure could not be written of


@transaction.atomic
def change_together(*, by, services, said) -> Done:
    """One act for all of them, or none; `said` is what a TogetherForm cleaned."""
    with pghistory.context(user=by.pk):
        keys = list(services.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:MOST])
        columns = {"status": said["new_status"], "organization": said["organization"]}
        columns = {name: value for name, value in columns.items() if value}
        Service.objects.filter(pk__in=keys).update(**columns, last_modified=timezone.now())
        change_themes(keys, said["add"], said["remove"])
        without = close(keys, said) if said["closed_from"] else 0
        refresh_listings(services=keys)
        touch_directory()
    return Done(len(keys), without)


def change_themes(keys, add, remove):
    links = Service.terms.through.objects
    if remove:
        links.filter(service__in=keys, taxonomyterm=remove).delete()
    if add:
        new = [Service.terms.through(service_id=key, taxonomyterm=add) for key in keys]
        links.bulk_create(new, ignore_conflicts=True)


def close(keys, said):
    """Writes the closure in the hours of the services themselves; returns how many have none of their own.

    The hours of a place stay: others may be open there.
    """
    theirs = Q(service__in=keys) | Q(service_at_location__service__in=keys)
    own = OpeningHours.objects.filter(theirs).select_related("service", "service_at_location").distinct()
    days = {"first_day": said["closed_from"], "last_day": said["closed_to"], "reason": said["closed_reason"]}
    known = set(Closure.objects.filter(opening_hours__in=own, **days).values_list("opening_hours_id", flat=True))
    rows = list(own)
    Closure.objects.bulk_create([Closure(opening_hours=each, **days) for each in rows if each.pk not in known])
    hours.compile_all(OpeningHours.objects.filter(pk__in=[each.pk for each in rows]))
    with_hours = Service.objects.filter(pk__in=keys).filter(
        Q(opening_hours__isnull=False) | Q(service_at_locations__opening_hours__isnull=False)
    )
    return len(keys) - with_hours.distinct().count()
