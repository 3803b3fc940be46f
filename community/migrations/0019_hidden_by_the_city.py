"""What is hidden after a report is shown again by an appeal alone, not by who keeps the group alive."""

from django.db import migrations

STAYS = """
CREATE FUNCTION community_stays_hidden() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM community_moderationdecision AS decided
        WHERE decided.kind = TG_ARGV[0] AND decided.thing = OLD.id::text AND decided.outcome = 'upheld'
            AND NOT EXISTS (
                SELECT FROM community_moderationappeal WHERE decision_id = decided.id AND state = 'granted')
    ) THEN
        RAISE EXCEPTION 'What is hidden after a report is shown again by an appeal alone.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hidden_after_a_report_stays_hidden';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stays_hidden BEFORE UPDATE OF state ON community_post FOR EACH ROW
    WHEN (OLD.state = 'hidden' AND NEW.state <> 'hidden') EXECUTE FUNCTION community_stays_hidden('group_post');
CREATE TRIGGER stays_hidden BEFORE UPDATE OF hidden_at ON community_reply FOR EACH ROW
    WHEN (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS NULL)
    EXECUTE FUNCTION community_stays_hidden('group_reply');
CREATE INDEX moderation_decision_by_thing ON community_moderationdecision (kind, thing);
"""
GOES = """
DROP INDEX moderation_decision_by_thing;
DROP TRIGGER stays_hidden ON community_reply;
DROP TRIGGER stays_hidden ON community_post;
DROP FUNCTION community_stays_hidden();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0018_pact_application")]

    operations = [migrations.RunSQL(STAYS, GOES)]
