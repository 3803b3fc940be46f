from django.core.management.base import BaseCommand

from community.notices.posting import A_RUN, send_due


class Command(BaseCommand):
    help = "Manda gli avvisi della comunità che aspettano, e i riassunti. Si può ripetere o interrompere."

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=A_RUN, help="quante e-mail al massimo")

    def handle(self, *, most, **options):
        sent, failed = send_due(most)
        self.stdout.write(f"Avvisi partiti: {sent} · non partiti: {failed}")
