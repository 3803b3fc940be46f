"""What is written about a referral: its reference and the door, never the person; a mail that fails undoes nothing."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from puntocomunita.mail import send_once_saved, written


def letter(name, referral, to, **more) -> EmailMessage:
    context = {"referral": referral, "desk": referral.enquiry.community_point, "SITE_URL": settings.SITE_URL} | more
    return written(render_to_string(f"helpdesk/referrals/email/{name}.txt", context), [to])


def write(name, referral, to, **more):
    """Once all is saved, and only where there is an address."""
    if to:
        send_once_saved(letter(name, referral, to, **more))


def answer_address(secret) -> str:
    return settings.SITE_URL + reverse("helpdesk:referral_answer", args=[secret])


def page_at(desk, referral) -> str:
    return settings.SITE_URL + reverse("helpdesk:referral_detail", args=[desk.slug, referral.pk])


def address_of_receiver(referral, secret="") -> str:
    """By a link to who has no account; a desk has pages of its own."""
    return answer_address(secret) if secret else page_at(referral.to_point, referral)


def tell_receiver(name, referral, secret=""):
    if secret or referral.to_point:
        write(name, referral, referral.recipient_email, address=address_of_receiver(referral, secret))


def tell_desk(referral):
    """That something came from the other side."""
    desk = referral.enquiry.community_point
    write("news", referral, desk.email, address=page_at(desk, referral))
