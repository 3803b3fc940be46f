"""What an organisation offers to the others or asks of them, and what two of them agree on."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization
from puntocomunita.templatetags.portal import after
from territory.models import Quarter

from .membership import Network

HAS_A_DAY = Q(first_day__isnull=False, last_day__isnull=False)


class ExchangeNoticeQuerySet(models.QuerySet):
    def live(self, day=None):
        """What one may still answer."""
        return self.filter(state__in=ExchangeNotice.LIVE, expires_on__gte=day or timezone.localdate())

    def to_expire(self, day=None):
        return self.filter(state__in=ExchangeNotice.LIVE, expires_on__lt=day or timezone.localdate())

    def of_those_kept_by(self, user):
        return self.filter(organization__in=[each.organization_id for each in user.current_memberships])

    def shown_to(self, user, runs_network):
        """To a member what is live; all that their organisations said, answered or agreed on; all to who runs it."""
        kept = [each.organization_id for each in user.current_memberships]
        sides = ExchangeMatch.objects.filter(Q(giver__in=kept) | Q(taker__in=kept))
        known = Exists(sides.filter(Q(offer=OuterRef("pk")) | Q(request=OuterRef("pk"))))
        live = Q(state__in=ExchangeNotice.LIVE, expires_on__gte=timezone.localdate())
        return self if runs_network else self.filter(live | Q(organization__in=kept) | known)

    def asked_for(self, wishes):
        """Narrowed by `kind`, `what` and `quarter` (or for the whole city); what ends first comes first."""
        said = {name: wishes[name] for name in ("kind", "what") if wishes.get(name)}
        rows = self.filter(**said)
        if wishes.get("quarter"):
            rows = rows.filter(Q(quarter__slug=wishes["quarter"]) | Q(quarter=None))
        return rows.for_reading().order_by("expires_on", "id")

    def fitting(self, notice):
        """Live ones of others that answer it: the same thing the other way round, on days that meet; nearest first."""
        other_kind = {"offer": "request", "request": "offer"}[notice.kind]
        rows = self.live().filter(network=notice.network_id, kind=other_kind, what=notice.what)
        rows = rows.exclude(organization=notice.organization_id)
        if notice.first_day:
            meets = Q(first_day__lte=notice.last_day, last_day__gte=notice.first_day)
            rows = rows.filter(Q(first_day=None) | meets)
        near = Q(quarter=notice.quarter_id) if notice.quarter_id else Q(pk=None)
        on_days = HAS_A_DAY if notice.first_day else Q(pk=None)
        rows = rows.annotate(is_near=said(near), is_on_the_days=said(on_days))
        return rows.order_by("-is_near", "-is_on_the_days", "expires_on", "id")

    def for_reading(self):
        return self.select_related("network", "organization", "quarter")


def said(condition):
    return Case(When(condition, then=True), default=False, output_field=models.BooleanField())


class ExchangeNotice(models.Model):
    """`matched` as long as somebody has answered and waits; nothing of it changes from then on."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("offro")
        REQUEST = "request", _("cerco")

    class What(models.TextChoices):
        ROOM = "room", _("uno spazio")
        VEHICLE = "vehicle", _("un mezzo")
        PEOPLE = "people", _("persone che danno una mano")
        EQUIPMENT = "equipment", _("attrezzatura")
        SKILL = "skill", _("una competenza")

    class State(models.TextChoices):
        OPEN = "open", _("aspetta una risposta")
        MATCHED = "matched", _("qualcuno ha risposto")
        AGREED = "agreed", _("accordo fatto")
        DONE = "done", _("fatto")
        EXPIRED = "expired", _("scaduto")
        WITHDRAWN = "withdrawn", _("ritirato")

    LIVE = [State.OPEN, State.MATCHED]
    MOVES = {
        "": {"open"},
        "open": {"matched", "expired", "withdrawn"},
        "matched": {"open", "agreed", "expired", "withdrawn"},
        "agreed": {"open", "done"},  # open again when it comes to nothing
    }

    network = models.ForeignKey(Network, models.PROTECT, related_name="exchange_notices")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="exchange_notices", verbose_name=_("organizzazione")
    )
    kind = models.CharField(_("offri o cerchi"), max_length=7, choices=Kind)
    what = models.CharField(_("che cosa"), max_length=9, choices=What)
    title = models.CharField(_("in una riga"), max_length=120)
    words = models.TextField(_("raccontalo"), max_length=1500)
    quarter = models.ForeignKey(
        Quarter, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("quartiere")
    )
    first_day = models.DateField(_("dal giorno"), null=True, blank=True)
    last_day = models.DateField(_("al giorno"), null=True, blank=True)
    expires_on = models.DateField(_("resta in bacheca fino al"))
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.OPEN)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="exchange_notices")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)  # that it leaves the board
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        verbose_name = _("annuncio")
        verbose_name_plural = _("annunci")
        constraints = [
            models.UniqueConstraint(fields=["id", "organization"], name="exchange_notice_with_its_organization"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="exchange_notice_says_what"),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True)
                | HAS_A_DAY & Q(last_day__gte=F("first_day"), expires_on__lte=F("last_day")),
                name="exchange_notice_is_over_with_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "matched", "agreed"], closed_at__isnull=True)
                | Q(state__in=["done", "expired", "withdrawn"], closed_at__isnull=False),
                name="exchange_notice_says_when_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "kind", "what", "expires_on"],
                name="exchange_notice_live",
                condition=Q(state__in=["open", "matched"]),
            ),
            models.Index(
                fields=["network", "what", "expires_on"],
                name="exchange_notice_by_thing",
                condition=Q(state__in=["open", "matched"]),
            ),
            models.Index(
                fields=["network", "quarter", "expires_on"],
                name="exchange_notice_by_quarter",
                condition=Q(state__in=["open", "matched"]),
            ),
            models.Index(fields=["organization", "-written_at"], name="exchange_notice_of_a_member"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network:exchange_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def is_offer(self):
        return self.kind == self.Kind.OFFER

    @property
    def is_live(self):
        return self.state in self.LIVE and self.expires_on >= timezone.localdate()

    @property
    def may_change(self):
        return self.state == self.State.OPEN and self.is_live

    @property
    def when(self):
        """Its days as people say them; nothing where any day will do."""
        if self.first_day is None:
            return ""
        first, last = (date_format(day, "j F Y").lower() for day in (self.first_day, self.last_day))
        return first if first == last else f"{after(first, 'dal')} {after(last, 'al')}"

    @property
    def matches(self):
        return self.offered_in if self.is_offer else self.wanted_in

    def is_of(self, user):
        return self.organization_id in {each.organization_id for each in user.current_memberships}


class ExchangeMatchQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(state=ExchangeMatch.State.PROPOSED)

    def agreed(self):
        return self.filter(state=ExchangeMatch.State.AGREED)

    def about(self, notices):
        return self.filter(Q(offer__in=notices) | Q(request__in=notices))

    def of(self, organization):
        return self.filter(Q(giver=organization) | Q(taker=organization))

    def of_one_of(self, organizations):
        return self.filter(Q(giver__in=organizations) | Q(taker__in=organizations))

    def between_those_kept_by(self, user):
        return self.of_one_of([each.organization_id for each in user.current_memberships])

    def shown_to(self, user, runs_network):
        return self if runs_network else self.between_those_kept_by(user)

    def waiting_first(self):
        """Those that go on before those that are over, the latest first."""
        over = Q(closed_at__isnull=False)
        return self.for_reading().annotate(is_over=said(over)).order_by("is_over", "-asked_at", "-id")

    def for_reading(self):
        return self.select_related("network", "giver", "taker", "offer", "request")


class ExchangeMatch(models.Model):
    """One organisation answers what another said, maybe with a notice of its own; the two agree, do it, and say so."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("aspetta una risposta")
        AGREED = "agreed", _("accordo fatto")
        DONE = "done", _("fatto")
        DECLINED = "declined", _("per questa volta no")
        WITHDRAWN = "withdrawn", _("ritirata da chi l’aveva mandata")
        FAILED = "failed", _("non se n’è fatto niente")

    MOVES = {
        "": {"proposed"},
        "proposed": {"agreed", "declined", "withdrawn"},
        "agreed": {"done", "failed"},
    }
    GIVER, TAKER = "giver", "taker"

    network = models.ForeignKey(Network, models.PROTECT, related_name="exchange_matches")
    offer = models.ForeignKey(ExchangeNotice, models.CASCADE, null=True, blank=True, related_name="offered_in")
    request = models.ForeignKey(ExchangeNotice, models.CASCADE, null=True, blank=True, related_name="wanted_in")
    giver = models.ForeignKey(
        Organization, models.CASCADE, related_name="exchanges_given", verbose_name=_("chi mette a disposizione")
    )
    taker = models.ForeignKey(
        Organization, models.CASCADE, related_name="exchanges_taken", verbose_name=_("chi riceve")
    )
    asked_by_giver = models.BooleanField()  # who answered a notice is the giver of it
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.PROPOSED)
    terms = models.CharField(_("che cosa avete concordato"), max_length=500, blank=True)
    reason = models.CharField(_("perché no"), max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="exchanges_asked")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="exchanges_agreed")
    agreed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)  # to say how it went
    giver_done_at = models.DateTimeField(null=True, blank=True)
    taker_done_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("scambio")
        verbose_name_plural = _("scambi")
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(state__in=["agreed", "done"]), name="exchange_offer_is_agreed_once"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state__in=["agreed", "done"]), name="exchange_request_is_agreed_once"
            ),
            models.UniqueConstraint(
                fields=["offer", "taker"], condition=Q(state="proposed"), name="exchange_offer_is_asked_for_once"
            ),
            models.UniqueConstraint(
                fields=["request", "giver"], condition=Q(state="proposed"), name="exchange_request_is_answered_once"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="exchange_is_between_two"),
            models.CheckConstraint(
                condition=Q(asked_by_giver=True, request__isnull=False) | Q(asked_by_giver=False, offer__isnull=False),
                name="exchange_answers_a_notice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "done", "failed"], agreed_at__isnull=False) & ~Q(terms="")
                | Q(state__in=["proposed", "declined", "withdrawn"], agreed_at__isnull=True, terms=""),
                name="exchange_agreement_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declined", "failed"]) & ~Q(reason="")
                | ~Q(state__in=["declined", "failed"]) & Q(reason=""),
                name="exchange_says_why_it_is_off",
            ),
            models.CheckConstraint(
                condition=Q(state="done", giver_done_at__isnull=False, taker_done_at__isnull=False)
                | Q(state__in=["agreed", "failed"]) & (Q(giver_done_at__isnull=True) | Q(taker_done_at__isnull=True))
                | Q(giver_done_at__isnull=True, taker_done_at__isnull=True) & ~Q(state="done"),
                name="exchange_is_done_when_both_say_so",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "agreed"], closed_at__isnull=True)
                | Q(state__in=["done", "declined", "withdrawn", "failed"], closed_at__isnull=False),
                name="exchange_says_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-asked_at"], name="exchange_of_giver"),
            models.Index(fields=["taker", "-asked_at"], name="exchange_of_taker"),
        ]

    def __str__(self):
        return str(self.answered)

    def get_absolute_url(self):
        return reverse("network:exchange_match", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def answered(self):
        """The notice that was answered."""
        return self.request if self.asked_by_giver else self.offer

    @property
    def notices(self):
        return [each for each in (self.offer, self.request) if each]

    @property
    def asking(self):
        return self.GIVER if self.asked_by_giver else self.TAKER

    @property
    def answering(self):
        return self.TAKER if self.asked_by_giver else self.GIVER

    @property
    def is_proposed(self):
        return self.state == self.State.PROPOSED

    @property
    def is_agreed(self):
        return self.state == self.State.AGREED

    @property
    def is_going_on(self):
        return self.closed_at is None

    def side(self, name) -> Organization:
        return getattr(self, name)

    def side_of(self, organization) -> str:
        return self.GIVER if organization.pk == self.giver_id else self.TAKER

    def other_than(self, name) -> Organization:
        return self.taker if name == self.GIVER else self.giver

    def confirmed_by(self, name):
        return getattr(self, f"{name}_done_at")

    def sides_kept_by(self, user) -> list:
        """["giver"], ["taker"], both or none."""
        kept = {each.organization_id for each in user.current_memberships}
        return [name for name in (self.GIVER, self.TAKER) if getattr(self, f"{name}_id") in kept]

    def dissolve(self):
        """Its two sides have become one organisation: it goes, and what it was about can be answered again."""
        held = ExchangeNotice.objects.filter(pk__in=[self.offer_id, self.request_id])
        self.delete()
        for notice in held.filter(state__in=["matched", "agreed"]):
            if not notice.matches.proposed().exists():
                ExchangeNotice.objects.filter(pk=notice.pk).update(state=ExchangeNotice.State.OPEN)


class ExchangeMessage(models.Model):
    """What one side writes to the other: no address is shown before they agree."""

    match = models.ForeignKey(ExchangeMatch, models.CASCADE, related_name="messages")
    by_giver = models.BooleanField()
    words = models.TextField(_("messaggio"), max_length=1000)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="exchange_messages")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name = _("messaggio di uno scambio")
        verbose_name_plural = _("messaggi degli scambi")
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="exchange_message_says_something")]

    def __str__(self):
        return self.words

    @property
    def author(self) -> Organization:
        return self.match.giver if self.by_giver else self.match.taker
