"""The triggers that keep the history, and those that let nobody change it (docs/adr/0009-history.md)."""

from django.db import migrations

# kind → (table, what a row hangs on); with migration 0015 those of services.history.kinds; a test compares.
TABLES = {
    "organization": ("organizations_organization", ""),
    "location": ("organizations_location", "organization_id"),
    "community_point": ("organizations_communitypoint", ""),
    "point_quarter": ("organizations_communitypoint_quarters", "communitypoint_id"),
    "point_partner": ("organizations_communitypoint_partners", "communitypoint_id"),
    "opening_hours": ("organizations_openinghours", ""),
    "schedule": ("organizations_schedule", "opening_hours_id"),
    "closure": ("organizations_closure", "opening_hours_id"),
    "service": ("services_service", "organization_id"),
    "service_at_location": ("services_serviceatlocation", "service_id"),
    "service_area": ("services_servicearea", "service_id"),
    "service_term": ("services_service_terms", "service_id"),
    "asset": ("services_asset", "organization_id"),
    "asset_term": ("services_asset_terms", "asset_id"),
    "taxonomy": ("services_taxonomy", ""),
    "term": ("services_taxonomyterm", "taxonomy_id"),
    "member": ("organizations_organizationmember", "organization_id"),
    "mandate": ("organizations_mandate", "community_point_id"),
}
# What is worked out from the rest, moves with every change, or concerns persons.
NOT_KEPT = "{point,last_modified,timetable_id,contacts,metadata,assurer_email}"
# A row in which this is true is of a person: that it changed is kept, and not how.
OF_A_PERSON = {"asset": "offered_by_resident"}

FUNCTIONS = """
CREATE FUNCTION services_act() RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    told jsonb := NULLIF(current_setting('pghistory.context_metadata', true), '');
    act uuid := NULLIF(current_setting('pghistory.context_id', true), '');
BEGIN
    act := COALESCE(act, md5(pg_current_xact_id()::text || now()::text)::uuid);
    INSERT INTO services_act (id, at, by_id, how, undoes)
    VALUES (act, clock_timestamp(), (told->>'user')::bigint, COALESCE(
        left(told->>'source', 200),
        CASE WHEN told IS NULL THEN 'sql' WHEN told->>'url' LIKE '/api/%%' THEN 'api'
             WHEN told->>'url' LIKE '/amministrazione/%%' THEN 'admin' ELSE 'page' END
    ), (told->>'undoes')::uuid)
    ON CONFLICT (id) DO NOTHING;
    RETURN act;
END
$$;

CREATE FUNCTION services_keep_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows) THEN
        EXECUTE format(
            'INSERT INTO services_rowchange (act_id, kind, verb, key, parent)
             SELECT $1, $2, ''insert'', id::text, %%s::text FROM new_rows', TG_ARGV[1]
        ) USING services_act(), TG_ARGV[0];
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION services_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows) THEN
        EXECUTE format(
            'INSERT INTO services_rowchange (act_id, kind, verb, key, parent, before)
             SELECT $1, $2, ''delete'', id::text, %%s::text, CASE WHEN NOT %%s THEN to_jsonb(o) - $3 END
             FROM old_rows o', TG_ARGV[1], TG_ARGV[3]
        ) USING services_act(), TG_ARGV[0], TG_ARGV[2]::text[];
    END IF;
    RETURN NULL;
END
$$;

-- A row whose key was changed has no partner: it counts as one taken away and one added.
CREATE FUNCTION services_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'WITH pairs AS (
            SELECT COALESCE(n.id, o.id)::text AS key, COALESCE(n.%%1$s, o.%%1$s)::text AS parent,
                CASE WHEN o.id IS NULL THEN ''insert'' WHEN n.id IS NULL THEN ''delete'' ELSE ''update'' END AS verb,
                COALESCE(o.%%2$s, false) OR COALESCE(n.%%2$s, false) AS of_a_person,
                to_jsonb(o) - $2 AS old, to_jsonb(n) - $2 AS new
            FROM (SELECT *, NULL::text AS nothing, false AS no FROM old_rows) o
            FULL JOIN (SELECT *, NULL::text AS nothing, false AS no FROM new_rows) n ON n.id = o.id
        ), changed AS MATERIALIZED (
            SELECT verb, key, parent, of_a_person, old, ARRAY(
                SELECT name FROM jsonb_each(new) AS each (name, value) WHERE value IS DISTINCT FROM old->name
            ) AS names, new
            FROM pairs WHERE verb <> ''update'' OR new IS DISTINCT FROM old
        ), act AS MATERIALIZED (SELECT services_act() AS id WHERE EXISTS (SELECT FROM changed))
        INSERT INTO services_rowchange (act_id, kind, verb, key, parent, before, after)
        SELECT act.id, $1, verb, key, parent,
            CASE WHEN of_a_person OR verb = ''insert'' THEN NULL WHEN verb = ''delete'' THEN old
                 ELSE (SELECT jsonb_object_agg(name, old->name) FROM unnest(names) AS name) END,
            CASE WHEN NOT of_a_person AND verb = ''update''
                 THEN (SELECT jsonb_object_agg(name, new->name) FROM unnest(names) AS name) END
        FROM changed, act', TG_ARGV[1], TG_ARGV[3]
    ) USING TG_ARGV[0], TG_ARGV[2]::text[];
    RETURN NULL;
END
$$;

CREATE FUNCTION services_history_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'services_rowchange' THEN
        IF OLD.kind IN ('member', 'mandate') AND EXISTS (
            SELECT FROM services_act WHERE id = OLD.act_id AND at < now() - interval '24 months'
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The history is written once: %% refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER act_is_written_once BEFORE UPDATE OR DELETE ON services_act
    FOR EACH ROW EXECUTE FUNCTION services_history_is_written_once();
CREATE TRIGGER acts_are_not_emptied BEFORE TRUNCATE ON services_act
    FOR EACH STATEMENT EXECUTE FUNCTION services_history_is_written_once();
CREATE TRIGGER change_is_written_once BEFORE UPDATE OR DELETE ON services_rowchange
    FOR EACH ROW EXECUTE FUNCTION services_history_is_written_once();
CREATE TRIGGER changes_are_not_emptied BEFORE TRUNCATE ON services_rowchange
    FOR EACH STATEMENT EXECUTE FUNCTION services_history_is_written_once();
""".replace("%%", "%")

KEEPS = """
CREATE TRIGGER keeps_{verb} AFTER {verb} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION services_keep_{verb}('{kind}', '{upward}', '{not_kept}', '{of_a_person}');
"""
ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
UNDO = """
DROP FUNCTION services_keep_insert, services_keep_update, services_keep_delete CASCADE;
DROP FUNCTION services_history_is_written_once CASCADE;
DROP FUNCTION services_act;
"""


def triggers():
    for kind, (table, upward) in TABLES.items():
        for verb, rows in ROWS.items():
            nothing, no = ("nothing", "no") if verb == "update" else ("NULL", "false")
            yield KEEPS.format(
                verb=verb,
                table=table,
                rows=rows,
                kind=kind,
                upward=upward or nothing,
                not_kept=NOT_KEPT,
                of_a_person=OF_A_PERSON.get(kind, no),
            )


class Migration(migrations.Migration):
    dependencies = [("services", "0007_history"), ("organizations", "0006_upkeep")]

    operations = [migrations.RunSQL(FUNCTIONS + "".join(triggers()), UNDO)]
