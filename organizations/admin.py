from django.contrib import admin

from accounts.admin import PeopleAdmin

from .models import Mandate, Organization, OrganizationMember


class RoleAdmin(PeopleAdmin):
    """To be read only: roles are given and ended on the pages of their place, which see that somebody stays."""

    verbs = frozenset()
    search_fields = ("user__name", "user__email")
    list_filter = ("role",)

    def person(self, obj):
        return obj.user


@admin.register(Mandate)
class MandateAdmin(RoleAdmin):
    cities = ("municipality", "community_point__location__municipality")
    list_display = ("user", "role", "place", "term")
    list_select_related = ("user", "community_point", "municipality")
    fields = ("user", "role", "community_point", "municipality", "term")


@admin.register(OrganizationMember)
class OrganizationMemberAdmin(RoleAdmin):
    list_display = ("user", "role", "organization", "since", "trusted")
    list_select_related = ("user", "organization")
    fields = ("user", "role", "organization", "since", "trusted")

    def directed_by(self, user, queryset):
        return queryset.filter(organization__in=Organization.objects.directed_by(user))
