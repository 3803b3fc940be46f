"""Where somebody answered "non siamo noi", nobody writes again before the address has changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0012_what_outlives_an_organization")]

    operations = [
        migrations.AddField(
            model_name="confirmationrequest",
            name="disowned_mailboxes",
            field=models.CharField(blank=True, editable=False, max_length=40),
        )
    ]
