"""What is done to who keeps an organisation, works at a Punto Comunità or answers for a city."""

import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from puntocomunita.app_modules import modules_named

from .hours.local_time import written
from .invitations import sent
from .models import Invitation, Mandate, OrganizationMember
from .models.people import of_place

A_DAY = datetime.timedelta(days=1)


def invite(*, by, place, email, role, until=None):
    """(the invitation, the secret of its link, whether its mail left); `by` is None from the command line.

    The mail is sent when the invitation is written, which stays where the mail server fails.
    """
    invitation = Invitation(email=email.lower(), role=role, until=until, invited_by=by, **of_place(place))
    secret = invitation.renew()
    invitation.save()
    return invitation, secret, sent(invitation, secret)


def invite_again(*, by, invitation) -> bool:
    """Sends a new link, good from now; the earlier one is dead. Whether the mail left."""
    secret = invitation.renew()
    invitation.invited_by = by
    invitation.save()
    return sent(invitation, secret)


@transaction.atomic
def accept(*, by, secret):
    """Gives `by`, who reads the address it went to, what the invitation offers.

    What an app adds to it, the function `accepted(invitation)` of its module `accepting` does.
    Invitation.DoesNotExist where it is good for nothing any more.
    """
    invitation = lock_invitation(secret)
    if not invitation.is_for(by):
        raise PermissionDenied
    if invitation.organization_id:
        join(by, invitation.organization, invitation.role)
    else:
        take_up(by, invitation)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save()
    for module in modules_named("accepting"):
        module.accepted(invitation)
    return invitation


def lock_invitation(secret):
    """Of two who accept at once the second finds it used. Its place first, as whoever writes of an entry locks it."""
    rows = Invitation.objects.pending().holding(secret)
    while not is_locked(rows.get().place):  # merged into another meanwhile, and the invitation with it
        pass
    return rows.select_for_update(no_key=True, of=("self",)).get()


def is_locked(place) -> bool:
    """Whether it is still there, and then locked until the transaction ends."""
    rows = type(place).objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=place.pk).first() is not None


@transaction.atomic
def accept_with_a_new_account(*, secret, name, password):
    """(the invitation, the new person), whose address is confirmed, because the link came there."""
    user = account_for(Invitation.objects.pending().holding(secret).get().email, name, password)
    return accept(by=user, secret=secret), user


def account_for(email, name, password):
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            return user
    except IntegrityError as error:
        raise ValidationError(_("Hai già un accesso con questa e-mail: entra con la tua password.")) from error


def join(user, organization, role):
    """An editor may become owner by accepting, never an owner editor."""
    members = OrganizationMember.objects.select_for_update()
    member, created = members.get_or_create({"role": role}, user=user, organization=organization)
    if not created and role == Role.OWNER:
        member.role = role
        member.save()


def take_up(user, invitation):
    """The mandate, from today. The database refuses one that overlaps the same, and this says which."""
    term = DateRange(timezone.localdate(), invitation.until and invitation.until + A_DAY)
    mandate = Mandate(user=user, role=invitation.role, term=term, **of_place(invitation.place))
    save_without_overlap(mandate)


def save_without_overlap(mandate):
    """One at a time for each person: two that overlap may end in a deadlock rather than in a refusal."""
    User.objects.select_for_update(no_key=True).get(pk=mandate.user_id)
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        raise ValidationError(said_of_overlap(mandate)) from error


def said_of_overlap(mandate):
    same = Mandate.objects.filter(user=mandate.user, role=mandate.role, **of_place(mandate.place))
    other = same.exclude(pk=mandate.pk).filter(term__overlap=mandate.term).earliest("term")
    first = written(other.term.lower, "j F Y")
    if other.last_day is None:
        return _("Questo incarico c’è già: dal %(first)s, senza scadenza.") % {"first": first}
    last = written(other.last_day, "j F Y")
    return _("Questo incarico c’è già: dal %(first)s al %(last)s.") % {"first": first, "last": last}


@transaction.atomic
def change_role(*, by, member, role):
    if role != Role.OWNER:
        keep_an_owner(by, member)
    OrganizationMember.objects.filter(pk=member.pk).update(role=role)


@transaction.atomic
def take_out(*, by, member):
    """The invitations without an answer that the person sent from there are withdrawn with them."""
    keep_an_owner(by, member)
    withdraw_all_of(member.user, member.organization)
    OrganizationMember.objects.filter(pk=member.pk).delete()


def keep_an_owner(by, member):
    """Refuses to lose the last owner, unless the direction does it; two who would leave at once wait here."""
    owners = lock_owners(member.organization)
    if owners == [member.user_id] and Role.DIRECTION not in member.organization.roles_of(by):
        raise ValidationError(
            _("È l’unica persona responsabile dell’organizzazione. Prima fai diventare responsabile qualcun altro.")
        )


def lock_owners(organization):
    """Ids of the people who are owners and can sign in."""
    owners = OrganizationMember.objects.filter(organization=organization, role=Role.OWNER, user__is_active=True)
    return list(owners.order_by("id").select_for_update(of=["self"]).values_list("user_id", flat=True))


@transaction.atomic
def end_now(*, by, mandate):
    """From now on it opens nothing: yesterday was its last day, or, begun today, it never was."""
    User.objects.select_for_update(no_key=True).get(pk=mandate.user_id)
    keep_a_direction(mandate)
    withdraw_all_of(mandate.user, mandate.place)
    today = timezone.localdate()
    if mandate.term.lower >= today:
        mandate.delete()
    else:
        mandate.term = DateRange(mandate.term.lower, today)
        mandate.save()


def keep_a_direction(mandate):
    """Refuses that the only direction of a city ends its own mandate; two who would at once wait here."""
    if mandate.role == Role.DIRECTION and lock_direction(mandate.municipality) == [mandate.user_id]:
        raise ValidationError(
            _("Nessun altro è nella direzione della città. Prima invita qualcuno che la porti avanti.")
        )


def lock_direction(city):
    """Ids of the people who direct a city today."""
    mandates = Mandate.objects.current().filter(role=Role.DIRECTION, municipality=city)
    return list(mandates.order_by("id").select_for_update(of=["self"]).values_list("user_id", flat=True))


@transaction.atomic
def set_last_day(*, by, mandate, last_day):
    """Shortens or prolongs a mandate; None leaves it without end."""
    mandate.term = DateRange(mandate.term.lower, last_day and last_day + A_DAY)
    save_without_overlap(mandate)


def withdraw_all_of(user, place):
    Invitation.objects.unanswered().filter(invited_by=user, **of_place(place)).delete()
