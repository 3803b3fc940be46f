"""The access log only grows; what is older than twelve months may go, and nothing is ever changed."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION accounts_access_log_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '12 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The access log is written once: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER access_log_row_is_written_once BEFORE UPDATE OR DELETE ON accounts_accesslog
    FOR EACH ROW EXECUTE FUNCTION accounts_access_log_is_written_once();
CREATE TRIGGER access_log_is_not_emptied BEFORE TRUNCATE ON accounts_accesslog
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_access_log_is_written_once();
"""

ALLOW = """
DROP TRIGGER access_log_row_is_written_once ON accounts_accesslog;
DROP TRIGGER access_log_is_not_emptied ON accounts_accesslog;
DROP FUNCTION accounts_access_log_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_access")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
