"""Where a person's own things in a city are, and what waits there for who runs it: the doors of two pages."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, DateTimeField, Min
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from .access import (
    ASSESS_APPLICANTS,
    DECIDE_APPLICATIONS,
    EVALUATE_APPLICATIONS,
    FOLLOW_PACTS,
    MODERATE,
    PUBLISH_GROUP,
    READ_NEEDS,
    RUN_CODESIGNS,
    RUN_INITIATIVES,
    TELL_APPLICANTS,
)
from .models import (
    Application,
    Booking,
    Exchange,
    GroupMembership,
    HoursEntry,
    HouseProject,
    InitiativePartner,
    ModerationAppeal,
    Pact,
    Post,
    ProjectHouse,
    Reply,
)
from .models.house_project import houses_kept_by

HOUSE = "community:house_bookings"
LAST_DAY = Cast("period__endswith", DateTimeField()) - timedelta(days=1)


class Door(NamedTuple):
    """How many things are behind it; `since` is the moment of the oldest, where they wait for somebody."""

    words: str
    url: str
    count: int
    since: datetime | None = None


def own(user, network) -> list[Door]:
    """All of them, also where nothing is yet; a query each."""
    booked = Booking.objects.of(user).filter(space__house__location__municipality=network).coming().holding()
    exchanges = Exchange.objects.of(user).not_corrected().filter(concierge__network=network)
    rows = [
        (_("Le tue iniziative"), "initiative_own", network.initiatives.joined_by(user)),
        (_("I tuoi gruppi"), "own_groups", user.group_memberships.inside().filter(group__network=network)),
        (_("I tuoi scambi fra vicini"), "exchange_list", exchanges),
        (_("Le stanze che hai prenotato"), "booking_list", booked),
        (_("I tuoi patti e le tue ore"), "pact_list", Pact.objects.of(user).filter(network=network)),
        (_("Gli eventi a cui vieni"), "event_kept_list", user.event_guests.to_days_to_come(network)),
        (_("Gli eventi che curi"), "event_kept_list", network.events.kept_by(user)),
    ]
    unread = user.notices.unread().count()
    return [Door(_("Avvisi da leggere"), reverse("community:notice_list"), unread), *doors_of(rows, network)]


def asked(user, network) -> list[Door]:
    """What is asked there of a person and of the organisations and houses they keep, where something is."""
    kept, houses = [each.organization_id for each in user.current_memberships], houses_kept_by(user)
    hours, partners = HoursEntry.objects, InitiativePartner.objects.waiting_for(kept)
    projects = network.house_projects.filter(state__in=HouseProject.RUNNING, hidden_at=None)
    parts = ProjectHouse.objects.filter(agreed_at=None, project__in=projects, house__in=houses)
    rows = [
        (_("Ore da confermare"), "host_hours", hours.asked_of_the_host(user, network)),
        (_("Ore che altri hanno segnato per te"), "pact_list", hours.asked_of_who_gives_them(user, network)),
        (_("Patti da firmare"), "pact_list", Pact.objects.to_sign_by(user).filter(network=network)),
        (_("Iniziative che vi chiedono di esserci"), "initiative_own", partners.filter(initiative__network=network)),
        (_("Progetti che aspettano il sì della tua casa"), "project_list", parts),
    ]
    return [door for door in doors_of(rows, network) if door.count] + rooms_asked_for(houses, network)


def rooms_asked_for(houses, network) -> list[Door]:
    """One for each house where a booking waits."""
    here, words = houses.filter(location__municipality=network), _("Prenotazioni da confermare: %(house)s")
    waiting = Booking.objects.requested().coming().filter(space__house__in=here).order_by("space__house__name")
    found = waiting.values_list("space__house__name", "space__house__slug").annotate(n=Count("pk"))
    return [Door(words % {"house": name}, reverse(HOUSE, args=[network.slug, slug]), n) for name, slug, n in found]


def doors_of(rows, network) -> list[Door]:
    return [Door(words, reverse(f"community:{page}", args=[network.slug]), each.count()) for words, page, each in rows]


def waiting(user, network) -> list[Door]:
    """What this person may answer there and nobody has yet, the oldest first; a query for each kind."""
    found = []
    for rule, words, page, rows, since in kinds_of_waiting(user, network):
        if not rule.allows(user, network):
            continue
        counted = rows.order_by().aggregate(count=Count("pk", distinct=True), since=Min(since))
        if counted["count"]:
            found.append(Door(words, reverse(f"community:{page}", args=[network.slug]), **counted))
    return sorted(found, key=lambda door: door.since)


def kinds_of_waiting(user, network):
    """(rule, words, page, rows, the field or the expression of the moment from which a row waits)."""
    decisions = ModerationAppeal.objects.open().filter(decision__network=network).for_another_than(user)
    pacts = Pact.objects.followed_by(user, network).filter(state=Pact.State.SIGNING)
    hours = HoursEntry.objects.left_to_decide_by(user, network)
    return [
        (MODERATE, _("Segnalazioni da guardare"), "moderation_desk", network.moderation_reports.open(), "made_at"),
        (MODERATE, _("Ricorsi sulle segnalazioni"), "moderation_desk", decisions, "made_at"),
        *said_and_proposed(network),
        *of_groups(user, network),
        *of_calls(user, network),
        (FOLLOW_PACTS, _("Patti da firmare"), "pact_desk", pacts, "drafted_at"),
        (FOLLOW_PACTS, _("Ore da decidere"), "followed_hours", hours, "submitted_at"),
    ]


def said_and_proposed(network):
    unanswered, to_begin = network.proposals.without_an_answer(), network.proposals.to_begin()
    begun = network.initiatives.waiting()
    return [
        (READ_NEEDS, _("Bisogni e desideri da leggere"), "need_desk", network.needs.waiting(), "said_at"),
        (RUN_CODESIGNS, _("Proposte senza risposta"), "proposal_desk", unanswered, "published_at"),
        (RUN_CODESIGNS, _("Proposte accolte da far nascere"), "proposal_desk", to_begin, "moved_at"),
        (RUN_CODESIGNS, _("Sondaggi da pubblicare"), "survey_list", network.surveys.to_publish(), LAST_DAY),
        (RUN_INITIATIVES, _("Iniziative da pubblicare"), "initiative_waiting", begun, "started_at"),
    ]


def of_groups(user, network):
    posts = Post.objects.filter(group__network=network).appealed().for_another_than(user)
    replies = Reply.objects.filter(post__group__network=network).appealed().for_another_than(user)
    outside = GroupMembership.objects.filter(group__network=network).appealed().for_another_than(user)
    rows = [
        (_("Gruppi da pubblicare"), network.groups.proposed(), "proposed_at"),
        (_("Gruppi senza chi li segue"), network.groups.untended(), "untended_since"),
        (_("Ricorsi dei gruppi"), posts, "appealed_at"),
        (_("Ricorsi su risposte nei gruppi"), replies, "appealed_at"),
        (_("Ricorsi di chi è fuori da un gruppo"), outside, "appealed_at"),
    ]
    return [(PUBLISH_GROUP, words, "group_desk", found, since) for words, found, since in rows]


def of_calls(user, network):
    applications = Application.objects.filter(call__network=network)
    interviews, to_tell = applications.to_be_assessed_by(user), applications.to_tell()
    return [
        (ASSESS_APPLICANTS, _("Colloqui da segnare"), "assessment_list", interviews, "submitted_at"),
        (EVALUATE_APPLICATIONS, _("Domande da leggere"), "call_list", applications.waiting(), "submitted_at"),
        (DECIDE_APPLICATIONS, _("Domande da riguardare"), "call_list", applications.appealed(), "appealed_at"),
        (TELL_APPLICANTS, _("Da chiamare per i bandi"), "applicants_to_tell", to_tell, "to_tell_since"),
    ]
