import django.db.models.expressions
from django.db import migrations, models

# A meeting that had been a showcase once could still have stands, which nobody could see.
OF_A_SHOWCASE = """
DELETE FROM network_stand stand USING network_meeting meeting
    WHERE meeting.id = stand.meeting_id AND meeting.kind <> 'showcase';
ALTER TABLE network_stand ADD CONSTRAINT stand_is_of_a_showcase
    FOREIGN KEY (meeting_id, kind) REFERENCES network_meeting (id, kind) DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_MEETING = "ALTER TABLE network_stand DROP CONSTRAINT stand_is_of_a_showcase"


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0010_trainings"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("id", "kind"), name="meeting_with_its_kind"),
        ),
        migrations.AddField(
            model_name="stand",
            name="kind",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.Value("showcase"),
                output_field=models.CharField(max_length=18),
            ),
        ),
        migrations.RunSQL(OF_A_SHOWCASE, OF_ANY_MEETING),
    ]
