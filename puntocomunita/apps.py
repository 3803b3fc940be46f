from django.apps import AppConfig
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import Field
from django.utils.translation import gettext_lazy


class PuntocomunitaConfig(AppConfig):
    name = "puntocomunita"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from . import middleware, security_log  # they read models, which are there only now

        say_plainly()
        security_log.listen()
        user_logged_in.connect(middleware.session_began, dispatch_uid="session_began")


def say_plainly():
    """What fields of every form answer, in our words."""
    Field.default_error_messages["required"] = gettext_lazy("Manca questo: serve per andare avanti.")
    MaxLengthValidator.message = gettext_lazy("Accorcia: ci stanno %(limit_value)d caratteri, e sono %(show_value)d.")
    MinValueValidator.message = gettext_lazy("Scrivi un numero che non sia sotto %(limit_value)s.")
    MaxValueValidator.message = gettext_lazy("Scrivi un numero che non sia sopra %(limit_value)s.")
