"""What people hear of their pact. No subject says which one, or of what kind."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import Pact, Side, Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after


def people_of_host(pact):
    return User.objects.filter(memberships__organization=pact.host, is_active=True)


def tell_two(pact, key, subject, words, but=None, must=False):
    """Who gives the hours, and the people of the host, each at their own page."""
    told = {"key": f"pact-{pact.pk}-{key}", "subject": subject, "words": words, "must": must}
    if pact.participant and pact.participant != but:
        tell([pact.participant], Topic.PACTS, url=pact.get_absolute_url(), **told)
    others = [each for each in people_of_host(pact) if each not in (but, pact.participant)]
    tell(others, Topic.PACTS, url=pact.get_host_url(), **told)


def tell_who_signs(pact, by):
    words = _("C’è un patto da leggere e firmare, con %(host)s: %(hours)s ore.")
    words %= {"host": pact.host, "hours": pact.hours_due}
    tell_two(pact, "signing", _("Un patto da firmare"), words, but=by, must=True)


def tell_that_it_began(pact):
    first = max(timezone.localdate(), pact.starts_on)
    words = _("Hanno firmato tutti: il patto con %(host)s è in corso. Le ore si danno %(day)s.")
    words %= {"host": pact.host, "day": after(day_said(first), "dal")}
    tell_two(pact, "active", _("Il patto è in corso"), words)


def tell_of_the_end(pact, by):
    words = _("Il patto con %(host)s è %(state)s.") % {"host": pact.host, "state": pact.get_state_display()}
    if pact.end_reason:
        words += " " + _("Perché: %(reason)s") % {"reason": pact.end_reason}
    if pact.code:
        words += " " + _("L’attestato delle ore è pronto.")
    tell_two(pact, pact.state, _("Il patto è chiuso"), words, but=by, must=True)
    if by is None:
        tell_who_follows(pact, pact.state, words)


def key_of_warning(pact, days):
    return f"pact-{pact.pk}-ends-{days}"


def tell_that_it_ends(pact, days, left):
    """`left` says which hours are missing, where some are."""
    words = _("Il patto con %(host)s finisce %(day)s.")
    words %= {"host": pact.host, "day": after(day_said(pact.ends_on), "il")}
    if left:
        words += " " + _("Mancano ancora %(left)s: mettetevi d’accordo su quando.") % {"left": left}
    tell_two(pact, f"ends-{days}", _("Un patto sta per finire"), words)


def ask_for_the_last_hours(pact, until):
    words = _("Il patto con %(host)s è arrivato all’ultimo giorno. Le ore già date si segnano fino %(day)s.")
    words %= {"host": pact.host, "day": after(day_said(until), "al")}
    tell_two(pact, "last-hours", _("Le ultime ore di un patto"), words)


def ask_to_confirm(pact, today):
    """Each week, for a pact cannot end before; who follows it once it is over, or where nobody answers."""
    year, week, _day = today.isocalendar()
    key, is_over = f"confirm-{year}-{week}", pact.ends_on < today
    words = _("Il patto con %(host)s è finito, ma ci sono ore da confermare: poi si chiude.")
    words = (words if is_over else _("Nel patto con %(host)s ci sono ore da confermare.")) % {"host": pact.host}
    tell_two(pact, key, _("Ore da confermare"), words)
    first, last = pact.left_to_decide
    if is_over or today >= first:
        leave_to_who_follows(pact, key, words, last, is_late=today > last)


def leave_to_who_follows(pact, key, words, last, is_late):
    """By a day; after it the direction hears as well."""
    said = _("Andava deciso entro %s.") if is_late else _("Se nessuno risponde decidi tu, entro %s.")
    words = f"{words} {said % after(day_said(last), 'il')}"
    tell_who_follows(pact, key, words)
    if is_late:
        told = {"key": f"pact-{pact.pk}-{key}-followed", "subject": _("Un patto in carico"), "words": words}
        url = reverse("community:followed_hours", args=[pact.network.slug])
        tell(who_runs(pact.network, Role.DIRECTION), Topic.PACTS, url=url, must=True, **told)


def tell_who_follows(pact, key, words):
    """Who prepared it, while they follow such pacts; else all who do: who has no access hears it from them."""
    kept = pact.drafted_by and Pact.following(pact.kind).allows(pact.drafted_by, pact.network)
    people = [pact.drafted_by] if kept else who_runs(pact.network, *Pact.following(pact.kind).roles)
    told = {"key": f"pact-{pact.pk}-{key}-followed", "subject": _("Un patto in carico"), "words": words}
    tell(people, Topic.PACTS, url=pact.get_url_of(Side.MUNICIPALITY), **told)


def tell_of_hours(entry):
    """The other side: once a day, however many are written down."""
    pact, day = entry.pact, timezone.localdate(entry.submitted_at)
    told = {"subject": _("Ore da confermare"), "key": f"pact-{pact.pk}-hours-{entry.side}-{day}"}
    words = _("Nel patto con %(host)s ci sono ore da confermare.") % {"host": pact.host}
    if entry.side == Side.PARTICIPANT:
        others = [each for each in people_of_host(pact) if each.pk != entry.submitted_by_id]
        tell(others, Topic.PACTS, words=words, url=pact.get_host_url(), **told)
    elif pact.participant_id != entry.submitted_by_id:
        tell([pact.participant], Topic.PACTS, words=words, url=pact.get_absolute_url(), **told)


def tell_of_decision(entry):
    if entry.state != entry.State.REJECTED or entry.submitted_by is None:
        return
    words = _("Le ore %(when)s non sono confermate: %(why)s") % {"when": entry, "why": entry.reason}
    told = {"key": f"hours-{entry.pk}-rejected", "subject": _("Ore non confermate"), "words": words}
    host = entry.side == Side.HOST
    url = entry.pact.get_host_url() if host else entry.pact.get_absolute_url()
    tell([entry.submitted_by], Topic.PACTS, url=url, must=True, **told)
