"""What no code can forget of proposals: their moves, when they may be sent, how they end, and that it is written down."""

from django.db import migrations

from helpdesk.moves import only_legal_moves

MOVES = {
    "": {"draft", "published"},
    "draft": {"published"},
    "published": {"in_codesign", "accepted", "rejected", "merged", "withdrawn"},
    "in_codesign": {"accepted", "rejected", "merged", "withdrawn"},
}
OF_ONE_CITY = """
ALTER TABLE community_codesign ADD CONSTRAINT codesign_is_on_a_theme_of_its_city
    FOREIGN KEY (theme_id, network_id) REFERENCES community_needtheme (id, network_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE community_proposal ADD CONSTRAINT proposal_is_on_a_theme_of_its_city
    FOREIGN KEY (theme_id, network_id) REFERENCES community_needtheme (id, network_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE community_proposal ADD CONSTRAINT proposal_is_in_a_codesign_of_its_city
    FOREIGN KEY (codesign_id, network_id) REFERENCES community_codesign (id, network_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE community_proposal ADD CONSTRAINT proposal_is_merged_in_its_city
    FOREIGN KEY (merged_into_id, network_id) REFERENCES community_proposal (id, network_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_CITY = """
ALTER TABLE community_proposal DROP CONSTRAINT proposal_is_merged_in_its_city;
ALTER TABLE community_proposal DROP CONSTRAINT proposal_is_in_a_codesign_of_its_city;
ALTER TABLE community_proposal DROP CONSTRAINT proposal_is_on_a_theme_of_its_city;
ALTER TABLE community_codesign DROP CONSTRAINT codesign_is_on_a_theme_of_its_city;
"""
# The co-design is locked, so that of two who move its phases at once the second sees the first.
PHASES = """
CREATE FUNCTION community_phases_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kinds text[] := ARRAY['listen', 'propose', 'decide', 'act', 'account'];
BEGIN
    PERFORM FROM community_codesign WHERE id = NEW.codesign_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM community_phase AS one JOIN community_phase AS other USING (codesign_id)
        WHERE codesign_id = NEW.codesign_id AND one.period < other.period
            AND array_position(kinds, one.kind::text) > array_position(kinds, other.kind::text)
    ) THEN
        RAISE EXCEPTION 'The phases of a co-design are in order.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'phases_are_in_order';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER phases_in_order AFTER INSERT OR UPDATE ON community_phase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_phases_in_order();
CREATE FUNCTION community_phase_is_open(codesign bigint, kinds text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM community_phase WHERE codesign_id = codesign AND kind = ANY (kinds)
            AND period @> (now() AT TIME ZONE 'Europe/Rome')::date
    )
$$;
"""
NO_PHASES = """
DROP FUNCTION community_phase_is_open(bigint, text[]);
DROP TRIGGER phases_in_order ON community_phase;
DROP FUNCTION community_phases_in_order();
"""
# What another took in takes in nothing, and stays so: no loops. The row is locked till the end of the transaction.
SENT = """
CREATE FUNCTION community_proposal_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'published' AND NEW.codesign_id IS NOT NULL
        AND (TG_OP = 'INSERT' OR OLD.state = 'draft' OR OLD.codesign_id IS DISTINCT FROM NEW.codesign_id)
        AND NOT community_phase_is_open(NEW.codesign_id, ARRAY['propose']) THEN
        RAISE EXCEPTION 'This co-design takes no proposals now.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_sent_while_it_is_time_to_propose';
    END IF;
    IF NEW.state = 'merged' THEN
        PERFORM FROM community_proposal WHERE id = NEW.merged_into_id AND state IN ('published', 'in_codesign')
            FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'A proposal is merged into one that is open.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_merged_into_an_open_one';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER proposal_is_sent BEFORE INSERT OR UPDATE OF state, codesign_id, merged_into_id ON community_proposal
    FOR EACH ROW EXECUTE FUNCTION community_proposal_is_sent();
CREATE FUNCTION community_contribution_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM community_proposal WHERE id = NEW.proposal_id AND state IN ('published', 'in_codesign')
            AND community_phase_is_open(codesign_id, ARRAY['propose', 'decide'])
    ) THEN
        RAISE EXCEPTION 'This proposal is not talked over now.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contribution_comes_while_it_is_talked_over';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER contribution_in_time BEFORE INSERT ON community_contribution
    FOR EACH ROW EXECUTE FUNCTION community_contribution_in_time();
"""
NOT_SENT = """
DROP TRIGGER contribution_in_time ON community_contribution;
DROP FUNCTION community_contribution_in_time();
DROP TRIGGER proposal_is_sent ON community_proposal;
DROP FUNCTION community_proposal_is_sent();
"""
STEPS = """
CREATE FUNCTION community_proposal_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.state <> NEW.state THEN
        INSERT INTO community_proposalstep (proposal_id, state, at, words)
            VALUES (NEW.id, NEW.state, NEW.moved_at, NEW.answer);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER proposal_steps AFTER INSERT OR UPDATE OF state ON community_proposal
    FOR EACH ROW EXECUTE FUNCTION community_proposal_steps();
"""
NO_STEPS = """
DROP TRIGGER proposal_steps ON community_proposal;
DROP FUNCTION community_proposal_steps();
"""
DECIDED = """
CREATE FUNCTION community_proposal_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint;
BEGIN
    IF TG_TABLE_NAME = 'community_proposal' THEN
        asked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        asked := OLD.proposal_id;
    ELSE
        asked := NEW.proposal_id;
    END IF;
    IF EXISTS (
        SELECT FROM community_proposal AS one LEFT JOIN community_proposaldecision AS said ON said.proposal_id = one.id
        WHERE one.id = asked AND CASE WHEN one.state IN ('accepted', 'rejected')
            THEN said.outcome IS DISTINCT FROM one.state ELSE said.id IS NOT NULL END
    ) THEN
        RAISE EXCEPTION 'A proposal is accepted or rejected by the decision that is written down.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_decided_by_its_decision';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER proposal_is_decided AFTER INSERT OR UPDATE OF state ON community_proposal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_proposal_is_decided();
CREATE CONSTRAINT TRIGGER decision_decides AFTER INSERT OR UPDATE OR DELETE ON community_proposaldecision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION community_proposal_is_decided();
CREATE FUNCTION community_decision_of_its_city() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM network_decision AS said JOIN network_meeting AS met ON met.id = said.meeting_id
            JOIN community_proposal AS one ON one.network_id = met.network_id
        WHERE said.id = NEW.decision_id AND one.id = NEW.proposal_id
    ) THEN
        RAISE EXCEPTION 'A proposal is decided in its city.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_decided_in_its_city';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER decision_of_its_city BEFORE INSERT OR UPDATE ON community_proposaldecision
    FOR EACH ROW EXECUTE FUNCTION community_decision_of_its_city();
"""
NOT_DECIDED = """
DROP TRIGGER decision_of_its_city ON community_proposaldecision;
DROP FUNCTION community_decision_of_its_city();
DROP TRIGGER decision_decides ON community_proposaldecision;
DROP TRIGGER proposal_is_decided ON community_proposal;
DROP FUNCTION community_proposal_is_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0006_proposals"), ("helpdesk", "0002_rules")]

    operations = [
        only_legal_moves("community_proposal", MOVES),
        migrations.RunSQL(OF_ONE_CITY, OF_ANY_CITY),
        migrations.RunSQL(PHASES, NO_PHASES),
        migrations.RunSQL(SENT, NOT_SENT),
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(DECIDED, NOT_DECIDED),
    ]
