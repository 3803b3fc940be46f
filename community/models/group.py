"""Groups of a street, a building, a theme or a house: who is in them, and the links that let somebody in.

A group of visibility `members` is not there for who is not in it: not listed, not on the map, its address answers 404.
Where a group is, is said as its street: never a number, also for a building.
"""

import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import House
from puntocomunita.revisions import revision_of
from territory.models import PlaceName, Quarter

from .appealed import Appealed, AppealedQuerySet, another_than
from .standing import Suspension

LINK_LASTS = datetime.timedelta(days=14)
AT_THE_DOOR = datetime.timedelta(days=14)  # of who asks to come in, before others hear that nobody answers


class GroupQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Group.State.ACTIVE)

    def public(self):
        """What everybody may know of."""
        return self.filter(visibility=Group.Visibility.PUBLIC)

    def listed(self):
        return self.public().active()

    def proposed(self):
        return self.filter(state=Group.State.PROPOSED)

    def untended(self):
        """Active, where nobody who keeps them alive may write now, or somebody asks in vain; `untended_since` when."""
        here, too_long_ago = {"group": OuterRef("pk")}, timezone.now() - AT_THE_DOOR
        at_work = GroupMembership.objects.caretakers().who_may_write().filter(**here)
        asking = GroupMembership.objects.asking().filter(**here, asked_at__lt=too_long_ago).order_by("asked_at")
        kept_by = {
            "person__group_memberships__group": OuterRef("pk"),
            "person__group_memberships__role": GroupMembership.Role.CARETAKER,
        }
        paused = Suspension.objects.now().filter(network=OuterRef("network"), **kept_by).order_by("-period")
        asked_at, paused_at = asking.values("asked_at")[:1], paused.values("period__startswith")[:1]
        rows = self.active().filter(~Exists(at_work) | Exists(asking))
        return rows.annotate(untended_since=Coalesce(Subquery(asked_at), Subquery(paused_at), F("opened_at")))

    def found_by(self, user, publishes):
        """All that were published openly; those one is in or asks to be; every one for who publishes them."""
        if publishes:
            return self
        open_to_all = Q(visibility=Group.Visibility.PUBLIC) & ~Q(state=Group.State.PROPOSED)
        if not user.is_authenticated:
            return self.filter(open_to_all)
        return self.filter(open_to_all | Exists(GroupMembership.objects.of(user).filter(group=OuterRef("pk"))))

    def with_people(self):
        """`people`: how many are in it."""
        inside = GroupMembership.objects.inside().filter(group=OuterRef("pk")).order_by().values("group")
        return self.annotate(people=Coalesce(Subquery(inside.annotate(n=Count("pk")).values("n")), 0))

    def for_reading(self):
        return self.with_people().select_related("network", "quarter", "street", "house__location__municipality")

    def asked_for(self, wishes):
        """Narrowed by `q`, `kind` and `quarter`; by name, or the most alike first."""
        said = {"kind": "kind", "quarter": "quarter__slug"}
        rows = self.filter(**{field: wishes[name] for name, field in said.items() if wishes.get(name)})
        if not (words := wishes.get("q")):
            return rows.order_by("name", "id")
        rows = rows.filter(name__trigram_word_similar=words)
        return rows.annotate(likeness=TrigramWordSimilarity(words, "name")).order_by("-likeness", "name", "id")

    def latest_first(self):
        return self.order_by("-opened_at", "-id")


class Group(models.Model):
    """People who live near, or care for one thing, and what they agree on to be together."""

    class Kind(models.TextChoices):
        STREET = "street", _("di una via")
        BUILDING = "building", _("di un palazzo")
        THEME = "theme", _("su un tema")
        HOUSE = "house", _("di una casa")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("tutti sanno che c’è")
        MEMBERS = "members", _("lo vede solo chi ne fa parte")

    class Joining(models.TextChoices):
        OPEN = "open", _("entra chi vuole")
        ASK = "ask", _("si chiede, e risponde chi lo tiene vivo")
        INVITATION = "invitation", _("solo con un invito")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("da pubblicare")
        ACTIVE = "active", _("attivo")
        CLOSED = "closed", _("chiuso")

    MOVES = {"": {State.PROPOSED}, State.PROPOSED: {State.ACTIVE, State.CLOSED}, State.ACTIVE: {State.CLOSED}}
    ON_A_STREET = [Kind.STREET, Kind.BUILDING]

    network = models.ForeignKey(Network, models.PROTECT, related_name="groups", verbose_name=_("città"))
    kind = models.CharField(_("che gruppo è"), max_length=8, choices=Kind, default=Kind.STREET)
    name = models.CharField(_("come si chiama"), max_length=80)
    slug = models.SlugField(max_length=90, editable=False)
    words = models.CharField(_("che cosa fate insieme"), max_length=600)
    street = models.ForeignKey(
        PlaceName, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("via")
    )
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("quartiere")
    )
    house = models.ForeignKey(
        House, models.SET_NULL, null=True, blank=True, related_name="groups", verbose_name=_("casa")
    )
    visibility = models.CharField(_("chi sa che c’è"), max_length=7, choices=Visibility, default=Visibility.PUBLIC)
    joining = models.CharField(_("come si entra"), max_length=10, choices=Joining, default=Joining.ASK)
    agreement = models.CharField(_("che cosa vi promettete"), max_length=1500)
    agreement_version = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(_("a che punto è"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closing_words = models.CharField(_("perché si chiude"), max_length=300, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("gruppo di strada")
        verbose_name_plural = _("gruppi di strada")
        constraints = [
            models.UniqueConstraint(fields=["network", "slug"], name="group_has_an_address_of_its_own"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug="") & ~Q(words="") & ~Q(agreement=""),
                name="group_says_what_it_is_and_agrees_on",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["street", "building"], street__isnull=False)
                | Q(kind__in=["theme", "house"], street=None),
                name="group_of_a_street_says_which",
            ),
            models.CheckConstraint(condition=Q(kind="house") | Q(house=None), name="group_of_a_house_alone_has_one"),
            models.CheckConstraint(
                condition=~Q(visibility="members") | Q(joining="invitation"),
                name="group_that_is_not_seen_is_entered_by_invitation",
                violation_error_message=_("In un gruppo che gli altri non vedono si entra solo con un invito."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(closing_words="")
                | ~Q(state="closed") & Q(closed_at=None, closing_words=""),
                name="group_that_is_closed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", opened_at=None)
                | Q(state="active", opened_at__isnull=False)
                | Q(state="closed"),
                name="group_is_active_from_a_day_on",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "kind", "name"], name="group_by_kind"),
            models.Index(fields=["network", "state", "quarter", "name"], name="group_by_quarter"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="group_by_likeness"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("community:group_detail", args=self.address)

    @property
    def address(self):
        """The arguments of every page of it."""
        return [self.network.slug, self.slug]

    @property
    def revision(self):
        return revision_of(self.name, self.words, self.visibility, self.joining, self.agreement)

    @property
    def is_public(self):
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_active(self):
        return self.state == self.State.ACTIVE

    @property
    def place(self):
        """Where it is drawn: its street or its house as a whole, else nowhere."""
        at = self.street or (self.house and self.house.location)
        return at if at and at.latitude is not None else None


class GroupMembershipQuerySet(AppealedQuerySet):
    def inside(self):
        return self.filter(state=GroupMembership.State.MEMBER)

    def asking(self):
        return self.filter(state=GroupMembership.State.ASKED)

    def caretakers(self):
        return self.inside().filter(role=GroupMembership.Role.CARETAKER)

    def of(self, user):
        """Where they are, or ask to be."""
        return self.filter(user=user, state__in=GroupMembership.HERE)

    def who_may_write(self):
        """They have an access, and are not suspended in the city."""
        paused = Suspension.objects.now().filter(person=OuterRef("user"), network=OuterRef("group__network"))
        return self.filter(user__is_active=True).exclude(Exists(paused))

    def longest_there_first(self):
        return self.order_by("joined_at", "id")

    def caretakers_first(self):
        return self.order_by("role", "joined_at", "id")

    def for_reading(self):
        return self.select_related("group__network")

    def with_who_asks(self):
        """`asking`: how many wait at the door of the group for whoever keeps it alive; for others none."""
        rows = GroupMembership.objects.asking().filter(group=OuterRef("group")).order_by().values("group")
        waiting = Subquery(rows.annotate(n=Count("pk")).values("n"))
        keeps = Q(role=GroupMembership.Role.CARETAKER, state=GroupMembership.State.MEMBER)
        return self.annotate(asking=Case(When(keeps, then=Coalesce(waiting, 0)), default=0))


class GroupMembership(Appealed):
    """A person in a group, by the name they want to have there: only who is in it reads it."""

    class Role(models.TextChoices):
        CARETAKER = "caretaker", _("tiene vivo il gruppo")
        MEMBER = "member", _("fa parte del gruppo")

    class State(models.TextChoices):
        ASKED = "asked", _("ha chiesto di entrare")
        MEMBER = "member", _("dentro")
        LEFT = "left", _("è uscita")
        REMOVED = "removed", _("non è entrata, o è stata tolta")

    MOVES = {
        "": {State.ASKED, State.MEMBER},
        State.ASKED: {State.MEMBER, State.LEFT, State.REMOVED},
        State.MEMBER: {State.LEFT, State.REMOVED},
        State.LEFT: {State.ASKED, State.MEMBER},
        State.REMOVED: {State.MEMBER},
    }
    HERE = [State.ASKED, State.MEMBER]
    DECIDED_FIRST = ("removed_by", "user")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="group_memberships")
    nickname = models.CharField(_("come ti chiamano qui"), max_length=40)
    role = models.CharField(max_length=9, choices=Role, default=Role.MEMBER)
    state = models.CharField(max_length=7, choices=State)
    words = models.CharField(_("due parole per chi tiene vivo il gruppo"), max_length=300, blank=True)
    accepted_version = models.PositiveSmallIntegerField()
    accepted_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(_("perché"), max_length=300, blank=True)
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        verbose_name = _("persona di un gruppo")
        verbose_name_plural = _("persone dei gruppi")
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="person_is_in_a_group_once"),
            models.CheckConstraint(condition=~Q(nickname=""), name="person_of_a_group_has_a_name"),
            models.CheckConstraint(
                condition=Q(role="member") | Q(state="member"), name="caretaker_of_a_group_is_in_it"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at=None)
                | Q(state="member", joined_at__isnull=False, ended_at=None)
                | Q(state__in=["left", "removed"], ended_at__isnull=False),
                name="person_of_a_group_is_there_from_until",
            ),
            models.CheckConstraint(
                condition=Q(state="removed") & ~Q(reason="") | ~Q(state="removed") & Q(reason=""),
                name="person_is_removed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="removed") | Q(removed_by=None), name="person_who_is_removed_alone_was_so_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None, appeal="", decided_at=None, decision="")
                | Q(state="removed", appealed_at__isnull=False, decided_at=None, decision="") & ~Q(appeal="")
                | Q(state="removed", appealed_at__isnull=False, decided_at__isnull=False)
                & ~Q(appeal="")
                & ~Q(decision=""),
                name="person_who_is_removed_appeals_and_is_answered_once",
            ),
            models.CheckConstraint(
                condition=another_than("removed_by", "user"), name="person_is_answered_by_another_than_who_removed_them"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="group_membership_of_a_person"),
            models.Index(
                fields=["appealed_at"],
                condition=Q(appealed_at__isnull=False, decided_at=None),
                name="group_membership_by_appeal",
            ),
        ]

    def __str__(self):
        return f"{self.nickname}, {self.group}"

    @property
    def is_inside(self):
        return self.state == self.State.MEMBER

    @property
    def is_caretaker(self):
        return self.role == self.Role.CARETAKER

    @property
    def may_appeal(self):
        return self.state == self.State.REMOVED and self.appealed_at is None and self.group.is_active

    @property
    def must_accept(self):
        """The agreement has changed since."""
        return self.accepted_version < self.group.agreement_version


class GroupInvitationQuerySet(models.QuerySet):
    def living(self):
        return self.filter(expires_at__gt=timezone.now())


class GroupInvitation(models.Model):
    """A private link that lets in whoever has it, for two weeks or until it is taken back; shown once."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of 256 random bits
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    objects = GroupInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("invito in un gruppo")
        verbose_name_plural = _("inviti nei gruppi")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + LINK_LASTS),
                name="group_invitation_lasts_two_weeks",
            ),
        ]

    def __str__(self):
        return f"{self.group} {self.made_at:%d/%m/%Y}"
