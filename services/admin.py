"""The directory as a direction keeps it by hand: what the pages of the portal do not offer, such as taking away.

Organisations, places, Punti Comunità, hours and quarters are here too, because the search rows say things of them.
"""

from django.contrib import admin
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTER
from organizations.hours import compile_opening_hours
from organizations.models import Closure, CommunityPoint, Location, OpeningHours, Organization, Schedule
from puntocomunita.admin import RuledAdmin, RuledInline, WholeForm
from services.listings import refresh_listings, touch_directory
from services.models import Asset, Service, ServiceArea, ServiceAtLocation, Taxonomy, TaxonomyTerm
from territory.models import Quarter

POINT = ("latitude", "longitude")
VERIFIED = ("verified_on", "verified_how")
SOURCES = {"services": Service, "assets": Asset, "community_points": CommunityPoint}


class ListedAdmin(RuledAdmin):
    """What the search rows repeat: they follow in the same transaction.

    `said_by` is how the services, assets and Punti Comunità whose rows say something of it reach it.
    """

    said_by = {}

    def get_readonly_fields(self, request, obj=None):
        """An address that people have kept stays as it is."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "slug") if obj and self.prepopulated_fields else fixed

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        if hasattr(obj, "last_modified"):
            obj.last_modified = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.refresh(self.sources([form.instance.pk]))

    def delete_model(self, request, obj):
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        sources = self.sources(list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)
        self.refresh(sources)

    def sources(self, keys):
        """{kind: ids} of those to refresh; of what is about to go they are asked before."""
        return {kind: self.ids(SOURCES[kind], ways, keys) for kind, ways in self.said_by.items()}

    def ids(self, model, ways, keys):
        reached = Q(*[Q(**{f"{way}__in": keys}) for way in ways], _connector=Q.OR)
        return list(model.objects.filter(reached).values_list("pk", flat=True).distinct())

    def refresh(self, sources):
        refresh_listings(**sources)
        touch_directory()


class TreeForm(WholeForm):
    """A row under another of its table; `above` names the field."""

    above = "parent"

    def clean(self):
        cleaned = super().clean()
        row = cleaned.get(self.above)
        while row and row != self.instance:
            row = getattr(row, self.above)
        if row:
            self.add_error(self.above, _("Sta già sotto a questo: scegline un altro, o nessuno."))
        return cleaned


class OrganizationForm(TreeForm):
    above = "parent_organization"


class DirectedAdmin(ListedAdmin):
    """An entry of the directory: whose it is, its model says for one (`roles_of`) and for many (`directed_by`)."""

    def directed_by(self, user, queryset):
        return queryset.directed_by(user)

    @admin.display(description=_("orari"))
    def hours(self, obj):
        if obj is None or obj.opening_hours_id is None:
            return _("Nessuno li ha ancora scritti.")
        address = reverse("admin:organizations_openinghours_change", args=[obj.opening_hours_id])
        return format_html('<a href="{}">{}</a>', address, _("Cambia gli orari"))


@admin.register(Organization)
class OrganizationAdmin(DirectedAdmin):
    form = OrganizationForm
    said_by = {"services": ("organization",), "assets": ("organization",), "community_points": ("lead_organization",)}
    list_display = ("name", "sector", "level", "verified_on")
    list_filter = ("sector", "level")
    search_fields = ("name", "alternate_name")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent_organization",)
    fields = (
        *("name", "alternate_name", "slug", "description", "sector", "level", "legal_status", "tax_code"),
        *("year_incorporated", "email", "website", "parent_organization", VERIFIED),
    )


@admin.register(Location)
class LocationAdmin(DirectedAdmin):
    said_by = {
        "services": ("service_at_locations__location",),
        "assets": ("location",),
        "community_points": ("location",),
    }
    list_display = ("__str__", "address", "quarter", "organization")
    list_select_related = ("quarter", "organization")
    list_filter = ("location_type",)
    search_fields = ("name", "address")
    autocomplete_fields = ("organization", "quarter")
    readonly_fields = ("hours",)
    fields = (
        *("organization", "location_type", "name", "address", "address_detail", "postal_code", "city"),
        *("state_province", "municipality", "quarter", POINT, "transportation", "wheelchair", "hours", VERIFIED),
    )


@admin.register(CommunityPoint)
class CommunityPointAdmin(DirectedAdmin):
    said_by = {"community_points": ("pk",)}
    list_display = ("name", "lead_organization", "location", "is_hub", "is_network", "is_community")
    list_select_related = ("lead_organization", "location")
    list_filter = ("is_hub", "is_network", "is_community")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("lead_organization", "partners", "location", "quarters")
    readonly_fields = ("hours",)
    fields = (
        *("name", "slug", "description", "email", "lead_organization", "partners", "location", "quarters"),
        *("is_hub", "is_network", "is_community", "hours", VERIFIED),
    )


class ServiceAtLocationInline(RuledInline):
    model = ServiceAtLocation
    fk_name = "service"
    fields = ("location", "description")
    autocomplete_fields = ("location",)


class ServiceAreaInline(RuledInline):
    model = ServiceArea
    fk_name = "service"
    fields = ("name", "everywhere", "municipality", "zone", "quarter", "postal_code")
    autocomplete_fields = ("quarter",)


@admin.register(Service)
class ServiceAdmin(DirectedAdmin):
    said_by = {"services": ("pk",)}
    inlines = (ServiceAtLocationInline, ServiceAreaInline)
    list_display = ("name", "organization", "status", "verified_on")
    list_select_related = ("organization",)
    list_filter = ("status",)
    search_fields = ("name", "alternate_name")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("organization", "terms")
    readonly_fields = ("hours",)
    fields = (
        *("organization", "name", "alternate_name", "slug", "description", "status", "alert"),
        *("eligibility_description", ("minimum_age", "maximum_age"), "application_process", "outcome", "wait_time"),
        *("free", "fees_description", "special_cases", "interpretation_services", "url", "email"),
        ("no_appointment", "anonymous", "place_to_sit", "phone_or_internet", "play_area"),
        *(("comes_home", "by_phone", "online"), "terms", "hours", VERIFIED),
    )


@admin.register(Asset)
class AssetAdmin(DirectedAdmin):
    """What somebody who lives here offers may be named after them."""

    keeps_log = False
    said_by = {"assets": ("pk",)}
    list_display = ("name", "kind", "organization", "quarter", "verified_on")
    list_select_related = ("kind", "organization", "quarter")
    list_filter = ("offered_by_resident",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("organization", "location", "quarter", "terms")
    readonly_fields = ("hours",)
    fields = (
        *("kind", "name", "slug", "description", "organization", "location", "quarter", "offered_by_resident"),
        *("url", "email", "free", "terms", "hours", VERIFIED),
    )

    def get_field_queryset(self, db, db_field, request):
        choices = super().get_field_queryset(db, db_field, request)
        return choices.filter(taxonomy__slug=Taxonomy.Own.ASSET_KIND) if db_field.name == "kind" else choices


class ScheduleInline(RuledInline):
    model = Schedule
    fk_name = "opening_hours"
    fields = ("byday", "opens_at", "closes_at", "valid_from", "valid_to", "freq", "interval", "description")


class ClosureInline(RuledInline):
    model = Closure
    fk_name = "opening_hours"
    fields = ("first_day", "last_day", "reason")


@admin.register(OpeningHours)
class OpeningHoursAdmin(ListedAdmin):
    """The hours of an entry, found from it: they begin on the portal's pages, where they are written in words."""

    verbs = frozenset({"change"})
    said_by = {
        "services": ("opening_hours", "service_at_locations__opening_hours"),
        "assets": ("opening_hours", "location__opening_hours"),
        "community_points": ("opening_hours",),
    }
    inlines = (ScheduleInline, ClosureInline)
    list_display = ("owner", "on_holidays", "notes")
    list_select_related = ("location", "service", "asset", "community_point", "service_at_location__service")
    ordering = ("pk",)
    readonly_fields = ("owner", "municipality")
    fields = ("owner", "municipality", "on_holidays", "notes")

    def directed_by(self, user, queryset):
        owners = [("location", Location), ("service", Service), ("asset", Asset), ("community_point", CommunityPoint)]
        ways = [Q(**{f"{name}__in": model.objects.directed_by(user)}) for name, model in owners]
        given = Q(service_at_location__service__in=Service.objects.directed_by(user))
        return queryset.filter(Q(*ways, given, _connector=Q.OR))

    @admin.display(description=_("di"))
    def owner(self, obj):
        names = ("location", "service", "asset", "community_point", "service_at_location")
        return next((str(getattr(obj, name)) for name in names if hasattr(obj, name)), "")

    def save_related(self, request, form, formsets, change):
        """Compiled before the rows are refreshed: they carry the timetable."""
        form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        compile_opening_hours(form.instance)
        self.refresh(self.sources([form.instance.pk]))


@admin.register(Quarter)
class QuarterAdmin(ListedAdmin):
    rule = ADMINISTER
    verbs = frozenset({"add", "change"})
    cities = ("municipality",)
    said_by = {
        "services": ("service_at_locations__location__quarter", "service_areas__quarter"),
        "assets": ("quarter", "location__quarter"),
        "community_points": ("location__quarter", "quarters"),
    }
    list_display = ("name", "zone", "municipality")
    list_select_related = ("zone", "municipality")
    list_filter = ("zone",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("neighbours",)
    fields = ("municipality", "zone", "name", "slug", "istat_code", POINT, "neighbours")


@admin.register(Taxonomy)
class TaxonomyAdmin(RuledAdmin):
    rule = ADMINISTER
    verbs = frozenset({"change"})
    list_display = ("slug", "name", "version")
    search_fields = ("name",)
    readonly_fields = ("slug",)
    fields = ("slug", "name", "description", "uri", "version")


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(ListedAdmin):
    """A term's rows carry all terms above it: who stands under a changed one is refreshed too."""

    form = TreeForm
    rule = ADMINISTER
    said_by = {"services": ("terms",), "assets": ("kind", "terms")}
    list_display = ("name", "taxonomy", "parent", "position", "discreet")
    list_select_related = ("taxonomy", "parent")
    list_filter = ("taxonomy", "discreet")
    search_fields = ("name",)
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("taxonomy", "parent", "position", "name", "slug", "description", "synonyms", "discreet")

    def sources(self, keys):
        below = keys
        while below := list(
            TaxonomyTerm.objects.filter(parent__in=below).exclude(pk__in=keys).values_list("pk", flat=True)
        ):
            keys = [*keys, *below]
        return super().sources(keys)
