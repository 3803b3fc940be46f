from django.core.management.base import BaseCommand

from community.calls.posting import write_due as write_to_applicants
from community.models import Application
from community.pacts.reminding import remind_of_pace
from helpdesk.referrals.posting import post_due
from helpdesk.referrals.reminding import remind_due
from network.exchange.reminding import remind_of_notices
from network.governance.reminding import remind_of_terms
from network.meetings.letters import write_due
from network.meetings.reminding import remind_of_meetings, remind_of_tasks
from network.models import Enrolment, MeetingInvitation
from network.trainings.letters import write_due as write_to_enrolled
from network.trainings.reminding import remind_of_courses
from network.waiting import remind_of_waiting
from services.freshness.asking import A_RUN, end_requests, open_requests, send_due


class Command(BaseCommand):
    help = "Chiede alle organizzazioni se quello che c’è scritto è ancora giusto. Si può ripetere o interrompere."

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=A_RUN, help="quante e-mail al massimo")

    def handle(self, *, most, **options):
        ended = end_requests()
        open_requests(most)
        sent, failed = send_due(most)
        written, unwritten = post_due()
        reminded, lost = remind_due()
        self.stdout.write(f"Richieste chiuse: {ended} · e-mail partite: {sent} · non partite: {failed}")
        self.stdout.write(f"Lettere di passaggi che mancavano: {written} · non partite: {unwritten}")
        self.stdout.write(f"Passaggi ricordati: {reminded} · non partiti: {lost}")
        self.remind_networks()

    def remind_networks(self):
        kinds = {
            "Inviti a riunioni che mancavano": write_due(MeetingInvitation.objects.all()),
            "Riunioni ricordate": remind_of_meetings(),
            "Compiti ricordati": remind_of_tasks(),
            "Mandati che finiscono": remind_of_terms(),
            "E-mail di corsi che mancavano": write_to_enrolled(Enrolment.objects.all()),
            "Corsi ricordati": remind_of_courses(),
            "Annunci che lasciano la bacheca": remind_of_notices(),
            "Avvisi a chi coordina": remind_of_waiting(),
            "E-mail a chi ha fatto domanda allo sportello": write_to_applicants(Application.objects.all()),
            "Patti in cui mancano ore": remind_of_pace(),
        }
        for what, (left, lost) in kinds.items():
            self.stdout.write(f"{what}: {left} · non partiti: {lost}")
