"""The bar of a public page for who works at what it shows."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.access import SEE_HISTORY, SEE_ORGANIZATION_PEOPLE, SEE_POINT_PEOPLE

register = template.Library()

# Of each kind of thing: (the rule that opens a page, the name of its address, how it is called).
PAGES = {
    "organization": [
        (SEE_ORGANIZATION_PEOPLE, "organizations:organization_people", _("Persone")),
        (SEE_HISTORY, "organizations:organization_history", _("Storia")),
    ],
    "communitypoint": [
        (SEE_POINT_PEOPLE, "organizations:community_point_people", _("Persone")),
        (SEE_HISTORY, "organizations:community_point_history", _("Storia")),
    ],
    "service": [(SEE_HISTORY, "services:service_history", _("Storia"))],
    "asset": [(SEE_HISTORY, "services:asset_history", _("Storia"))],
}


@register.inclusion_tag("organizations/parts/keepers.html", takes_context=True)
def keepers(context, thing):
    """Links to what the visitor may open about it; nothing, and no query, for who is not signed in."""
    user = context["user"]
    pages = PAGES.get(thing._meta.model_name, []) if user.is_authenticated else []
    return {
        "links": [(reverse(name, args=[thing.slug]), label) for rule, name, label in pages if rule.allows(user, thing)]
    }
