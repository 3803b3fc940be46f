import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Taxonomy(models.Model):
    """A tree of terms in HSDS; the portal's own have a slug in `Own`, imported ones their publisher's."""

    class Own(models.TextChoices):
        NEED = "need", _("bisogni")
        ACTIVITY = "activity", _("tipi di attività")
        TARGET = "target", _("per chi")
        ASSET_KIND = "asset_kind", _("tipi di risorsa")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=120, unique=True)
    name = models.CharField(_("nome"), max_length=200)
    description = models.TextField(_("descrizione"), blank=True)
    uri = models.URLField(_("dove sta"), max_length=500, blank=True)
    version = models.CharField(_("versione"), max_length=60, blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tassonomia")
        verbose_name_plural = _("tassonomie")

    def __str__(self):
        return self.name


class TaxonomyTerm(models.Model):
    """A term as people say it: `synonyms` widen the search, `names` holds other languages by ISO 639-1 code.

    The integer key is what listings carry; `uuid` is the identifier other programs know.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    taxonomy = models.ForeignKey(Taxonomy, models.CASCADE, related_name="terms", verbose_name=_("tassonomia"))
    slug = models.SlugField(_("indirizzo nel portale"), max_length=120)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("sta sotto")
    )
    position = models.PositiveSmallIntegerField(_("posizione"), default=0)
    name = models.CharField(_("nome"), max_length=200)
    names = models.JSONField(default=dict, blank=True)
    description = models.TextField(_("descrizione"), blank=True)
    synonyms = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("come lo dice la gente")
    )
    discreet = models.BooleanField(_("da mostrare con discrezione"), default=False)
    icon = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=120, blank=True)
    term_uri = models.URLField(max_length=500, blank=True)
    agid_subject = models.CharField(max_length=40, blank=True)
    life_event = models.CharField(max_length=40, blank=True)
    istat_area = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["taxonomy", "position", "name"]
        verbose_name = _("termine")
        verbose_name_plural = _("termini")
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "slug"], name="one_term_for_each_slug_in_a_taxonomy"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="term_is_not_its_own_parent",
            ),
        ]

    def __str__(self):
        return self.local_name

    @property
    def local_name(self):
        """The name in the language of the page, Italian where there is none."""
        return self.names.get(get_language() or "it") or self.name
