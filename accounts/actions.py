"""What is done to accounts; a write that touches several models is atomic."""

import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from puntocomunita.mail import send_once_saved, written

from .models import AccessLog, ApiToken, User
from .personal_data import forget
from .sessions import end_sessions


def log_look(*, by, what, thing="", subject=None, client_id=None, through=AccessLog.By.PAGE):
    """Writes down that `by` opened what concerns others. `thing` names a place or an organisation, never a person."""
    return AccessLog.objects.create(
        actor=by, what=what, thing=thing[:200], subject=subject, client_id=client_id, by=through
    )


def log_looks(*, by, what, thing, subjects):
    """That `by` opened a list of people: once for the list, and once for each of the others in it, who is to see it."""
    others = {each.pk: each for each in subjects if each.pk != by.pk}
    opened = {"actor": by, "what": what, "thing": thing[:200]}
    AccessLog.objects.bulk_create(
        [AccessLog(**opened), *(AccessLog(**opened, subject=each) for each in others.values())]
    )


@transaction.atomic
def create_token(*, by, name, scopes, days):
    """(the token, its secret), and a mail that says so; IntegrityError past ten, or for a name `by` has used."""
    created_at = timezone.now()
    expires_at = created_at + datetime.timedelta(days=days)
    token, secret = ApiToken.objects.issue(
        user=by, name=name, scopes=scopes, created_at=created_at, expires_at=expires_at
    )
    notify("api_token_created", by.email, token=token)
    return token, secret


@transaction.atomic
def delete_account(*, by):
    """The person, what is theirs and every session and key; a mail says goodbye."""
    erase_person(by)
    notify("goodbye", by.email, name=by.name)


@transaction.atomic
def erase_person(user):
    """A number is all that the logs keep of them."""
    User.objects.select_for_update().get(pk=user.pk)
    end_sessions(user.usersession_set.all())
    forget(user)
    User.objects.get(pk=user.pk).delete()


def notify(what, email, **context):
    """Mails it once all is written; what went wrong with the mail is logged and undoes nothing."""
    context |= {"SITE_URL": settings.SITE_URL}
    send_once_saved(written(render_to_string(f"accounts/email/{what}.txt", context), [email]))
