from django.db import migrations, models

WHAT = [
    ("sent", "passaggio fatto"),
    ("opened", "chi riceve ha aperto i dati della persona"),
    ("not_left", "l’e-mail a chi riceve non è partita"),
    ("refused", "l’e-mail a chi riceve è stata rifiutata: l’indirizzo non va"),
    ("written", "l’e-mail a chi riceve è partita"),
    ("reminded", "ricordato a chi riceve"),
    ("accepted", "accolto"),
    ("declined", "rifiutato"),
    ("proposed", "proposto un momento"),
    ("agreed", "appuntamento fissato"),
    ("expired", "scaduto senza risposta"),
    ("withdrawn", "ritirato"),
    ("erased", "ritirato: la persona è stata cancellata"),
    ("redirected", "andato a un’altra porta"),
    ("unmet", "segnato come bisogno senza risposta"),
    ("received", "registrato il contatto allo sportello che riceve"),
    ("returned", "la persona è tornata con il codice"),
    ("ended", "si sa com’è andata"),
]


class Migration(migrations.Migration):
    """Of an address that a mail server refuses for good the desk is told, and nobody knocks there each day."""

    dependencies = [("helpdesk", "0010_withdrawn_call_backs")]

    operations = [
        migrations.AlterField("step", "what", models.CharField(choices=WHAT, max_length=10)),
        migrations.AddField("referral", "address_refused", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                condition=models.Q(address_refused=False) | ~models.Q(recipient_email=""),
                name="address_that_is_refused_is_there",
            ),
        ),
    ]
