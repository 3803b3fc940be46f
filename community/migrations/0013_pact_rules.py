"""What no code can forget of pacts: who signs, what then stays, and which hours count."""

from django.db import migrations

from helpdesk.moves import only_legal_moves

PACT_MOVES = {
    "": {"draft"},
    "draft": {"signing", "withdrawn"},
    "signing": {"active", "withdrawn"},
    "active": {"completed", "ended_early"},
}
HOURS_MOVES = {"": {"submitted"}, "submitted": {"verified", "rejected"}}
# At the end of a transaction, for a merge moves an organisation first and its places after.
IN_ITS_PLACE = """
ALTER TABLE community_pact ADD CONSTRAINT pact_is_of_an_initiative_of_its_city
    FOREIGN KEY (initiative_id, network_id) REFERENCES community_initiative (id, network_id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION community_pact_is_in_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quarter_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM territory_quarter WHERE id = NEW.quarter_id AND municipality_id = NEW.network_id
    ) THEN
        RAISE EXCEPTION 'The quarter of a pact is in its city.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pact_is_in_a_quarter_of_its_city';
    END IF;
    IF NEW.kind = 'call' AND NOT EXISTS (
        SELECT FROM organizations_location WHERE organization_id = NEW.host_id AND quarter_id = NEW.quarter_id
    ) THEN
        RAISE EXCEPTION 'The host of a pact of a call has a place in its quarter.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'host_of_a_call_has_a_place_in_the_quarter';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER pact_is_in_its_place
    AFTER INSERT OR UPDATE OF kind, quarter_id, host_id, network_id ON community_pact
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_pact_is_in_its_place();
"""
IN_ANY_PLACE = """
DROP TRIGGER pact_is_in_its_place ON community_pact;
DROP FUNCTION community_pact_is_in_its_place();
ALTER TABLE community_pact DROP CONSTRAINT pact_is_of_an_initiative_of_its_city;
"""
# The host is no term: a merge moves it. The participant may only go, and the name may be encrypted anew.
AS_SIGNED = """
CREATE FUNCTION community_pact_stays_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (
        (OLD.kind, OLD.network_id, OLD.words, OLD.hours_due, OLD.starts_on, OLD.ends_on)
            IS DISTINCT FROM (NEW.kind, NEW.network_id, NEW.words, NEW.hours_due, NEW.starts_on, NEW.ends_on)
        OR OLD.quarter_id IS DISTINCT FROM NEW.quarter_id
        OR (NEW.participant_id IS NOT NULL AND OLD.participant_id IS DISTINCT FROM NEW.participant_id)
        OR (OLD.name = '' AND NEW.name <> '')
        OR (OLD.state <> 'signing' AND OLD.assessed_on IS DISTINCT FROM NEW.assessed_on)
    ) THEN
        RAISE EXCEPTION 'What is to be signed does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pact_stays_as_it_is_signed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER pact_stays_as_signed BEFORE UPDATE ON community_pact
    FOR EACH ROW EXECUTE FUNCTION community_pact_stays_as_signed();
CREATE FUNCTION community_pact_is_assessed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.assessed_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM organizations_mandate WHERE user_id = NEW.assessed_by_id AND role = 'social_worker'
            AND municipality_id = NEW.network_id AND term @> NEW.assessed_on
    ) THEN
        RAISE EXCEPTION 'Who assesses is a social worker of the city on that day.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'social_worker_assesses';
    END IF;
    IF NEW.assessed_on > (now() AT TIME ZONE 'Europe/Rome')::date THEN
        RAISE EXCEPTION 'An assessment is not to come.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_was_made';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER pact_is_assessed BEFORE INSERT OR UPDATE OF assessed_on, assessed_by_id ON community_pact
    FOR EACH ROW EXECUTE FUNCTION community_pact_is_assessed();
"""
AS_ANYBODY_LIKES = """
DROP TRIGGER pact_is_assessed ON community_pact;
DROP FUNCTION community_pact_is_assessed();
DROP TRIGGER pact_stays_as_signed ON community_pact;
DROP FUNCTION community_pact_stays_as_signed();
"""
SIGNED = """
CREATE FUNCTION community_pact_signature_is_of_its_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pact community_pact;
    is_theirs boolean;
BEGIN
    SELECT * INTO pact FROM community_pact WHERE id = NEW.pact_id FOR SHARE;
    IF pact.state <> 'signing' THEN
        RAISE EXCEPTION 'This is not the moment to sign.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pact_is_signed_while_it_is_to_sign';
    END IF;
    IF NEW.is_on_paper THEN
        is_theirs := NEW.side = 'host' OR pact.participant_id IS NULL;
    ELSIF NEW.side = 'participant' THEN
        is_theirs := NEW.signed_by_id = pact.participant_id;
    ELSIF NEW.side = 'host' THEN
        is_theirs := EXISTS (SELECT FROM organizations_organizationmember
            WHERE user_id = NEW.signed_by_id AND organization_id = pact.host_id);
    ELSE
        is_theirs := EXISTS (
            SELECT FROM organizations_mandate AS held
                LEFT JOIN organizations_communitypoint AS point ON point.id = held.community_point_id
                LEFT JOIN organizations_location AS place ON place.id = point.location_id
            WHERE held.user_id = NEW.signed_by_id AND held.term @> (now() AT TIME ZONE 'Europe/Rome')::date
              AND pact.network_id IN (held.municipality_id, place.municipality_id)
              AND held.role IN ('direction', CASE pact.kind WHEN 'social' THEN 'social_worker' ELSE 'coordinator' END));
    END IF;
    IF is_theirs IS NOT TRUE THEN
        RAISE EXCEPTION 'Nobody signs for another side.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_of_its_side';
    END IF;
    IF EXISTS (
        SELECT FROM community_pactsignature WHERE pact_id = NEW.pact_id
            AND (NEW.side = 'municipality' AND recorded_by_id = NEW.signed_by_id
                 OR side = 'municipality' AND signed_by_id = NEW.recorded_by_id)
    ) THEN
        RAISE EXCEPTION 'Who writes down what others sign on paper does not sign.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'who_records_a_signature_does_not_sign';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER signature_is_of_its_side BEFORE INSERT ON community_pactsignature
    FOR EACH ROW EXECUTE FUNCTION community_pact_signature_is_of_its_side();
-- A signature goes with its whole pact: the lock keeps it from becoming active meanwhile.
CREATE FUNCTION community_pact_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint := CASE TG_TABLE_NAME WHEN 'community_pact' THEN (to_jsonb(NEW)->>'id')::bigint
        ELSE (to_jsonb(OLD)->>'pact_id')::bigint END;
    pact community_pact;
BEGIN
    SELECT * INTO pact FROM community_pact WHERE id = asked FOR SHARE;
    IF pact.state IN ('active', 'completed', 'ended_early')
        AND (SELECT count(*) FROM community_pactsignature WHERE pact_id = asked) < 3 THEN
        RAISE EXCEPTION 'A pact is signed by three.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pact_is_signed_by_three';
    END IF;
    IF pact.state = 'completed' AND pact.hours_due * 60 > (
        SELECT coalesce(sum(minutes), 0) FROM community_hoursentry WHERE pact_id = asked AND state = 'verified'
    ) THEN
        RAISE EXCEPTION 'A pact is completed when its hours are done.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pact_is_completed_by_its_hours';
    END IF;
    IF pact.state = 'active' AND pact.kind = 'social' AND pact.assessed_by_id IS NULL
        AND TG_TABLE_NAME = 'community_pact' AND to_jsonb(OLD)->>'state' = 'signing' THEN
        RAISE EXCEPTION 'A social pact begins once a social worker has assessed it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'social_pact_begins_after_its_assessment';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER pact_is_signed AFTER UPDATE OF state ON community_pact
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_pact_is_signed();
CREATE CONSTRAINT TRIGGER pact_stays_signed AFTER DELETE OR UPDATE OF pact_id ON community_pactsignature
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_pact_is_signed();
"""
NOT_SIGNED = """
DROP TRIGGER pact_stays_signed ON community_pactsignature;
DROP TRIGGER pact_is_signed ON community_pact;
DROP FUNCTION community_pact_is_signed();
DROP TRIGGER signature_is_of_its_side ON community_pactsignature;
DROP FUNCTION community_pact_signature_is_of_its_side();
"""
# The person is locked first: of two entries of one moment the second waits, and sees the first.
HOURS = """
CREATE FUNCTION community_hours_are_of_a_pact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pact community_pact;
BEGIN
    SELECT * INTO pact FROM community_pact WHERE id = NEW.pact_id FOR NO KEY UPDATE;
    IF pact.state <> 'active' THEN
        RAISE EXCEPTION 'Hours belong to a pact that is active.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_are_of_an_active_pact';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    NEW.participant_id := pact.participant_id;
    PERFORM FROM accounts_user WHERE id = pact.participant_id FOR NO KEY UPDATE;
    IF NEW.day NOT BETWEEN pact.starts_on AND pact.ends_on THEN
        RAISE EXCEPTION 'Hours are in the period of their pact.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_are_in_the_period';
    END IF;
    IF (NEW.day + NEW.ends) AT TIME ZONE 'Europe/Rome' > clock_timestamp() THEN
        RAISE EXCEPTION 'Hours are over when they are written down.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_are_not_to_come';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER hours_are_of_a_pact BEFORE INSERT OR UPDATE OF state ON community_hoursentry
    FOR EACH ROW EXECUTE FUNCTION community_hours_are_of_a_pact();
CREATE FUNCTION community_hours_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.pact_id, OLD.day, OLD.starts, OLD.ends, OLD.side)
        IS DISTINCT FROM (NEW.pact_id, NEW.day, NEW.starts, NEW.ends, NEW.side) THEN
        RAISE EXCEPTION 'Hours do not change: they are taken back and written anew.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_stay_as_they_are';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER hours_stay BEFORE UPDATE ON community_hoursentry
    FOR EACH ROW EXECUTE FUNCTION community_hours_stay();
CREATE FUNCTION community_hours_of_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF 720 < (
        SELECT sum(minutes) FROM community_hoursentry WHERE day = NEW.day AND state <> 'rejected'
            AND (participant_id = NEW.participant_id OR NEW.participant_id IS NULL AND pact_id = NEW.pact_id)
    ) THEN
        RAISE EXCEPTION 'Nobody gives more than twelve hours a day.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_of_a_day_are_twelve_at_most';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER hours_of_a_day AFTER INSERT ON community_hoursentry
    FOR EACH ROW EXECUTE FUNCTION community_hours_of_a_day();
ALTER TABLE community_hoursentry ADD CONSTRAINT hours_of_a_person_do_not_overlap
    EXCLUDE USING gist (participant_id WITH =, tsrange(day + starts, day + ends) WITH &&)
    WHERE (state <> 'rejected' AND participant_id IS NOT NULL);
ALTER TABLE community_hoursentry ADD CONSTRAINT hours_of_a_pact_do_not_overlap
    EXCLUDE USING gist (pact_id WITH =, tsrange(day + starts, day + ends) WITH &&) WHERE (state <> 'rejected');
"""
NO_HOURS = """
ALTER TABLE community_hoursentry DROP CONSTRAINT hours_of_a_pact_do_not_overlap;
ALTER TABLE community_hoursentry DROP CONSTRAINT hours_of_a_person_do_not_overlap;
DROP TRIGGER hours_of_a_day ON community_hoursentry;
DROP FUNCTION community_hours_of_a_day();
DROP TRIGGER hours_stay ON community_hoursentry;
DROP FUNCTION community_hours_stay();
DROP TRIGGER hours_are_of_a_pact ON community_hoursentry;
DROP FUNCTION community_hours_are_of_a_pact();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0002_rules"),  # the function of the moves
        ("organizations", "0012_what_outlives_an_organization"),
        ("community", "0012_pacts"),
    ]

    operations = [
        only_legal_moves("community_pact", PACT_MOVES),
        only_legal_moves("community_hoursentry", HOURS_MOVES),
        migrations.RunSQL(IN_ITS_PLACE, IN_ANY_PLACE),
        migrations.RunSQL(AS_SIGNED, AS_ANYBODY_LIKES),
        migrations.RunSQL(SIGNED, NOT_SIGNED),
        migrations.RunSQL(HOURS, NO_HOURS),
    ]
