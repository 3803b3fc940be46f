"""What is written to who said a need."""

from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Topic
from community.notices.telling import tell


def tell_who_said_it(need):
    """What became of it, whatever they wish; nobody is told where its author is gone or a group said it."""
    if need.source != need.Source.RESIDENT:
        return
    adopted = need.state == need.State.ADOPTED
    tell(
        [need.said_by],
        Topic.NEEDS,
        key=f"need-{need.pk}-answered-{need.answered_at:%Y%m%d%H%M%S%f}",
        subject=(_("Ci si lavora: «%s»") if adopted else _("Una risposta: «%s»")) % need.title,
        words=_("Tempo fa ci hai detto: «%s».") % need.title + f"\n\n{need.answer}",
        url=need.get_absolute_url(),
        must=True,
    )


def tell_it_is_hidden(need, *, reason):
    """To who wrote it down: why nobody reads it now."""
    tell(
        [need.said_by],
        Topic.NEEDS,
        key=f"need-{need.pk}-hidden-{timezone.now():%Y%m%d%H%M%S%f}",
        subject=_("Una cosa che hai detto non si vede: «%s»") % need.title,
        words=_("L’ha nascosta chi coordina. Il motivo: %(reason)s") % {"reason": reason},
        url=need.get_absolute_url(),
        must=True,
    )
