"""Courses and practices, each with the least that it needs."""

import datetime

import factory
from django.utils import timezone

from network.bulletin.mailboxes import sealed
from network.models import Enrolment, PracticeResource, Training, TrainingDay, TrainingSession
from puntocomunita.encryption import encrypt

from .factories import network_of
from .meeting_factories import in_days

TWO_HOURS = datetime.timedelta(hours=2)


class TrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Training

    network = factory.LazyFunction(network_of)
    title = "Ascoltare allo sportello"
    learns = "Come si accoglie chi arriva."


class SessionFactory(factory.django.DjangoModelFactory):
    """One evening in a week, of ten places; `starts` are the beginnings of its days."""

    class Meta:
        model = TrainingSession
        skip_postgeneration_save = True

    training = factory.SubFactory(TrainingFactory)
    place = "Sala civica"
    places = 10

    @factory.post_generation
    def starts(self, create, extracted, **kwargs):
        for number, start in enumerate(extracted or [in_days(7)], start=1):
            TrainingDay.objects.create(session=self, number=number, dtstart=start, dtend=start + TWO_HOURS)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Of a mailbox, with a place; `mailbox` and `called` are in clear, and nobody's where there is a user."""

    class Meta:
        model = Enrolment

    class Params:
        mailbox = factory.Sequence(lambda n: f"iscritta{n}@example.org")
        called = "Ada"

    session = factory.SubFactory(SessionFactory)
    user = None
    name = factory.LazyAttribute(lambda o: "" if o.user else encrypt(o.called))
    email = factory.LazyAttribute(lambda o: "" if o.user else sealed(o.mailbox)["email"])
    digest = factory.LazyAttribute(lambda o: "" if o.user else sealed(o.mailbox)["digest"])
    state = Enrolment.State.CONFIRMED
    placed_at = factory.LazyAttribute(lambda o: None if o.state == "requested" else timezone.now())

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Born as the database lets it, then moved on."""
        state, code = kwargs.pop("state"), kwargs.pop("code", "")
        first = state if state in Enrolment.MOVES[""] else Enrolment.State.CONFIRMED
        row = super()._create(model_class, *args, state=first, **kwargs)
        if state != first:
            row.state, row.code = state, code
            if state == Enrolment.State.WITHDRAWN:
                row.name = row.email = row.digest = ""
            row.save()
        return row


class PracticeFactory(factory.django.DjangoModelFactory):
    """Proposed; `approved=True` is in the library."""

    class Meta:
        model = PracticeResource
        skip_postgeneration_save = True

    network = factory.LazyFunction(network_of)
    title = "Il frigorifero aperto"
    text = "Chi ha cibo in più lo lascia, chi ne ha bisogno lo prende."
    tried_by = "Emporio, via Milano"

    @factory.post_generation
    def approved(self, create, extracted, **kwargs):
        if extracted:
            self.state, self.decided_at = PracticeResource.State.APPROVED, timezone.now()
            self.save()
