"""What is told of proposals and agreements, and to whom; when it leaves is each person’s wish."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from community.notices.words import day_said


def said(proposal, what, subject, words, *, but):
    """To its author, whatever they wish, then to who wants it; not to `but`, the key of who did it, who knows."""
    told = {"key": f"proposal-{proposal.pk}-{what}", "words": words, "url": proposal.get_absolute_url()}
    told["subject"] = subject % {"title": proposal.title}
    tell([proposal.made_by] if proposal.made_by_id != but else [], Topic.PROPOSALS, must=True, **told)
    wanting = User.objects.filter(proposal_endorsements__proposal=proposal).exclude(pk=but)
    tell(wanting.order_by("pk"), Topic.PROPOSALS, **told)


def tell_what_became_of_it(proposal):
    """At each state."""
    words = " ".join(filter(None, [f"{proposal.get_state_display()}.".capitalize(), proposal.answer]))
    subject = _("Che fine ha fatto: «%(title)s»")
    said(proposal, proposal.state, subject, words, but=proposal.answered_by_id)


def tell_it_is_rewritten(proposal, *, by, number, why):
    """Who wanted the words of before may want these no more."""
    words = _("Il testo è cambiato: %(why)s\nCom’era prima si legge accanto. Se non la sostieni più, puoi dirlo lì.")
    said(proposal, f"text-{number}", _("È stata riscritta: «%(title)s»"), words % {"why": why}, but=by.pk)


def tell_it_came_to_life(proposal, *, by):
    words = _("È diventata un’iniziativa: dalla pagina della proposta la apri, e puoi partecipare.")
    said(proposal, "born", _("Si fa: «%(title)s»"), words, but=by.pk)


def tell_it_is_hidden(thing, *, reason):
    """To who wrote a proposal or added to one: why nobody reads it now."""
    proposal = getattr(thing, "proposal", thing)
    tell(
        [thing.made_by],
        Topic.PROPOSALS,
        key=f"{thing._meta.model_name}-{thing.pk}-hidden-{timezone.now():%Y%m%d%H%M%S%f}",
        subject=_("Una cosa che hai scritto non si vede: «%(title)s»") % {"title": proposal.title},
        words=_("L’ha nascosta chi coordina. Il motivo: %(reason)s") % {"reason": reason},
        url=proposal.get_absolute_url(),
        must=True,
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


def ask_to_sign(agreement, signed=()):
    """Who may sign for the organisation, and for the municipality; before them who had `signed` other words."""
    words = _("Leggilo: quando firmano chi abita lì, l’organizzazione e il Comune, diventa un servizio.")
    again = _("È stato riscritto: la tua firma di prima non vale più. Se le parole nuove ti vanno bene, firma ancora.")
    anew = f"-{timezone.now():%Y%m%d%H%M%S%f}" if signed else ""
    told = {
        "key": f"agreement-{agreement.pk}-{agreement.starts_on}-{agreement.ends_on}{anew}",
        "subject": _("Un accordo da firmare: «%(title)s»") % {"title": agreement.service_name},
        "url": agreement.get_absolute_url(),
        "must": True,
    }
    tell(signed, Topic.PROPOSALS, words=again, **told)
    tell(institutions_of(agreement), Topic.PROPOSALS, words=words, **told)


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
