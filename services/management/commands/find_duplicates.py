from django.core.management.base import BaseCommand

from services.merging.suspecting import look_at_all


class Command(BaseCommand):
    help = "Cerca le schede che forse ci sono due volte; ogni giorno. Si può ripetere o interrompere."

    def handle(self, **options):
        self.stdout.write(f"Coppie da guardare: {look_at_all()}")
