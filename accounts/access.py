"""Who may do what: what a person is to a thing, and the rules that name those who may.

A view carries its rule as `access` (`@access(RULE)`), the middleware and the API refuse a view that carries
none, and `docs/permissions.md` is written from the same rules. A thing says what a person is to it by
`roles_of(user)`.
"""

from collections import defaultdict
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a visitor is, to a thing or, where none is in question, anywhere."""

    ANYONE = "anyone", _("chiunque")
    PERSON = "person", _("persona con un accesso")
    EDITOR = "editor", _("chi scrive per l’organizzazione")
    OWNER = "owner", _("responsabile dell’organizzazione")
    VOLUNTEER = "volunteer", _("volontario del Punto Comunità")
    QUARTER_COUNCIL = "quarter_council", _("consiglio di quartiere")
    COORDINATOR = "coordinator", _("chi coordina il Punto Comunità")
    SOCIAL_WORKER = "social_worker", _("assistente sociale")
    DIRECTION = "direction", _("direzione della città")
    COACH = "coach", _("chi accompagna il percorso")
    LEADER = "leader", _("chi guida l’iniziativa o il gruppo")
    PARTICIPANT = "participant", _("chi dà le ore di un patto")
    TECHNICIAN = "technician", _("chi tiene in piedi il portale")


# Those who can open what concerns other people, as who coaches can (`User.opens_personal_data`): with REQUIRE_MFA they
# do nothing without a second factor.
OPENS_PERSONAL_DATA = frozenset(
    {Role.VOLUNTEER, Role.QUARTER_COUNCIL, Role.COORDINATOR, Role.SOCIAL_WORKER, Role.DIRECTION, Role.TECHNICIAN}
)
# What only the thing in question can say: where none is, whoever has signed in may be it, and its page asks again.
ONLY_BY_A_THING = frozenset({Role.COACH, Role.LEADER, Role.PARTICIPANT})


class Scope(models.TextChoices):
    """What a personal token may be good for; a rule without a scope is closed to tokens."""

    ACCOUNT = "account:read", _("leggere chi sei e che cosa puoi fare")
    HISTORY = "history:read", _("leggere chi ha cambiato che cosa nell’elenco")
    DESK = "desk", _("registrare e leggere i contatti del tuo sportello")


ROLES_OF_SCOPES = defaultdict(set)  # to whom a token of each is of use, as the rules say


class Unlearned(PermissionDenied):
    """The role would be enough; what must be learned first is missing or no longer holds."""


class Rule:
    """One thing that may be done, and what one must be to do it.

    `scope` is what a token needs for it. `hidden`: whoever may not is told that there is nothing (404), not
    that it is closed (403). `at_the_door`: allowed before the second factor is set up, being how one sets it up.
    `learned` is a kind of Qualification without which no role is enough.
    """

    def __init__(self, name, *roles, scope="", hidden=False, at_the_door=False, learned=""):
        self.name, self.roles = name, frozenset(roles)
        self.scope, self.hidden, self.at_the_door, self.learned = scope, hidden, at_the_door, learned
        if scope:
            ROLES_OF_SCOPES[scope] |= self.roles

    def __repr__(self):
        return f"<Rule {self.name}>"

    @property
    def is_public(self):
        return Role.ANYONE in self.roles

    def allows(self, user, thing=None) -> bool:
        """Whether the user may, with this thing or, without one, with any at all."""
        return self.is_public or bool(self.roles & roles_of(user, thing)) and not self.lacks_learning(user)

    def lacks_learning(self, user) -> bool:
        return bool(self.learned) and self.learned not in user.current_qualifications

    def check(self, user, thing=None):
        """Nothing where the user may, else 403 or, if the rule hides, 404."""
        if self.allows(user, thing):
            return
        if self.roles & roles_of(user, thing):
            raise Unlearned
        raise Http404 if self.hidden else PermissionDenied


def roles_of(user, thing=None) -> set:
    """Without the second factor that they need somebody has no role: a public page shows them what it shows anyone."""
    if not user.is_authenticated:
        return {Role.ANYONE}
    if lacks_second_factor(user):
        return {Role.ANYONE, Role.PERSON}
    held = user.roles | ONLY_BY_A_THING if thing is None else thing.roles_of(user)
    return {Role.ANYONE, Role.PERSON, *held}


def scopes_for(user) -> list:
    """Those that some rule opens to what the user is."""
    return [scope for scope in Scope if ROLES_OF_SCOPES[scope] & roles_of(user)]


PUBLIC = Rule("public", Role.ANYONE)
SETTLE_IN = Rule("settle_in", Role.PERSON, at_the_door=True)
OWN_ACCOUNT = Rule("own_account", Role.PERSON)
OWN_ACCOUNT_BY_TOKEN = Rule("own_account_by_token", Role.PERSON, scope=Scope.ACCOUNT)
ADMINISTER = Rule("administer", Role.DIRECTION, Role.TECHNICIAN)


def access(rule):
    """Decorates a view, function or class, with the rule that opens it; a dict names one for each method."""

    def mark(view):
        view.access = rule
        return view

    return mark


def under(rule, view):
    """A view that is not ours, under a rule of ours."""

    @wraps(view)
    def ruled(*args, **kwargs):
        return view(*args, **kwargs)

    return access(rule)(ruled)


def rule_of(callback, method="GET"):
    """The rule that a URL's callback carries, or None: such a view is closed to all."""
    for holder in (callback, getattr(callback, "view_class", None), getattr(callback, "cls", None)):
        if rule := getattr(holder, "access", None):
            return rule.get("GET" if method == "HEAD" else method) if isinstance(rule, dict) else rule
    return None


def lacks_second_factor(user) -> bool:
    return settings.REQUIRE_MFA and user.opens_personal_data and not user.has_second_factor
