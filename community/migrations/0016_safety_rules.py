"""A decision is of the thing that was reported; an appeal is read by somebody else, and comes in its time."""

from django.db import migrations

from helpdesk.moves import only_legal_moves

REPORTS = {
    "": {"open"},
    "open": {"looking", "upheld", "dismissed"},
    "looking": {"open", "upheld", "dismissed"},
}
APPEALS = {"": {"open"}, "open": {"granted", "refused"}}

OF_THE_THING = """
ALTER TABLE community_moderationreport ADD CONSTRAINT moderation_report_is_settled_by_a_decision_of_its_thing
    FOREIGN KEY (decision_id, network_id, kind, thing, state)
    REFERENCES community_moderationdecision (id, network_id, kind, thing, outcome) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE community_suspension ADD CONSTRAINT suspension_is_of_whom_the_decision_is_about
    FOREIGN KEY (decision_id, network_id, person_id)
    REFERENCES community_moderationdecision (id, network_id, about_id) DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_THING = """
ALTER TABLE community_suspension DROP CONSTRAINT suspension_is_of_whom_the_decision_is_about;
ALTER TABLE community_moderationreport DROP CONSTRAINT moderation_report_is_settled_by_a_decision_of_its_thing;
"""
FAIR = """
CREATE FUNCTION community_appeal_is_fair() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided community_moderationdecision;
BEGIN
    SELECT * INTO decided FROM community_moderationdecision WHERE id = NEW.decision_id;
    IF decided.outcome <> 'upheld' OR NEW.made_at > decided.decided_at + interval '14 days' THEN
        RAISE EXCEPTION 'An appeal is against a decision to hide, within 14 days.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'moderation_appeal_comes_in_its_time';
    END IF;
    IF NEW.decided_by_id = decided.decided_by_id OR NEW.decided_by_id = decided.about_id THEN
        RAISE EXCEPTION 'An appeal is read by somebody else than who decided, and than who appeals.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'moderation_appeal_is_read_by_somebody_else';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER appeal_is_fair BEFORE INSERT OR UPDATE ON community_moderationappeal
    FOR EACH ROW EXECUTE FUNCTION community_appeal_is_fair();
"""
UNFAIR = """
DROP TRIGGER appeal_is_fair ON community_moderationappeal;
DROP FUNCTION community_appeal_is_fair();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0015_safety")]

    operations = [
        only_legal_moves("community_moderationreport", REPORTS),
        only_legal_moves("community_moderationappeal", APPEALS),
        migrations.RunSQL(OF_THE_THING, OF_ANY_THING),
        migrations.RunSQL(FAIR, UNFAIR),
    ]
