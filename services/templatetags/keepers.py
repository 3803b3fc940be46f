"""The bar of a public page for who works at what it shows."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.access import SEE_HISTORY, SEE_ORGANIZATION_PEOPLE, SEE_POINT_PEOPLE
from services.access import EDIT_ENTRY, REVIEW, may_say_where
from services.models import Change

register = template.Library()

# Of each kind of thing: (the rule that opens a page, the name of its address, how it is called).
PAGES = {
    "organization": [
        (EDIT_ENTRY, "services:organization_update", _("Cambia")),
        (EDIT_ENTRY, "services:service_create", _("Aggiungi un servizio")),
        (EDIT_ENTRY, "services:location_create", _("Aggiungi un luogo")),
        (EDIT_ENTRY, "services:asset_create", _("Aggiungi una risorsa")),
        (SEE_ORGANIZATION_PEOPLE, "organizations:organization_people", _("Persone")),
        (SEE_HISTORY, "organizations:organization_history", _("Storia")),
        (REVIEW, "services:organization_twins", _("Doppioni")),
        (REVIEW, "services:organization_remove", _("Togli")),
    ],
    "communitypoint": [
        (EDIT_ENTRY, "services:community_point_update", _("Cambia")),
        (SEE_POINT_PEOPLE, "organizations:community_point_people", _("Persone")),
        (SEE_HISTORY, "organizations:community_point_history", _("Storia")),
        (REVIEW, "services:community_point_remove", _("Togli")),
    ],
    "service": [
        (EDIT_ENTRY, "services:service_update", _("Cambia")),
        (SEE_HISTORY, "services:service_history", _("Storia")),
        (REVIEW, "services:service_twins", _("Doppioni")),
        (REVIEW, "services:service_remove", _("Togli")),
    ],
    "asset": [
        (EDIT_ENTRY, "services:asset_update", _("Cambia")),
        (SEE_HISTORY, "services:asset_history", _("Storia")),
        (REVIEW, "services:asset_twins", _("Doppioni")),
        (REVIEW, "services:asset_remove", _("Togli")),
    ],
}


@register.inclusion_tag("organizations/parts/keepers.html", takes_context=True)
def keepers(context, thing):
    """Links to what the visitor may open about it; nothing, and no query, for who is not signed in or only previews."""
    user = context["user"]
    if not user.is_authenticated or getattr(context.get("request"), "previewing", False):
        return {"links": []}
    kind = thing._meta.model_name
    held = {rule: rule.allows(user, thing) for rule, _name, _label in PAGES[kind]}
    edits = held[EDIT_ENTRY]
    links = [(name, label) for rule, name, label in PAGES[kind] if held[rule]]
    if kind == "organization" and not edits and may_say_where(user, thing):
        links = [("services:location_create", _("Di’ dov’è"))]
    return {
        "links": [(reverse(name, args=[thing.slug]), label) for name, label in links],
        "places": thing.locations.all() if edits and kind == "organization" else [],
        "waits": edits and Change.objects.waiting().about(thing).exists(),
    }
