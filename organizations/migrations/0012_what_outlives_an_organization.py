"""Reserved contacts wait for an organisation that is in the trash; a place does not go while it is a house."""

import django.db.models.deletion
from django.db import migrations, models

LET_GO_OF_THE_REST = """
DELETE FROM organizations_reservedcontact contact
WHERE NOT EXISTS (SELECT FROM organizations_organization WHERE id = contact.organization_id);
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0011_houses")]

    operations = [
        migrations.AlterField(
            model_name="reservedcontact",
            name="organization",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="reserved_contacts",
                to="organizations.organization",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, LET_GO_OF_THE_REST),
        migrations.AlterField(
            model_name="house",
            name="location",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="house",
                to="organizations.location",
                verbose_name="luogo",
            ),
        ),
    ]
