"""What the database refuses at a desk beyond the constraints of single rows."""

from django.db import migrations

from helpdesk.models import CallBackRequest, Enquiry, Referral, ShiftAssignment, VolunteerApplication
from helpdesk.moves import make_function, only_legal_moves

ONE_DESK = """
ALTER TABLE helpdesk_enquiry ADD CONSTRAINT enquiry_is_of_a_client_of_its_desk
    FOREIGN KEY (client_id, community_point_id) REFERENCES helpdesk_client (id, community_point_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE helpdesk_referral ADD CONSTRAINT referral_is_of_the_client_of_its_enquiry
    FOREIGN KEY (enquiry_id, client_id) REFERENCES helpdesk_enquiry (id, client_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE helpdesk_referral ADD CONSTRAINT referral_is_by_permission_of_its_client
    FOREIGN KEY (permission_id, client_id) REFERENCES helpdesk_permission (id, client_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
ANY_DESK = """
ALTER TABLE helpdesk_referral DROP CONSTRAINT referral_is_by_permission_of_its_client;
ALTER TABLE helpdesk_referral DROP CONSTRAINT referral_is_of_the_client_of_its_enquiry;
ALTER TABLE helpdesk_enquiry DROP CONSTRAINT enquiry_is_of_a_client_of_its_desk;
"""

# An enquiry says itself whether it is sensitive, whatever is written to it; its topics make it say so again.
SENSITIVE = """
CREATE FUNCTION helpdesk_is_sensitive(uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM helpdesk_enquirytopic AS topic
        JOIN services_taxonomyterm AS term ON term.id = topic.term_id
        LEFT JOIN services_taxonomyterm AS above ON above.id = term.parent_id
        WHERE topic.enquiry_id = $1 AND (term.discreet OR coalesce(above.discreet, false))
    )
$$;
CREATE FUNCTION helpdesk_says_whether_sensitive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_sensitive := helpdesk_is_sensitive(NEW.id);
    RETURN NEW;
END
$$;
CREATE TRIGGER enquiry_says_whether_sensitive BEFORE INSERT OR UPDATE ON helpdesk_enquiry
    FOR EACH ROW EXECUTE FUNCTION helpdesk_says_whether_sensitive();
CREATE FUNCTION helpdesk_asks_whether_sensitive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE helpdesk_enquiry SET is_sensitive = is_sensitive WHERE id = OLD.enquiry_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE helpdesk_enquiry SET is_sensitive = is_sensitive
        WHERE id = NEW.enquiry_id AND is_sensitive IS DISTINCT FROM helpdesk_is_sensitive(id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER topics_say_whether_sensitive AFTER INSERT OR UPDATE OR DELETE ON helpdesk_enquirytopic
    FOR EACH ROW EXECUTE FUNCTION helpdesk_asks_whether_sensitive();
"""
NOT_SENSITIVE = """
DROP TRIGGER topics_say_whether_sensitive ON helpdesk_enquirytopic;
DROP TRIGGER enquiry_says_whether_sensitive ON helpdesk_enquiry;
DROP FUNCTION helpdesk_asks_whether_sensitive();
DROP FUNCTION helpdesk_says_whether_sensitive();
DROP FUNCTION helpdesk_is_sensitive(uuid);
"""

# Looked at when the transaction ends, so that enquiry and referral are written in any order.
REFERRED = """
CREATE FUNCTION helpdesk_referral_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM helpdesk_enquiry AS enquiry WHERE enquiry.id = NEW.id AND state = 'closed'
            AND 'referral' = ANY (answers)
            AND NOT EXISTS (SELECT FROM helpdesk_referral WHERE enquiry_id = enquiry.id)
    ) THEN
        RAISE EXCEPTION 'An enquiry answered by a referral has one.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enquiry_answered_by_a_referral_has_one';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER enquiry_answered_by_a_referral_has_one AFTER INSERT OR UPDATE ON helpdesk_enquiry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION helpdesk_referral_is_there();
"""
NOT_REFERRED = """
DROP TRIGGER enquiry_answered_by_a_referral_has_one ON helpdesk_enquiry;
DROP FUNCTION helpdesk_referral_is_there();
"""

SEATS = """
ALTER TABLE helpdesk_shiftassignment ADD CONSTRAINT assignment_is_when_its_shift_is
    FOREIGN KEY (shift_id, during) REFERENCES helpdesk_shift (id, during) ON UPDATE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION helpdesk_seat_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seat > (SELECT seats FROM helpdesk_shift WHERE id = NEW.shift_id FOR SHARE) THEN
        RAISE EXCEPTION 'The shift has no seat %.', NEW.seat
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_is_one_of_its_shift';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER seat_is_one_of_its_shift BEFORE INSERT OR UPDATE OF seat, shift_id ON helpdesk_shiftassignment
    FOR EACH ROW EXECUTE FUNCTION helpdesk_seat_is_there();
CREATE FUNCTION helpdesk_seats_are_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seats < OLD.seats AND EXISTS (
        SELECT FROM helpdesk_shiftassignment
        WHERE shift_id = NEW.id AND seat > NEW.seats
            AND state IN ('confirmed', 'seeking_cover', 'attended', 'no_show')
    ) THEN
        RAISE EXCEPTION 'Somebody has a seat that would go.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_that_go_are_free';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER seats_that_go_are_free BEFORE UPDATE OF seats ON helpdesk_shift
    FOR EACH ROW EXECUTE FUNCTION helpdesk_seats_are_free();
"""
NO_SEATS = """
DROP TRIGGER seats_that_go_are_free ON helpdesk_shift;
DROP FUNCTION helpdesk_seats_are_free();
DROP TRIGGER seat_is_one_of_its_shift ON helpdesk_shiftassignment;
DROP FUNCTION helpdesk_seat_is_there();
ALTER TABLE helpdesk_shiftassignment DROP CONSTRAINT assignment_is_when_its_shift_is;
"""

NOTICES = """
CREATE FUNCTION helpdesk_notice_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What people were told is not changed: publish another version.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER notice_never_changes BEFORE UPDATE ON helpdesk_notice
    FOR EACH ROW EXECUTE FUNCTION helpdesk_notice_never_changes();
"""
NO_NOTICES = """
DROP TRIGGER notice_never_changes ON helpdesk_notice;
DROP FUNCTION helpdesk_notice_never_changes();
"""

WITH_STATES = [CallBackRequest, Enquiry, Referral, ShiftAssignment, VolunteerApplication]


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_initial"), ("services", "0011_drafts")]

    operations = [
        make_function(),
        *(only_legal_moves(model._meta.db_table, model.MOVES) for model in WITH_STATES),
        migrations.RunSQL(ONE_DESK, ANY_DESK),
        migrations.RunSQL(SENSITIVE, NOT_SENSITIVE),
        migrations.RunSQL(REFERRED, NOT_REFERRED),
        migrations.RunSQL(SEATS, NO_SEATS),
        migrations.RunSQL(NOTICES, NO_NOTICES),
    ]
