"""`/dati/`: how much is here and how far it can be trusted, and the same to be taken away."""

from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from puntocomunita.charts import bars
from services import figures, quality
from services.open_data import FILES

DRAWN = 40  # bars that can be taken in at a glance; the table has them all


@access(PUBLIC)
class FiguresView(TemplateView):
    template_name = "services/figures.html"

    def get_context_data(self, **kwargs):
        counted = figures.current()
        return super().get_context_data(
            figures=counted,
            quality=counted.quality,
            quarters_chart=bars(counted.best_checked[:DRAWN], most=100),
            ages_chart=bars(counted.quality.ages),
            dead_links=quality.dead_links(),
            repair=quality.repair_time(),
            files=FILES,
            **kwargs,
        )
