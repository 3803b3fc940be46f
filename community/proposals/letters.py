"""What is told of proposals and agreements, and to whom; when it leaves is each person’s wish."""

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import Contribution, Endorsement, ProposalEndorsement, Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after


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


def who_asked_for_it(codesign) -> Q:
    """Who said what its theme holds, or says so too."""
    theme = codesign.theme
    if theme is None:
        return Q(pk__in=[])
    supports = Endorsement.objects.filter(need__theme=theme, need__hidden_at=None)
    return Q(pk__in=theme.needs.seen().values("said_by")) | Q(pk__in=supports.values("person"))


def who_is_in(codesign) -> Q:
    """These, and who proposes something in it, wants it or adds to it."""
    proposals = codesign.proposals.published()
    wanting = ProposalEndorsement.objects.filter(proposal__in=proposals)
    adding = Contribution.objects.filter(proposal__in=proposals, hidden_at=None)
    said = Q(pk__in=proposals.values("made_by")) | Q(pk__in=wanting.values("person"))
    return said | Q(pk__in=adding.values("made_by")) | who_asked_for_it(codesign)


def said_around(codesign, who, what, subject, words, *, by, topic=Topic.PROPOSALS):
    tell(
        User.objects.filter(who).exclude(pk=by and by.pk).order_by("pk"),
        topic,
        key=f"codesign-{codesign.pk}-{what}",
        subject=subject % {"title": codesign.title},
        words=words,
        url=codesign.get_absolute_url(),
    )


def tell_that_it_is_open(codesign, *, by):
    words = _("Parte da quello che hai detto. Leggi che cosa si può cambiare, chi decide, e in che giorni si propone.")
    subject = _("Si progetta insieme: «%(title)s»")
    said_around(codesign, who_asked_for_it(codesign), "open", subject, words, by=by, topic=Topic.NEEDS)


def tell_when_people_meet(meeting, *, by, is_new):
    subject = _("Ci si incontra: «%(title)s»") if is_new else _("È cambiato un incontro: «%(title)s»")
    words = f"{when_said(meeting)}, {meeting.place}. {meeting.words}".strip()
    said_of_meeting(meeting, f"{timezone.now():%Y%m%d%H%M%S%f}", subject, words, by=by)


def tell_that_nobody_meets(meeting, *, by):
    words = _("Non ci si incontra più: %(when)s, %(place)s.") % {"when": when_said(meeting), "place": meeting.place}
    said_of_meeting(meeting, "off", _("Un incontro non si fa: «%(title)s»"), words, by=by)


def tell_what_came_of_it(meeting, *, by):
    said_of_meeting(meeting, "outcome", _("Che cosa è uscito dall’incontro: «%(title)s»"), meeting.outcome, by=by)


def said_of_meeting(meeting, what, subject, words, *, by):
    codesign = meeting.codesign
    said_around(codesign, who_is_in(codesign), f"meeting-{meeting.pk}-{what}", subject, words, by=by)


def when_said(meeting) -> str:
    return date_format(timezone.localtime(meeting.at), "l j F Y, H:i").lower()


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
    told = {"day": after(day_said(agreement.ends_on), "al")}
    tell(
        all_of(agreement),
        Topic.PROPOSALS,
        key=f"agreement-{agreement.pk}-ends-{days}",
        subject=_("Un accordo sta per finire: «%(title)s»") % {"title": agreement.service_name},
        words=_("Vale fino %(day)s. Se deve continuare, chi coordina lo rinnova e si firma di nuovo.") % told,
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
