from django.db import migrations

TAKE_ALONG = """
UPDATE organizations_organization organization SET offers = said.offers, looks_for = said.looks_for
FROM network_networkmembership said
WHERE said.organization_id = organization.id AND said.state <> 'left' AND (said.offers, said.looks_for) <> ('', '');
"""
GIVE_BACK = """
UPDATE network_networkmembership said SET offers = organization.offers, looks_for = organization.looks_for
FROM organizations_organization organization
WHERE said.organization_id = organization.id AND said.state <> 'left';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0013_exchange"),
        ("organizations", "0010_reserved_contacts"),
    ]

    operations = [
        migrations.RunSQL(TAKE_ALONG, GIVE_BACK),
        migrations.RemoveField(model_name="networkmembership", name="looks_for"),
        migrations.RemoveField(model_name="networkmembership", name="offers"),
    ]
