from django.db import migrations, models
from django.db.models import Q

NO_MORE_WHY = "UPDATE community_application SET reasons = '{}' WHERE erased_at IS NOT NULL AND reasons <> '{}'"
NO_MORE_WHOSE = """
UPDATE community_pact SET application_id = NULL
WHERE application_id IN (SELECT id FROM community_application WHERE erased_at IS NOT NULL)
"""
EXCLUDED, ERASED = "application_is_excluded_for_a_reason", "application_that_is_erased_says_nothing_of_anybody"


def constraint(name, condition):
    return migrations.AddConstraint("application", models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    """Those erased before say no more why they were not admitted, and no pact of hours says whose they were."""

    dependencies = [("community", "0031_appeals_of_answers")]

    operations = [
        migrations.RemoveConstraint("application", EXCLUDED),
        migrations.RemoveConstraint("application", ERASED),
        migrations.RunSQL(NO_MORE_WHY, migrations.RunSQL.noop),
        constraint(
            EXCLUDED,
            Q(state="excluded") & ~Q(reasons=[]) | ~Q(state="excluded") & Q(reasons=[]) | Q(erased_at__isnull=False),
        ),
        constraint(
            ERASED,
            Q(erased_at=None)
            | Q(name="", phone="", household="", age=None, partner_age=None, residence="", permit=None)
            & Q(declared=[], person=None, quarter=None, assessed_on=None, email="", appeal="", to_tell="")
            & Q(reasons=[]),
        ),
        migrations.RunSQL(NO_MORE_WHOSE, migrations.RunSQL.noop),
    ]
