from django.contrib import admin

from accounts.access import ADMINISTER
from puntocomunita.admin import RuledAdmin

from .addresses import normalise
from .models import Holiday, Municipality, PlaceName, PostalCode, Zone

POINT = ("latitude", "longitude")


class TerritoryAdmin(RuledAdmin):
    rule = ADMINISTER
    cities = ("municipality",)
    list_select_related = ("municipality",)


@admin.register(Municipality)
class MunicipalityAdmin(TerritoryAdmin):
    """Municipalities come with `import_places`: one without places would serve nobody."""

    verbs = frozenset({"change"})
    cities = ("pk",)
    list_select_related = False
    list_display = ("name", "province", "istat_code", "patron_name")
    search_fields = ("name",)
    fields = ("name", "slug", "istat_code", "province", ("patron_day", "patron_month"), "patron_name", POINT)
    readonly_fields = ("slug", "istat_code")


@admin.register(Holiday)
class HolidayAdmin(TerritoryAdmin):
    list_display = ("date", "name", "municipality")
    search_fields = ("name",)
    date_hierarchy = "date"
    fields = ("date", "name", "municipality")


@admin.register(Zone)
class ZoneAdmin(TerritoryAdmin):
    verbs = frozenset({"add", "change"})
    list_display = ("name", "municipality", "phone", "email")
    search_fields = ("name",)
    fields = ("municipality", "name", "slug", "phone", "email")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(PostalCode)
class PostalCodeAdmin(TerritoryAdmin):
    list_display = ("code", "municipality")
    search_fields = ("^code",)
    fields = ("municipality", "code", POINT)


@admin.register(PlaceName)
class PlaceNameAdmin(TerritoryAdmin):
    """A row for each house number, by the hundred thousand: found by words, never listed in a menu."""

    list_display = ("name", "house_number", "kind", "quarter", "municipality")
    list_select_related = ("quarter", "municipality")
    list_filter = ("kind",)
    search_fields = ("name",)
    ordering = ("search_name", "house_number")
    fields = ("municipality", "kind", "name", "house_number", "quarter", "postal_code", POINT)
    autocomplete_fields = ("quarter",)

    def save_model(self, request, obj, form, change):
        obj.search_name = normalise(obj.name)
        super().save_model(request, obj, form, change)
