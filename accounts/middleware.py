from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from rest_framework.views import APIView

from .access import lacks_second_factor, rule_of

OF_A_PAGE = ["GET", "HEAD", "POST", "OPTIONS"]  # Django's form views take PUT for POST, and nobody sends it


class AccessMiddleware:
    """Lets nobody into a page by omission: without a rule it is closed, and a rule is asked before the view runs.

    What depends on the thing that a page shows is asked by the view, which knows the thing. Views of the API
    ask for themselves (`puntocomunita.api`), because a token is read there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, callback, args, kwargs):
        if issubclass(getattr(callback, "cls", object), APIView):
            return None
        if request.method not in OF_A_PAGE:
            return HttpResponseNotAllowed(OF_A_PAGE)
        rule = rule_of(callback, request.method)
        if rule is None:
            raise PermissionDenied
        if rule.is_public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rule.at_the_door and lacks_second_factor(request.user):
            return redirect_to_login(request.get_full_path(), "account_second_factor")
        return rule.check(request.user)
