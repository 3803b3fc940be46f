"""Lean factories of the desk; texts that identify somebody are written as they are stored."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.access import Role
from helpdesk.models import (
    CallBackRequest,
    Client,
    DeskSchedule,
    Enquiry,
    Notice,
    Permission,
    Referral,
    Shift,
    ShiftAssignment,
    VolunteerApplication,
)
from helpdesk.models.client import KEPT
from puntocomunita.encryption import encrypt
from tests.factories import CommunityPointFactory, MandateFactory, QualificationFactory, UserFactory

AN_HOUR = datetime.timedelta(hours=1)


def today():
    return timezone.localdate()


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice
        django_get_or_create = ["purpose", "version"]

    purpose = Notice.Purpose.HAND_OFF
    version = 1
    text = "Diciamo il tuo nome a chi ti aspetta."


class ClientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Client

    community_point = factory.SubFactory(CommunityPointFactory)
    name = factory.LazyFunction(lambda: encrypt("Amina"))
    contact_kind = Client.ContactKind.PHONE
    contact = factory.LazyFunction(lambda: encrypt("333 1234567"))
    erase_on = factory.LazyFunction(lambda: today() + KEPT)


class PermissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Permission

    client = factory.SubFactory(ClientFactory)
    notice = factory.SubFactory(NoticeFactory)
    purpose = factory.SelfAttribute("notice.purpose")
    recipient = "Emporio"
    how = Permission.How.SPOKEN


class EnquiryFactory(factory.django.DjangoModelFactory):
    """Open; `closed=True` makes it closed with an answer, `topics=[terms]` are its topics."""

    class Meta:
        model = Enquiry
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(
            state=Enquiry.State.CLOSED,
            answers=[Enquiry.Answer.INFORMATION],
            result=Enquiry.Result.SOLVED,
            closed_at=factory.LazyFunction(timezone.now),
        )

    community_point = factory.SubFactory(CommunityPointFactory)

    @factory.post_generation
    def topics(self, create, terms, **kwargs):
        for position, term in enumerate(terms or [], 1):
            self.enquiry_topics.create(term=term, position=position)


class ReferralFactory(factory.django.DjangoModelFactory):
    """A signpost to a name outside the directory, just sent."""

    class Meta:
        model = Referral

    reference = factory.Sequence(lambda n: f"R{n:04}-PROVA")
    enquiry = factory.SubFactory(EnquiryFactory)
    kind = Referral.Kind.SIGNPOST
    target_kind = Referral.TargetKind.EXTERNAL
    target_name = "Parrocchia"
    state = Referral.State.SENT
    sent_at = factory.LazyFunction(timezone.now)


class WarmReferralFactory(ReferralFactory):
    """By permission of a client of the desk."""

    kind = Referral.Kind.WARM_HANDOFF
    client = factory.SubFactory(ClientFactory)
    enquiry = factory.SubFactory(
        EnquiryFactory,
        client=factory.SelfAttribute("..client"),
        community_point=factory.SelfAttribute("..client.community_point"),
    )
    permission = factory.SubFactory(PermissionFactory, client=factory.SelfAttribute("..client"))
    follow_up_due = factory.LazyFunction(lambda: today() + datetime.timedelta(days=14))


class CallBackRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CallBackRequest

    community_point = factory.SubFactory(CommunityPointFactory)
    name = factory.LazyFunction(lambda: encrypt("Amina"))
    contact = factory.LazyFunction(lambda: encrypt("333 1234567"))
    notice = factory.SubFactory(NoticeFactory, purpose=Notice.Purpose.CALL_BACK, text="Ti chiamiamo noi.")


class DeskScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeskSchedule

    community_point = factory.SubFactory(CommunityPointFactory)


class ShiftFactory(factory.django.DjangoModelFactory):
    """Of three hours; `start` is an aware moment."""

    class Meta:
        model = Shift

    class Params:
        start = factory.LazyFunction(lambda: timezone.now().replace(minute=0, second=0, microsecond=0) + AN_HOUR)

    community_point = factory.SubFactory(CommunityPointFactory)
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.start, o.start + 3 * AN_HOUR))


class ShiftAssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ShiftAssignment

    shift = factory.SubFactory(ShiftFactory)
    during = factory.SelfAttribute("shift.during")
    seat = 1
    volunteer = factory.SubFactory(UserFactory)


class VolunteerApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VolunteerApplication

    community_point = factory.SubFactory(CommunityPointFactory)
    name = factory.LazyFunction(lambda: encrypt("Piera"))
    email = factory.LazyFunction(lambda: encrypt("piera@example.org"))


def make_volunteer(point, role=Role.VOLUNTEER, learned=True, **user):
    """Somebody with a mandate at the desk and, unless `learned` is False, the training on personal data."""
    person = UserFactory(**user)
    MandateFactory(user=person, community_point=point, role=role)
    if learned:
        QualificationFactory(user=person)
    return person
