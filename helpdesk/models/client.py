"""The little that is known of somebody, where a call-back or a warm hand-off was agreed; one desk's alone."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.api_token import digest_of
from organizations.models import CommunityPoint
from puntocomunita.encryption import EncryptedTextField
from territory.models import Quarter

from .of_a_desk import OfADeskQuerySet

KEPT = datetime.timedelta(days=183)  # after the last contact
KEPT_AT_MOST = datetime.timedelta(days=365)  # after the first
CALL_BACK_KEPT = datetime.timedelta(days=14)  # after it was asked for


def reference_of(number) -> str:
    """What people of a desk call somebody among themselves, instead of the name."""
    return str(number)[:8].upper()


class ClientQuerySet(OfADeskQuerySet):
    def known(self):
        return self.filter(erased_at__isnull=True)

    def due_for_erasure(self, day=None):
        return self.known().filter(erase_on__lte=day or timezone.localdate())


class Client(models.Model):
    """Somebody by the first name and one way to reach them, encrypted (`puntocomunita.encryption`).

    Read only through `helpdesk.people.open_client`, which writes down who looked.
    """

    class ContactKind(models.TextChoices):
        PHONE = "phone", _("telefono")
        EMAIL = "email", _("e-mail")
        OTHER = "other", _("un’altra via")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, related_name="clients")
    name = EncryptedTextField()
    contact_kind = models.CharField(max_length=5, choices=ContactKind, blank=True)
    contact = EncryptedTextField(blank=True)
    when_safe = EncryptedTextField(blank=True)  # when one may call, and what not to say
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="clients")
    created_on = models.DateField(default=timezone.localdate, editable=False)
    last_contact_on = models.DateField(default=timezone.localdate)
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["-last_contact_on", "id"]
        verbose_name = _("persona seguita")
        verbose_name_plural = _("persone seguite")
        constraints = [
            models.UniqueConstraint(fields=["id", "community_point"], name="client_is_of_one_desk"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(name="")
                | Q(erased_at__isnull=False, name="", contact="", contact_kind="", when_safe=""),
                name="erased_client_has_no_text",
            ),
            models.CheckConstraint(
                condition=Q(erase_on__lte=F("created_on") + KEPT_AT_MOST)
                & Q(erase_on__lte=F("last_contact_on") + KEPT),
                name="client_is_erased_in_time",
            ),
        ]
        indexes = [
            models.Index(fields=["erase_on"], name="client_by_erasure", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        return reference_of(self.id)

    def roles_of(self, user):
        return self.community_point.roles_of(user)

    def latest_erasure(self):
        return min(self.last_contact_on + KEPT, self.created_on + KEPT_AT_MOST)


class Notice(models.Model):
    """Words in which somebody was told what is kept and why; a version never changes once it is out."""

    class Purpose(models.TextChoices):
        CALL_BACK = "call_back", _("essere richiamati")
        HAND_OFF = "hand_off", _("passare la richiesta a qualcun altro")
        ACCOMPANY = "accompany", _("essere accompagnati")

    purpose = models.CharField(max_length=9, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    published_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["purpose", "-version"]
        verbose_name = _("informativa")
        verbose_name_plural = _("informative")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_notice_for_each_version")]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.version}"


class PermissionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class Permission(models.Model):
    """That somebody agreed, to what, in which words; taken back whenever they wish."""

    class How(models.TextChoices):
        SPOKEN = "spoken", _("a voce, di persona")
        PHONE = "phone", _("al telefono")
        WRITTEN = "written", _("per iscritto")
        FORM = "form", _("dal portale")

    client = models.ForeignKey(Client, models.CASCADE, related_name="permissions")
    purpose = models.CharField(max_length=9, choices=Notice.Purpose)
    recipient = models.CharField(max_length=300, blank=True)  # an organisation or a service, never a person
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="permissions")
    given_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=7, choices=How)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="recorded_permissions")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "id"]
        verbose_name = _("permesso")
        verbose_name_plural = _("permessi")
        constraints = [
            models.UniqueConstraint(fields=["id", "client"], name="permission_is_of_one_client"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="permission_is_withdrawn_after_it_is_given",
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.recipient}"


class CallBackRequestQuerySet(OfADeskQuerySet):
    def waiting(self):
        return self.filter(state=CallBackRequest.State.RECEIVED)

    def not_tried_on(self, day):
        return self.exclude(last_attempt_at__date=day)

    def never_answered(self):
        """Erased because their time was over, by nobody."""
        over = Q(settled_at__gte=F("created_at") + CALL_BACK_KEPT)  # else somebody did who has left since
        return self.filter(over, state=CallBackRequest.State.ERASED, settled_by=None)

    def withdrawn(self):
        """Taken back by who had asked."""
        return self.filter(state=CallBackRequest.State.WITHDRAWN)

    def asked_with(self, secret):
        """The one whose private link this is, while it waits."""
        return self.waiting().filter(digest=digest_of(secret))


class CallBackRequest(models.Model):
    """ "Fatti richiamare": somebody asks a desk for a call, without an account; answered, erased, or taken back."""

    class State(models.TextChoices):
        RECEIVED = "received", _("da richiamare")
        ANSWERED = "answered", _("richiamata")
        ERASED = "erased", _("cancellata")
        WITHDRAWN = "withdrawn", _("ritirata da chi l’aveva chiesta")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # of the link by which it is taken back
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, related_name="call_back_requests")
    quarter = models.ForeignKey(Quarter, models.PROTECT, null=True, blank=True, related_name="call_back_requests")
    name = EncryptedTextField(blank=True)
    contact = EncryptedTextField(blank=True)
    when_safe = EncryptedTextField(blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="call_back_requests")
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.RECEIVED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    enquiry = models.OneToOneField(
        "helpdesk.Enquiry", models.SET_NULL, null=True, blank=True, related_name="call_back_request"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="settled_call_backs")

    objects = CallBackRequestQuerySet.as_manager()

    MOVES = {"": {"received"}, "received": {"answered", "erased", "withdrawn"}}

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("richiesta di chiamata")
        verbose_name_plural = _("richieste di chiamata")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", settled_at__isnull=True) & ~Q(name="") & ~Q(contact="")
                | ~Q(state="received") & Q(settled_at__isnull=False, name="", contact="", when_safe="", digest=""),
                name="settled_call_back_has_no_text",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(settled_by__isnull=True),
                name="withdrawn_call_back_is_settled_by_nobody_else",
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="call_back_link_is_of_one_request"
            ),
        ]
        indexes = [
            models.Index(
                fields=["community_point", "created_at"], name="call_back_waiting", condition=Q(state="received")
            )
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d} {self.get_state_display()}"

    @property
    def reference(self):
        return reference_of(self.id)

    @property
    def is_waiting(self):
        return self.state == self.State.RECEIVED

    def roles_of(self, user):
        return self.community_point.roles_of(user)
