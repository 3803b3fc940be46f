"""What is done to accounts; a write that touches several models is atomic."""

from .models import AccessLog


def log_look(*, by, what, thing="", subject=None, through=AccessLog.By.PAGE):
    """Writes down that `by` opened what concerns others. `thing` names a place or an organisation, never a person."""
    return AccessLog.objects.create(actor=by, what=what, thing=thing[:200], subject=subject, by=through)
