from django.core.management.base import BaseCommand

from puntocomunita.seals import renew_seals


class Command(BaseCommand):
    help = "Cifra di nuovo, con la prima chiave di CLIENT_DATA_KEY, tutto quello che è cifrato. Si può ripetere."

    def handle(self, **options):
        told = list(renew_seals())
        for each in told:
            if each.rows:
                self.stdout.write(f"{each.name}: {each.rows}")
            if each.unreadable:
                self.stderr.write(f"{each.name}: {each.unreadable} non si leggono con nessuna chiave")
        self.stdout.write(f"Cifrati di nuovo: {sum(each.rows for each in told)}")
