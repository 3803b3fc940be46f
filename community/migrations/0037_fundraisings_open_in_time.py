from django.db import migrations

IN_TIME = """
CREATE FUNCTION community_fundraising_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ends_on < (now() AT TIME ZONE 'Europe/Rome')::date THEN
        RAISE EXCEPTION 'A fund-raising is not opened after its last day.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fundraising_opens_by_its_last_day';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fundraising_opens BEFORE UPDATE OF state ON community_fundraising
    FOR EACH ROW WHEN (NEW.state = 'open' AND OLD.state <> 'open') EXECUTE FUNCTION community_fundraising_opens();
"""
AT_ANY_TIME = """
DROP TRIGGER fundraising_opens ON community_fundraising;
DROP FUNCTION community_fundraising_opens();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0036_nobody_vouches_for_themselves")]

    operations = [migrations.RunSQL(IN_TIME, AT_ANY_TIME)]
