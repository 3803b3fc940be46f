"""The people a desk follows: written down encrypted, opened on record, erased whole."""

import uuid
from typing import NamedTuple

from django.utils import timezone

from accounts.actions import log_look
from accounts.models import AccessLog
from puntocomunita.encryption import decrypt, encrypt

from .models import Client, Notice, Permission
from .models.client import KEPT


class Person(NamedTuple):
    """What is known of a client, in clear."""

    name: str
    contact: str
    contact_kind: str
    when_safe: str


def sealed(text: str) -> str:
    """Encrypted; nothing stays nothing, so that the database sees it."""
    return encrypt(text) if text else ""


def unsealed(text: str) -> str:
    return decrypt(text) if text else ""


def create_client(*, by, community_point, name, contact_kind="", contact="", when_safe="", id=None):
    """A new person of that desk, to be erased six months from today unless somebody hears from them."""
    return Client.objects.create(
        id=id or uuid.uuid4(),
        community_point=community_point,
        name=encrypt(name),
        contact_kind=contact_kind,
        contact=sealed(contact),
        when_safe=sealed(when_safe),
        created_by=by,
        erase_on=timezone.localdate() + KEPT,
    )


def open_client(client, *, by, through=AccessLog.By.PAGE) -> Person:
    """What is known of the client; that `by` looked is on record first. Whoever calls has asked OPEN_CLIENT."""
    thing = str(client.community_point)
    log_look(by=by, what=AccessLog.What.CLIENT, thing=thing, client_id=client.pk, through=through)
    return Person(unsealed(client.name), unsealed(client.contact), client.contact_kind, unsealed(client.when_safe))


def open_request(asked, *, by) -> Person:
    """What is known of who asked for a call; on record first, under the number that the client would have."""
    log_look(by=by, what=AccessLog.What.CLIENT, thing=str(asked.community_point), client_id=asked.pk)
    contact = unsealed(asked.contact)
    kind = Client.ContactKind.EMAIL if "@" in contact else Client.ContactKind.PHONE
    return Person(unsealed(asked.name), contact, kind, unsealed(asked.when_safe))


def heard_from(client):
    """The months until erasure begin again, within the year."""
    client.last_contact_on = timezone.localdate()
    client.erase_on = client.latest_erasure()
    client.save(update_fields=["last_contact_on", "erase_on"])


def hold(client_id):
    """The row is nobody else's until the transaction ends. Taken before the contact or the referral, in that order."""
    if client_id:
        Client.objects.select_for_update(no_key=True).filter(pk=client_id).first()


def current_notice(purpose) -> Notice:
    """The latest words for that purpose; DoesNotExist where none was ever published."""
    return Notice.objects.filter(purpose=purpose, published_on__lte=timezone.localdate()).latest("version")


def give_permission(*, by, client, purpose, how, recipient="", notice=None):
    """That the client agreed, in the words of the notice that is current or was read to them."""
    return Permission.objects.create(
        client=client,
        purpose=purpose,
        recipient=recipient,
        notice=notice or current_notice(purpose),
        how=how,
        recorded_by=by,
    )
