"""Who comes tomorrow is told today, once; it may be run again, or killed."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import EventDate, EventGuest
from community.spaces.repeating import moment

from .coming import tell_guests

DAY = datetime.timedelta(days=1)


def remind_of_events() -> int:
    """How many were told; what then leaves by mail is of the notices."""
    tomorrow = timezone.localdate() + DAY
    midnight = datetime.time()
    dates = EventDate.objects.happening().filter(
        starts_at__gte=moment(tomorrow, midnight), starts_at__lt=moment(tomorrow + DAY, midnight)
    )
    due = EventGuest.objects.coming().filter(date__in=dates, reminded_at=None).order_by("date", "pk")
    return sum(remind(key) for key in due.values_list("pk", flat=True))


@transaction.atomic
def remind(key) -> bool:
    """Not where another run was first, nor who comes no more."""
    if not EventGuest.objects.coming().filter(pk=key, reminded_at=None).update(reminded_at=timezone.now()):
        return False
    guest = EventGuest.objects.select_related("person").get(pk=key)
    date = EventDate.objects.for_reading().get(pk=guest.date_id)
    words = _("Domani c’è «%(event)s», %(day)s. Se non puoi più venire dillo dalla pagina: il posto va ad altri.")
    tell_guests([guest], date, "tomorrow", _("Domani c’è un evento a cui vieni"), words)
    return True
