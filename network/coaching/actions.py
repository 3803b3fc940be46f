"""A coaching programme starts, is completed or stops; who leaves its team; what is written of a session."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import CoachingPresence, CoachingProgramme

State = CoachingProgramme.State
WHY_NOT = {  # by the rule of the database that refuses
    "coaching_starts_with_a_team_of_12_to_24": gettext_lazy("La squadra va da 12 a 24: sistemala e poi avvia."),
    "coaching_starts_with_a_coach": gettext_lazy("Manca chi accompagna: scrivi chi è e poi avvia."),
    "coaching_is_completed_with_its_results": gettext_lazy(
        "Serve almeno un obiettivo, e di ognuno quanto avete contato alla fine."
    ),
}


@transaction.atomic
def start(*, by, programme):
    """The database counts the team: ValidationError says what is missing."""
    programme = moved_from([State.PLANNED], programme)
    programme.state, programme.started_at = State.ACTIVE, timezone.now()
    saved(programme, judged_by="coaching_starts_whole")


@transaction.atomic
def complete(*, by, programme, changed, learned, goes_on=""):
    programme = moved_from([State.ACTIVE], programme)
    programme.changed, programme.learned, programme.goes_on = changed, learned, goes_on
    close(programme, State.COMPLETED, by)
    saved(programme, judged_by="coaching_is_counted")


@transaction.atomic
def stop(*, by, programme, reason):
    programme = moved_from([State.PLANNED, State.ACTIVE], programme)
    programme.stop_reason = reason
    close(programme, State.STOPPED, by)
    programme.save()


def moved_from(states, programme):
    """The row, locked; who comes second hears that it has been done."""
    programme = CoachingProgramme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    if programme.state not in states:
        raise ValidationError(_("Nel frattempo qualcun altro l’ha già fatto."))
    return programme


def close(programme, state, by):
    programme.state, programme.closed_at, programme.closed_by = state, timezone.now(), by


def saved(programme, judged_by):
    """With the rule that is looked at when a transaction ends asked now, while one can still say why not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            programme.save()
            cursor.execute(f"SET CONSTRAINTS {judged_by} IMMEDIATE")
    except IntegrityError as error:
        raise ValidationError(WHY_NOT[error.__cause__.diag.constraint_name]) from error


@transaction.atomic
def leave_team(*, by, stakeholder):
    """Before the start as if they had never been in it; after it they were, until today."""
    if stakeholder.programme.is_planned and not stakeholder.presences.exists():
        stakeholder.delete()
    else:
        stakeholder.left_on = timezone.localdate()
        stakeholder.save(update_fields=["left_on"])


@transaction.atomic
def come_back(*, by, stakeholder):
    stakeholder.left_on = None
    stakeholder.save(update_fields=["left_on"])


@transaction.atomic
def write_session(*, by, session, there):
    session.written_by = by
    session.save()
    session.presences.exclude(stakeholder__in=there).delete()
    CoachingPresence.objects.bulk_create(
        [CoachingPresence(programme_id=session.programme_id, session=session, stakeholder=each) for each in there],
        ignore_conflicts=True,
    )
    return session
