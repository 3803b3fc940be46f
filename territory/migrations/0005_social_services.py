from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0004_words")]

    operations = [
        migrations.AddField(
            "zone", "phone", models.CharField(blank=True, max_length=40, verbose_name="telefono del servizio sociale")
        ),
        migrations.AddField(
            "zone", "email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail del servizio sociale")
        ),
    ]
