"""Rules that a role alone does not satisfy: something must have been learned, and still hold."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from accounts.access import Role, Rule, Unlearned
from accounts.models import Qualification, User
from puntocomunita.errors import forbidden
from tests.factories import MandateFactory, QualificationFactory, UserFactory

pytestmark = pytest.mark.django_db

OPEN = Rule("open", Role.VOLUNTEER, hidden=True, learned=Qualification.Kind.PERSONAL_DATA)
TODAY = timezone.localdate
A_DAY = datetime.timedelta(days=1)


def again(user):
    """The user as another request knows them."""
    return User.objects.get(pk=user.pk)


def refusal(user):
    with pytest.raises((Http404, PermissionDenied)) as refused:
        OPEN.check(again(user))
    return refused.type


def test_role_opens_only_while_what_was_learned_holds():
    user = MandateFactory().user
    held = QualificationFactory(user=user, valid=DateRange(TODAY() - A_DAY, TODAY() + A_DAY))
    opens = OPEN.allows(again(user))
    held.valid = DateRange(TODAY() - A_DAY, TODAY())
    held.save()

    assert (opens, refusal(user)) == (True, Unlearned)


def test_learning_without_the_role_opens_nothing():
    user = QualificationFactory().user

    assert refusal(user) is Http404


def test_another_thing_learned_does_not_count():
    user = MandateFactory().user
    QualificationFactory(user=user, kind=Qualification.Kind.FORMS)

    assert refusal(user) is Unlearned


def test_database_refuses_the_same_learning_twice_at_once():
    user = UserFactory()
    QualificationFactory(user=user)

    with pytest.raises(IntegrityError, match="qualification_does_not_overlap_the_same"), transaction.atomic():
        QualificationFactory(user=user, valid=DateRange(TODAY(), None))
    with pytest.raises(IntegrityError, match="qualification_has_a_first_day"), transaction.atomic():
        QualificationFactory(valid=DateRange(None, TODAY()))


def test_who_has_not_learned_is_told_what_to_do(db):
    request = RequestFactory().get("/sportello/")
    request.user = UserFactory()

    response = forbidden(request, Unlearned())

    assert response.status_code == 403
    assert "Prima serve la formazione" in response.content.decode()
