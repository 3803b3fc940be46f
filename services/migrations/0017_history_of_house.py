"""That a place became a Casa delle Associazioni, how it was called, and that it is one no longer, is kept too."""

from django.db import migrations

TABLE = "organizations_house"
# Its words are not: a key that is a number cannot be forgotten by itself, thirty days after it went.
KEPT = "'house', 'location_id', '{words}'"
TRIGGERS = f"""
CREATE TRIGGER keeps_insert AFTER INSERT ON {TABLE} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION services_keep_insert({KEPT}, 'false');
CREATE TRIGGER keeps_update AFTER UPDATE ON {TABLE} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION services_keep_update({KEPT}, 'no');
CREATE TRIGGER keeps_delete AFTER DELETE ON {TABLE} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION services_keep_delete({KEPT}, 'false');
"""
UNDO = "".join(f"DROP TRIGGER keeps_{verb} ON {TABLE};" for verb in ("insert", "update", "delete"))


class Migration(migrations.Migration):
    dependencies = [("services", "0016_found_together"), ("organizations", "0011_houses")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
