"""State, closing and next opening of the few timetables on a page.

The query is long once its functions are inlined, and planning it took ten times as long as running it:
here it is planned once for each connection, for any moment.
"""

from django.db import migrations

OPENING_HOURS_AT = """
CREATE FUNCTION opening_hours_at(timetable_ids bigint[], at timestamp)
RETURNS TABLE (timetable_id bigint, state text, until timestamp, opens timestamp)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.timetable_id, s.state, n.until, n.opens
    FROM opening_states(at) s
    JOIN organizations_timetable t ON t.id = s.timetable_id
    CROSS JOIN LATERAL opening_next(t, at) n
    WHERE t.id = ANY (timetable_ids) AND s.timetable_id = ANY (timetable_ids);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_opening_hours_functions")]

    operations = [
        migrations.RunSQL(
            sql=[OPENING_HOURS_AT], reverse_sql=["DROP FUNCTION opening_hours_at(bigint[], timestamp)"]
        )
    ]
