from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy


class PuntocomunitaConfig(AppConfig):
    name = "puntocomunita"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from . import middleware, security_log  # they read models, which are there only now

        Field.default_error_messages["required"] = gettext_lazy("Manca questo: serve per andare avanti.")
        security_log.listen()
        user_logged_in.connect(middleware.session_began, dispatch_uid="session_began")
