"""The sessions of a person that still open something."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare


def living_sessions(user):
    """Newest first, two queries; one that a new password closed is none. The address goes with the session."""
    known = UserSession.objects.filter(user=user).order_by("-created_at")
    stored = Session.objects.filter(session_key__in=known.values("session_key"), expire_date__gt=timezone.now())
    proofs = {each.session_key: each.get_decoded().get(HASH_SESSION_KEY, "") for each in stored}
    proof = user.get_session_auth_hash()
    return [each for each in known if constant_time_compare(proofs.get(each.session_key, ""), proof)]


def end_sessions(sessions):
    """Here at once, and for whoever is using them at their next step."""
    Session.objects.filter(session_key__in=[each.session_key for each in sessions]).delete()
