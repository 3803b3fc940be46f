"""What is kept of the directory, table by table, as the triggers of migrations 0008, 0015 and 0017 keep it."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, eq=False)
class Kind:
    """A table whose changes are kept. `upward` is the column that says on what a row hangs, "" for nothing."""

    name: str
    model_label: str
    upward: str
    label: str
    comes_back: bool = True  # whether a page puts it back: roles are given, and houses opened, on pages of their own

    @cached_property
    def model(self):
        label, _dot, through = self.model_label.partition("/")
        model = apps.get_model(label)
        return getattr(model, through).through if through else model

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def is_pointed_at(self):
        """Whether its keys are like no other's, so that a row which holds one hangs on it."""
        return isinstance(self.model._meta.pk, models.UUIDField)

    def field(self, column):
        """The field of a column, None where the table has it no longer."""
        return next((each for each in self.model._meta.concrete_fields if each.column == column), None)

    @property
    def columns(self):
        """Those one writes: not what the database works out for itself."""
        return [field.column for field in self.model._meta.concrete_fields if not field.generated]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("organization", "organizations.Organization", "", _("organizzazione")),
        Kind("location", "organizations.Location", "organization_id", _("luogo")),
        Kind("community_point", "organizations.CommunityPoint", "", _("Punto Comunità")),
        Kind("point_quarter", "organizations.CommunityPoint/quarters", "communitypoint_id", _("quartiere servito")),
        Kind("point_partner", "organizations.CommunityPoint/partners", "communitypoint_id", _("partner")),
        Kind("house", "organizations.House", "location_id", _("casa delle associazioni"), comes_back=False),
        Kind("house_place", "organizations.House/organizations", "organization_id", _("casa delle associazioni")),
        Kind("opening_hours", "organizations.OpeningHours", "", _("orari")),
        Kind("schedule", "organizations.Schedule", "opening_hours_id", _("orario")),
        Kind("closure", "organizations.Closure", "opening_hours_id", _("chiusura")),
        Kind("service", "services.Service", "organization_id", _("servizio")),
        Kind("service_at_location", "services.ServiceAtLocation", "service_id", _("luogo del servizio")),
        Kind("service_area", "services.ServiceArea", "service_id", _("zona servita")),
        Kind("service_term", "services.Service/terms", "service_id", _("argomento")),
        Kind("asset", "services.Asset", "organization_id", _("risorsa")),
        Kind("asset_term", "services.Asset/terms", "asset_id", _("argomento")),
        Kind("taxonomy", "services.Taxonomy", "", _("tassonomia")),
        Kind("term", "services.TaxonomyTerm", "taxonomy_id", _("voce di tassonomia")),
        Kind("member", "organizations.OrganizationMember", "organization_id", _("persona"), comes_back=False),
        Kind("mandate", "organizations.Mandate", "community_point_id", _("incarico"), comes_back=False),
    )
}
# Those that have a page, and a history of their own.
THINGS = ("organization", "service", "asset", "community_point")
# Those that go and come back by themselves: a place has no page, and may be of no organisation.
ALONE = (*THINGS, "location")
OF_PEOPLE = ("member", "mandate")
