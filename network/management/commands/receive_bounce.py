import sys

from django.core.management.base import BaseCommand

from network.bulletin.bounces import receive

MOST = 2**20  # bytes; what matters is at the beginning of a report and of what it returns


class Command(BaseCommand):
    help = "Legge da stdin un’e-mail tornata indietro, o la segnalazione di chi non la vuole: lì non si scrive più."

    def handle(self, **options):
        ended = receive(sys.stdin.buffer.read(MOST))
        if ended is None:
            return self.stdout.write("Non dice di una casella che legge il bollettino: non cambio niente.")
        subscription, state = ended
        return self.stdout.write(f"Iscrizione {subscription.pk}: {state.label}.")
