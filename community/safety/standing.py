"""What who is suspended in a city may still send there: what takes back, leaves, reports or appeals."""

from community.models import Suspension

WAYS_OUT = ("_withdraw", "_leave", "_cancel", "_appeal", "_unblock")  # of names of addresses


def suspension_of(user, network):
    """None where the person may write."""
    if not user.is_authenticated:
        return None
    return Suspension.objects.now().filter(person=user, network=network).select_related("decision__network").first()


def is_way_out(request, view) -> bool:
    """By the name of the address, by the view, or by the button that was pressed on it (`ways_out`)."""
    if request.resolver_match.url_name.endswith(WAYS_OUT):
        return True
    ways = getattr(view, "ways_out", ())
    return ways is True or any(each in request.POST for each in ways)
