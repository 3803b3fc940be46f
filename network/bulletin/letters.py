"""What leaves by mail: the bulletin itself, and what is said to who reads it and to who writes in it."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.meetings.addresses import emails_of
from network.models import BulletinItem, Subscription
from puntocomunita.mail import ListMail, send_once_saved, written

from .links import CONFIRM, address_of
from .mailboxes import address_of as mailbox_of

LONGEST_SUBJECT = 150


def domain():
    """Of the address that we write from: what signs it (DKIM) and what is in the Message-ID are then the same."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def message_id(delivery) -> str:
    return f"<{delivery.pk}.bollettino@{domain()}>"


def write(name, to, network, **more):
    context = {"network": network, "SITE_URL": settings.SITE_URL} | more
    send_once_saved(written(render_to_string(f"network/bulletin/email/{name}.txt", context), [to]))


def tell_reader(subscription, address):
    """How to confirm or, where the mailbox reads it already, how to change."""
    if subscription.state == Subscription.State.ACTIVE:
        page = address_of("bulletin_preferences", subscription, subscription.network)
        return write("already", address, subscription.network, address=page, subscription=subscription)
    page = address_of("bulletin_confirm", subscription, subscription.network, CONFIRM)
    return write("confirm", address, subscription.network, address=page)


def tell_author(item):
    """What became of an item; to the organisation, or who keeps it, where its author is gone."""
    author, organization = item.submitted_by, item.organization
    name = "approved" if item.state == BulletinItem.State.APPROVED else "rejected"
    page = settings.SITE_URL + reverse("network:bulletin_item", args=[item.network.slug, item.pk])
    here = author is not None and author.is_active
    if to := author.email if here else emails_of([organization])[organization.pk]:
        write(name, to, item.network, item=item, address=page)


def bulletin(delivery, entries) -> ListMail:
    """The mail of one reader: plain text, the same as light HTML, and the headers by which machines let one leave."""
    subscription, issue, network = delivery.subscription, delivery.issue, delivery.issue.network
    pages = {
        "preferences": address_of("bulletin_preferences", subscription, network),
        "leave": address_of("bulletin_leave", subscription, network),
        "archive": settings.SITE_URL + reverse("network:bulletin_list", args=[network.slug]),
        "web": settings.SITE_URL + issue.get_absolute_url(),
    }
    context = {"network": network, "issue": issue, "entries": entries, "is_weekly": delivery.is_weekly, "pages": pages}
    sender = formataddr((_("Rete di %s") % network, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    text = render_to_string("network/bulletin/email/issue.txt", context).strip() + "\n"
    mail = ListMail(subject_of(issue, entries), text, sender, [mailbox_of(subscription)])
    mail.attach_alternative(render_to_string("network/bulletin/email/issue.html", context), "text/html")
    mail.extra_headers = headers(delivery, network, pages)
    return mail


def subject_of(issue, entries) -> str:
    day = date_format(issue.day, "j F").lower()
    subject = _("Bollettino di %(network)s, %(day)s: %(title)s") % {
        "network": issue.network,
        "day": day,
        "title": entries[0].title,
    }
    subject = " ".join(subject.split())
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


def headers(delivery, network, pages) -> dict:
    """RFC 2919, 2369 and 8058: which list it is, where it is kept, how one leaves with one click."""
    return {
        "Message-ID": message_id(delivery),
        "List-Id": f"<bollettino.{network.slug}.{domain()}>",
        "List-Archive": f"<{pages['archive']}>",
        "List-Unsubscribe": f"<{pages['leave']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
