"""Fund-raisings and projects of houses as they may be reported; see `community.safety.registry`."""

from django.utils.translation import gettext_lazy as _

from community.access import MODERATE
from community.models import Fundraising, HouseProject
from community.safety.registry import Moderated, out_of_sight, seen_again


def of_kind(kind, label, model, text):
    def seen_by(user, network):
        rows = model.objects.filter(network=network).seen_by(user, MODERATE.allows(user, network))
        return rows.select_related("network", "written_by")

    return Moderated(
        kind=kind,
        label=label,
        model=model,
        title=str,
        text=text,
        author=lambda thing: thing.written_by,
        url=model.get_absolute_url,
        hide=out_of_sight,
        show=seen_again,
        seen_by=seen_by,
        kept_by=lambda user: model.objects.kept_by(user),
    )


MODERATED = [
    of_kind("fundraising", _("raccolta fondi"), Fundraising, lambda each: f"{each.words}\n{each.how_to_give}"),
    of_kind("house_project", _("progetto di più case"), HouseProject, lambda each: each.words),
]
