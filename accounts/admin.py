from django.contrib import admin

from puntocomunita.admin import RuledAdmin

from .access import ADMINISTER, Role
from .actions import log_look
from .models import AccessLog, User
from .sessions import end_sessions


class PeopleAdmin(RuledAdmin):
    """A table that names people: each opening is written down, and their names in no other log.

    `person` says of whom a row is. The list cannot be searched but on its own page, where the look is noted.
    """

    keeps_log = False

    def person(self, obj):
        return obj

    def look(self, request, what, subject=None):
        log_look(by=request.user, what=what, subject=subject, through=AccessLog.By.ADMIN)

    def changelist_view(self, request, extra_context=None):
        self.look(request, AccessLog.What.PEOPLE)
        return super().changelist_view(request, extra_context)

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            self.look(request, AccessLog.What.PERSON, self.person(obj))
        return obj

    def get_search_fields(self, request):
        return () if request.resolver_match.url_name == "autocomplete" else super().get_search_fields(request)


@admin.register(User)
class UserAdmin(PeopleAdmin):
    """People come by invitation and go by themselves: here they are shut out and let in again."""

    rule = ADMINISTER
    verbs = frozenset({"change"})
    cities = (
        "mandates__municipality",
        "mandates__community_point__location__municipality",
        "memberships__organization__locations__municipality",
    )
    list_display = ("name", "email", "is_active", "is_technician", "last_login")
    list_filter = ("is_active", "is_technician")
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    fields = ("name", "email", "is_active", "is_technician", "date_joined", "last_login")

    def get_readonly_fields(self, request, obj=None):
        """Nobody decides on themself; on a technician or a direction only a technician does."""
        fixed = ("name", "email", "date_joined", "last_login")
        if request.user.is_technician:
            return fixed if obj != request.user else self.fields
        above = obj is None or obj == request.user or {Role.TECHNICIAN, Role.DIRECTION} & obj.roles
        return self.fields if above else (*fixed, "is_technician")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(obj.usersession_set.all())
