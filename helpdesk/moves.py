"""The legal moves of a state: said once on the model, refused otherwise by the database; and the row that moves, held.

A model says `MOVES = {"": {first states}, "draft": {"sent", …}, …}`; `""` stands for before the row is there. The
migration that creates the table installs the trigger with `only_legal_moves(table, MOVES)`; a test holds the
two together.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION state_moves_as_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_state text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        old_state := OLD.state;
        IF NEW.state = old_state THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT (old_state || '>' || NEW.state) = ANY (TG_ARGV) THEN
        RAISE EXCEPTION 'From "%" a row of % does not become "%".', old_state, TG_TABLE_NAME, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_moves_as_allowed';
    END IF;
    RETURN NEW;
END
$$;
"""


def make_function():
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION state_moves_as_allowed()")


def pairs(moves) -> list:
    """["draft>sent", …], in order."""
    return sorted(f"{old}>{new}" for old, allowed in moves.items() for new in allowed)


def only_legal_moves(table, moves):
    """A migration's operation; again with other moves, it replaces the trigger."""
    allowed = ", ".join(f"'{pair}'" for pair in pairs(moves))
    return migrations.RunSQL(
        f"CREATE OR REPLACE TRIGGER {table}_moves BEFORE INSERT OR UPDATE OF state ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION state_moves_as_allowed({allowed})",
        f"DROP TRIGGER IF EXISTS {table}_moves ON {table}",
    )


class Settled(Exception):
    """Somebody else moved it in between."""


def held(row, *states):
    """The row as it is now, nobody else's until the transaction ends; Settled where it is in none of the states."""
    now = type(row).objects.select_for_update().get(pk=row.pk)
    if now.state not in states:
        raise Settled
    return now
