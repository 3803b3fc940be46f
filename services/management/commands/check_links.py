from django.core.management.base import BaseCommand
from django.db import connection

from organizations.models import Organization
from services import links
from services.freshness.dead_sites import learn
from services.models import Asset, LinkCheck, Service

NEW = f"""
INSERT INTO {LinkCheck._meta.db_table} (url, reason, failures)
SELECT url, '{LinkCheck.Reason.NOT_ASKED}', 0 FROM (
    SELECT website AS url FROM {Organization._meta.db_table} UNION
    SELECT url FROM {Service._meta.db_table} UNION
    SELECT url FROM {Asset._meta.db_table}
) AS spoken_of WHERE url <> '' ON CONFLICT (url) DO NOTHING
"""


class Command(BaseCommand):
    help = "Chiede ai siti delle voci se ci sono ancora; ogni giorno, i meno controllati per primi."

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=2_000, help="quanti siti al massimo (2000)")

    def handle(self, *, most, **options):
        """Each answer is written as it comes: killed half-way, the next run goes on with the others."""
        LinkCheck.objects.forgotten().delete()
        with connection.cursor() as cursor:
            cursor.execute(NEW)
        due = {check.url: check for check in LinkCheck.objects.due()[:most]}
        done = [learn(due[url], answer) for url, answer in links.asked(list(due))]
        dead = LinkCheck.objects.dead().count()
        self.stdout.write(f"Siti controllati: {len(done)}; non rispondono: {done.count(False)}; da giorni: {dead}.")
