"""What was paid of a benefit is written down, and taken back where it was wrong; who has the benefit hears of both."""

from django.db import IntegrityError, transaction

from community.models import Application, BenefitPayment, Call
from helpdesk.moves import Settled, held

from .letters import tell_of_payment


class Refused(Exception):
    """By the database: `why` is the name of what it holds."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def pay(*, by, application, paid_on, amount) -> BenefitPayment:
    """Of another's benefit, once the ranking is out, also after the call is over."""
    row = payable(application, by)
    payment = BenefitPayment(application=row, paid_on=paid_on, amount=amount, recorded_by=by)
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        raise Refused(error.__cause__.diag.constraint_name) from error
    tell_of_payment(row, payment.pk)
    return payment


@transaction.atomic
def take_back(*, by, application, number):
    """One that was not made, or whose money came back."""
    row = payable(application, by)
    if not row.payments.filter(pk=number).delete()[0]:
        raise Settled
    tell_of_payment(row, f"{number}-back")


def payable(application, by):
    """With its call locked first, as everybody does."""
    call = held(application.call, Call.State.AWARDED, Call.State.ARCHIVED)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    if row.state != Application.State.AWARDED or row.person_id == by.pk:
        raise Settled
    row.call = call
    return row
