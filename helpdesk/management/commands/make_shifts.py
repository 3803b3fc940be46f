from django.core.management.base import BaseCommand

from helpdesk.models import DeskSchedule
from helpdesk.rota.actions import excuse_who_found_nobody
from helpdesk.rota.making import make_shifts


class Command(BaseCommand):
    help = "Prepara i turni degli sportelli dai loro orari. Si può ripetere o interrompere quando si vuole."

    def handle(self, **options):
        excused = excuse_who_found_nobody()
        for schedule in DeskSchedule.objects.select_related("community_point").order_by("community_point__name"):
            made = make_shifts(schedule=schedule)
            self.stdout.write(
                f"{schedule}: {made.new} nuovi, {made.gone} tolti, {made.cancelled} annullati per chiusura"
            )
        self.stdout.write(f"{excused} turni finiti senza chi sostituisse")
