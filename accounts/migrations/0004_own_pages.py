"""One name a key, ten keys a person; no network address without its session, no e-mail address without its day."""

from django.db import migrations, models
from django.db.models.functions import Lower

TEN = """
CREATE FUNCTION accounts_ten_api_tokens_for_a_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time for each person; referring rows may go on being written.
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM accounts_apitoken WHERE user_id = NEW.user_id) >= 10 THEN
        RAISE EXCEPTION 'A person has ten tokens at most.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ten_api_tokens_for_a_person';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ten_api_tokens_for_a_person BEFORE INSERT ON accounts_apitoken
    FOR EACH ROW EXECUTE FUNCTION accounts_ten_api_tokens_for_a_person();
"""
NO_TEN = """
DROP TRIGGER ten_api_tokens_for_a_person ON accounts_apitoken;
DROP FUNCTION accounts_ten_api_tokens_for_a_person();
"""
GOES = """
CREATE FUNCTION accounts_address_goes_with_its_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM usersessions_usersession WHERE session_key = OLD.session_key;
    RETURN NULL;
END
$$;
CREATE TRIGGER address_goes_with_its_session AFTER DELETE ON django_session
    FOR EACH ROW EXECUTE FUNCTION accounts_address_goes_with_its_session();
"""
STAYS = """
DROP TRIGGER address_goes_with_its_session ON django_session;
DROP FUNCTION accounts_address_goes_with_its_session();
"""
# allauth does not say since when an address waits to be confirmed: a column of ours that fills itself.
DAY = "ALTER TABLE account_emailaddress ADD COLUMN added_at timestamptz NOT NULL DEFAULT now()"
NO_DAY = "ALTER TABLE account_emailaddress DROP COLUMN added_at"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_access_log_is_written_once"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.UniqueConstraint("user", Lower("name"), name="one_api_token_for_each_name"),
        ),
        migrations.RunSQL(TEN, NO_TEN),
        migrations.RunSQL(GOES, STAYS),
        migrations.RunSQL(DAY, NO_DAY),
    ]
