from django.core.management.base import BaseCommand

from community.events.reminding import remind_of_events


class Command(BaseCommand):
    help = "Ricorda a chi viene gli eventi di domani. Si può ripetere o interrompere."

    def handle(self, **options):
        self.stdout.write(f"Eventi ricordati: {remind_of_events()}")
