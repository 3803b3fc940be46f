from django.db import migrations, models

STAYS = """
CREATE FUNCTION bulletin_item_written_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was written of a decided item stays.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_bulletin_item_keeps_what_was_written';
END
$$;
CREATE TRIGGER network_bulletinitem_written_stays BEFORE UPDATE ON network_bulletinitem FOR EACH ROW
    WHEN (OLD.state <> 'submitted' AND (OLD.written_title, OLD.written_text, OLD.revision)
        IS DISTINCT FROM (NEW.written_title, NEW.written_text, NEW.revision))
    EXECUTE FUNCTION bulletin_item_written_stays();
"""
GOES = """
DROP TRIGGER network_bulletinitem_written_stays ON network_bulletinitem;
DROP FUNCTION bulletin_item_written_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0007_suggestions"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletinitem",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="bulletinitem",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="bulletinitem",
            name="written_text",
            field=models.TextField(blank=True, editable=False, max_length=1500),
        ),
        migrations.AddField(
            model_name="bulletinitem",
            name="written_title",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddIndex(
            model_name="bulletinitem",
            index=models.Index(fields=["network", "-reminded_at"], name="bulletin_item_reminded_of"),
        ),
        migrations.AddConstraint(
            model_name="bulletinitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written_text", ""), ("written_title", "")),
                    models.Q(
                        models.Q(("written_title", ""), _negated=True),
                        models.Q(("written_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mended_bulletin_item_keeps_all_that_was_written",
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
