"""What an entry said is forgotten thirty days after it went; that it was there, and who took it away, stays."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION services_what_stays(kept jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT jsonb_build_object('forgotten', true) || COALESCE(jsonb_object_agg(name, value), '{}')
    FROM jsonb_each(kept) AS each (name, value)
    WHERE name IN ('id', 'name', 'slug') OR name LIKE '%\\_id' AND name <> 'program_id'
$$;

-- Whether the last that happened to the row of this key is that it went, thirty days ago or earlier.
CREATE FUNCTION services_is_long_gone(of_row text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT change.verb = 'delete' AND act.at < now() - interval '30 days'
        FROM services_rowchange change JOIN services_act act ON act.id = change.act_id
        WHERE change.key = of_row ORDER BY change.id DESC LIMIT 1
    ), false)
$$;

-- Of an entry, its own going; of where it was and how far it reached, that of the entry or of the place.
CREATE FUNCTION services_may_be_forgotten(change services_rowchange) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN change.kind IN ('organization', 'location', 'service', 'asset', 'community_point')
            THEN services_is_long_gone(change.key)
        WHEN change.kind IN ('service_at_location', 'service_area')
            THEN services_is_long_gone(change.parent) OR services_is_long_gone(change.before->>'location_id')
        ELSE false
    END
$$;

CREATE OR REPLACE FUNCTION services_history_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'services_rowchange' THEN
        IF OLD.kind IN ('member', 'mandate') AND EXISTS (
            SELECT FROM services_act WHERE id = OLD.act_id AND at < now() - interval '24 months'
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'services_rowchange' THEN
        IF (NEW.id, NEW.act_id, NEW.kind, NEW.verb, NEW.key, NEW.parent, NEW.before, NEW.after)
            IS NOT DISTINCT FROM (OLD.id, OLD.act_id, OLD.kind, OLD.verb, OLD.key, OLD.parent,
                services_what_stays(OLD.before), services_what_stays(OLD.after))
            AND services_may_be_forgotten(OLD)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The history is written once: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
"""
UNDO = """
CREATE OR REPLACE FUNCTION services_history_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'services_rowchange' THEN
        IF OLD.kind IN ('member', 'mandate') AND EXISTS (
            SELECT FROM services_act WHERE id = OLD.act_id AND at < now() - interval '24 months'
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The history is written once: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
DROP FUNCTION services_may_be_forgotten, services_is_long_gone, services_what_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0012_merging")]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
