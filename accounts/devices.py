"""What a browser says of itself, cut at the door to what its person knows it by: "Firefox su Windows"."""

from django.utils.translation import gettext as _

# The first found names it: most browsers also say that they are Chrome, and Chrome that it is Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device_in_words(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s su %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("un programma che non si è fatto riconoscere")


class DeviceMiddleware:
    """So that sessions, mails and logs hold no more of a device than words: versions and models tell people apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["HTTP_USER_AGENT"] = device_in_words(request.META.get("HTTP_USER_AGENT", ""))
        return self.get_response(request)
