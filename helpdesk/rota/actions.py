"""What people do with shifts. Who is first is decided by the database; who is second reads it in words."""

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from helpdesk.models import Shift, ShiftAssignment
from organizations.models import CommunityPoint

from .letters import ask_for_stand_in, tell_of_place, tell_of_stand_in
from .people import may_have

State = ShiftAssignment.State
OWN_PLACE_GONE = gettext_lazy("Il tuo posto in questo turno è cambiato: guarda com’è adesso.")


class Refused(Exception):
    """`words` says why, and who has the place."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


class NotThem(Refused):
    """Of this person; another may."""


@transaction.atomic
def take_seat(*, by, shift, volunteer=None):
    """The first free seat for `volunteer`, else for `by`."""
    person = volunteer or by
    one_at_a_time(person)
    shift = held(shift)
    refuse_what_cannot_be(shift, person)
    taken = set(shift.assignments.holding().values_list("seat", flat=True))
    for seat in range(1, shift.seats + 1):
        if seat not in taken and (assignment := seated(shift, seat, person)):
            tell_who_was_given(assignment, by)
            return assignment
    raise Refused(_("Questo turno è già al completo: c’è %(names)s.") % {"names": names_of(shift)})


def tell_who_was_given(assignment, by):
    if assignment.volunteer != by:
        tell_of_place("placed", assignment)


def refuse_what_cannot_be(shift, person):
    if shift.cancelled_at:
        raise Refused(_("Questo turno è stato annullato."))
    if shift.during.upper <= timezone.now():
        raise Refused(_("Questo turno è già finito."))
    if not may_have(person, shift):
        raise NotThem(_("Quel giorno l’incarico di %(name)s a questo sportello non vale.") % {"name": person})


def seated(shift, seat, person, **more):
    """The assignment, or None where somebody was quicker; Refused where the person is elsewhere at that hour."""
    try:
        with transaction.atomic():
            return ShiftAssignment.objects.create(shift=shift, during=shift.during, seat=seat, volunteer=person, **more)
    except IntegrityError as error:
        if "one_volunteer_is_in_one_shift_at_a_time" in str(error):
            raise NotThem(where_else(shift, person)) from error
        if "one_volunteer_in_each_seat" not in str(error) and "stands_in_for" not in str(error):
            raise
        return None


def one_at_a_time(*people):
    """Two places taken at once would each wait for the other's exclusion, and PostgreSQL would end one."""
    keys = {each.pk for each in people}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def held(shift):
    """As it is now, and until all is written: nobody moves, cancels or takes it away. After its people, always."""
    rows = Shift.objects.select_for_update(no_key=True, of=["self"]).select_related("community_point")
    if found := rows.filter(pk=shift.pk).first():
        return found
    raise Refused(_("Questo turno non c’è più: guarda com’è la settimana."))


def one_desk_at_a_time(desk):
    """The same of two shifts of a desk."""
    CommunityPoint.objects.select_for_update(no_key=True).get(pk=desk.pk)


def where_else(shift, person):
    places = ShiftAssignment.objects.holding().of(person).filter(during__overlap=shift.during)
    other = places.select_related("shift__community_point").first()
    if other is None:
        return _("Nel frattempo è cambiato qualcosa: riprova.")
    if other.shift_id == shift.pk:
        return _("%(name)s è già in questo turno.") % {"name": person}
    return _("%(name)s a quell’ora ha già un turno: %(where)s.") % {
        "name": person,
        "where": other.shift.community_point,
    }


def names_of(shift):
    people = shift.assignments.filter(state=State.CONFIRMED).select_related("volunteer").order_by("seat")
    return ", ".join(str(each.volunteer) for each in people) or _("già tutto occupato")


def moved(assignment, came_from, state):
    """Whether it stood where one thought, and has moved."""
    one_at_a_time(assignment.volunteer)
    rows = ShiftAssignment.objects.filter(pk=assignment.pk, state__in=came_from)
    return bool(rows.moved_to(state))


@transaction.atomic
def cannot_come(*, by, assignment):
    """Late too, while the shift lasts. The others of the desk are asked, each by a link of their own."""
    if assignment.during.upper <= timezone.now() or not moved(assignment, [State.CONFIRMED], State.SEEKING_COVER):
        raise Refused(OWN_PLACE_GONE)
    ask_for_stand_in(assignment)


@transaction.atomic
def come_after_all(*, by, assignment):
    if not moved(assignment, [State.SEEKING_COVER], State.CONFIRMED):
        first = ShiftAssignment.objects.filter(stands_in_for=assignment).select_related("volunteer").first()
        taken = first and _("Il tuo posto l’ha già preso %(name)s.") % {"name": first.volunteer}
        raise Refused(taken or OWN_PLACE_GONE)


@transaction.atomic
def stand_in(*, by, assignment, volunteer=None):
    """Takes the seat of who cannot come, who is told."""
    person = volunteer or by
    one_at_a_time(person, assignment.volunteer)
    shift = held(assignment.shift)
    refuse_what_cannot_be(shift, person)
    if not moved(assignment, [State.SEEKING_COVER], State.EXCUSED):
        raise Refused(who_has(assignment))
    taken = seated(shift, assignment.seat, person, stands_in_for=assignment)
    if taken is None:
        raise Refused(who_has(assignment))
    tell_of_stand_in(taken)
    tell_who_was_given(taken, by)
    return taken


def who_has(assignment):
    first = ShiftAssignment.objects.filter(stands_in_for=assignment).select_related("volunteer").first()
    if first:
        return _("Ci ha già pensato %(name)s: grazie lo stesso.") % {"name": first.volunteer}
    return _("Non serve più: %(name)s viene, o il turno non c’è più.") % {"name": assignment.volunteer}


@transaction.atomic
def take_out(*, by, assignment):
    """The seat is free again; who had it is told."""
    if not moved(assignment, [State.CONFIRMED, State.SEEKING_COVER], State.CANCELLED):
        raise Refused(_("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
    if assignment.volunteer != by:
        tell_of_place("taken_out", assignment)


@transaction.atomic
def say_whether_came(*, by, assignment, came):
    """Of a shift that has begun; said otherwise later, the later counts."""
    if assignment.during.lower > timezone.now():
        raise Refused(_("Il turno non è ancora cominciato."))
    state, other = (State.ATTENDED, State.NO_SHOW) if came else (State.NO_SHOW, State.ATTENDED)
    if not moved(assignment, [State.CONFIRMED, other], state):
        raise Refused(_("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))


@transaction.atomic
def restore_shift(*, by, shift):
    """Stands again, without people; Refused where another stands over it."""
    one_desk_at_a_time(shift.community_point)
    try:
        with transaction.atomic():
            Shift.objects.filter(pk=shift.pk).update(cancelled_at=None, reason="")
    except IntegrityError as error:
        raise Refused(_("A quell’ora adesso c’è un altro turno.")) from error


@transaction.atomic
def keep_shift(*, by, shift):
    """As it is, whatever the hours of the desk say."""
    Shift.objects.filter(pk=shift.pk).update(is_extra=True)


@transaction.atomic
def move_shift(*, by, shift, span):
    """With its people, who are told."""
    one_desk_at_a_time(shift.community_point)
    places = list(ShiftAssignment.objects.filter(shift=shift).holding().select_related("volunteer"))
    one_at_a_time(*(each.volunteer for each in places))
    try:
        with transaction.atomic():
            shift.during = DateTimeTZRange(*span)
            Shift.objects.filter(pk=shift.pk).update(during=shift.during)
    except IntegrityError as error:
        raise Refused(_("Qualcuno a quell’ora ha già un altro turno, o un turno è già lì.")) from error
    for assignment in places:
        assignment.shift = shift
        moved(assignment, [assignment.state], assignment.state)
        tell_of_place("moved", assignment)


@transaction.atomic
def add_shift(*, by, desk, start, end, seats):
    """Beside the hours of the desk; Refused where one stands there already."""
    one_desk_at_a_time(desk)
    try:
        with transaction.atomic():
            return Shift.objects.create(
                community_point=desk, during=DateTimeTZRange(start, end), seats=seats, is_extra=True
            )
    except IntegrityError as error:
        raise Refused(_("In quelle ore c’è già un turno.")) from error


@transaction.atomic
def excuse_who_found_nobody(*, now=None) -> int:
    """Those whose shift is over without a stand-in."""
    over = ShiftAssignment.objects.filter(state=State.SEEKING_COVER, during__endswith__lte=now or timezone.now())
    return over.moved_to(State.EXCUSED)
