"""What is told of proposals and agreements, and to whom; when it leaves is each person’s wish."""

from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from community.notices.words import day_said


def tell_what_became_of_it(proposal):
    """Its author and who wants it, at each state; whoever moved it knows."""
    people = User.objects.filter(proposal_endorsements__proposal=proposal)
    told = {each for each in (*people, proposal.made_by) if each and each.pk != proposal.answered_by_id}
    tell(
        sorted(told, key=lambda each: each.pk),
        Topic.PROPOSALS,
        key=f"proposal-{proposal.pk}-{proposal.state}",
        subject=_("Che fine ha fatto: «%(title)s»") % {"title": proposal.title},
        words=" ".join(filter(None, [f"{proposal.get_state_display()}.".capitalize(), proposal.answer])),
        url=proposal.get_absolute_url(),
    )


def institutions_of(agreement) -> list:
    """Who owns the organisation, and who directs the city."""
    owners = User.objects.filter(memberships__organization=agreement.organization_id, memberships__role=Role.OWNER)
    return [*owners, *who_runs(agreement.network, Role.DIRECTION)]


def all_of(agreement) -> list:
    """These, the citizens who signed, and who drafted it, who may renew it."""
    signed = User.objects.filter(agreement_signatures__agreement=agreement)
    people = {*institutions_of(agreement), *signed, agreement.drafted_by} - {None}
    return sorted(people, key=lambda each: each.pk)


def ask_to_sign(agreement):
    """Who may sign for the organisation, and for the municipality."""
    tell(
        institutions_of(agreement),
        Topic.PROPOSALS,
        key=f"agreement-{agreement.pk}-{agreement.starts_on}-{agreement.ends_on}",
        subject=_("Un accordo da firmare: «%(title)s»") % {"title": agreement.service_name},
        words=_("Leggilo: quando firmano chi abita lì, l’organizzazione e il Comune, diventa un servizio."),
        url=agreement.get_absolute_url(),
        must=True,
    )


def tell_it_is_in_force(agreement):
    tell(
        User.objects.filter(agreement_signatures__agreement=agreement),
        Topic.PROPOSALS,
        key=f"agreement-{agreement.pk}-signed",
        subject=_("Firmato da tutti: «%(title)s»") % {"title": agreement.service_name},
        words=_("Adesso è un servizio: chi lo cerca lo trova nell’elenco."),
        url=agreement.get_absolute_url(),
    )


def tell_that_it_ends(agreement, days):
    told = {"day": day_said(agreement.ends_on)}
    tell(
        all_of(agreement),
        Topic.PROPOSALS,
        key=f"agreement-{agreement.pk}-ends-{days}",
        subject=_("Un accordo sta per finire: «%(title)s»") % {"title": agreement.service_name},
        words=_("Vale fino al %(day)s. Se deve continuare, chi coordina lo rinnova e si firma di nuovo.") % told,
        url=agreement.get_absolute_url(),
    )


def tell_that_it_ended(agreement):
    """Also where it was still to be signed, and no service had come of it."""
    words = [agreement.ended_reason, _("Nell’elenco il servizio lo dice.") if agreement.service else ""]
    tell(
        all_of(agreement),
        Topic.PROPOSALS,
        key=f"agreement-{agreement.pk}-ended",
        subject=_("Un accordo è finito: «%(title)s»") % {"title": agreement.service_name},
        words=" ".join(filter(None, words)),
        url=agreement.get_absolute_url(),
        must=True,
    )
