"""A sheet of paper is copied also after the last day, until the survey is published."""

from django.db import migrations, models

OPEN = """
CREATE OR REPLACE FUNCTION community_survey_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM community_communitysurvey WHERE id = NEW.survey_id AND published_at IS NULL
            AND %s
    ) THEN
        RAISE EXCEPTION 'A survey is answered while it is open.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'survey_is_answered_while_it_is_open';
    END IF;
    RETURN NEW;
END
$$;
"""
TODAY = "(now() AT TIME ZONE 'Europe/Rome')::date"
BEFORE = OPEN % f"period @> {TODAY}"
AFTER = OPEN % f"(period @> {TODAY} OR NEW.on_paper AND lower(period) <= {TODAY})"


class Migration(migrations.Migration):
    dependencies = [("community", "0021_calls_that_end")]

    operations = [
        migrations.AddField("surveytaken", "on_paper", models.BooleanField(default=False)),
        migrations.RunSQL(AFTER, BEFORE),
    ]
