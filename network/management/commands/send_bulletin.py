from django.core.management.base import BaseCommand
from django.utils import timezone

from network.bulletin.issuing import make_digests, make_issues
from network.bulletin.sending import send_due
from network.models import Delivery


class Command(BaseCommand):
    help = "Fa il bollettino di oggi di ogni rete e lo manda a chi lo legge. Si può ripetere o interrompere."

    def handle(self, **options):
        day = timezone.localdate()
        issues = make_issues(day)
        make_digests(day)
        counts = send_due()
        sent, failed, waiting = (counts[state] for state in ("sent", "failed", "waiting"))
        self.stdout.write(f"Bollettini nuovi: {len(issues)} · e-mail partite: {sent}")
        self.stdout.write(f"Non si possono consegnare: {failed} · da riprovare: {waiting}")
        if left := Delivery.objects.due(timezone.now()).count():
            self.stderr.write(f"Il server della posta non le prende: ne restano {left} per la prossima volta.")
