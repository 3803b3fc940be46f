"""What happens to a referral, step by step, and the first words in which people are told what is kept."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FIRST_NOTICES = {
    "hand_off": (
        "Per passarti a chi può aiutarti diciamo loro il tuo nome, un modo per trovarti e quando possono cercarti. "
        "Diciamo solo questo, e solo a loro. Da noi lo vedono le persone dello sportello che hanno fatto la "
        "formazione, e resta scritto chi guarda. Lo cancelliamo sei mesi dopo l’ultima volta che ci sentiamo, o "
        "prima se ce lo chiedi. Puoi dire di no: ti aiutiamo lo stesso, e puoi cambiare idea quando vuoi."
    ),
    "accompany": (
        "Una persona volontaria dello sportello viene con te. Per trovarvi sa il tuo nome e un modo per chiamarti. "
        "Quello che vede e sente lo tiene per sé. Puoi dire di no, anche all’ultimo momento."
    ),
    "call_back": (
        "Per richiamarti ci servono il tuo nome, un numero o un’e-mail e quando possiamo cercarti. Li vedono solo le "
        "persone dello sportello che ti richiama. Dopo la chiamata li cancelliamo, se non ci chiedi tu di seguirti "
        "ancora. Non servono documenti, e puoi ripensarci quando vuoi."
    ),
}

WHAT = [
    ("sent", "passaggio fatto"),
    ("opened", "chi riceve ha aperto i dati della persona"),
    ("reminded", "ricordato a chi riceve"),
    ("accepted", "accolto"),
    ("declined", "rifiutato"),
    ("proposed", "proposto un momento"),
    ("agreed", "appuntamento fissato"),
    ("expired", "scaduto senza risposta"),
    ("withdrawn", "ritirato"),
    ("redirected", "andato a un’altra porta"),
    ("unmet", "segnato come bisogno senza risposta"),
    ("received", "registrato il contatto allo sportello che riceve"),
    ("returned", "la persona è tornata con il codice"),
    ("ended", "si sa com’è andata"),
]

STATES = [
    ("draft", "da mandare"),
    ("sent", "mandato"),
    ("accepted", "accolto"),
    ("declined", "rifiutato"),
    ("expired", "senza risposta"),
    ("redirected", "andato a un’altra porta"),
    ("withdrawn", "ritirato"),
    ("completed", "riuscito"),
    ("not_completed", "non riuscito"),
]


def publish(apps, schema_editor):
    notices = apps.get_model("helpdesk", "Notice").objects
    for purpose, text in FIRST_NOTICES.items():
        notices.get_or_create(
            purpose=purpose, version=1, defaults={"text": text, "published_on": datetime.date(2026, 1, 1)}
        )


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0002_rules"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("referral", "proposed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "referral",
            "received_as",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="arrived_as",
                to="helpdesk.enquiry",
            ),
        ),
        migrations.AlterField(
            "referral",
            "state",
            models.CharField(choices=STATES, default="draft", max_length=13, verbose_name="stato"),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=WHAT, max_length=10)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="referral_steps",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="helpdesk.referral"
                    ),
                ),
            ],
            options={
                "verbose_name": "passo di un passaggio",
                "verbose_name_plural": "passi dei passaggi",
                "ordering": ["referral", "at", "id"],
            },
        ),
        migrations.RunPython(publish, migrations.RunPython.noop, elidable=False),
    ]
