import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0015_meeting_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoordinatorsTold",
            fields=[
                (
                    "network",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="network.network",
                    ),
                ),
                ("told_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "avviso a chi coordina",
                "verbose_name_plural": "avvisi a chi coordina",
            },
        ),
        migrations.RemoveIndex(model_name="bulletinitem", name="bulletin_item_reminded_of"),
        migrations.RemoveField(model_name="bulletinitem", name="reminded_at"),
        migrations.AddField(
            model_name="enrolment",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangenotice",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
