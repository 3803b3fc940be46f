"""What is held of a person who speaks up in a community; see `accounts.personal_data`."""

from django.utils.translation import gettext as _

from .models import Booking, Endorsement, Need


def held(user):
    said = [{_("che cosa"): each.title, _("detto il"): each.said_at} for each in user.needs.all()]
    supported = user.endorsements.select_related("need")
    booked = user.bookings.select_related("space__house")
    return {
        _("Stanze che hai prenotato"): [
            {_("che cosa"): each.title, _("dove"): f"{each.space.house}, {each.space}", _("quando"): each.starts_at}
            for each in booked
        ],
        _("Bisogni e desideri che hai detto"): said,
        _("Quello che sostieni"): [{_("che cosa"): each.need.title, _("dal"): each.at} for each in supported],
        _("Quanto hai fatto per la comunità"): [
            {
                _("risposte"): Need.objects.filter(answered_by=user).count(),
                _("voci nascoste"): Need.objects.filter(hidden_by=user).count(),
                _("prenotazioni decise"): Booking.objects.filter(decided_by=user).count(),
            }
        ],
    }


def forget(user):
    """What nobody else says, and nobody has taken up, goes too; the rest was never read under a name.

    Rooms that they had for themselves are free again; what their organisations booked stays.
    """
    user.bookings.filter(organization=None).delete()
    others = Endorsement.objects.exclude(person=user).values("need")
    said = user.needs.filter(source=Need.Source.RESIDENT, state=Need.State.COLLECTED)
    said.exclude(pk__in=others).delete()
