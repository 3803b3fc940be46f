"""For who has lost phone and recovery codes, after they have been seen and known by somebody who answers for it."""

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import end_sessions, living_sessions
from puntocomunita import security_log


class Command(BaseCommand):
    help = "Toglie il secondo passo a una persona che l’ha perso: entra con la password e lo prepara di nuovo."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nessuno entra con {email}.")
        removed = forget(user)
        self.stdout.write(f"Tolti: {removed}. Le sessioni sono finite, un’e-mail avvisa." if removed else "Non ne ha.")


@transaction.atomic
def forget(user) -> int:
    """How many ways were taken away; recovery codes go with them."""
    removed, _models = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(living_sessions(user))
        security_log.record("second_factor_forgotten", subject=user.pk)
        transaction.on_commit(lambda: tell(user))
    return removed


def tell(user):
    send_mail(
        _("Il tuo secondo passo è stato tolto"),
        _(
            "Ciao,\n\n"
            "chi tiene il portale ha tolto il tuo secondo passo, perché hai detto di averlo perso. "
            "La prossima volta entra con la password e preparane uno nuovo.\n\n"
            "Se non l’hai chiesto tu, avvisa subito il tuo Punto Comunità."
        ),
        from_email=None,
        recipient_list=[user.email],
    )
