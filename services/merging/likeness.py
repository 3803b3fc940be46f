"""Services and assets that are likely there twice; organisations are `services.duplicates`' own matter.

The database finds who has a like name near by; the names are weighed word by word as those of organisations are.
Near is, of services, the same organisation or place; of assets the same place, a hundred metres around it or, where
one of the two has no place, the same quarter. Only names that say the same count: "Doposcuola" and "Doposcuola
estivo" of one organisation are two.
"""

from django.db import connection, transaction

from organizations.models import Location
from services.duplicates import ALIKE, Names, Why, compared
from services.models import Asset, Service, ServiceAtLocation

_TABLES = {
    "services": Service._meta.db_table,
    "doors": ServiceAtLocation._meta.db_table,
    "assets": Asset._meta.db_table,
    "locations": Location._meta.db_table,
}
COMPARED = """
SELECT a.id, b.id, telling_name(a.name), telling_name(b.name), plain_name(a.name), plain_name(b.name),
    ARRAY(SELECT unnest(contact_marks(a.phones, a.email, a.url))
        INTERSECT SELECT unnest(contact_marks(b.phones, b.email, b.url))),
    near.same_place
FROM near JOIN {table} AS a ON a.id = near.one JOIN {table} AS b ON b.id = near.other
"""
SERVICES = """
WITH asked AS (SELECT id, organization_id FROM {services} WHERE id = ANY(%(keys)s::uuid[])),
beside AS (
    SELECT asked.id AS one, s.id AS other, false AS same_place
    FROM asked JOIN {services} AS s ON s.organization_id = asked.organization_id AND s.id <> asked.id
    UNION ALL
    SELECT here.service_id, there.service_id, true
    FROM asked JOIN {doors} AS here ON here.service_id = asked.id
    JOIN {doors} AS there ON there.location_id = here.location_id AND there.service_id <> here.service_id
),
told AS MATERIALIZED (
    SELECT id, telling_name(name) AS words FROM {services}
    WHERE id IN (SELECT one FROM beside UNION SELECT other FROM beside)
),
near AS (
    SELECT one, other, bool_or(same_place) AS same_place
    FROM beside JOIN told AS ours ON ours.id = one JOIN told AS theirs ON theirs.id = other
    WHERE ours.words %% theirs.words GROUP BY one, other
)
"""
ASSETS = """
WITH near AS (
    SELECT a.id AS one, b.id AS other, a.location_id = b.location_id OR address_mark(here.address) <> ''
        AND address_mark(here.address) = address_mark(there.address) AS same_place
    FROM {assets} AS a LEFT JOIN {locations} AS here ON here.id = a.location_id
    CROSS JOIN LATERAL (
        SELECT id, location_id, quarter_id FROM {assets}
        WHERE telling_name(name) %% telling_name(a.name) AND id <> a.id AND NOT offered_by_resident
    ) AS b LEFT JOIN {locations} AS there ON there.id = b.location_id
    WHERE a.id = ANY(%(keys)s::uuid[]) AND NOT a.offered_by_resident AND (
        a.location_id = b.location_id
        OR abs(here.latitude - there.latitude) < 0.001 AND abs(here.longitude - there.longitude) < 0.0014
        OR (here.latitude IS NULL OR there.latitude IS NULL) AND coalesce(
            coalesce(here.quarter_id, a.quarter_id) = coalesce(there.quarter_id, b.quarter_id), true)
    )
)
"""


def alike_services(keys):
    return alike(SERVICES + COMPARED.format(table="{services}"), keys)


def alike_assets(keys):
    return alike(ASSETS + COMPARED.format(table="{assets}"), keys)


def alike(query, keys):
    """Yields (key, key, [Why]); one query."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(query.format(**_TABLES), {"keys": [str(key) for key in keys]})
        for one, other, *names, marks, same_place in cursor.fetchall():
            if compared(*names) is Names.SAME:
                shared = [Why[mark.partition(" ")[0].upper()] for mark in sorted(marks)]
                yield one, other, [Why.NAME, *dict.fromkeys(shared), *([Why.ADDRESS] if same_place else [])]
