"""Where an entry is now that was merged into another: for who writes of it, for old addresses, for imports."""

from organizations.models import Organization
from services.models import Asset, Moved, Service, ServiceAtLocation

MODELS = {
    Moved.Kind.ORGANIZATION: Organization,
    Moved.Kind.SERVICE: Service,
    Moved.Kind.ASSET: Asset,
    Moved.Kind.SERVICE_AT_LOCATION: ServiceAtLocation,
}


def kind_of_moved(thing):
    return next((kind for kind, model in MODELS.items() if isinstance(thing, model)), None)


def held(entry):
    """The entry, or the one it was merged into, locked until the transaction ends. Raises DoesNotExist.

    Whoever writes of an entry locks it first and then what is said of it: in one order nobody waits in a circle.
    """
    rows, key = type(entry).objects.select_for_update(no_key=True, of=("self",)), entry.pk
    while key is not None:
        if found := rows.filter(pk=key).first():
            return found
        key = Moved.objects.filter(old_id=key).values_list("new_id", flat=True).first()
    raise entry.DoesNotExist


def remember(winner, loser):
    """From now on the loser's key and address lead to the winner, and so does whatever led to the loser."""
    Moved.objects.filter(old_id=winner.pk).delete()  # it was merged away once, and came back
    Moved.objects.filter(new_id=loser.pk).update(new_id=winner.pk)
    known = {"old_slug": getattr(loser, "slug", ""), "old_name": str(loser)[:300], "new_id": winner.pk}
    Moved.objects.update_or_create(old_id=loser.pk, defaults=known | {"kind": kind_of_moved(loser)})


def now_of_slug(kind, slug):
    """The entry to which an address leads that was another's; None where it leads nowhere, or is somebody's own."""
    model, new = MODELS[kind], Moved.objects.of_slug(kind, slug).values_list("new_id", flat=True).first()
    if new is None or model.objects.filter(slug=slug).exists():
        return None
    return model.objects.filter(pk=new).first()


def now_of_key(kind, key):
    """The key of the entry into which that of this key was merged; None where it is there, or nothing is known."""
    model, new = MODELS[kind], Moved.objects.filter(kind=kind, old_id=key).values_list("new_id", flat=True).first()
    if new is None or model.objects.filter(pk=key).exists() or not model.objects.filter(pk=new).exists():
        return None
    return new


def moved_keys() -> dict:
    """{old key: new key} as text, of all that is not there any more and whose new one is."""
    found = {}
    for kind, model in MODELS.items():
        rows = Moved.objects.filter(kind=kind, new_id__in=model.objects.values("pk"))
        rows = rows.exclude(old_id__in=model.objects.values("pk"))
        found |= {str(old): str(new) for old, new in rows.values_list("old_id", "new_id")}
    return found
