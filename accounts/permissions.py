from django.http import Http404
from rest_framework.permissions import BasePermission

from .access import lacks_second_factor, roles_of, rule_of


class RulePermission(BasePermission):
    """Asks the rule of the view for its method: closed without one, and to a token without the rule's scope.

    What a rule hides is not there (404) for who is signed in and may not.
    """

    def has_permission(self, request, view):
        rule = rule_of(view, request.method)
        if rule is None:
            return False
        if request.auth is not None and (not rule.scope or rule.scope not in request.auth.scopes):
            return False
        if not rule.is_public and request.user.is_authenticated and lacks_second_factor(request.user):
            return False
        if rule.hidden and request.user.is_authenticated and not rule.roles & roles_of(request.user):
            raise Http404
        return rule.allows(request.user)
