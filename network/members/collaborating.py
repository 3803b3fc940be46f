"""Two organisations say that they do something together; one says that it does not care to know another."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from network.meetings.addresses import emails_of
from network.models import DismissedSuggestion
from organizations.models import Collaboration
from puntocomunita.mail import send_once_saved, written


@transaction.atomic
def record_collaboration(*, by, network, mine, other, words, since=None):
    """Said by `mine`; `other` is asked by mail whether it is so. Who was denied waits until that is forgotten."""
    one, second = sorted([mine, other], key=lambda each: each.pk)
    side, across = ("one_confirmed_at", "other_confirmed_at")[:: 1 if one == mine else -1]
    denied = Collaboration.objects.denied().filter(one=one, other=second)
    if denied.filter(**{f"{side}__isnull": False}).exists():
        raise ValidationError(_("Di recente ha risposto che non è così: prima parlatene, poi può scriverlo lei."))
    denied.filter(**{f"{across}__isnull": False}).delete()
    said = Collaboration(one=one, other=second, words=words, since=since, recorded_by=by, **{side: timezone.now()})
    try:
        with transaction.atomic():
            said.save()
    except IntegrityError as error:
        raise ValidationError(_("Questa collaborazione è già scritta.")) from error
    ask(network, mine, other, words)
    return said


def ask(network, mine, other, words):
    address = emails_of([other])[other.pk]
    if address:
        context = {"network": network, "mine": mine, "other": other, "words": words, "SITE_URL": settings.SITE_URL}
        send_once_saved(written(render_to_string("network/members/email/collaboration.txt", context), [address]))


@transaction.atomic
def confirm(*, by, collaboration, organizations):
    """For those of the organisations that it waits for."""
    now = timezone.now()
    waiting = Collaboration.objects.select_for_update(of=["self"]).filter(pk=collaboration.pk)
    waiting.filter(one__in=organizations, one_confirmed_at=None).update(one_confirmed_at=now)
    waiting.filter(other__in=organizations, other_confirmed_at=None).update(other_confirmed_at=now)


def deny(*, by, collaboration):
    """It is not so: of what only one side said its words go, and that it was said stays for a while."""
    rows = Collaboration.objects.standing().filter(pk=collaboration.pk)
    rows.exclude(pk__in=Collaboration.objects.confirmed()).update(denied_at=timezone.now(), words="")


def dismiss(*, by, mine, other):
    DismissedSuggestion.objects.get_or_create({"dismissed_by": by}, organization=mine, other=other)
