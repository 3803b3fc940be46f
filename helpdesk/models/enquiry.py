"""What somebody came to a desk for: always logged, never with a name."""

import datetime
import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from organizations.models import CommunityPoint
from services.models import TaxonomyTerm
from territory.models import Quarter

from .client import Client
from .of_a_desk import OfADeskQuerySet
from .rota import Shift

MOST_TOPICS = 3
EDITABLE = datetime.timedelta(days=30)  # after it was logged


class EnquiryQuerySet(OfADeskQuerySet):
    def open(self):
        return self.filter(state=Enquiry.State.OPEN)

    def on(self, day):
        return self.filter(day=day)

    def unmet(self):
        return self.filter(result=Enquiry.Result.UNMET)

    def logged_by(self, user):
        return self.filter(logged_by=user)

    def about(self, term):
        """Of a topic or of what stands under it."""
        of_it = EnquiryTopic.objects.filter(Q(term=term) | Q(term__parent=term), enquiry=models.OuterRef("pk"))
        return self.filter(models.Exists(of_it))

    def with_topics(self):
        return self.prefetch_related(
            models.Prefetch("topics", TaxonomyTerm.objects.order_by("enquiry_topics__position"))
        )

    def with_topics_said(self):
        """The names alone, without a query of their own: `topics_said`."""
        own = EnquiryTopic.objects.filter(enquiry=models.OuterRef("pk")).order_by("position")
        names = own.values(said=JSONObject(name="term__name", names="term__names"))
        return self.annotate(topic_names=ArraySubquery(names))


class Enquiry(models.Model):
    """A contact at a desk (Inform USA: inquiry). Whatever nobody said is empty or None: "non indicato".

    `id` may be made by the page before there is a network, so that what is sent twice is there once.
    """

    class State(models.TextChoices):
        OPEN = "open", _("da finire")
        CLOSED = "closed", _("chiuso")

    class Channel(models.TextChoices):
        DESK = "desk", _("allo sportello")
        PHONE = "phone", _("al telefono")
        MESSAGE = "message", _("per messaggio o e-mail")
        AROUND = "around", _("in giro per il quartiere")
        HOME = "home", _("a casa")

    class Minutes(models.TextChoices):
        UNDER_5 = "under_5", _("meno di 5 minuti")
        TO_15 = "to_15", _("da 5 a 15 minuti")
        TO_30 = "to_30", _("da 15 a 30 minuti")
        TO_60 = "to_60", _("da 30 minuti a un’ora")
        OVER_60 = "over_60", _("più di un’ora")

    class AgeBand(models.TextChoices):
        UNDER_18 = "under_18", _("meno di 18 anni")
        TO_29 = "to_29", _("18–29 anni")
        TO_44 = "to_44", _("30–44 anni")
        TO_64 = "to_64", _("45–64 anni")
        TO_79 = "to_79", _("65–79 anni")
        FROM_80 = "from_80", _("80 anni o più")

    class Gender(models.TextChoices):
        WOMAN = "woman", _("donna")
        MAN = "man", _("uomo")
        OTHER = "other", _("altro")

    class Answer(models.TextChoices):
        INFORMATION = "information", _("informazioni")
        FORM_FILLING = "form_filling", _("aiuto con moduli e pratiche")
        LISTENING = "listening", _("ascolto, due chiacchiere")
        REFERRAL = "referral", _("indirizzato ad altri")

    class Result(models.TextChoices):
        SOLVED = "solved", _("risolto qui")
        REFERRED = "referred", _("lo segue qualcun altro")
        UNMET = "unmet", _("senza risposta")

    class UnmetReason(models.TextChoices):
        NO_SERVICE = "no_service", _("non c’è un servizio per questo")
        FULL = "full", _("i posti sono finiti")
        NOT_ELIGIBLE = "not_eligible", _("non rientra nei requisiti")
        COST = "cost", _("costa troppo")
        TOO_FAR = "too_far", _("è troppo lontano")
        HOURS = "hours", _("gli orari non vanno")
        LANGUAGE = "language", _("non c’è nella sua lingua")
        REFUSED = "refused", _("chi doveva accogliere ha detto di no")
        NO_ANSWER = "no_answer", _("chi doveva accogliere non ha risposto")
        OTHER = "other", _("altro")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community_point = models.ForeignKey(CommunityPoint, models.PROTECT, related_name="enquiries")
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    logged_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    client = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    state = models.CharField(_("stato"), max_length=6, choices=State, default=State.OPEN)
    day = models.DateField(_("giorno"), default=timezone.localdate)  # the first of its month after two years
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    people = models.PositiveSmallIntegerField(_("quante persone"), default=1)
    channel = models.CharField(_("come"), max_length=7, choices=Channel, blank=True)
    minutes = models.CharField(_("quanto tempo"), max_length=7, choices=Minutes, blank=True)
    topics = models.ManyToManyField(TaxonomyTerm, through="EnquiryTopic", related_name="enquiries")
    is_sensitive = models.BooleanField(default=False, editable=False)  # kept by the database, from the topics
    age_band = models.CharField(_("età"), max_length=8, choices=AgeBand, blank=True)
    gender = models.CharField(_("chi è"), max_length=5, choices=Gender, blank=True)
    quarter = models.ForeignKey(Quarter, models.PROTECT, null=True, blank=True, related_name="enquiries")
    is_first_visit = models.BooleanField(_("è la prima volta"), null=True, blank=True)
    needs_language_help = models.BooleanField(_("serve aiuto con la lingua"), null=True, blank=True)
    answers = ArrayField(models.CharField(max_length=12, choices=Answer), default=list, blank=True)
    result = models.CharField(_("com’è finita"), max_length=8, choices=Result, blank=True)
    unmet_reason = models.CharField(_("perché"), max_length=12, choices=UnmetReason, blank=True)
    note = models.CharField(_("nota"), max_length=300, blank=True)  # erased after 90 days
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    MOVES = {"": {"open", "closed"}, "open": {"closed"}, "closed": {"open"}}

    class Meta:
        ordering = ["-day", "-created_at", "id"]
        verbose_name = _("contatto")
        verbose_name_plural = _("contatti")
        constraints = [
            models.UniqueConstraint(fields=["id", "client"], name="enquiry_is_of_one_client"),
            models.CheckConstraint(
                condition=Q(result="unmet") & ~Q(unmet_reason="") | ~Q(result="unmet") & Q(unmet_reason=""),
                name="enquiry_is_unmet_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(answers__contained_by=["information", "form_filling", "listening", "referral"]),
                name="enquiry_answers_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False) & ~Q(result="") & (~Q(answers=[]) | Q(result="unmet")),
                name="enquiry_is_closed_with_an_answer_or_an_unmet_need",
            ),
            models.CheckConstraint(
                condition=~Q(result="referred") | Q(answers__contains=["referral"]),
                name="enquiry_is_referred_by_a_referral",
            ),
            models.CheckConstraint(condition=Q(people__range=(1, 50)), name="enquiry_is_of_one_to_fifty_people"),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(client__isnull=True, note=""),
                name="sensitive_enquiry_has_no_client_and_no_note",
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(age_band="") | Q(quarter__isnull=True),
                name="sensitive_enquiry_has_age_or_quarter",
            ),
        ]
        indexes = [
            models.Index(fields=["community_point", "-day"], name="enquiry_of_desk_by_day"),
            models.Index(
                fields=["community_point", "created_at"], name="enquiry_of_desk_open", condition=Q(state="open")
            ),
            models.Index(fields=["created_at"], name="enquiry_with_note", condition=~Q(note="")),
        ]

    def __str__(self):
        return f"{self.day}: {self.get_result_display() or self.get_state_display()}"

    @property
    def topics_said(self):
        """Of `with_topics_said`, in the language of the page."""
        return ", ".join(TaxonomyTerm(**each).local_name for each in self.topic_names)

    def roles_of(self, user):
        """As at the desk; but a volunteer is nobody to what another logged."""
        held = self.community_point.roles_of(user)
        return held if self.logged_by_id == user.pk else held - {Role.VOLUNTEER}

    @property
    def is_recent(self):
        """Whether who may change it still can."""
        return self.created_at > timezone.now() - EDITABLE


class EnquiryTopic(models.Model):
    """One of the three things at most that an enquiry was about, in the order in which they were said."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="enquiry_topics")
    term = models.ForeignKey(TaxonomyTerm, models.PROTECT, related_name="enquiry_topics")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["enquiry", "position"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "position"], name="one_topic_for_each_position"),
            models.UniqueConstraint(fields=["enquiry", "term"], name="a_topic_is_said_once"),
            models.CheckConstraint(
                condition=Q(position__range=(1, MOST_TOPICS)), name="enquiry_has_three_topics_at_most"
            ),
        ]

    def __str__(self):
        return str(self.term)
