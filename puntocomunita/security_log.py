"""One line of JSON for each thing that matters to security, on the logger `puntocomunita.security`.

A person is a number, an e-mail address a keyed digest by which tries on one account are seen to belong together;
passwords, keys and codes are in no line. `json` writes ASCII, so that nothing typed can begin a line of its own.
Signals are heard because they come from libraries, and because whatever way a role is given must be heard.
"""

import datetime
import json
import logging

from allauth.account import signals as account
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.db.models import signals as rows
from django.utils.crypto import salted_hmac

logger = logging.getLogger("puntocomunita.security")

HEARD = {
    auth.user_logged_out: "signed_out",
    account.user_signed_up: "signed_up",
    account.password_set: "password_set",
    account.password_changed: "password_changed",
    account.password_reset: "password_reset",
    account.email_added: "email_added",
    account.email_changed: "email_changed",
    account.email_removed: "email_removed",
    account.email_confirmed: "email_confirmed",
    mfa.authenticator_added: "second_factor_added",
    mfa.authenticator_removed: "second_factor_removed",
    mfa.authenticator_reset: "second_factor_reset",
    mfa.authenticator_used: "second_factor_used",
    mfa.authentication_failed: "second_factor_failed",
}
WATCHED = {
    "is_technician": ("technician_given", "technician_ended"),
    "is_active": ("person_let_in", "person_suspended"),
}


def record(event, request=None, *, user=None, **facts):
    """Writes the event; without a request the one under way is meant, and outside of any nobody's address."""
    request = request or getattr(context, "request", None)
    user = user or getattr(request, "user", None)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    address = get_client_ip(request) if request is not None else None
    line = {"time": now, "event": event, "person": getattr(user, "pk", None), "address": address, **facts}
    logger.info("%s", json.dumps(line, default=str))


def digest_of(email):
    return salted_hmac("puntocomunita.security_log", email.strip().lower()).hexdigest()[:16]


def listen():
    for signal, event in HEARD.items():
        signal.connect(teller_of(event), weak=False, dispatch_uid=f"security_log.{event}")
    auth.user_logged_in.connect(signed_in, dispatch_uid="security_log.signed_in")
    auth.user_login_failed.connect(sign_in_failed, dispatch_uid="security_log.sign_in_failed")
    listen_to_rows()


def listen_to_rows():
    from accounts.models import ApiToken, User
    from organizations.models import Mandate, OrganizationMember

    for model in (Mandate, OrganizationMember):
        rows.post_save.connect(role_saved, model, dispatch_uid="security_log.role_saved")
        rows.post_delete.connect(role_ended, model, dispatch_uid="security_log.role_ended")
    rows.post_save.connect(token_saved, ApiToken, dispatch_uid="security_log.token_saved")
    rows.post_delete.connect(token_removed, ApiToken, dispatch_uid="security_log.token_removed")
    rows.pre_save.connect(person_saved, User, dispatch_uid="security_log.person_saved")


def teller_of(event):
    def tell(sender, request=None, user=None, authenticator=None, email_address=None, **other):
        facts = {"factor": authenticator.type} if authenticator else {}
        record(event, request, user=user or getattr(email_address, "user", None), **facts)

    return tell


def signed_in(sender, request, user, **other):
    methods = [each["method"] for each in request.session.get("account_authentication_methods", [])]
    record("signed_in", request, user=user, methods=methods)


def sign_in_failed(sender, credentials, request=None, **other):
    name = credentials.get("email") or credentials.get("username") or ""
    record("sign_in_failed", request, account=digest_of(str(name)))


def role_saved(sender, instance, created, raw=False, **other):
    record("role_given" if created else "role_changed", **role_facts(instance))


def role_ended(sender, instance, **other):
    record("role_ended", **role_facts(instance))


def role_facts(held):
    places = ("organization_id", "community_point_id", "municipality_id")
    place = {name: value for name in places if (value := getattr(held, name, None))}
    return {"subject": held.user_id, "role": str(held.role), "term": str(getattr(held, "term", "") or ""), **place}


def token_saved(sender, instance, created, **other):
    if created:
        record("token_made", subject=instance.user_id, token=instance.pk, scopes=list(instance.scopes))


def token_removed(sender, instance, **other):
    record("token_removed", subject=instance.user_id, token=instance.pk)


def person_saved(sender, instance, update_fields=None, **other):
    """Says who became a technician or was suspended; the row before is read only where that may have changed."""
    names = [name for name in WATCHED if update_fields is None or name in update_fields]
    before = sender.objects.filter(pk=instance.pk).values(*names).first() if names and instance.pk else None
    for name in names if before else []:
        if before[name] != getattr(instance, name):
            record(WATCHED[name][0 if getattr(instance, name) else 1], subject=instance.pk)
