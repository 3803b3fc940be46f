"""The mail of what one person is told: one thing, or several together."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from puntocomunita.mail import ListMail

from .links import secret_of


def letter(person, notices) -> ListMail:
    pages = pages_of(person, notices)
    context = {"notices": notices, "pages": pages, "SITE_URL": settings.SITE_URL}
    text = render_to_string("community/notices/email/notices.txt", context).strip() + "\n"
    return ListMail(subject_of(notices), text, to=[person.email], headers=headers(pages))


def subject_of(notices) -> str:
    if len(notices) == 1:
        return notices[0].subject
    words = ngettext("%(n)s avviso dalla comunità", "%(n)s avvisi dalla comunità", len(notices))
    return words % {"n": len(notices)}


def pages_of(person, notices) -> dict:
    """In full; the one to leave is of the topic, where the mail is of one."""
    secret, topics = secret_of(person), {each.topic for each in notices}
    what = topics.pop() if len(topics) == 1 else "tutti"
    return {
        "wishes": settings.SITE_URL + reverse("community:notice_wishes", args=[secret]),
        "leave": settings.SITE_URL + reverse("community:notice_leave", args=[secret, what]),
    }


def headers(pages) -> dict:
    """RFC 2369 and 8058: how one leaves with one click."""
    return {
        "List-Unsubscribe": f"<{pages['leave']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
