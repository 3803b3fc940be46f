"""What the lists of choices of the page offer: read once, for both of its forms."""

from functools import partial
from itertools import groupby

from django.utils.functional import cached_property

from services.models import Taxonomy, TaxonomyTerm
from territory.models import Quarter

from .reach import reviewed_by

ABOUT = [Taxonomy.Own.NEED, Taxonomy.Own.ACTIVITY, Taxonomy.Own.TARGET]
TERMS = TaxonomyTerm.objects.filter(taxonomy__slug__in=ABOUT).select_related("taxonomy")
ASSET_KINDS = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.ASSET_KIND)


class Offered:
    def __init__(self, user):
        self.rows = {
            "quarter": Quarter.objects.all(),
            "organization": reviewed_by(user, "organization"),
            "terms": TERMS.order_by("taxonomy", "position", "name"),
            "kind": ASSET_KINDS,
        }

    def fill(self, form):
        """Each list of rows that the form has: `FilterForm.theme`, `TogetherForm.add` and `remove` are terms."""
        for name, field in form.fields.items():
            of = "terms" if name in ("theme", "add", "remove") else name
            if of in self.rows:
                field.queryset = self.rows[of]
                field.choices = partial(self.choices, of, field.empty_label)

    def choices(self, of, empty):
        """Asked only where the list is drawn."""
        return [("", empty), *getattr(self, of)]

    @cached_property
    def quarter(self):
        return named(self.rows["quarter"])

    @cached_property
    def organization(self):
        return list(self.rows["organization"].order_by("name", "pk").values_list("pk", "name"))

    @cached_property
    def kind(self):
        return named(self.rows["kind"])

    @cached_property
    def terms(self):
        """Under the name of their taxonomy."""
        groups = groupby(self.rows["terms"], key=lambda term: str(term.taxonomy))
        return [(taxonomy, named(terms)) for taxonomy, terms in groups]


def named(rows):
    return [(each.pk, str(each)) for each in rows]
