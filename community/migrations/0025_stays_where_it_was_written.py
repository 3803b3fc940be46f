"""What was asked of a row when it was written stays true of it: it is not moved to where it would have been refused."""

from django.db import migrations

STAYS = """
CREATE FUNCTION community_stays_where_it_was_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % stays with what it was written for.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_stays_where_it_was_written';
END
$$;
CREATE TRIGGER stays_with_its_slot AFTER UPDATE OF slot_id ON community_advicebooking FOR EACH ROW
    WHEN (OLD.slot_id <> NEW.slot_id) EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_with_its_post AFTER UPDATE OF post_id, is_private ON community_reply FOR EACH ROW
    WHEN ((OLD.post_id, OLD.is_private) IS DISTINCT FROM (NEW.post_id, NEW.is_private))
    EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_with_its_proposal AFTER UPDATE OF proposal_id ON community_contribution FOR EACH ROW
    WHEN (OLD.proposal_id <> NEW.proposal_id) EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_with_its_survey AFTER UPDATE OF survey_id, digest ON community_surveytaken FOR EACH ROW
    WHEN ((OLD.survey_id, OLD.digest) IS DISTINCT FROM (NEW.survey_id, NEW.digest))
    EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_with_its_initiative AFTER UPDATE OF initiative_id ON community_commitment FOR EACH ROW
    WHEN (OLD.initiative_id <> NEW.initiative_id) EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_as_it_was_signed AFTER UPDATE ON community_pactsignature FOR EACH ROW
    WHEN ((OLD.pact_id, OLD.side, OLD.is_on_paper, OLD.signed_at)
            IS DISTINCT FROM (NEW.pact_id, NEW.side, NEW.is_on_paper, NEW.signed_at)
        OR NEW.signed_by_id IS NOT NULL AND NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id)
    EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER stays_with_who_gave_them AFTER UPDATE OF participant_id ON community_hoursentry FOR EACH ROW
    WHEN (NEW.participant_id IS NOT NULL AND NEW.participant_id IS DISTINCT FROM OLD.participant_id)
    EXECUTE FUNCTION community_stays_where_it_was_written();
CREATE TRIGGER booking_still_fits BEFORE UPDATE OF space_id, people ON community_booking FOR EACH ROW
    WHEN ((OLD.space_id, OLD.people) IS DISTINCT FROM (NEW.space_id, NEW.people))
    EXECUTE FUNCTION community_booking_fits();
"""
GOES = """
DROP TRIGGER booking_still_fits ON community_booking;
DROP TRIGGER stays_with_who_gave_them ON community_hoursentry;
DROP TRIGGER stays_as_it_was_signed ON community_pactsignature;
DROP TRIGGER stays_with_its_initiative ON community_commitment;
DROP TRIGGER stays_with_its_survey ON community_surveytaken;
DROP TRIGGER stays_with_its_proposal ON community_contribution;
DROP TRIGGER stays_with_its_post ON community_reply;
DROP TRIGGER stays_with_its_slot ON community_advicebooking;
DROP FUNCTION community_stays_where_it_was_written();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0024_ages_of_a_call")]

    operations = [migrations.RunSQL(STAYS, GOES)]
