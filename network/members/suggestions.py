"""Members that an organisation may not know: near it, for the same people, about the same things."""

from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from organizations.models import Organization

MOST = 12
# The names that two organisations share, from the rows (organization_id, name) of a table of this query.
SHARED = "ARRAY(SELECT DISTINCT m.name FROM {table} m JOIN {table} t USING (name) WHERE m.organization_id = %(mine)s AND t.organization_id = member.organization_id ORDER BY 1)"  # noqa: E501
ABOUT = """
    SELECT service.organization_id, term.name FROM services_service service
    JOIN services_service_terms link ON link.service_id = service.id
    JOIN services_taxonomyterm term ON term.id = link.taxonomyterm_id AND NOT term.discreet
    JOIN services_taxonomy taxonomy ON taxonomy.id = term.taxonomy_id AND taxonomy.slug = '{taxonomy}'
    WHERE service.status = 'active'
"""
SQL = f"""
WITH quarters AS (
    SELECT place.organization_id, quarter.name FROM organizations_location place
    JOIN territory_quarter quarter ON quarter.id = place.quarter_id
), targets AS ({ABOUT.format(taxonomy="target")}), themes AS ({ABOUT.format(taxonomy="need")}),
found AS (
    SELECT member.organization_id, {SHARED.format(table="quarters")} AS quarters,
        {SHARED.format(table="targets")} AS targets, {SHARED.format(table="themes")} AS themes
    FROM network_networkmembership member
    WHERE member.network_id = %(network)s AND member.state = 'admitted' AND member.organization_id <> %(mine)s
    AND NOT EXISTS (
        SELECT FROM organizations_collaboration known
        WHERE known.one_id = LEAST(member.organization_id, %(mine)s)
        AND known.other_id = GREATEST(member.organization_id, %(mine)s) AND known.denied_at IS NULL
    )
    AND NOT EXISTS (
        SELECT FROM network_dismissedsuggestion gone
        WHERE gone.organization_id = %(mine)s AND gone.other_id = member.organization_id
    )
)
SELECT organization_id, quarters, targets, themes FROM found
WHERE cardinality(quarters) + cardinality(targets) + cardinality(themes) > 0
ORDER BY cardinality(quarters) + cardinality(targets) + cardinality(themes) DESC, organization_id
LIMIT {MOST}
"""


class Suggestion(NamedTuple):
    organization: Organization
    reasons: list[str]


def suggestions_for(organization, network) -> list[Suggestion]:
    """Those with most in common first, without who it works with already or has dismissed; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"mine": organization.pk, "network": network.pk})
        found = cursor.fetchall()
    named = Organization.objects.in_bulk([key for key, *_shared in found])
    return [Suggestion(named[key], reasons(*shared)) for key, *shared in found]


def reasons(quarters, targets, themes) -> list[str]:
    said = [
        (_("È anche lei qui: %(names)s"), quarters),
        (_("Fa cose per le stesse persone: %(names)s"), targets),
        (_("Si occupa anche lei di: %(names)s"), themes),
    ]
    return [words % {"names": ", ".join(names)} for words, names in said if names]
