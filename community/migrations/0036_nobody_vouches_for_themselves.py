from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# Of whom it is known that they vouched for themselves, it is not known any more who did.
BY_ANOTHER = """
UPDATE community_application SET assessed_by_id = NULL WHERE assessed_by_id = person_id;
UPDATE community_application SET decided_by_id = NULL WHERE decided_by_id = person_id;
UPDATE community_pact SET assessed_by_id = NULL WHERE assessed_by_id = participant_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
VETTED_BY_ANOTHER = """
CREATE FUNCTION community_member_is_vetted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM community_conciergemembership WHERE id = NEW.membership_id AND person_id = NEW.vetted_by_id)
    THEN
        RAISE EXCEPTION 'Who is trusted is vetted by another.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_is_vetted_by_another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER member_is_vetted BEFORE INSERT OR UPDATE OF membership_id, vetted_by_id ON community_vetting
    FOR EACH ROW EXECUTE FUNCTION community_member_is_vetted();
"""
VETTED_BY_ANYBODY = """
DROP TRIGGER member_is_vetted ON community_vetting;
DROP FUNCTION community_member_is_vetted();
"""


def another(who, than, name):
    condition = Q(**{than: None}) | Q(**{who: None}) | ~Q(**{who: F(than)})
    return models.CheckConstraint(condition=condition, name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0035_corrected_exchanges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(BY_ANOTHER, migrations.RunSQL.noop),
        migrations.AddConstraint("application", another("assessed_by", "person", "applicant_is_assessed_by_another")),
        migrations.AddConstraint("application", another("decided_by", "person", "application_is_decided_by_another")),
        migrations.AddConstraint(
            "pact", another("assessed_by", "participant", "who_gives_hours_is_assessed_by_another")
        ),
        migrations.RunSQL(VETTED_BY_ANOTHER, VETTED_BY_ANYBODY),
    ]
