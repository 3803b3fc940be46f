"""The list of a campaign: what is in its quarters, each entry once, stalest first, in one statement."""

from django.db import connection

from organizations.models import Location, Organization
from services.models import Asset, CampaignVisit, Service, ServiceAtLocation, Verification

TABLES = {
    "locations": Location._meta.db_table,
    "organizations": Organization._meta.db_table,
    "services": Service._meta.db_table,
    "doors": ServiceAtLocation._meta.db_table,
    "assets": Asset._meta.db_table,
    "visits": CampaignVisit._meta.db_table,
    "checks": Verification._meta.db_table,
}
# What nobody has ever checked comes first, of these what has a telephone that nobody has tried; then the oldest.
MISSING = """
WITH place AS (
    SELECT id, organization_id, quarter_id, address FROM {locations} WHERE quarter_id = ANY(%(quarters)s)
), entry AS (
    SELECT s.id AS service_id, NULL::uuid AS organization_id, NULL::uuid AS asset_id,
        s.id, s.name, s.verified_on, s.phones, (array_agg(p.quarter_id ORDER BY p.id))[1] AS quarter_id,
        min(p.address) AS address
    FROM {services} s JOIN {doors} d ON d.service_id = s.id JOIN place p ON p.id = d.location_id
    WHERE s.status NOT IN ('inactive', 'defunct') GROUP BY s.id
    UNION ALL
    SELECT NULL, o.id, NULL, o.id, o.name, o.verified_on, o.phones, (array_agg(p.quarter_id ORDER BY p.id))[1],
        min(p.address)
    FROM {organizations} o JOIN place p ON p.organization_id = o.id GROUP BY o.id
    UNION ALL
    SELECT NULL, NULL, a.id, a.id, a.name, a.verified_on, a.phones, coalesce(p.quarter_id, a.quarter_id),
        coalesce(p.address, '')
    FROM {assets} a LEFT JOIN place p ON p.id = a.location_id
    WHERE p.id IS NOT NULL OR a.location_id IS NULL AND a.quarter_id = ANY(%(quarters)s)
), missing AS (
    SELECT e.*, jsonb_array_length(e.phones) > 0 AND NOT EXISTS (
        SELECT 1 FROM {checks} c WHERE c.field = 'phones'
            AND coalesce(c.service_id, c.organization_id, c.asset_id) = e.id
    ) AS untried
    FROM entry e WHERE NOT EXISTS (
        SELECT 1 FROM {visits} v WHERE v.campaign_id = %(campaign)s
            AND coalesce(v.service_id, v.organization_id, v.asset_id) = e.id
    )
)
""".format(**TABLES)
COUNT = MISSING + "SELECT count(*) FROM missing"
FILL = MISSING + (
    "INSERT INTO {visits} (campaign_id, position, state, attempts, note, service_id, organization_id, asset_id)"
    " SELECT %(campaign)s, (SELECT coalesce(max(position), 0) FROM {visits} WHERE campaign_id = %(campaign)s)"
    " + row_number() OVER (ORDER BY verified_on NULLS FIRST, untried DESC, quarter_id, address, name, id),"
    " 'to_do', 0, '', service_id, organization_id, asset_id FROM missing ON CONFLICT DO NOTHING"
).format(**TABLES)


def count_missing(quarters, campaign=None) -> int:
    """How many entries of these quarters are not on the campaign's list; all of them without one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, asked(quarters, campaign))
        return cursor.fetchone()[0]


def fill(campaign) -> int:
    """Puts what is missing at the end of the list; returns how many. Two at once add nothing twice."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, asked(campaign.quarters.all(), campaign))
        return cursor.rowcount


def asked(quarters, campaign):
    return {"quarters": [each.pk for each in quarters], "campaign": campaign and campaign.pk}
