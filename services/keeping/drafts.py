"""Entries half written: the form as it was sent, valid or not, until its author goes on or throws it away."""

import uuid

from django.http import QueryDict
from django.urls import reverse

from organizations.models import Organization
from services.editing import KINDS, kind_of
from services.models import Change

NOT_KEPT = {"csrfmiddlewaretoken", "draft", "draft_id"}


def keep_draft(*, by, kind, thing, organization, sent) -> Change:
    """The draft that the form names, else the person's own of that entry, else a new one."""
    draft = draft_of(by, sent.get("draft_id"), kind, thing) or own_draft(by, thing) or Change(kind=kind, author=by)
    if not thing._state.adding:
        draft.entry = thing
    draft.sent = {name: values for name, values in sent.lists() if name not in NOT_KEPT}
    draft.wanted = {"name": sent.get("name", "")[:300]}
    draft.wanted |= {"organization": str(organization.pk)} if organization else {}
    draft.save()
    return draft


def draft_of(user, key, kind, thing):
    """The person's own draft of this key if it is of this entry, or of a new one of this kind; else None."""
    try:
        draft = Change.objects.drafts_of(user).filter(kind=kind, pk=uuid.UUID(key or "")).first()
    except ValueError:
        return None
    there = None if thing._state.adding else thing
    return draft if draft and draft.entry == there else None


def own_draft(user, thing):
    return None if thing._state.adding else Change.objects.drafts_of(user).about(thing).first()


def as_sent(draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.sent.items():
        data.setlist(name, values)
    return data


def with_addresses(drafts):
    """[(draft, the page where it goes on, or "" where its organisation is gone)]; a query for all organisations."""
    keys = {draft.wanted["organization"] for draft in drafts if "organization" in draft.wanted}
    homes = {str(key): home for key, home in Organization.objects.in_bulk(keys).items()}
    return [(draft, address_of(draft, homes)) for draft in drafts]


def address_of(draft, homes):
    thing, home = draft.entry, homes.get(draft.wanted.get("organization"))
    if thing is not None:
        key = thing.pk if kind_of(thing) is KINDS["location"] else thing.slug
        address = reverse(f"services:{draft.kind}_update", args=[key])
    elif draft.kind in ("organization", "community_point"):
        address = reverse(f"services:{draft.kind}_create")
    elif home is not None:
        address = reverse(f"services:{draft.kind}_create", args=[home.slug])
    else:
        return ""
    return f"{address}?bozza={draft.pk}"
