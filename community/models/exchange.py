"""A small service that one member of a concierge offers or asks for, and how it went.

Money never passes here: a price is only said. Care of minors, of who is old or ill, and what is done in somebody's
home is for vetted helpers only: the database refuses it (trigger `exchange_is_fit`).
"""

import datetime
import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from puntocomunita.encryption import EncryptedTextField

from .concierge import Concierge, ConciergeMembership, Vetting
from .standing import Block

HIGHEST_PRICE = 50
SHORTEST, LONGEST = 5, 480  # minutes
ON_THE_BOARD = datetime.timedelta(days=90)
TO_CONFIRM = datetime.timedelta(days=30)  # after the day that was agreed


class ExchangeQuerySet(models.QuerySet):
    def on_the_board(self):
        return self.filter(state=Exchange.State.OPEN, expires_on__gte=timezone.localdate())

    def but_of_people_apart_from(self, user):
        """Who keeps another away, and the other, do not find each other."""
        return self.exclude(author__person__in=Block.objects.people_apart_from(user))

    def live(self):
        return self.filter(state__in=Exchange.LIVE)

    def ended(self):
        return self.exclude(state__in=Exchange.LIVE)

    def of(self, user):
        """What they said or answered."""
        return self.filter(Q(author__person=user) | Q(other__person=user))

    def between(self, one, other):
        return self.filter(
            Q(author__person=one, other__person=other) | Q(author__person=other, other__person=one)
        ).for_reading()

    def of_member(self, member):
        return self.filter(Q(author=member) | Q(other=member)).for_reading()

    def open_to(self, user):
        """Theirs, and what stands on the board of a concierge of which they are a member."""
        current = ConciergeMembership.objects.current().filter(person=user).values("concierge")
        there = Exchange.objects.on_the_board().filter(concierge__in=current).but_of_people_apart_from(user)
        return self.filter(Q(author__person=user) | Q(other__person=user) | Q(pk__in=there.order_by().values("pk")))

    def not_corrected(self):
        """But those that another one took the place of."""
        return self.filter(corrected_as=None)

    def of_people_without_account(self):
        return self.filter(Q(author__person=None) | Q(other__isnull=False, other__person=None))

    def to_expire(self):
        return self.live().filter(expires_on__lt=timezone.localdate())

    def that_meet(self, exchange):
        """On the same board, what others offer of what it asks for, or ask for of what it offers."""
        kinds, others = Exchange.Kind, self.on_the_board().exclude(author=exchange.author_id)
        kind = kinds.REQUEST if exchange.is_offer else kinds.OFFER
        return others.filter(concierge=exchange.concierge_id, category=exchange.category, kind=kind)

    def minutes_of(self, user):
        """{"given", "received"}: what they did for others, and others for them, as both said."""
        given = Q(kind="offer", author__person=user) | Q(kind="request", other__person=user)
        received = Q(kind="request", author__person=user) | Q(kind="offer", other__person=user)
        done, minutes = self.filter(state=Exchange.State.DONE), {"given": given, "received": received}
        return done.aggregate(**{name: Sum("done_minutes", filter=which, default=0) for name, which in minutes.items()})

    def for_reading(self):
        place = ["concierge__community_point__location", "concierge__house__location"]
        return self.select_related("concierge__network", *place, "author__person", "other__person")

    def newest_first(self):
        return self.order_by("-posted_on", "-id")


class Exchange(models.Model):
    class Kind(models.TextChoices):
        OFFER = "offer", _("offro")
        REQUEST = "request", _("cerco")

    class Category(models.TextChoices):
        SHOPPING = "shopping", _("spesa e commissioni")
        COMPANY = "company", _("compagnia e due chiacchiere")
        CARE = "care", _("stare con chi è anziano o malato")
        CHILDREN = "children", _("stare con i bambini")
        HOMEWORK = "homework", _("compiti")
        ITALIAN = "italian", _("conversazione in italiano")
        LANGUAGES = "languages", _("altre lingue")
        COMPUTER = "computer", _("telefono e computer")
        REPAIRS = "repairs", _("piccole riparazioni, senza toccare impianti")
        SEWING = "sewing", _("cucito")
        GARDEN = "garden", _("orto e giardino")
        ANIMALS = "animals", _("animali")
        COOKING = "cooking", _("cucina")
        CARRYING = "carrying", _("portare pesi, montare mobili")
        OTHER = "other", _("altro")

    class State(models.TextChoices):
        OPEN = "open", _("in bacheca")
        PROPOSED = "proposed", _("qualcuno ha risposto")
        AGREED = "agreed", _("d’accordo")
        DONE = "done", _("fatto")
        NOT_DONE = "not_done", _("non si è fatto")
        EXPIRED = "expired", _("scaduto")
        WITHDRAWN = "withdrawn", _("ritirato")
        REFUSED = "refused", _("non può stare in bacheca")

    MOVES = {
        "": {State.OPEN},
        State.OPEN: {State.PROPOSED, State.EXPIRED, State.WITHDRAWN, State.REFUSED},
        State.PROPOSED: {State.OPEN, State.AGREED, State.EXPIRED, State.WITHDRAWN, State.REFUSED},
        State.AGREED: {State.DONE, State.NOT_DONE, State.EXPIRED, State.WITHDRAWN},
        State.REFUSED: {State.OPEN},
    }
    LIVE = [State.OPEN, State.PROPOSED, State.AGREED]
    WITH_MINORS = [Category.HOMEWORK, Category.CHILDREN]
    WITH_CARE = [Category.COMPANY, Category.CARE]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concierge = models.ForeignKey(Concierge, models.PROTECT, related_name="exchanges")
    kind = models.CharField(_("che cosa vuoi fare"), max_length=7, choices=Kind)
    category = models.CharField(_("di che cosa si tratta"), max_length=9, choices=Category)
    title = models.CharField(_("in poche parole"), max_length=120, blank=True)
    words = models.CharField(_("racconta meglio"), max_length=600, blank=True)
    minors = models.BooleanField(_("con bambini o ragazzi"), default=False)
    care = models.BooleanField(_("con chi è anziano, malato o con disabilità"), default=False)
    homes = models.BooleanField(_("si entra in casa di qualcuno"), default=False)
    minutes = models.PositiveSmallIntegerField(_("quanti minuti ci vogliono"))
    price = models.DecimalField(_("prezzo in euro (0 se è gratis)"), max_digits=5, decimal_places=2, default=0)
    day = models.DateField(_("giorno"), null=True, blank=True)
    when = models.CharField(_("quando ti va bene"), max_length=120, blank=True)
    author = models.ForeignKey(ConciergeMembership, models.PROTECT, null=True, related_name="exchanges")
    other = models.ForeignKey(
        ConciergeMembership, models.PROTECT, null=True, blank=True, related_name="answered_exchanges"
    )
    message = EncryptedTextField(blank=True)  # what who answers says to the other
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.OPEN)
    posted_on = models.DateField(_("scritto il"), default=timezone.localdate)
    expires_on = models.DateField(_("fino al"))
    author_agreed_at = models.DateTimeField(null=True, blank=True)
    other_agreed_at = models.DateTimeField(null=True, blank=True)
    done_minutes = models.PositiveSmallIntegerField(_("minuti fatti"), null=True, blank=True)
    author_confirmed_at = models.DateTimeField(null=True, blank=True)
    other_confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché"), max_length=300, blank=True)
    corrected_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    matched_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_on", "-id"]
        verbose_name = _("scambio")
        verbose_name_plural = _("scambi")
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False) & ~Q(title="")
                | Q(author=None, other=None, title="", words="", when="", message="", settled_on__isnull=False),
                name="exchange_is_of_somebody_until_it_is_forgotten",
            ),
            models.CheckConstraint(condition=~Q(other=F("author")), name="exchange_has_two_sides"),
            models.CheckConstraint(
                condition=Q(price__gte=0, price__lte=HIGHEST_PRICE),
                name="exchange_is_free_or_has_a_small_price",
                violation_error_message=_("Il prezzo va da 0 a 50 euro: di più è un lavoro, non uno scambio."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="exchange_takes_minutes_or_a_day",
                violation_error_message=_("Da 5 a 480 minuti."),
            ),
            models.CheckConstraint(
                condition=Q(minors=True) | ~Q(category__in=["homework", "children"]),
                name="homework_and_children_are_with_minors",
            ),
            models.CheckConstraint(
                condition=Q(care=True) | ~Q(category__in=["company", "care"]),
                name="company_and_care_are_care",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(other=None, message="", author_agreed_at=None, other_agreed_at=None),
                name="open_exchange_has_no_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed")
                | Q(other__isnull=False) & (Q(author_agreed_at=None) | Q(other_agreed_at=None)),
                name="proposed_exchange_waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "done", "not_done"])
                | Q(author_agreed_at__isnull=False, other_agreed_at__isnull=False)
                & (Q(other__isnull=False) | Q(author=None)),
                name="exchange_is_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(state="done", author_confirmed_at__isnull=False, other_confirmed_at__isnull=False)
                & Q(done_minutes__isnull=False, done_minutes__gte=1, done_minutes__lte=LONGEST)
                | ~Q(state="done") & (Q(author_confirmed_at=None) | Q(other_confirmed_at=None)),
                name="exchange_is_done_once_both_say_how_long",
            ),
            models.CheckConstraint(
                condition=Q(corrected_as=None) | Q(state="withdrawn") & ~Q(corrected_as=F("id")),
                name="exchange_that_was_corrected_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "not_done"], reason=""), name="exchange_that_is_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "proposed", "agreed"], settled_on=None)
                | ~Q(state__in=["open", "proposed", "agreed"]) & Q(settled_on__isnull=False),
                name="exchange_that_is_over_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "proposed"]) | Q(expires_on__lte=F("posted_on") + ON_THE_BOARD),
                name="exchange_leaves_the_board_in_ninety_days",
            ),
        ]
        indexes = [
            models.Index(fields=["concierge", "state", "-posted_on"], name="exchange_by_state"),
            models.Index(fields=["concierge", "category", "-posted_on"], name="exchange_by_category"),
            models.Index(
                fields=["expires_on"],
                name="exchange_by_last_day",
                condition=Q(state__in=["open", "proposed", "agreed"]),
            ),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="exchange_by_likeness"),
        ]

    def __str__(self):
        return self.title or self.reference

    def get_absolute_url(self):
        return reverse("community:exchange_detail", args=[self.concierge.network.slug, self.pk])

    def get_desk_url(self):
        """Of who keeps the concierge."""
        return reverse("community:exchange_at_desk", args=[self.concierge.network.slug, self.concierge_id, self.pk])

    @property
    def reference(self):
        return str(self.pk)[:8].upper()

    @property
    def is_offer(self):
        return self.kind == self.Kind.OFFER

    @property
    def is_live(self):
        return self.state in self.LIVE

    @property
    def helper(self):
        """Who does it; None as long as nobody answered a request."""
        return self.author if self.is_offer else self.other

    @property
    def needs_vetting_for(self) -> list:
        wanted = {Vetting.For.MINORS: self.minors, Vetting.For.CARE: self.care, Vetting.For.HOMES: self.homes}
        return [each for each, needed in wanted.items() if needed]

    @property
    def that_day(self):
        """On which its helper must be trusted with it."""
        return max(self.day or timezone.localdate(), timezone.localdate())

    def side_of(self, user):
        """ "author", "other", or "" of who is neither."""
        if not user.is_authenticated:
            return ""
        sides = {name: getattr(self, name) for name in ("author", "other")}
        return next((name for name, member in sides.items() if member and member.person_id == user.pk), "")

    def agreed_by(self, side) -> bool:
        return getattr(self, f"{side}_agreed_at") is not None

    def confirmed_by(self, side) -> bool:
        return getattr(self, f"{side}_confirmed_at") is not None
