"""What two members agreed on is told of as done also after the membership, or the vetting, of one of them is over."""

from django.db import migrations

AS_AGREED = """
CREATE OR REPLACE FUNCTION community_exchange_is_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/Rome')::date;
    that_day date := GREATEST(COALESCE(NEW.day, today), today);
    helper uuid := CASE NEW.kind WHEN 'offer' THEN NEW.author_id ELSE NEW.other_id END;
    wanted text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = 'agreed' AND OLD.state = 'agreed'
        AND (NEW.kind, NEW.minors, NEW.care, NEW.homes, NEW.day, NEW.author_id, NEW.other_id)
            IS NOT DISTINCT FROM (OLD.kind, OLD.minors, OLD.care, OLD.homes, OLD.day, OLD.author_id, OLD.other_id)
        THEN
        RETURN NEW;  -- said to be done
    END IF;
    IF NEW.state NOT IN ('open', 'proposed', 'agreed') THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> 'open' OR TG_OP = 'INSERT' THEN
        IF NOT community_member_is_current(NEW.author_id, today)
            OR NEW.other_id IS NOT NULL AND NOT community_member_is_current(NEW.other_id, today) THEN
            RAISE EXCEPTION 'An exchange is between members of today.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_is_between_members';
        END IF;
        IF TG_OP = 'INSERT'
            AND NOT EXISTS (SELECT FROM community_concierge WHERE id = NEW.concierge_id AND is_open) THEN
            RAISE EXCEPTION 'The concierge is closed.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_is_at_an_open_concierge';
        END IF;
    END IF;
    IF helper IS NULL THEN
        RETURN NEW;
    END IF;
    FOREACH wanted IN ARRAY array_remove(ARRAY[
        CASE WHEN NEW.minors THEN 'minors' END,
        CASE WHEN NEW.care THEN 'care' END,
        CASE WHEN NEW.homes THEN 'homes' END
    ], NULL) LOOP
        PERFORM FROM community_vetting
            WHERE membership_id = helper AND what_for = wanted AND valid @> that_day FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The helper is not vetted for: %.', wanted
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_helper_is_vetted';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
"""
AS_MEMBERS = """
CREATE OR REPLACE FUNCTION community_exchange_is_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/Rome')::date;
    that_day date := GREATEST(COALESCE(NEW.day, today), today);
    helper uuid := CASE NEW.kind WHEN 'offer' THEN NEW.author_id ELSE NEW.other_id END;
    wanted text;
BEGIN
    IF NEW.state NOT IN ('open', 'proposed', 'agreed') THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> 'open' OR TG_OP = 'INSERT' THEN
        IF NOT community_member_is_current(NEW.author_id, today)
            OR NEW.other_id IS NOT NULL AND NOT community_member_is_current(NEW.other_id, today) THEN
            RAISE EXCEPTION 'An exchange is between members of today.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_is_between_members';
        END IF;
        IF TG_OP = 'INSERT'
            AND NOT EXISTS (SELECT FROM community_concierge WHERE id = NEW.concierge_id AND is_open) THEN
            RAISE EXCEPTION 'The concierge is closed.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_is_at_an_open_concierge';
        END IF;
    END IF;
    IF helper IS NULL THEN
        RETURN NEW;
    END IF;
    FOREACH wanted IN ARRAY array_remove(ARRAY[
        CASE WHEN NEW.minors THEN 'minors' END,
        CASE WHEN NEW.care THEN 'care' END,
        CASE WHEN NEW.homes THEN 'homes' END
    ], NULL) LOOP
        PERFORM FROM community_vetting
            WHERE membership_id = helper AND what_for = wanted AND valid @> that_day FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The helper is not vetted for: %.', wanted
                USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_helper_is_vetted';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0028_payments_of_benefits")]

    operations = [migrations.RunSQL(AS_AGREED, AS_MEMBERS)]
