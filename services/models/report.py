import functools
import operator
import secrets
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from puntocomunita.encryption import EncryptedTextField

from .about import ENTRIES, AboutEntry, AboutEntryQuerySet, exactly_one, none
from .change import Change

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read as something else


def new_code() -> str:
    """Ten characters in two halves, 50 bits: whoever has it may read what became of the report."""
    letters = "".join(secrets.choice(ALPHABET) for _position in range(10))
    return f"{letters[:5]}-{letters[5:]}"


class ReportQuerySet(AboutEntryQuerySet):
    def open(self):
        return self.filter(state__in=Report.OPEN)

    def settled(self):
        return self.exclude(state__in=Report.OPEN)

    def settled_before(self, moment):
        return self.filter(settled_at__lt=moment)

    def with_a_sender_before(self, moment):
        """Never settled, and still knowing who sent them."""
        return self.open().filter(created_at__lt=moment).exclude(contact="", sender_mark="")

    def weighing(self):
        """Open ones that put their entry in doubt: checked by a desk, or said by a second person as well."""
        return self.open().filter(Q(checked_at__isnull=False) | Q(Exists(self.of_another_sender())))

    def of_another_sender(self):
        same = functools.reduce(operator.or_, (Q(**{name: OuterRef(name)}) for name in ENTRIES))
        return Report.objects.open().filter(same).exclude(sender_mark=OuterRef("sender_mark"))


class Report(AboutEntry):
    """A correction or an addition from anyone, without an account; always answered if a contact was left."""

    class Topic(models.TextChoices):
        CLOSED = "closed", _("non c’è più")
        PHONE = "phone", _("il telefono")
        HOURS = "hours", _("gli orari")
        ADDRESS = "address", _("l’indirizzo")
        COST = "cost", _("quanto costa")
        ACCESS = "access", _("come si entra o cosa serve")
        NAME = "name", _("il nome o di chi è")
        WEBSITE = "website", _("il sito o la posta")
        OTHER = "other", _("un’altra cosa")
        MISSING = "missing", _("manca qualcosa")
        NEW = "new", _("un posto che qui non c’è")

    class State(models.TextChoices):
        RECEIVED = "received", _("ricevuta")
        IN_REVIEW = "in_review", _("la stiamo guardando")
        APPLIED = "applied", _("corretto")
        REFUSED = "refused", _("non cambiamo nulla")

    OPEN = [State.RECEIVED, State.IN_REVIEW]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=11, unique=True, default=new_code, editable=False)
    topic = models.CharField(_("che cosa non è giusto"), max_length=8, choices=Topic)
    words = models.TextField(_("raccontaci"), max_length=1000, blank=True)
    suggestion = models.CharField(_("com’è davvero"), max_length=500, blank=True)
    contact = EncryptedTextField(blank=True)  # an e-mail address, until it is answered
    sender_mark = models.CharField(
        max_length=64, blank=True
    )  # keyed digest of address and entry: tells two senders apart, and follows nobody to another entry
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="reports")
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.RECEIVED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="checked_reports")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="settled_reports")
    answer = models.CharField(_("risposta"), max_length=500, blank=True)
    entry_name = models.CharField(max_length=300, blank=True)  # of an entry that went since, unless it is discreet
    change = models.OneToOneField(Change, models.SET_NULL, null=True, blank=True, related_name="report")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("segnalazione")
        verbose_name_plural = _("segnalazioni")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one() & ~Q(topic="new")
                | none() & (Q(topic="new") | Q(state__in=["applied", "refused"])),
                name="report_is_about_one_entry_or_a_new_or_a_gone_one",
            ),
            models.CheckConstraint(
                condition=~Q(words="", suggestion="") | Q(topic="closed"), name="report_says_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "in_review"], settled_at__isnull=True)
                | Q(state__in=["applied", "refused"], settled_at__isnull=False),
                name="report_is_settled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="report_is_refused_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "in_review"]) | Q(contact="", sender_mark=""),
                name="report_forgets_its_sender_when_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at", "id"], name="report_open_by_age", condition=Q(state__in=["received", "in_review"])
            ),
            models.Index(fields=["settled_at"], name="report_by_settlement"),
        ]

    @property
    def entry_went(self):
        return self.entry is None and self.topic != self.Topic.NEW

    def __str__(self):
        return f"{self.code}: {self.get_topic_display()}"
