"""The Django admin behind the portal's own door (docs/adr/0010-admin.md): it asks our rules and signs nobody in."""

from importlib import import_module

from django.contrib.admin import AdminSite, ModelAdmin, ShowFacets, TabularInline
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Q, URLField
from django.forms import ModelForm
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTER, PUBLIC, Role, Rule, under

OURS = ["accounts", "territory", "organizations", "services"]
DIRECT = Rule("direct", Role.DIRECTION, hidden=True)
# What one must be allowed to do in a table to send a form to its page; the list's form is for taking away many.
WRITTEN_FOR = {"changelist": "delete", "add": "add", "change": "change", "delete": "delete"}
NOT_OURS = {"login", "logout", "password_change", "password_change_done", "view_on_site"}


class PuntoAdminConfig(SimpleAdminConfig):
    """Only tables of ours: what a library would add (leaflet's needs GDAL) nobody here keeps by hand."""

    default_site = "puntocomunita.admin.PuntoAdminSite"
    verbose_name = _("Amministrazione")

    def ready(self):
        super().ready()
        for app in OURS:
            import_module(f"{app}.admin")


class PuntoAdminSite(AdminSite):
    """Every view carries a rule, so that the middleware asks for the second factor before the admin runs at all."""

    site_title = site_header = _("Amministrazione del portale")
    index_title = _("Che cosa vuoi curare?")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return ADMINISTER.allows(request.user)

    def get_urls(self):
        """Without the pages for signing in; those of a table carry its own rule already."""
        from django.urls import path  # of a resolver that loads this module

        urls = [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in NOT_OURS]
        for pattern in urls:
            if not hasattr(pattern, "url_patterns"):
                pattern.callback = under({"GET": ADMINISTER}, pattern.callback)
        doors = [("login", self.login), ("logout", self.logout)]
        return [*(path(f"{name}/", under({"GET": PUBLIC}, view), name=name) for name, view in doors), *urls]

    def login(self, request, extra_context=None):
        """Where old bookmarks lead: to the portal's own door, and from there to what was asked."""
        from django.contrib.auth.views import redirect_to_login  # it reads models, which are there only now

        asked = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        return redirect_to_login(asked if safe else resolve_url("admin:index"))

    def logout(self, request, extra_context=None):
        return redirect("account_logout")


class Ruled:
    """A table that opens by rule: there are no permissions of Django's here.

    `rule` opens it, `verbs` are what may be done in it. A direction finds what is in its cities: `cities` are the
    ways from a row to the municipality, and without any the table belongs to no city.
    """

    rule = DIRECT
    verbs = frozenset({"add", "change", "delete"})
    cities = ()
    fk_name = None

    def allows(self, request, verb):
        return verb in self.verbs and self.rule.allows(request.user)

    def has_view_permission(self, request, obj=None):
        return self.rule.allows(request.user)

    def has_add_permission(self, request, obj=None):
        return self.allows(request, "add")

    def has_change_permission(self, request, obj=None):
        return self.allows(request, "change")

    def has_delete_permission(self, request, obj=None):
        return self.allows(request, "delete")

    def has_module_permission(self, request):
        return self.rule.allows(request.user)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if Role.TECHNICIAN in self.rule.roles and request.user.is_technician:
            return queryset
        return self.directed_by(request.user, queryset)

    def directed_by(self, user, queryset):
        ways = [Q(**{f"{way}__in": user.cities_directed}) for way in self.cities]
        if not ways:
            return queryset
        rows = self.model._default_manager.filter(Q(*ways, _connector=Q.OR))
        return queryset.filter(pk__in=rows.values("pk"))

    def get_field_queryset(self, db, db_field, request):
        """What the person finds in the other table, and what is chosen already; nothing else, however it is sent."""
        other = self.admin_site._registry.get(db_field.remote_field.model)
        if other is None:
            return super().get_field_queryset(db, db_field, request)
        chosen = self.rows_in(request.resolver_match.kwargs.get("object_id")).values(db_field.name)
        mine = other.get_queryset(request).values("pk")
        return other.model._default_manager.filter(Q(pk__in=mine) | Q(pk__in=chosen))

    def rows_in(self, object_id):
        """The rows that the form of this object holds; the object was found before a form is made."""
        rows = self.model._default_manager
        return rows.filter(**{self.fk_name or "pk": unquote(object_id)}) if object_id else rows.none()


class WholeForm(ModelForm):
    """Asks the constraints of the table of the whole row, what the form does not show included."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self._update_errors(error)


class RuledInline(Ruled, TabularInline):
    extra = 0


class RuledAdmin(Ruled, ModelAdmin):
    """`keeps_log`: whether what is done is noted by the admin too; not where the name of a row is a person's."""

    form = WholeForm
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    keeps_log = True

    def get_urls(self):
        """Each with the rule of the table for what it reads and writes; without what nobody may do."""
        ruled = [(pattern, self.access_of(pattern)) for pattern in super().get_urls()]
        for pattern, rules in ruled:
            pattern.callback = under(rules, pattern.callback)
        return [pattern for pattern, rules in ruled if rules]

    def access_of(self, pattern):
        page = (pattern.name or "").rpartition("_")[2]
        written, read = WRITTEN_FOR.get(page) in self.verbs, page in self.pages
        return {"GET": self.rule, "POST": self.rule} if written else {"GET": self.rule} if read else {}

    @property
    def pages(self):
        return {"changelist", "change", "history"} if self.keeps_log else {"changelist", "change"}

    def lookup_allowed(self, lookup, value, request):
        """The filters of the list, and no other way to ask for what it does not show."""
        known = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in known if isinstance(name, str))

    def view_on_site(self, obj):
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def get_deleted_objects(self, objs, request):
        """How many go of what; not their names, which may be people's, or thousands.

        Who may take a row away takes along what hangs on it, even from a table where nothing is taken away.
        """
        _rows, count, _lacking, protected = super().get_deleted_objects(objs, request)
        return [str(each) for each in objs], count, set(), protected

    def log_addition(self, request, obj, message):
        return super().log_addition(request, obj, message) if self.keeps_log else None

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if self.keeps_log else None

    def log_deletions(self, request, queryset):
        return super().log_deletions(request, queryset) if self.keeps_log else None
