"""Published cells are a city's, rounded, of two dimensions at most, and never change."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

TWO_AT_MOST = """
ALTER TABLE helpdesk_publishedcell ADD CONSTRAINT published_cell_has_two_dimensions_at_most
    CHECK (jsonb_typeof(dimensions) = 'object'
           AND jsonb_array_length(jsonb_path_query_array(dimensions, '$.keyvalue()')) <= 2);
"""
ANY = "ALTER TABLE helpdesk_publishedcell DROP CONSTRAINT published_cell_has_two_dimensions_at_most"

NEVER_CHANGES = """
CREATE FUNCTION helpdesk_published_cell_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What is published is not changed: two versions could be told apart.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER published_cell_never_changes BEFORE UPDATE ON helpdesk_publishedcell
    FOR EACH ROW EXECUTE FUNCTION helpdesk_published_cell_never_changes();
"""
CHANGES = """
DROP TRIGGER published_cell_never_changes ON helpdesk_publishedcell;
DROP FUNCTION helpdesk_published_cell_never_changes();
"""

MEASURES = [("enquiries", "contatti"), ("unmet", "richieste senza risposta"), ("referrals", "passaggi")]


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0004_referral_steps"), ("territory", "0001_initial")]

    operations = [
        migrations.RunSQL("DELETE FROM helpdesk_publishedcell", migrations.RunSQL.noop),  # nothing wrote any before
        migrations.RemoveConstraint("publishedcell", "one_cell_for_each_question"),
        migrations.AddField(
            "publishedcell",
            "municipality",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="published_cells",
                to="territory.municipality",
            ),
        ),
        migrations.AlterField("publishedcell", "value", models.PositiveIntegerField()),
        migrations.AlterField("publishedcell", "measure", models.CharField(choices=MEASURES, max_length=9)),
        migrations.AddConstraint(
            "publishedcell",
            models.UniqueConstraint(
                fields=["municipality", "period", "measure", "dimensions"], name="one_cell_for_each_question"
            ),
        ),
        migrations.AddConstraint(
            "publishedcell",
            models.CheckConstraint(
                condition=Q(value__gte=5, value=F("value") / 5 * 5), name="published_value_is_rounded_to_five"
            ),
        ),
        migrations.RunSQL(TWO_AT_MOST, ANY),
        migrations.RunSQL(NEVER_CHANGES, CHANGES),
    ]
