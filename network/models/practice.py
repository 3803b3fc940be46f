"""The library of practices: what somebody has tried and others may take up."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization
from services.models import TaxonomyTerm
from services.words import forms, lexemes, plain, split, telling

from .membership import Network


class PracticeQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(state=PracticeResource.State.APPROVED)

    def waiting_longest_first(self):
        return self.filter(state=PracticeResource.State.PROPOSED).order_by("proposed_at", "id")

    def proposed_by_user(self, user):
        return self.filter(proposed_by=user).exclude(state=PracticeResource.State.APPROVED)

    def of_theme(self, theme):
        return self.filter(theme=theme)

    def saying(self, words):
        """Those that hold each of these words, in any of its forms: "orto" finds "orti"."""
        for word in telling(split(words)):
            self = self.filter(found_by__overlap=[plain(word), *forms(word)])
        return self

    def for_reading(self):
        return self.select_related("theme", "organization", "network")


class PracticeResource(models.Model):
    """Proposed by a member, in the library once a coordinator approves."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("da leggere")
        APPROVED = "approved", _("nella raccolta")
        DECLINED = "declined", _("non questa volta")

    MOVES = {"": {"proposed"}, "proposed": {"approved", "declined"}, "approved": {"declined"}, "declined": {"approved"}}

    network = models.ForeignKey(Network, models.PROTECT, related_name="practices", verbose_name=_("rete"))
    title = models.CharField(_("titolo"), max_length=160)
    text = models.TextField(_("che cosa si fa"), max_length=4000)
    theme = models.ForeignKey(
        TaxonomyTerm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("di che cosa parla")
    )
    tried_by = models.CharField(_("chi l’ha provata, e dove"), max_length=300)
    link = models.URLField(_("pagina per saperne di più"), max_length=500, blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organizzazione")
    )
    state = models.CharField(_("a che punto è"), max_length=8, choices=State, default=State.PROPOSED)
    answer = models.CharField(_("perché no"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="practices")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    found_by = ArrayField(models.CharField(max_length=4000), default=list, editable=False)  # the forms of its words

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-id"]
        verbose_name = _("pratica")
        verbose_name_plural = _("pratiche")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(tried_by=""), name="practice_says_what_and_who_tried_it"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="practice_says_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(answer="") | ~Q(state="declined") & Q(answer=""),
                name="practice_is_declined_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "theme"], name="practice_by_theme"),
            models.Index(fields=["network", "state", "-decided_at"], name="practice_by_day"),
            GinIndex(fields=["found_by"], name="practice_by_words"),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        self.found_by = sorted(lexemes(f"{self.title} {self.text} {self.tried_by}"))
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("network:practice_detail", args=[self.network.slug, self.pk])

    @property
    def is_waiting(self):
        return self.state == self.State.PROPOSED
