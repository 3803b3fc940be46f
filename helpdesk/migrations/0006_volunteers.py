import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0007_published_cells"),
        ("organizations", "0008_confirmations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_link",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "calendario dei turni",
                "verbose_name_plural": "calendari dei turni",
            },
        ),
        migrations.AddField(
            model_name="volunteerapplication",
            name="learned",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=13), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="volunteerapplication",
            name="learned_on",
            field=models.DateField(blank=True, null=True, verbose_name="formazione finita il"),
        ),
        migrations.AddField(
            model_name="volunteerapplication",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="application",
                to="organizations.invitation",
            ),
        ),
    ]
