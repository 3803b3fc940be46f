from rest_framework.permissions import BasePermission

from .access import lacks_second_factor, rule_of


class RulePermission(BasePermission):
    """Asks the rule of the view for its method: closed without one, and to a token without the rule's scope."""

    def has_permission(self, request, view):
        rule = rule_of(view, request.method)
        if rule is None:
            return False
        if request.auth is not None and (not rule.scope or rule.scope not in request.auth.scopes):
            return False
        if not rule.is_public and request.user.is_authenticated and lacks_second_factor(request.user):
            return False
        return rule.allows(request.user)
