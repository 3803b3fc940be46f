"""Who comes to an event and how many came; what is hidden of events, projects and fund-raisings; who edits them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from helpdesk.moves import only_legal_moves

GUESTS = {"": {"coming", "waiting"}, "waiting": {"coming"}}
HIDDEN = Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason="")

# The day is locked first: who comes second waits, and is counted with the first.
A_PLACE_FOR_EACH = """
CREATE FUNCTION community_places_taken(which bigint, but bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT day.kept_places + coalesce((
        SELECT sum(people) FROM community_eventguest
        WHERE date_id = which AND state = 'coming' AND id IS DISTINCT FROM but), 0)
    FROM community_eventdate AS day WHERE day.id = which
$$;
CREATE FUNCTION community_guest_has_a_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_event community_event;
    its_day community_eventdate;
BEGIN
    SELECT * INTO its_day FROM community_eventdate WHERE id = NEW.date_id FOR NO KEY UPDATE;
    SELECT * INTO its_event FROM community_event WHERE id = its_day.event_id;
    IF TG_OP = 'INSERT' AND (
        its_event.state <> 'published' OR its_event.hidden_at IS NOT NULL
        OR its_day.called_off_at IS NOT NULL OR its_day.ends_at <= now()
        OR EXISTS (
            SELECT FROM community_booking WHERE id = its_day.booking_id AND state NOT IN ('confirmed', 'done'))
    ) THEN
        RAISE EXCEPTION 'One comes to what takes place.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'guest_comes_to_what_takes_place';
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.state := 'coming';
    END IF;
    IF NEW.state = 'coming' AND its_event.capacity IS NOT NULL
        AND community_places_taken(NEW.date_id, NEW.id) + NEW.people > its_event.capacity THEN
        IF TG_OP = 'INSERT' THEN
            NEW.state := 'waiting';
        ELSE
            RAISE EXCEPTION 'There is no place for so many.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'event_has_a_place_for_each';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guest_has_a_place BEFORE INSERT OR UPDATE OF people, state, date_id ON community_eventguest
    FOR EACH ROW EXECUTE FUNCTION community_guest_has_a_place();
CREATE FUNCTION community_event_has_its_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.capacity IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM community_eventdate WHERE event_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM community_eventdate WHERE event_id = NEW.id AND ends_at > now()
            AND community_places_taken(id, NULL) > NEW.capacity
    ) THEN
        RAISE EXCEPTION 'More people come already.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_has_a_place_for_each';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER event_has_its_places BEFORE UPDATE OF capacity ON community_event FOR EACH ROW
    WHEN (NEW.capacity IS DISTINCT FROM OLD.capacity) EXECUTE FUNCTION community_event_has_its_places();
CREATE FUNCTION community_day_has_its_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kept_places > 0 AND (
        SELECT capacity FROM community_event WHERE id = NEW.event_id
    ) < NEW.kept_places + coalesce((
        SELECT sum(people) FROM community_eventguest WHERE date_id = NEW.id AND state = 'coming'), 0)
    THEN
        RAISE EXCEPTION 'There are no places left to keep.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_has_a_place_for_each';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER day_has_its_places BEFORE INSERT OR UPDATE OF kept_places ON community_eventdate
    FOR EACH ROW EXECUTE FUNCTION community_day_has_its_places();
"""
ANY_PLACE = """
DROP TRIGGER day_has_its_places ON community_eventdate;
DROP FUNCTION community_day_has_its_places();
DROP TRIGGER event_has_its_places ON community_event;
DROP FUNCTION community_event_has_its_places();
DROP TRIGGER guest_has_a_place ON community_eventguest;
DROP FUNCTION community_guest_has_a_place();
DROP FUNCTION community_places_taken(bigint, bigint);
"""
# What was hidden after a report is shown again by an appeal alone; accounts that are finished say what they said.
STAYS = """
CREATE TRIGGER stays_hidden BEFORE UPDATE OF hidden_at ON community_event FOR EACH ROW
    WHEN (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS NULL) EXECUTE FUNCTION community_stays_hidden('event');
CREATE TRIGGER stays_hidden BEFORE UPDATE OF hidden_at ON community_fundraising FOR EACH ROW
    WHEN (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS NULL) EXECUTE FUNCTION community_stays_hidden('fundraising');
CREATE TRIGGER stays_hidden BEFORE UPDATE OF hidden_at ON community_houseproject FOR EACH ROW
    WHEN (OLD.hidden_at IS NOT NULL AND NEW.hidden_at IS NULL) EXECUTE FUNCTION community_stays_hidden('house_project');
CREATE FUNCTION community_fundraising_is_accounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What is accounted for is not changed any more.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'fundraising_that_is_accounted_stays';
END
$$;
CREATE TRIGGER fundraising_is_accounted
    BEFORE UPDATE OF title, words, how_to_give, goal, ends_on ON community_fundraising FOR EACH ROW
    WHEN (OLD.state = 'accounted' AND ROW(OLD.title, OLD.words, OLD.how_to_give, OLD.goal, OLD.ends_on)
        IS DISTINCT FROM ROW(NEW.title, NEW.words, NEW.how_to_give, NEW.goal, NEW.ends_on))
    EXECUTE FUNCTION community_fundraising_is_accounted();
"""
GOES = """
DROP TRIGGER fundraising_is_accounted ON community_fundraising;
DROP FUNCTION community_fundraising_is_accounted();
DROP TRIGGER stays_hidden ON community_houseproject;
DROP TRIGGER stays_hidden ON community_fundraising;
DROP TRIGGER stays_hidden ON community_event;
"""
# A house may be asked later: two or more that said yes keep a project on, and to begin it all that were asked have.
AGREE = """
CREATE OR REPLACE FUNCTION community_houses_agree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint;
    begins boolean := false;
BEGIN
    IF TG_TABLE_NAME = 'community_houseproject' THEN
        which := NEW.id;
        begins := TG_OP = 'UPDATE' AND OLD.state = 'planned';
    ELSIF TG_OP = 'DELETE' THEN
        which := OLD.project_id;
    ELSE
        which := NEW.project_id;
    END IF;
    IF EXISTS (
        SELECT FROM community_houseproject WHERE id = which AND state IN ('active', 'completed') AND (
            (SELECT count(*) FROM community_projecthouse WHERE project_id = which AND agreed_at IS NOT NULL) < 2
            OR begins AND EXISTS (SELECT FROM community_projecthouse WHERE project_id = which AND agreed_at IS NULL))
    ) THEN
        RAISE EXCEPTION 'Two houses or more agree to a project that is on.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'houses_agree_to_their_project';
    END IF;
    RETURN NULL;
END
$$;
"""


def hidden(model):
    at, why = models.DateTimeField(blank=True, editable=False, null=True), "perché non si vede"
    reason = models.CharField(blank=True, editable=False, max_length=300, verbose_name=why)
    rule = models.CheckConstraint(condition=HIDDEN, name=f"{model}_that_is_hidden_says_why")
    return [
        migrations.AddField(model, "hidden_at", at),
        migrations.AddField(model, "hidden_reason", reason),
        migrations.AddConstraint(model, rule),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0019_hidden_by_the_city"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *hidden("event"),
        *hidden("fundraising"),
        *hidden("houseproject"),
        migrations.AddField("fundraising", "revision", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("houseproject", "revision", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField(
            "event",
            "capacity",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="quanti posti ci sono"),
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0),
                name="event_has_a_place_or_more",
                violation_error_message="Scrivi quanti posti ci sono, o lascia vuoto se c’è posto per tutti.",
            ),
        ),
        migrations.AddField(
            "eventdate",
            "kept_places",
            models.PositiveSmallIntegerField(default=0, verbose_name="posti tenuti per chi ha chiamato"),
        ),
        migrations.AddField(
            "eventdate",
            "came",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="in quanti sono venuti"),
        ),
        migrations.AddField("eventdate", "counted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "eventdate",
            models.CheckConstraint(
                condition=Q(came=None, counted_at=None)
                | Q(came__isnull=False, counted_at__isnull=False, counted_at__gte=F("starts_at"), called_off_at=None),
                name="who_came_is_counted_once_it_has_begun",
            ),
        ),
        migrations.CreateModel(
            name="EventGuest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="in quanti venite")),
                (
                    "state",
                    models.CharField(
                        choices=[("coming", "viene"), ("waiting", "aspetta un posto")],
                        default="coming",
                        editable=False,
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "date",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="community.eventdate"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_guests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "chi viene a un evento",
                "verbose_name_plural": "chi viene agli eventi",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["date", "person"], name="person_comes_once_to_a_day"),
                    models.CheckConstraint(
                        condition=Q(people__gte=1, people__lte=6), name="person_comes_with_a_few_people"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["date", "state", "asked_at"], name="event_guest_by_state"),
                    models.Index(
                        condition=Q(state="coming", reminded_at=None),
                        fields=["date"],
                        name="event_guest_to_be_reminded",
                    ),
                ],
            },
        ),
        only_legal_moves("community_eventguest", GUESTS),
        migrations.RunSQL(A_PLACE_FOR_EACH, ANY_PLACE),
        migrations.RunSQL(STAYS, GOES),
        migrations.RunSQL(AGREE, migrations.RunSQL.noop),
    ]
