"""What is taken out of sight after a report, or comes back: who said that they come hears it once, and not why."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Event, Topic
from community.notices.taking_back import take_back_from_all
from community.notices.telling import tell


def tell_who_comes_that_it_is_hidden(events):
    """Their place stays theirs; what others were to read of it does not reach them after all."""
    words = _(
        "«%(event)s», a cui hai detto di venire, non è più in programma. Se torna, il tuo posto c’è ancora e te lo "
        "scriviamo."
    )
    for event in events:
        take_back_from_all(pages=[event.get_absolute_url()])
        subject, kept = _("Un evento a cui vieni non è più in programma"), "community:event_kept_list"
        days = event.dates.filter(called_off_at=None, event__state=Event.State.PUBLISHED)
        tell_who_comes(event, days, "hidden", subject, words, reverse(kept, args=[event.network.slug]))


def tell_who_comes_that_it_is_back(events):
    words = _("«%(event)s», a cui hai detto di venire, è di nuovo in programma. Se non vieni più, dillo dalla pagina.")
    for event in events:
        subject, days = _("Un evento a cui vieni è di nuovo in programma"), event.dates.happening()
        tell_who_comes(event, days, "back", subject, words, event.get_absolute_url())


def tell_who_comes(event, days, what, subject, words, url):
    people = User.objects.filter(event_guests__date__in=days.coming()).exclude(pk=event.written_by_id).distinct()
    told = {"key": f"event-{event.pk}-{what}-{int(timezone.now().timestamp())}", "subject": subject, "url": url}
    tell(people, Topic.EVENTS, words=words % {"event": event}, must=True, **told)
