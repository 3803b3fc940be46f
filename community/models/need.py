"""What people of a city lack or would like, who agrees, and what is put together of it.

A need never points at an enquiry of a desk: what was confided there stays there.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import CommunityPoint
from services.models import TaxonomyTerm
from territory.models import Quarter

ALIKE = 0.3  # likeness of the words of two needs, 0 to 1, from which they may say the same
FEW = 5


class NeedThemeQuerySet(models.QuerySet):
    def most_wanted_first(self):
        """With `needs_count` and `people`, who speaks in several of its needs once; one query."""
        seen = Need.objects.seen().filter(theme=OuterRef("pk")).order_by().values("theme")
        speaking = Endorsement.objects.filter(need__theme=OuterRef("pk"), need__hidden_at=None).order_by()
        persons = speaking.values("need__theme").annotate(n=Count("person", distinct=True))
        groups, needs = seen.annotate(n=Sum("group_size")), seen.annotate(n=Count("pk"))
        counted = self.annotate(
            needs_count=Coalesce(Subquery(needs.values("n")), 0),
            people=Coalesce(Subquery(persons.values("n")), 0) + Coalesce(Subquery(groups.values("n")), 0),
        )
        return counted.order_by("-people", "-opened_at", "-id")


class NeedTheme(models.Model):
    """Needs that say the same, put together by who coordinates: what a proposal starts from."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="need_themes", verbose_name=_("città"))
    title = models.CharField(_("titolo"), max_length=120)
    words = models.CharField(_("che cosa chiedono, insieme"), max_length=600, blank=True)
    opened_at = models.DateTimeField(_("aperto il"), default=timezone.now)

    objects = NeedThemeQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("tema della comunità")
        verbose_name_plural = _("temi della comunità")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "title"],
                name="need_theme_has_one_title",
                violation_error_message=_("C’è già un tema con questo titolo: scegli quello."),
            ),
            models.UniqueConstraint(
                fields=["id", "network"], name="need_theme_with_its_network"
            ),  # for the foreign key
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:theme_detail", args=[self.network.slug, self.pk])


class NeedQuerySet(models.QuerySet):
    def seen(self):
        return self.filter(hidden_at=None)

    def seen_by(self, user, runs):
        """One's own also when hidden; all of them for who coordinates."""
        if runs:
            return self
        return self.filter(Q(hidden_at=None) | Q(said_by=user)) if user.is_authenticated else self.seen()

    def waiting(self):
        return self.seen().filter(state=Need.State.COLLECTED)

    def with_people(self):
        """`people`: who says so, one by one or as a group."""
        speaking = Endorsement.objects.filter(need=OuterRef("pk")).order_by().values("need")
        persons = Subquery(speaking.annotate(n=Count("pk")).values("n"))
        return self.annotate(people=Coalesce(persons, 0) + Coalesce("group_size", 0))

    def for_reading(self):
        return self.with_people().select_related("quarter", "theme", "network").prefetch_related("topics")

    def most_wanted_first(self):
        return self.order_by("-people", "-said_at", "-id")

    def saying_much_like(self, words):
        """The few that may say the same, the most alike first; by the trigram index."""
        near = self.filter(title__trigram_word_similar=words).annotate(likeness=TrigramWordSimilarity(words, "title"))
        return near.filter(likeness__gte=ALIKE).order_by("-likeness", "id")[:FEW]


class Need(models.Model):
    """Something that is missing, or that would be good to have."""

    class Kind(models.TextChoices):
        NEED = "need", _("manca")
        ASPIRATION = "aspiration", _("sarebbe bello")

    class Source(models.TextChoices):
        RESIDENT = "resident", _("chi vive qui")
        GROUP = "group", _("un gruppo")
        FIGURES = "figures", _("i dati degli sportelli")

    class State(models.TextChoices):
        COLLECTED = "collected", _("raccolto")
        CLUSTERED = "clustered", _("messo insieme ad altri")
        ADOPTED = "adopted", _("ci si lavora")
        PARKED = "parked", _("per ora no")

    MOVES = {
        "": {State.COLLECTED},
        State.COLLECTED: {State.CLUSTERED, State.PARKED},
        State.CLUSTERED: {State.COLLECTED, State.ADOPTED, State.PARKED},
        State.ADOPTED: {State.PARKED},
        State.PARKED: {State.CLUSTERED},
    }
    ANSWERED = [State.ADOPTED, State.PARKED]

    network = models.ForeignKey(Network, models.PROTECT, related_name="needs", verbose_name=_("città"))
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("quartiere")
    )
    kind = models.CharField(_("che cos’è"), max_length=10, choices=Kind, default=Kind.NEED)
    title = models.CharField(_("in poche parole"), max_length=120)
    words = models.CharField(_("racconta meglio"), max_length=600, blank=True)
    topics = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="needs", verbose_name=_("di che cosa parla"))
    source = models.CharField(_("da chi viene"), max_length=8, choices=Source, default=Source.RESIDENT)
    said_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="needs")
    said_at = models.DateTimeField(_("detto il"), default=timezone.now)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, null=True, blank=True, related_name="needs")
    group_name = models.CharField(_("quale gruppo"), max_length=120, blank=True)
    group_size = models.PositiveSmallIntegerField(_("quante persone sono"), null=True, blank=True)
    figures = models.CharField(_("quale dato"), max_length=200, blank=True)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.COLLECTED)
    theme = models.ForeignKey(
        NeedTheme, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("tema")
    )
    answer = models.CharField(_("che cosa rispondiamo"), max_length=600, blank=True)
    answered_at = models.DateTimeField(_("risposto il"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(_("perché non si vede"), max_length=300, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-id"]
        verbose_name = _("bisogno o desiderio")
        verbose_name_plural = _("bisogni e desideri")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="collected", theme=None)
                | Q(state__in=["clustered", "adopted"], theme__isnull=False)
                | Q(state="parked"),
                name="need_is_in_a_theme_once_it_is_put_together",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["adopted", "parked"], answered_at__isnull=False) & ~Q(answer="")
                | Q(state__in=["collected", "clustered"], answered_at=None, answer=""),
                name="need_that_is_settled_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(source="resident", group_name="", group_size=None, community_point=None, figures="")
                | (Q(source="group", group_size__gte=2, community_point__isnull=False, figures="") & ~Q(group_name=""))
                | (Q(source="figures", group_name="", group_size=None, said_by=None) & ~Q(figures="")),
                name="need_says_where_it_comes_from",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="need_that_is_hidden_says_why",
            ),
            models.UniqueConstraint(
                fields=["network", "figures"], condition=~Q(figures=""), name="figures_are_adopted_once"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "-said_at"], name="need_by_state"),
            models.Index(fields=["network", "kind", "-said_at"], name="need_by_kind"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="need_by_likeness"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:need_detail", args=[self.network.slug, self.pk])

    @property
    def is_settled(self):
        return self.state in self.ANSWERED

    def may_be_mended_by(self, user) -> bool:
        """By who said it, until somebody answers or puts it together with others."""
        return self.state == self.State.COLLECTED and user.is_authenticated and self.said_by_id == user.pk


class Endorsement(models.Model):
    """A person who says so too; nobody reads who."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(User, models.CASCADE, related_name="endorsements")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("sostegno")
        verbose_name_plural = _("sostegni")
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="person_supports_a_need_once")]

    def __str__(self):
        return f"{self.need} {self.at:%d/%m/%Y}"
