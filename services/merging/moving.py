"""What points at an entry, and what becomes of it when the entry becomes part of another.

Each relation has a line in `RELATIONS`: one that has none stops the merge, and fails a test, rather than losing rows.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Role
from organizations.models import Claim, ConfirmationRequest
from services.models import CampaignVisit

from .following import remember


def move(winner, loser):
    """All that pointed at the loser points at the winner; nothing is thrown away but what both had."""
    for relation in relations_of(type(loser)):
        RELATIONS[key_of(relation)].how(relation, winner, loser)


def what_moves(loser):
    """[(name of several, how many)] of what would move, as a page says it; one query for all relations."""
    told = [(RELATIONS[key_of(each)].label, each) for each in relations_of(type(loser))]
    told = [(label, relation) for label, relation in told if label]
    first, *rest = (counted(number, rows_of(relation, loser)) for number, (_label, relation) in enumerate(told))
    return [(told[number][0], count) for number, count in sorted(first.union(*rest, all=True)) if count]


def counted(number, rows):
    """(number, how many)."""
    same = rows.order_by().annotate(which=Value(number)).values("which")
    return same.annotate(how_many=Count("pk")).values_list("which", "how_many")


def relations_of(model):
    """Hidden ones too: links of its own many-to-many fields, and rows whose field names no way back."""
    return [each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete]


def key_of(relation):
    return f"{relation.related_model._meta.model_name}.{relation.field.name}"


def rows_of(relation, entry):
    return relation.related_model._base_manager.filter(**{relation.field.name: entry})


def point(rows, relation, winner):
    """What has a date of change has changed."""
    dated = any(each.name == "last_modified" for each in relation.related_model._meta.concrete_fields)
    rows.update(**{relation.field.name: winner} | ({"last_modified": timezone.now()} if dated else {}))


def moves(relation, winner, loser):
    point(rows_of(relation, loser), relation, winner)


def stays(relation, winner, loser):
    """A link of the loser's own: `choosing` has read it, and it goes with its entry."""


def is_drawn_again(relation, winner, loser):
    """A row of the search, worked out anew from the winner."""
    rows_of(relation, loser).delete()


def children(relation, winner, loser):
    """The winner is not put under itself, but under whom the loser was."""
    if winner.parent_organization_id == loser.pk:
        above = loser.parent_organization_id
        winner.parent_organization_id = None if above == winner.pk else above
        winner.save(update_fields=["parent_organization"])
    moves(relation, winner, loser)


def partners(relation, winner, loser):
    """In a list of several, of a desk or of a house."""
    for each in list(rows_of(relation, loser)):
        several = getattr(each, relation.field.name)
        several.remove(loser)
        several.add(winner)


def members(relation, winner, loser):
    """Who is in both keeps the higher role, the older day, and the trust that one of the two gave."""
    there = {each.user_id: each for each in rows_of(relation, winner)}
    for each in rows_of(relation, loser).filter(user__in=there):
        kept = there[each.user_id]
        kept.role = Role.OWNER if Role.OWNER in (kept.role, each.role) else kept.role
        kept.since, kept.trusted = min(kept.since, each.since), kept.trusted or each.trusted
        each.delete()
        kept.save()
    moves(relation, winner, loser)


def claims(relation, winner, loser):
    """Of two that wait, of one person, the older goes on and the other says why it ended."""
    waiting = Claim.objects.submitted()
    both = {each.claimant_id: each for each in waiting.filter(organization=winner)}
    for claim in waiting.filter(organization=loser, claimant__in=both):
        later = max(claim, both[claim.claimant_id], key=lambda each: (each.created_at, str(each.pk)))
        later.state, later.decided_at, later.digest = Claim.State.REFUSED, timezone.now(), ""
        later.reason = _("Le due schede sono diventate una: vale l’altra tua richiesta.")
        later.save()
    moves(relation, winner, loser)


def confirmations(relation, winner, loser):
    """Of two that are open one goes on: that a mailbox disowned, else that has asked more often (its link is read)."""
    open_ones = ConfirmationRequest.objects.open().filter(organization__in=[winner, loser])
    further_on = open_ones.order_by("disowned_at", "-step", "created_at").values_list("pk", flat=True)[:1]
    open_ones.exclude(pk__in=list(further_on)).update(ended_at=timezone.now())
    moves(relation, winner, loser)


def visits(relation, winner, loser):
    """Of two on one campaign's list one is left: the one that was done, else the winner's; what both say is kept."""
    same = CampaignVisit.objects.filter(campaign=OuterRef("campaign"), **{relation.field.name: winner})
    for gone in rows_of(relation, loser).filter(Exists(same)):
        kept = rows_of(relation, winner).get(campaign=gone.campaign_id)
        done = kept if kept.is_done or not gone.is_done else gone
        kept.state, kept.done_at, kept.agent_id = done.state, done.done_at, done.agent_id or kept.agent_id
        kept.attempts += gone.attempts
        kept.note = " ".join(filter(None, [kept.note, gone.note]))[:300]
        gone.delete()
        kept.save()
    moves(relation, winner, loser)


def areas(relation, winner, loser):
    """One that the winner has is not had twice."""
    there = {told_of(each) for each in rows_of(relation, winner)}
    rows_of(relation, loser).filter(pk__in=[a.pk for a in rows_of(relation, loser) if told_of(a) in there]).delete()
    moves(relation, winner, loser)


def told_of(area):
    columns = ("name", "extent", "everywhere", "municipality_id", "zone_id", "quarter_id", "postal_code")
    return tuple(getattr(area, column) for column in columns)


def doors(relation, winner, loser):
    """At a place where both are the winner's door stays; it takes what it does not say itself from the other."""
    there = {each.location_id: each for each in rows_of(relation, winner)}
    for gone in rows_of(relation, loser).filter(location__in=there):
        kept = there[gone.location_id]
        take_in(kept, gone)
        remember(kept, gone)
        gone.delete()
        kept.save()
    moves(relation, winner, loser)


def take_in(kept, gone):
    kept.description = kept.description or gone.description
    for name in ("phones", "contacts", "attributes", "metadata"):
        kept_list = getattr(kept, name)
        setattr(kept, name, kept_list + [each for each in getattr(gone, name) if each not in kept_list])
    if kept.opening_hours_id is None and gone.opening_hours_id:
        kept.opening_hours_id, gone.opening_hours_id = gone.opening_hours_id, None
        gone.save(update_fields=["opening_hours"])


def network_memberships(relation, winner, loser):
    """Of two in force in one network the one that is admitted goes on, else the one that asked first."""
    in_force = relation.related_model.objects.in_force()
    for theirs in in_force.filter(organization=loser):
        both = in_force.filter(organization__in=[winner, loser], network=theirs.network_id)
        kept = both.order_by("state", "applied_at").first()  # "admitted" comes before "applied"
        both.exclude(pk=kept.pk).delete()
    moves(relation, winner, loser)


def initiative_partners(relation, winner, loser):
    """Of two in one initiative one that said yes goes on, the one that leads first."""
    partnerships = relation.related_model.objects.filter(organization__in=[winner, loser])
    for theirs in partnerships.filter(organization=loser):
        both = partnerships.filter(initiative=theirs.initiative_id).order_by("role")
        kept = both.confirmed().first() or both.first()
        both.exclude(pk=kept.pk).delete()
    moves(relation, winner, loser)


def once(*columns):
    """Moves; of two that are the same in these columns the winner's stays."""

    def how(relation, winner, loser):
        there = set(rows_of(relation, winner).values_list(*columns))
        rows = rows_of(relation, loser).values_list("pk", *columns)
        rows_of(relation, loser).filter(pk__in=[pk for pk, *told in rows if tuple(told) in there]).delete()
        moves(relation, winner, loser)

    return how


def stands(relation, winner, loser):
    """Of two at one meeting the loser's is free again."""
    there = rows_of(relation, winner).values("meeting")
    rows_of(relation, loser).filter(meeting__in=there).update(organization=None, booked_by=None)
    moves(relation, winner, loser)


def stakeholders(relation, winner, loser):
    """Of two in one team the winner's stays, and was at each session where either was."""
    for theirs in rows_of(relation, loser):
        same = rows_of(relation, winner).filter(programme=theirs.programme_id, name=theirs.name).first()
        if same:
            theirs.presences.exclude(session__in=same.presences.values("session")).update(stakeholder=same)
            theirs.delete()
    moves(relation, winner, loser)


def collaborations(relation, winner, loser):
    """With whom the winner works already its own stays, confirmed by whoever confirmed either; none with itself.

    What was denied counts only where nothing else is said of the two.
    """
    for theirs in rows_of(relation, loser):
        partner = theirs.other if relation.field.name == "one" else theirs.one
        of_partner, of_loser = side_of(theirs, partner), side_of(theirs, loser)
        one, other = sorted([winner, partner], key=lambda each: each.pk)
        there = relation.related_model.objects.filter(one=one, other=other).first()
        if there and theirs.denied_at:
            theirs.delete()
            continue
        if there and there.denied_at:
            there.delete()
            there = None
        if there or partner == winner:
            theirs.delete()
        if partner != winner:
            kept = there or theirs
            kept.one, kept.other = one, other
            set_side(kept, partner, of_partner or there and side_of(there, partner))
            set_side(kept, winner, of_loser or there and side_of(there, winner))
            kept.save()


def side_of(collaboration, organization):
    """When the organisation said that it is so."""
    is_one = collaboration.one_id == organization.pk
    return collaboration.one_confirmed_at if is_one else collaboration.other_confirmed_at


def set_side(collaboration, organization, moment):
    is_one = collaboration.one_id == organization.pk
    setattr(collaboration, "one_confirmed_at" if is_one else "other_confirmed_at", moment)


def dismissals(column):
    """Like `once`; what the two said of each other is over."""

    def how(relation, winner, loser):
        rows_of(relation, loser).filter(**{column: winner}).delete()
        once(column)(relation, winner, loser)

    return how


def exchanges(other_side, notice):
    """Of two that wait for an answer about one notice the winner's stays; between the two sides there is nothing."""

    def how(relation, winner, loser):
        waiting = rows_of(relation, winner).filter(state="proposed", **{f"{notice}__isnull": False})
        same = Q(state="proposed", **{f"{notice}__in": waiting.values(notice)})
        for gone in rows_of(relation, loser).filter(Q(**{other_side: winner}) | same):
            gone.dissolve()
        moves(relation, winner, loser)

    return how


def help_with(other_side):
    """Nobody helps itself: what one of the two was to do for the other waits for somebody else."""

    def how(relation, winner, loser):
        for each in rows_of(relation, loser).filter(**{other_side: winner}):
            each.let_go()
        moves(relation, winner, loser)

    return how


class Relation(NamedTuple):
    """`label` is empty for what nobody needs to be told of."""

    how: Callable
    label: str = ""


RELATIONS = {
    "location.organization": Relation(moves, gettext_lazy("luoghi")),
    "service.organization": Relation(moves, gettext_lazy("servizi")),
    "asset.organization": Relation(moves, gettext_lazy("risorse")),
    "communitypoint.lead_organization": Relation(moves, gettext_lazy("Punti Comunità che gestisce")),
    "communitypoint.partners": Relation(partners, gettext_lazy("Punti Comunità con cui lavora")),
    "communitypoint_partners.organization": Relation(stays),
    "house.organizations": Relation(partners, gettext_lazy("case delle associazioni in cui è")),
    "house_organizations.organization": Relation(stays),
    "organization.parent_organization": Relation(children, gettext_lazy("organizzazioni che ne fanno parte")),
    "organizationmember.organization": Relation(members, gettext_lazy("persone che la tengono")),
    "invitation.organization": Relation(moves, gettext_lazy("inviti")),
    "claim.organization": Relation(claims, gettext_lazy("richieste di tenerla")),
    "confirmationrequest.organization": Relation(confirmations, gettext_lazy("e-mail di conferma")),
    "listing.organization": Relation(moves),
    "reservedcontact.organization": Relation(stays),
    "serviceatlocation.service": Relation(doors, gettext_lazy("posti dove si fa")),
    "servicearea.service": Relation(areas, gettext_lazy("zone in cui arriva")),
    "service_terms.service": Relation(stays),
    "listing.service": Relation(is_drawn_again),
    "asset_terms.asset": Relation(stays),
    "listing.asset": Relation(is_drawn_again),
    "referral.organization": Relation(moves, gettext_lazy("persone indirizzate lì")),
    "referral.service": Relation(moves, gettext_lazy("persone indirizzate lì")),
    "networkmembership.organization": Relation(network_memberships, gettext_lazy("reti di cui fa parte")),
    "meetinginvitation.organization": Relation(once("meeting"), gettext_lazy("inviti a riunioni")),
    "attendance.organization": Relation(once("meeting", "name"), gettext_lazy("presenze a riunioni")),
    "agendaitem.organization": Relation(moves, gettext_lazy("punti proposti per una riunione")),
    "collaboration.one": Relation(collaborations, gettext_lazy("collaborazioni")),
    "collaboration.other": Relation(collaborations, gettext_lazy("collaborazioni")),
    "dismissedsuggestion.organization": Relation(dismissals("other")),
    "dismissedsuggestion.other": Relation(dismissals("organization")),
    "assistancerequest.organization": Relation(help_with("helper_organization"), gettext_lazy("richieste di aiuto")),
    "assistancerequest.helper_organization": Relation(help_with("organization"), gettext_lazy("aiuti che dà")),
    "exchangenotice.organization": Relation(moves, gettext_lazy("annunci nella rete")),
    "exchangematch.giver": Relation(exchanges("taker", "request"), gettext_lazy("scambi")),
    "exchangematch.taker": Relation(exchanges("giver", "offer"), gettext_lazy("scambi")),
    "stand.organization": Relation(stands, gettext_lazy("banchi prenotati")),
    "actionitem.owner_organization": Relation(moves, gettext_lazy("compiti nella rete")),
    "coachingprogramme.coach_organization": Relation(moves, gettext_lazy("percorsi che accompagna")),
    "stakeholder.organization": Relation(stakeholders, gettext_lazy("squadre di cui fa parte")),
    "seat.organization": Relation(moves, gettext_lazy("seggi nei gruppi di guida")),
    "practiceresource.organization": Relation(moves, gettext_lazy("pratiche raccontate")),
    "managementagreement.organization": Relation(moves, gettext_lazy("accordi di gestione")),
    "managementagreement.service": Relation(moves, gettext_lazy("accordi di gestione")),
    "adviceslot.organization": Relation(moves, gettext_lazy("consulenze che dà")),
    "booking.organization": Relation(moves, gettext_lazy("stanze prenotate")),
    "event.organization": Relation(moves, gettext_lazy("eventi")),
    "fundraisingsource.organization": Relation(moves, gettext_lazy("entrate di raccolte fondi")),
    "call.organization": Relation(moves, gettext_lazy("bandi")),
    "initiativepartner.organization": Relation(initiative_partners, gettext_lazy("iniziative a cui partecipa")),
    "initiativetask.organization": Relation(moves, gettext_lazy("cose da fare in un’iniziativa")),
    "commitment.organization": Relation(moves, gettext_lazy("impegni presi")),
    "outcome.organization": Relation(moves, gettext_lazy("beni comuni che cura")),
    "pact.host": Relation(moves, gettext_lazy("patti di chi ci dà delle ore")),
    "bulletinitem.organization": Relation(moves, gettext_lazy("notizie nel bollettino")),
    "bulletinentry.organization": Relation(moves),
}
for _name in ("organization", "service", "asset"):
    RELATIONS |= {
        f"report.{_name}": Relation(moves, gettext_lazy("segnalazioni")),
        f"change.{_name}": Relation(moves, gettext_lazy("modifiche, in attesa o in bozza")),
        f"verification.{_name}": Relation(moves, gettext_lazy("controlli fatti")),
        f"campaignvisit.{_name}": Relation(visits, gettext_lazy("visite dei giri di mappatura")),
    }
