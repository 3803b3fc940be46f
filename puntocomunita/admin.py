from importlib import import_module

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig

from accounts.access import ADMINISTER

OURS = ["accounts", "territory", "organizations", "services"]


class PuntoAdminConfig(SimpleAdminConfig):
    """Only tables of ours: what a library would add (leaflet's needs GDAL) nobody here keeps by hand."""

    default_site = "puntocomunita.admin.PuntoAdminSite"

    def ready(self):
        super().ready()
        for app in OURS:
            import_module(f"{app}.admin")


class PuntoAdminSite(AdminSite):
    """The Django admin behind the portal's own door: it asks our rules and has no sign-in of its own."""

    def has_permission(self, request):
        return ADMINISTER.allows(request.user)
