from django.db import migrations, models

OF_NOBODY = "UPDATE helpdesk_referral SET message = '' WHERE message <> '' AND client_id IS NULL"


class Migration(migrations.Migration):
    """What is written for a receiver is about somebody, and goes with them: of nobody there is nothing to write."""

    dependencies = [("helpdesk", "0008_erased_and_owed")]

    operations = [
        migrations.RunSQL([OF_NOBODY, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                condition=models.Q(message="") | models.Q(client__isnull=False), name="message_is_about_a_client"
            ),
        ),
    ]
