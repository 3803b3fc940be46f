"""Nothing is written of somebody who was erased; a letter is owed to a receiver until a mail server has taken it."""

from django.db import migrations, models

# The lock makes who writes of a person and who erases them wait for each other, whatever each has seen before.
ERASED = """
CREATE FUNCTION helpdesk_client_is_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT erased_at FROM helpdesk_client WHERE id = NEW.client_id FOR SHARE) IS NOT NULL THEN
        RAISE EXCEPTION 'Nothing is written of somebody who was erased.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_is_written_of_the_erased';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_is_not_of_the_erased
    BEFORE INSERT OR UPDATE OF client_id, message, state ON helpdesk_referral FOR EACH ROW
    WHEN (NEW.client_id IS NOT NULL AND (NEW.message <> '' OR NEW.state IN ('draft', 'sent', 'accepted')))
    EXECUTE FUNCTION helpdesk_client_is_not_erased();
CREATE TRIGGER note_is_not_of_the_erased
    BEFORE INSERT OR UPDATE OF client_id, note ON helpdesk_enquiry FOR EACH ROW
    WHEN (NEW.client_id IS NOT NULL AND NEW.note <> '')
    EXECUTE FUNCTION helpdesk_client_is_not_erased();
CREATE FUNCTION helpdesk_erased_leaves_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM helpdesk_referral
        WHERE client_id = NEW.id AND (message <> '' OR state IN ('draft', 'sent', 'accepted'))
    ) OR EXISTS (SELECT FROM helpdesk_enquiry WHERE client_id = NEW.id AND note <> '') THEN
        RAISE EXCEPTION 'Something of the erased is left.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erased_client_leaves_nothing_behind';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER erased_client_leaves_nothing_behind AFTER INSERT OR UPDATE OF erased_at ON helpdesk_client
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION helpdesk_erased_leaves_nothing();
"""
NOT_ERASED = """
DROP TRIGGER erased_client_leaves_nothing_behind ON helpdesk_client;
DROP TRIGGER note_is_not_of_the_erased ON helpdesk_enquiry;
DROP TRIGGER referral_is_not_of_the_erased ON helpdesk_referral;
DROP FUNCTION helpdesk_erased_leaves_nothing();
DROP FUNCTION helpdesk_client_is_not_erased();
"""

# What an erasure left behind before this was refused.
LEFT_BEHIND = """
UPDATE helpdesk_enquiry SET note = ''
    WHERE note <> '' AND client_id IN (SELECT id FROM helpdesk_client WHERE erased_at IS NOT NULL);
UPDATE helpdesk_referral SET message = '', proposed_at = NULL,
        state = CASE WHEN state IN ('draft', 'sent', 'accepted') THEN 'withdrawn' ELSE state END
    WHERE client_id IN (SELECT id FROM helpdesk_client WHERE erased_at IS NOT NULL);
SET CONSTRAINTS ALL IMMEDIATE;
"""

WHAT = [
    ("sent", "passaggio fatto"),
    ("opened", "chi riceve ha aperto i dati della persona"),
    ("not_left", "l’e-mail a chi riceve non è partita"),
    ("written", "l’e-mail a chi riceve è partita"),
    ("reminded", "ricordato a chi riceve"),
    ("accepted", "accolto"),
    ("declined", "rifiutato"),
    ("proposed", "proposto un momento"),
    ("agreed", "appuntamento fissato"),
    ("expired", "scaduto senza risposta"),
    ("withdrawn", "ritirato"),
    ("erased", "ritirato: la persona è stata cancellata"),
    ("redirected", "andato a un’altra porta"),
    ("unmet", "segnato come bisogno senza risposta"),
    ("received", "registrato il contatto allo sportello che riceve"),
    ("returned", "la persona è tornata con il codice"),
    ("ended", "si sa com’è andata"),
]
LETTERS = [
    ("ask", "la richiesta di accogliere la persona"),
    ("next", "il collegamento per continuare"),
    ("withdrawn", "l’avviso che il passaggio è ritirato"),
]
OWED = models.Q(letter="", letter_due_at__isnull=True) | ~models.Q(letter="") & ~models.Q(
    recipient_email=""
) & models.Q(letter_due_at__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0006_volunteers")]

    operations = [
        migrations.AlterField("step", "what", models.CharField(choices=WHAT, max_length=10)),
        migrations.AddField("referral", "letter", models.CharField(blank=True, choices=LETTERS, max_length=9)),
        migrations.AddField("referral", "letter_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("answerlink", "earlier", models.CharField(blank=True, editable=False, max_length=64)),
        migrations.AddConstraint(
            "referral", models.CheckConstraint(condition=OWED, name="letter_is_owed_to_an_address")
        ),
        migrations.AddIndex(
            "referral",
            models.Index(fields=["letter_due_at"], name="referral_that_owes_a_letter", condition=~models.Q(letter="")),
        ),
        migrations.RunSQL(LEFT_BEHIND, migrations.RunSQL.noop),
        migrations.RunSQL(ERASED, NOT_ERASED),
    ]
