"""What who is suspended in a city may still send there: what takes back, leaves, reports, appeals, or is owed."""

from community.models import Suspension

OWED = ("pact_", "hours_", "call_apply", "own_application")  # what one owes or has a right to, read by few
SENT_ALONG = {"csrfmiddlewaretoken", "reason", "series"}
WAYS_OUT = ("_withdraw", "_leave", "_cancel", "_appeal")  # of names of addresses


def suspension_of(user, network):
    """None where the person may write."""
    if not user.is_authenticated:
        return None
    return Suspension.objects.now().filter(person=user, network=network).select_related("decision__network").first()


def is_way_out(request, view) -> bool:
    """By the name of the address, by the view, or by the one button that was pressed on it (`ways_out`)."""
    name, ways = request.resolver_match.url_name, getattr(view, "ways_out", ())
    if ways is True or name.startswith(OWED) or name.endswith(WAYS_OUT):
        return True
    pressed = set(request.POST) - SENT_ALONG
    return bool(pressed) and pressed <= set(ways)
