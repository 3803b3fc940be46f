from django.conf import settings
from django.utils import translation


class AddressLocaleMiddleware:
    """Takes the language from the address alone: `/en/…` is English, no prefix is Italian."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
