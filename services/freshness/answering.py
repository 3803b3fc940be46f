"""What the organisation answers, from the link of a mail."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from organizations.models import ConfirmationRequest, HowVerified
from services.merging.following import held
from services.models import Report
from services.reports.actions import send_report

from .checking import verify_all
from .due import addresses_of, left_of, mailboxes_of, stale_organizations
from .wording import key_of


class Changed(Exception):
    """Something was written between the page and its answer: what was read is no longer what there is."""


def asked_about(asked, key=""):
    """The entries still to confirm, or the one that the key names."""
    return [each for each in left_of(asked) if key in ("", key_of(each))]


def stamp_of(entries) -> str:
    """Of what a page shows, to tell whether it changed."""
    said = "|".join(f"{key_of(each)} {each.last_modified.isoformat()}" for each in entries)
    return salted_hmac("services.freshness", said).hexdigest()


def keep_as_they_are(asked):
    """Who is writing one of the entries is waited for, and from here on nobody changes one."""
    keys = {}
    for each in asked_about(asked):
        keys.setdefault(type(each), []).append(each.pk)
    for model, those in keys.items():
        rows = model.objects.filter(pk__in=those).select_for_update(no_key=True, of=("self",))
        list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def confirm(*, asked, key="", stamp, chosen="", by=None):
    """All that the link asks about, or the one that is chosen, is right; returns the entries. Raises Changed."""
    asked = locked(asked)
    if not asked.ended_at:
        keep_as_they_are(asked)
    entries = [] if asked.ended_at else asked_about(asked, key)
    if stamp != stamp_of(entries):
        raise Changed
    entries = [each for each in entries if chosen in ("", key_of(each))]
    verify_all(entries=entries, by=by, how=HowVerified.OWNER)
    if not left_of(asked) or not stale_organizations().filter(pk=asked.organization_id).exists():
        asked.ended_at = timezone.now()
        asked.save()
    return entries


def locked(asked):
    """The request, after its organisation, until the transaction ends."""
    held(asked.organization)
    rows = ConfirmationRequest.objects.select_for_update(of=["self"]).select_related("organization")
    return rows.get(pk=asked.pk)


@transaction.atomic
def disown(*, asked):
    """Whoever reads that mailbox is not the organisation: no more mail there, and who coordinates is told."""
    asked = locked(asked)
    if asked.disowned_at is None:
        words = _("Chi riceve la nostra posta per questa organizzazione ha risposto: non siamo noi.")
        send_report(entry=asked.organization, topic=Report.Topic.WEBSITE, words=words, mark="")
        asked.disowned_at, asked.disowned_mailboxes = timezone.now(), mailboxes_of(addresses_of(asked.organization))
        asked.save()
    return asked
