"""The words read before somebody is passed on name all that the receiver is told: the first ones left some out."""

from django.db import migrations
from django.utils import timezone

TEXT = (
    "Per passarti a chi può aiutarti diciamo loro il tuo nome, un modo per trovarti, quando possono cercarti, poche "
    "parole su che cosa ti serve e, se c’è, l’appuntamento e che qualcuno viene con te. "
    "Diciamo solo questo, e solo a loro. Da noi lo vedono le persone dello sportello che hanno fatto la "
    "formazione, e resta scritto chi guarda. Lo cancelliamo sei mesi dopo l’ultima volta che ci sentiamo, o "
    "prima se ce lo chiedi. Puoi dire di no: ti aiutiamo lo stesso, e puoi cambiare idea quando vuoi."
)


def publish(apps, schema_editor):
    """After the first words, and after those that an instance has published itself."""
    notices = apps.get_model("helpdesk", "Notice").objects
    last = notices.filter(purpose="hand_off").order_by("-version").values_list("version", flat=True).first()
    if last == 1:
        notices.create(purpose="hand_off", version=2, text=TEXT, published_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0012_surveys")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
