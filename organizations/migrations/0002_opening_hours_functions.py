"""The one rule of opening hours, in SQL (docs/adr/0002-opening-hours.md).

Minutes are those of the local wall clock since the midnight at which a day begins: an opening belongs to the day on which it
begins, and may run past 1440. A degree is 2 for certain, 1 for not confirmed, 0 for closed. Bodies are bound when they are created, so an empty `search_path` or a
restore finds what they name. All but `opening_holidays` are inlined by the planner into the query that
asks: keep them single expressions, or single SELECTs that return tables.
"""

from django.db import migrations

CALENDAR = """
CREATE FUNCTION opening_holidays(day date) RETURNS int8multirange
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10000 SET search_path FROM CURRENT
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM territory_holiday h
        WHERE h.municipality_id IS NULL
          AND h.date BETWEEN make_date(extract(year FROM day)::int, 1, 1)
                         AND make_date(extract(year FROM day)::int, 12, 31)
    ) THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((
        SELECT range_agg(int8range(h.municipality_id, h.municipality_id, '[]'))
        FROM territory_holiday h WHERE h.date = day
    ), '{}');
END
$$;
COMMENT ON FUNCTION opening_holidays(date) IS
'Municipalities for which the day is a public holiday: (,) for a national one, NULL if nobody has filled that year.';

CREATE FUNCTION opening_week(day date, wkst int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (day - '0001-01-01'::date - wkst) / 7;
COMMENT ON FUNCTION opening_week(date, int) IS 'A running number of the weeks that begin on wkst, 0 Monday to 6 Sunday.';

CREATE FUNCTION opening_year_of_week(day date, wkst int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN extract(year FROM '0001-01-01'::date + opening_week(day, wkst) * 7 + wkst + 3);

CREATE FUNCTION opening_week_of_year(day date, wkst int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + opening_week(day, wkst) - opening_week(make_date(opening_year_of_week(day, wkst), 1, 4), wkst);
COMMENT ON FUNCTION opening_week_of_year(date, int) IS
'RFC 5545 BYWEEKNO: week 1 is the first with at least four days in its year.';

CREATE FUNCTION opening_marks(day date) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[
    (ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow FROM day)::int],
    (extract(day FROM day)::int + 6) / 7
        || (ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow FROM day)::int],
    (day - (date_trunc('month', day::timestamp) + '1 month'::interval)::date - 6) / 7
        || (ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow FROM day)::int],
    'd' || extract(day FROM day)::int,
    'd' || day - (date_trunc('month', day::timestamp) + '1 month'::interval)::date,
    'y' || extract(doy FROM day)::int,
    'y' || day - make_date(extract(year FROM day)::int + 1, 1, 1)
];
COMMENT ON FUNCTION opening_marks(date) IS
'What BYDAY, BYMONTHDAY and BYYEARDAY may say of a day: TU 1TU -4TU, d7 d-25 of the month, y341 y-25 of the year.';

CREATE FUNCTION opening_calendar(first_day date, last_day date)
RETURNS TABLE (day date, holidays int8multirange, marks text[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT first_day + n, opening_holidays(first_day + n), opening_marks(first_day + n)
    FROM generate_series(0, last_day - first_day) n
    OFFSET 0;
END;
"""

DAY = """
CREATE FUNCTION opening_certainty(t organizations_timetable, day date, holidays int8multirange) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN t.closed_on @> day THEN 0
    WHEN t.on_holidays = 'open' OR NOT holidays @> coalesce(t.municipality_id, 0) THEN 2
    WHEN t.on_holidays = 'closed' AND holidays IS NOT NULL THEN 0
    ELSE 1
END;
COMMENT ON FUNCTION opening_certainty(organizations_timetable, date, int8multirange) IS
'The degree that openings which begin on a day can reach: closures first, then public holidays.';

CREATE FUNCTION opening_rule_falls_on(rule jsonb, day date, marks text[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN rule ? 'byday' THEN rule -> 'byday' ?| marks ELSE true END
AND CASE WHEN rule ? 'first' THEN day >= (rule ->> 'first')::date ELSE true END
AND CASE WHEN rule ? 'last' THEN day <= (rule ->> 'last')::date ELSE true END
AND CASE WHEN rule ? 'bymonthday' THEN rule -> 'bymonthday' ?| marks ELSE true END
AND CASE WHEN rule ? 'byyearday' THEN rule -> 'byyearday' ?| marks ELSE true END
AND CASE WHEN rule ? 'byweekno' THEN rule -> 'byweekno' ?| ARRAY[
    opening_week_of_year(day, (rule -> 'wkst')::int)::text,
    (opening_week_of_year(day, (rule -> 'wkst')::int) - opening_week_of_year(
        make_date(opening_year_of_week(day, (rule -> 'wkst')::int), 12, 28), (rule -> 'wkst')::int
    ) - 1)::text
] ELSE true END
AND CASE rule ->> 'every'
    WHEN 'week' THEN (
        opening_week(day, (rule -> 'wkst')::int) - opening_week((rule ->> 'dtstart')::date, (rule -> 'wkst')::int)
    ) % (rule -> 'interval')::int = 0
    WHEN 'month' THEN (
        (extract(year FROM day) - extract(year FROM (rule ->> 'dtstart')::date)) * 12
        + extract(month FROM day) - extract(month FROM (rule ->> 'dtstart')::date)
    )::int % (rule -> 'interval')::int = 0
    ELSE true
END;
COMMENT ON FUNCTION opening_rule_falls_on(jsonb, date, text[]) IS
'Whether an opening of a rule begins on a day; every part of a rule is there only where it limits something.';

CREATE FUNCTION opening_day(t organizations_timetable, day date, holidays int8multirange, marks text[])
RETURNS TABLE (certain int4multirange, unconfirmed int4multirange)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(range_agg(p.minutes) FILTER (WHERE least(p.degree, c.degree) = 2), '{}'),
           coalesce(range_agg(p.minutes) FILTER (WHERE least(p.degree, c.degree) = 1), '{}')
    FROM (
        SELECT opening_certainty(t, day, holidays) AS degree,
               (extract(isodow FROM day)::int - 1) * 1440 AS midnight,
               extract(isodow FROM day)::int % 7 * 1440 AS next_midnight
    ) c
    CROSS JOIN LATERAL (
        SELECT int4range(lower(o) - c.midnight, upper(o) - c.midnight) AS minutes, 2 AS degree
        FROM unnest(t.same_day * int4multirange(int4range(c.midnight, c.midnight + 1440))) o
        UNION ALL
        SELECT int4range(lower(o) - c.next_midnight + 1440, upper(o) - c.next_midnight + 1440), 2
        FROM unnest(t.past_midnight * int4multirange(int4range(c.next_midnight, c.next_midnight + 1440))) o
        UNION ALL
        SELECT int4range((r -> 'opens')::int, (r -> 'closes')::int), (r -> 'degree')::int
        FROM jsonb_array_elements(t.rules) r
        WHERE opening_rule_falls_on(r, day, marks)
    ) p;
END;
COMMENT ON FUNCTION opening_day(organizations_timetable, date, int8multirange, text[]) IS
'Minutes since midnight (0..2880) of the openings that begin on a day: certain, and not confirmed.';
"""

STATES = """
CREATE FUNCTION opening_states(at timestamp) RETURNS TABLE (timetable_id bigint, state text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20000
BEGIN ATOMIC
    SELECT t.id, (ARRAY['closed', 'unknown', 'open'])[1 + greatest(
        CASE WHEN t.same_day @> c.week_minute THEN opening_certainty(t, c.today, c.holidays) ELSE 0 END,
        CASE WHEN t.past_midnight @> c.week_minute THEN opening_certainty(t, c.before, c.holidays_before) ELSE 0 END,
        CASE WHEN t.rules <> '[]' THEN (
            SELECT max(least((r -> 'degree')::int, CASE
                WHEN c.minute >= (r -> 'opens')::int AND c.minute < (r -> 'closes')::int
                     AND opening_rule_falls_on(r, c.today, c.marks)
                THEN opening_certainty(t, c.today, c.holidays)
                WHEN c.minute + 1440 < (r -> 'closes')::int AND c.minute + 1440 >= (r -> 'opens')::int
                     AND opening_rule_falls_on(r, c.before, c.marks_before)
                THEN opening_certainty(t, c.before, c.holidays_before)
                ELSE 0
            END))
            FROM jsonb_array_elements(t.rules) r
        ) ELSE 0 END
    )]
    FROM (
        SELECT at::date AS today, opening_holidays(at::date) AS holidays, opening_marks(at::date) AS marks,
               at::date - 1 AS before, opening_holidays(at::date - 1) AS holidays_before,
               opening_marks(at::date - 1) AS marks_before,
               extract(epoch FROM at::time)::int / 60 AS minute,
               (extract(isodow FROM at)::int - 1) * 1440 + extract(epoch FROM at::time)::int / 60 AS week_minute
        OFFSET 0
    ) c
    CROSS JOIN organizations_timetable t;
END;
COMMENT ON FUNCTION opening_states(timestamp) IS
'The rule: whether every timetable is open, closed or unknown at a local time. The calendar is looked up once.';
"""

NEXT = """
CREATE FUNCTION opening_next_within(t organizations_timetable, at timestamp, days int)
RETURNS TABLE (until timestamp, opens timestamp)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT (SELECT at::date + upper(o) * '1 minute'::interval FROM unnest(s.openings) o
            WHERE o @> s.minute AND upper(o) < (days + 1) * 1440),
           (SELECT at::date + min(lower(o)) * '1 minute'::interval FROM unnest(s.openings) o
            WHERE lower(o) > s.minute AND NOT s.openings @> s.minute)
    FROM (
        SELECT extract(epoch FROM at::time)::int / 60 AS minute,
               range_agg(int4range(
                   lower(o) + (c.day - at::date) * 1440, upper(o) + (c.day - at::date) * 1440
               )) AS openings
        FROM opening_calendar(at::date - 1, at::date + days) c
        CROSS JOIN LATERAL opening_day(t, c.day, c.holidays, c.marks) d
        CROSS JOIN LATERAL unnest(d.certain) o
    ) s;
END;

CREATE FUNCTION opening_next(t organizations_timetable, at timestamp, days int DEFAULT 14)
RETURNS TABLE (until timestamp, opens timestamp)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT n.until, n.opens FROM opening_next_within(t, at, 2) n WHERE n.until IS NOT NULL OR n.opens IS NOT NULL
    UNION ALL
    SELECT n.until, n.opens FROM opening_next_within(t, at, days) n
    LIMIT 1;
END;
COMMENT ON FUNCTION opening_next(organizations_timetable, timestamp, int) IS
'Certainly open: until when, touching openings joined, NULL past the days looked at. Otherwise: when it opens next.';
"""

WEEKDAY = """
CREATE FUNCTION opening_on_weekday(from_day date, slot int4range) RETURNS TABLE (timetable_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
    WITH calendar AS MATERIALIZED (
        SELECT c.day, c.holidays, c.marks, s.slot
        FROM (VALUES (0, slot), (-1, int4range(lower(slot) + 1440, upper(slot) + 1440))) s (shift, slot)
        CROSS JOIN generate_series(0, 4) week
        CROSS JOIN LATERAL opening_calendar(from_day + week * 7 + s.shift, from_day + week * 7 + s.shift) c
    ), asked AS MATERIALIZED (
        SELECT opening_holidays(from_day) AS holidays, opening_holidays(from_day + 7) AS holidays_after,
               int4range(lower(slot) + (extract(isodow FROM from_day)::int - 1) * 1440,
                         upper(slot) + (extract(isodow FROM from_day)::int - 1) * 1440) AS week_slot
    )
    SELECT t.id
    FROM asked a
    CROSS JOIN organizations_timetable t
    WHERE CASE
        WHEN t.same_day && a.week_slot AND (
            opening_certainty(t, from_day, a.holidays) = 2 OR opening_certainty(t, from_day + 7, a.holidays_after) = 2
        ) THEN true
        WHEN t.rules = '[]' AND NOT t.same_day && a.week_slot AND NOT t.past_midnight && a.week_slot THEN false
        ELSE EXISTS (
            SELECT FROM calendar c
            CROSS JOIN LATERAL opening_day(t, c.day, c.holidays, c.marks) d
            WHERE d.certain && c.slot
        )
    END;
END;
COMMENT ON FUNCTION opening_on_weekday(date, int4range) IS
'Timetables certainly open at some minute of the slot (0..1440) on from_day or on the same weekday of the four weeks after.';
"""

FUNCTIONS = [
    "opening_holidays(date)",
    "opening_week(date, int)",
    "opening_year_of_week(date, int)",
    "opening_week_of_year(date, int)",
    "opening_marks(date)",
    "opening_calendar(date, date)",
    "opening_certainty(organizations_timetable, date, int8multirange)",
    "opening_rule_falls_on(jsonb, date, text[])",
    "opening_day(organizations_timetable, date, int8multirange, text[])",
    "opening_states(timestamp)",
    "opening_next_within(organizations_timetable, timestamp, int)",
    "opening_next(organizations_timetable, timestamp, int)",
    "opening_on_weekday(date, int4range)",
]


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("territory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=[CALENDAR, DAY, STATES, NEXT, WEEKDAY],
            reverse_sql=[f"DROP FUNCTION {function}" for function in reversed(FUNCTIONS)],
        )
    ]
