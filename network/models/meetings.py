"""When the network meets: who is asked, what is talked about, who was there, who shows what."""

import uuid

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import SecretCalendar, User
from organizations.models import Location, Organization

from .membership import Network


class MeetingQuerySet(models.QuerySet):
    def public(self):
        return self.filter(is_public=True)

    def shown_to(self, is_member):
        """All of them to a member of the network, those open to anyone to the others."""
        return self.all() if is_member else self.public()

    def standing(self):
        return self.exclude(status=Meeting.Status.CANCELLED)

    def coming(self, moment=None):
        """The next first; a cancelled one is listed until its day, so that nobody goes there."""
        return self.filter(dtend__gt=moment or timezone.now()).order_by("dtstart", "id")

    def between(self, start, end):
        """The first to begin first."""
        return self.filter(dtend__gt=start, dtstart__lt=end).order_by("dtstart", "id")

    def past(self, moment=None):
        """The latest first."""
        return self.standing().filter(dtend__lte=moment or timezone.now()).order_by("-dtstart", "id")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def with_minutes(self):
        """Each with whether its minutes are approved."""
        approved = self.model.minutes.rel.related_model.objects.filter(meeting=OuterRef("pk"), state="approved")
        return self.annotate(has_minutes=Exists(approved))

    def with_answers(self):
        """Each with how many were asked, and how many said that they come."""
        comes = Q(invitations__partstat=MeetingInvitation.Partstat.ACCEPTED)
        return self.annotate(asked=Count("invitations"), coming=Count("invitations", filter=comes))


class Meeting(models.Model):
    """An iCalendar event: `id` makes its UID, and `sequence` grows with whatever moves or cancels it."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("riunione mensile")
        SHOWCASE = "showcase", _("vetrina delle organizzazioni")
        KNOWLEDGE_EXCHANGE = "knowledge_exchange", _("scambio di conoscenze")
        STEERING = "steering", _("gruppo di guida")
        COACHING = "coaching", _("percorso di accompagnamento")
        ASSEMBLY = "assembly", _("assemblea")

    class Status(models.TextChoices):
        TENTATIVE = "TENTATIVE", _("data da confermare")
        CONFIRMED = "CONFIRMED", _("confermata")
        CANCELLED = "CANCELLED", _("annullata")

    MOVES_THE_EVENT = ("dtstart", "dtend", "location", "place", "online_link", "status")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="meetings", verbose_name=_("rete"))
    body = models.ForeignKey(
        "SteeringBody", models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("gruppo")
    )
    kind = models.CharField(_("che riunione è"), max_length=18, choices=Kind, default=Kind.MONTHLY)
    title = models.CharField(_("titolo"), max_length=160)
    theme = models.CharField(_("tema"), max_length=200, blank=True)
    words = models.TextField(_("che cosa si fa"), max_length=2000, blank=True)
    dtstart = models.DateTimeField(_("comincia"))
    dtend = models.DateTimeField(_("finisce"))
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("luogo")
    )
    place = models.CharField(_("dove"), max_length=300, blank=True)
    online_link = models.URLField(_("indirizzo per collegarsi"), max_length=500, blank=True)
    status = models.CharField(_("stato"), max_length=9, choices=Status, default=Status.CONFIRMED)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reason = models.CharField(_("perché è annullata"), max_length=300, blank=True)
    is_public = models.BooleanField(_("aperta a chiunque"), default=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-dtstart", "id"]
        verbose_name = _("riunione")
        verbose_name_plural = _("riunioni")
        constraints = [
            models.UniqueConstraint(fields=["id", "kind"], name="meeting_with_its_kind"),  # what stands point at
            models.CheckConstraint(condition=Q(dtend__gt=F("dtstart")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(title=""), name="meeting_has_a_title"),
            models.CheckConstraint(
                condition=Q(location__isnull=False) | ~Q(place="") | ~Q(online_link=""), name="meeting_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(status="CANCELLED") & ~Q(reason="") | ~Q(status="CANCELLED") & Q(reason=""),
                name="meeting_says_why_it_is_cancelled",
            ),
            models.UniqueConstraint(fields=["id", "body"], name="meeting_is_of_one_body"),
            models.CheckConstraint(
                condition=Q(body__isnull=True) | Q(kind="steering"), name="meeting_of_a_body_is_a_steering_one"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "dtstart"], name="meeting_by_day"),
            models.Index(fields=["network", "kind", "dtstart"], name="meeting_by_kind"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network:meeting_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def is_over(self):
        return self.dtend <= timezone.now()

    @property
    def day(self):
        """In Italy."""
        return timezone.localdate(self.dtstart)

    @property
    def has_begun(self):
        return self.dtstart <= timezone.now()

    @property
    def takes_proposals(self):
        return not self.is_cancelled and not self.has_begun

    @property
    def is_showcase(self):
        return self.kind == self.Kind.SHOWCASE

    @property
    def is_exchange(self):
        return self.kind == self.Kind.KNOWLEDGE_EXCHANGE

    @cached_property
    def where(self):
        """In words; the link to join is apart, being of who is asked."""
        named = [self.location.name, self.location.address] if self.location else []
        return ", ".join(filter(None, [*named, self.place])) or _("on line")


class AgendaItemQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(state=AgendaItem.State.ACCEPTED).order_by("position")

    def proposed(self):
        return self.filter(state=AgendaItem.State.PROPOSED).order_by("proposed_at", "id")

    def declined(self):
        return self.filter(state=AgendaItem.State.DECLINED).order_by("proposed_at", "id")

    def waiting_in(self, network):
        """Proposed for a meeting to come, the next first."""
        ahead = self.proposed().filter(meeting__network=network, meeting__dtstart__gt=timezone.now())
        ahead = ahead.exclude(meeting__status=Meeting.Status.CANCELLED)
        return ahead.select_related("meeting").order_by("meeting__dtstart", "proposed_at", "id")


class AgendaItem(models.Model):
    """What is talked about; at the knowledge exchange, a contribution. Accepted, it has its place in the order."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposto")
        ACCEPTED = "accepted", _("in programma")
        DECLINED = "declined", _("non questa volta")

    MOVES = {
        "": {"proposed", "accepted"},
        "proposed": {"accepted", "declined"},
        "accepted": {"declined"},
        "declined": {"accepted"},
    }

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    title = models.CharField(_("di che cosa parliamo"), max_length=160)
    words = models.TextField(_("in poche parole"), max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("quanti minuti"), default=10)
    position = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    state = models.CharField(_("a che punto è"), max_length=8, choices=State, default=State.PROPOSED)
    answer = models.CharField(_("perché no"), max_length=300, blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organizzazione")
    )
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("punto all’ordine del giorno")
        verbose_name_plural = _("punti all’ordine del giorno")
        constraints = [
            models.UniqueConstraint(fields=["id", "meeting"], name="agenda_item_is_of_one_meeting"),
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_items_have_a_place_each",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", position__isnull=False) | ~Q(state="accepted") & Q(position__isnull=True),
                name="agenda_item_has_a_place_once_accepted",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(answer="") | ~Q(state="declined") & Q(answer=""),
                name="agenda_item_is_declined_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="agenda_item_lasts_minutes"),
        ]

    def __str__(self):
        return self.title


class MeetingInvitationQuerySet(models.QuerySet):
    def to_write(self):
        """Those with an address that have not been told of the meeting as it is now."""
        untold = Q(sent_sequence__isnull=True) & ~Q(meeting__status=Meeting.Status.CANCELLED)
        told_before = Q(sent_sequence__lt=F("meeting__sequence"))
        return self.exclude(email="").filter(untold | told_before, meeting__dtend__gt=timezone.now())

    def coming(self):
        return self.filter(partstat=MeetingInvitation.Partstat.ACCEPTED)

    def perhaps_coming(self):
        return self.filter(partstat__in=[MeetingInvitation.Partstat.ACCEPTED, MeetingInvitation.Partstat.TENTATIVE])

    def of_organizations(self, organizations):
        return self.filter(organization__in=organizations)

    def for_user(self, user):
        """Those the user answers for: own, or of an organisation that they keep."""
        kept = [each.organization_id for each in user.current_memberships]
        return self.filter(Q(user=user) | Q(organization__in=kept))

    def in_order(self):
        return self.select_related("organization", "user").order_by("organization__name", "user__name", "id")


class MeetingInvitation(models.Model):
    """An organisation or a person asked to a meeting, and what they answered."""

    class Partstat(models.TextChoices):
        NEEDS_ACTION = "NEEDS-ACTION", _("non ha ancora risposto")
        ACCEPTED = "ACCEPTED", _("viene")
        DECLINED = "DECLINED", _("non può")
        TENTATIVE = "TENTATIVE", _("forse")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="meeting_invitations"
    )
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="meeting_invitations")
    email = models.EmailField(_("e-mail"), blank=True)  # where it goes
    partstat = models.CharField(_("risposta"), max_length=12, choices=Partstat, default=Partstat.NEEDS_ACTION)
    words = models.CharField(_("due parole"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    sent_sequence = models.PositiveIntegerField(null=True, blank=True)  # of the meeting, as last written to them
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("invito a una riunione")
        verbose_name_plural = _("inviti a una riunione")
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, user__isnull=True)
                | Q(organization__isnull=True, user__isnull=False),
                name="meeting_invitation_is_to_one",
            ),
            models.UniqueConstraint(fields=["meeting", "organization"], name="organization_is_asked_to_a_meeting_once"),
            models.UniqueConstraint(fields=["meeting", "user"], name="person_is_asked_to_a_meeting_once"),
            models.CheckConstraint(
                condition=Q(partstat="NEEDS-ACTION", answered_at__isnull=True)
                | ~Q(partstat="NEEDS-ACTION") & Q(answered_at__isnull=False),
                name="meeting_invitation_says_when_answered",
            ),
        ]

    def __str__(self):
        return str(self.invited)

    @property
    def invited(self):
        return self.organization or self.user


class Attendance(models.Model):
    """Who was there: an organisation, with or without the name of who came for it, or somebody of none."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organizzazione")
    )
    name = models.CharField(_("chi"), max_length=120, blank=True)

    class Meta:
        ordering = ["organization__name", "name", "id"]
        verbose_name = _("presenza")
        verbose_name_plural = _("presenze")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organization", "name"], name="attendance_is_written_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(name=""), name="attendance_is_of_somebody"
            ),
        ]

    def __str__(self):
        return " – ".join(filter(None, [str(self.organization or ""), self.name]))


class StandQuerySet(models.QuerySet):
    def free(self):
        return self.filter(organization__isnull=True)

    def of_organizations(self, organizations):
        return self.filter(organization__in=organizations)


class Stand(models.Model):
    """A table at the showcase, for one organisation; an organisation has one.

    `meeting` and `kind` are together a foreign key: no other meeting has stands, nor becomes another while it has.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="stands")
    kind = models.GeneratedField(
        expression=models.Value(Meeting.Kind.SHOWCASE.value),
        output_field=models.CharField(max_length=18),
        db_persist=True,
    )
    number = models.PositiveSmallIntegerField(_("numero"))
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="stands", verbose_name=_("organizzazione")
    )
    booked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = StandQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("banco")
        verbose_name_plural = _("banchi")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="stands_have_a_number_each"),
            models.UniqueConstraint(fields=["meeting", "organization"], name="organization_has_one_stand"),
            models.CheckConstraint(condition=Q(number__range=(1, 300)), name="stands_are_three_hundred_at_most"),
        ]

    def __str__(self):
        return _("Banco %(number)s") % {"number": self.number}


class MeetingCalendar(SecretCalendar):
    """Of the meetings to which a person comes."""

    user = models.OneToOneField(User, models.CASCADE, related_name="meeting_calendar")

    class Meta:
        verbose_name = _("calendario delle riunioni")
        verbose_name_plural = _("calendari delle riunioni")
