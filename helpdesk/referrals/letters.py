"""What is written about a referral: its reference and the door, never the person; a mail that fails undoes nothing."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from helpdesk.models import Referral
from puntocomunita.mail import send_once_saved, written

from .links import new_link


def letter(name, referral, to, **more) -> EmailMessage:
    context = {"referral": referral, "desk": referral.enquiry.community_point, "SITE_URL": settings.SITE_URL} | more
    return written(render_to_string(f"helpdesk/referrals/email/{name}.txt", context), [to])


def answer_address(secret) -> str:
    return settings.SITE_URL + reverse("helpdesk:referral_answer", args=[secret])


def page_at(desk, referral) -> str:
    return settings.SITE_URL + reverse("helpdesk:referral_detail", args=[desk.slug, referral.pk])


def letter_to_receiver(name, referral, **more) -> EmailMessage:
    """With a new link for who has no account; a desk has pages of its own, and who need not answer needs none."""
    if name != Referral.Letter.WITHDRAWN:
        own_page = page_at(referral.to_point, referral) if referral.to_point else ""
        more["address"] = own_page or answer_address(new_link(referral))
    return letter(name, referral, referral.recipient_email, **more)


def tell_desk(referral):
    """That something came from the other side, where the desk has an address; it is on its pages anyway."""
    desk = referral.enquiry.community_point
    if desk.email:
        send_once_saved(letter("news", referral, desk.email, address=page_at(desk, referral)))
