"""A room that is closed is not booked, nor by more people than it holds, whoever asks and however."""

from django.db import migrations

FITS = """
CREATE FUNCTION community_booking_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM community_space WHERE id = NEW.space_id AND is_open AND capacity >= NEW.people) THEN
        RAISE EXCEPTION 'The space is closed, or too small.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_fits_its_space';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER booking_fits BEFORE INSERT ON community_booking
    FOR EACH ROW EXECUTE FUNCTION community_booking_fits();
"""
FITS_ANY = """
DROP TRIGGER booking_fits ON community_booking;
DROP FUNCTION community_booking_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0002_spaces")]

    operations = [migrations.RunSQL(FITS, FITS_ANY)]
