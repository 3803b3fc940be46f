from django.apps import AppConfig


class PuntocomunitaConfig(AppConfig):
    name = "puntocomunita"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from . import middleware, security_log  # they read models, which are there only now

        security_log.listen()
        user_logged_in.connect(middleware.session_began, dispatch_uid="session_began")
