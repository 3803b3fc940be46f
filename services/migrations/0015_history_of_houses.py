"""Who has its place in a Casa delle Associazioni is kept too: an organisation comes back to where it was."""

from django.db import migrations

TABLE = "organizations_house_organizations"
KEPT = "'house_place', 'organization_id', '{point,last_modified,timetable_id,contacts,metadata,assurer_email}'"
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
    dependencies = [("services", "0014_reports_of_what_went"), ("organizations", "0011_houses")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
