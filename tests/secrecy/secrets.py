"""What nobody but its people may learn of: one of everything that a community keeps to itself.

The attributes are those of `tests.permissions.world`, so that its addresses serve for these rows too.
"""

import datetime
from types import SimpleNamespace

from django.utils import timezone

from community.models import (
    AdviceBooking,
    Applicant,
    Block,
    Criterion,
    FundraisingSource,
    FundraisingUse,
    GroupInvitation,
    InitiativeMunicipality,
    Notice,
    Pact,
    ProposalText,
    SurveyTaken,
)
from puntocomunita.encryption import encrypt
from tests.community.calls_factories import CallFactory, sent
from tests.community.concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    VettingFactory,
    answered,
    member_without_account,
)
from tests.community.events_factories import EventFactory, fundraising_of, house_in, project_of
from tests.community.factories import BookingFactory, NeedFactory, SpaceFactory, group_need, parked
from tests.community.groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group, private_group
from tests.community.initiatives_factories import (
    CommitmentFactory,
    InitiativeFactory,
    PartnerFactory,
    ReachFactory,
    StoryFactory,
    TaskFactory,
    completed,
)
from tests.community.pacts_factories import HoursFactory, PactFactory, signed, social, to_sign
from tests.community.proposals_factories import AgreementFactory, ContributionFactory, ProposalFactory, decided
from tests.community.safety_factories import AppealFactory, DecisionFactory, ReportFactory, suspended
from tests.factories import OrganizationFactory, UserFactory

from .marking import untriggered

DAY = datetime.timedelta(days=1)


def make_secrets(world):
    """The rows by the names of the world's; `to_mark`: all of them, with their people; `open_texts`: what is public."""
    secret = SimpleNamespace(**vars(world) | {"to_mark": [], "open_texts": []})
    for room in (groups, words, moderation, initiatives, pacts, concierge, calls, houses):
        secret.to_mark += room(world, secret)
    return secret


def person(**more):
    return UserFactory(**more)


def as_it_is(row, **values):
    """Without asking which way it came there."""
    with untriggered(type(row)):
        type(row).objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def hidden(row):
    return as_it_is(row, hidden_at=timezone.now(), hidden_reason="Non va")


def groups(world, secret):
    keeper, neighbour = person(), person()
    of_city, now = {"network": world.network}, timezone.now()
    secret.group = private_group(keeper, **of_city)
    inside = PersonFactory(group=secret.group, user=neighbour)
    secret.group_asking = PersonFactory(group=secret.group)
    invitation = GroupInvitation.objects.create(
        group=secret.group, digest="d", made_by=keeper, expires_at=now + datetime.timedelta(days=7)
    )
    when = {"kind": "activity", "happens_at": now + DAY, "place": "In cortile"}
    secret.group_post = PostFactory(group=secret.group, author=neighbour, **when)
    secret.group_reply = ReplyFactory(post=secret.group_post, author=keeper)
    announced = PostFactory(group=secret.group, author=keeper, kind="announcement")
    secret.appealed = PostFactory(group=secret.group, author=neighbour)
    appealed = {"appeal": "Resti", "appealed_at": now, "decision": "No", "decided_at": now}
    appealed |= {"hidden_at": now, "hidden_reason": "Non va"}
    as_it_is(secret.appealed, state="hidden", hidden_from="open", **appealed)
    secret.reply_appealed = ReplyFactory(post=secret.group_post, author=neighbour)
    as_it_is(secret.reply_appealed, **appealed)
    event = EventFactory(organization=None, group=secret.group, is_free=False, price="Due euro", **of_city)
    return [secret.group, inside, secret.group_asking, invitation, secret.group_post, secret.group_reply, announced] + [
        secret.appealed,
        secret.reply_appealed,
        event,
        keeper,
        neighbour,
        secret.group_asking.user,
        *of_public_group(world),
        *ended_group(world),
    ]


def of_public_group(world):
    """What the people of a group that everybody knows of keep to themselves."""
    keeper = person()
    group = active_group(keeper, network=world.network)
    asking, inside = PersonFactory(group=group, state="asked", joined_at=None), PersonFactory(group=group)
    request = PostFactory(group=group, author=keeper)
    between_two = ReplyFactory(post=request, author=inside.user, is_private=True, to=keeper, kept=encrypt("x"))
    answer = ReplyFactory(post=request, author=keeper)
    people = [group.memberships.get(user=keeper), asking, inside]
    return [*people, request, between_two, hidden(answer), *(each.user for each in people)]


def ended_group(world):
    group, now = private_group(network=world.network), timezone.now()
    out = {"state": "removed", "ended_at": now, "reason": "Ha offeso", "appealed_at": now, "decided_at": now}
    removed = as_it_is(PersonFactory(group=group), **out, appeal="Non ho offeso", decision="Resta fuori")
    return [as_it_is(group, state="closed", closed_at=now, closing_words="È finita"), removed, removed.user]


def words(world, secret):
    """Needs, proposals and what was added to them, taken away from everybody's eyes."""
    of_city, author = {"network": world.network}, person()
    secret.need = secret.reported_need = hidden(parked(NeedFactory(said_by=author, **of_city)))
    of_a_group = hidden(group_need(world.network))
    of_figures = hidden(NeedFactory(source="figures", figures="Casa", **of_city))
    secret.proposal_draft = ProposalFactory(made_by=author, state="draft", **of_city)
    secret.community_proposal = hidden(decided(ProposalFactory(made_by=author, is_signed=True, **of_city)))
    earlier = ProposalText.objects.create(
        proposal=secret.community_proposal, number=1, title="Com’era", words="Com’era", why="Più chiaro"
    )
    secret.contribution = hidden(ContributionFactory(proposal=world.community_proposal, made_by=author))
    of_proposal = [earlier, secret.community_proposal.decision, *secret.community_proposal.steps.all()]
    for_a_group = hidden(ProposalFactory(group_name="x", group_size=9, community_point=world.point, **of_city))
    rows = [
        for_a_group,
        secret.need,
        of_a_group,
        of_figures,
        secret.proposal_draft,
        secret.community_proposal,
        secret.contribution,
    ]
    return [*rows, *of_proposal, author, *told_to(author)]


def told_to(somebody):
    notice = Notice.objects.create(
        person=somebody, topic="groups", key="x", subject="Ti hanno risposto", words="Vieni", url="/x/", how="daily"
    )
    return [notice, Block.objects.create(person=somebody, blocked=person(), thing="Un messaggio")]


def moderation(world, secret):
    author, reporter = person(), person()
    of_city = {"network": world.network, "said_by": author}
    need = NeedFactory(**of_city)
    secret.moderation_report = ReportFactory(need=need, reporter=reporter, sealed_words=encrypt("x"))
    left = {"sender_mark": "m", "sealed_contact": encrypt("x"), "sealed_words": encrypt("x")}
    of_nobody = ReportFactory(need=NeedFactory(**of_city), reporter=None, **left)
    secret.moderation_decision = DecisionFactory(need=NeedFactory(**of_city))
    secret.moderation_appeal = AppealFactory(decision=secret.moderation_decision, sealed_words=encrypt("x"))
    answered = {"state": "refused", "decided_at": timezone.now(), "answer": "La decisione resta"}
    as_it_is(secret.moderation_appeal, **answered)
    pause = suspended(person(), world.network)
    decided_of = [secret.moderation_decision, pause.decision]
    return [secret.moderation_report, of_nobody, *decided_of, secret.moderation_appeal, author, reporter, pause.person]


def initiatives(world, secret):
    """One that is not published, and what is inside one that is."""
    leader, unpublished = person(), {"network": world.network, "published_at": None}
    secret.initiative = InitiativeFactory(lead_person=leader, **unpublished)
    of_it = {"initiative": secret.initiative}
    secret.initiative_partner = PartnerFactory(**of_it)
    secret.initiative_task, secret.commitment = TaskFactory(**of_it), CommitmentFactory(**of_it)
    place = InitiativeMunicipality.objects.create(municipality=world.city, activities="Si gioca", **of_it)
    secret.story = StoryFactory(told_by=leader, published_at=None, signature="Ada", initiative=world.initiative)
    unread = StoryFactory(signature="Ada", **of_it)
    over = {"state": "stopped", "stopped_reason": "Mancano le persone", "over_at": timezone.now()}
    stopped = as_it_is(InitiativeFactory(**unpublished), **over)
    secret.agreement, closed = of_hidden_initiative(world)
    inside = [place, ReachFactory(**of_it), secret.story, unread, secret.initiative_task]
    promised = CommitmentFactory(initiative=world.initiative)
    people = [leader, secret.commitment.person, promised.person]
    return [secret.initiative, *inside, secret.commitment, stopped, secret.agreement, closed, *people]


def of_hidden_initiative(world):
    agreement, over = AgreementFactory(network=world.network), AgreementFactory(network=world.network)
    as_it_is(over, state="ended", ended_at=timezone.now(), ended_reason="È finita")
    for each in (agreement, over):
        as_it_is(each.initiative, hidden_at=timezone.now())
    return agreement, over


def pacts(world, secret):
    told = {"network": world.network, "host": OrganizationFactory(), "words": "Sistema i libri"}
    director = world.visitors["direction"]
    secret.pact = signed(PactFactory(kind=Pact.Kind.SOCIAL, **told), by=director)
    secret.pact_hours = HoursFactory(pact=secret.pact, words="I libri")
    refused = as_it_is(
        HoursFactory(pact=secret.pact, starts=datetime.time(9), ends=datetime.time(10)),
        state="rejected",
        decided_side="host",
        decided_at=timezone.now(),
        reason="Non c’era",
    )
    without_account = to_sign(social(**told))
    secret.pact_over = signed(PactFactory(**told), by=director)
    over = {"ended_on": timezone.localdate(), "end_reason": "Si trasferisce", "code": "ABCD-EFGH-JKLM-NPQZ"}
    as_it_is(secret.pact_over, state="ended_early", **over)
    secret.social_pacts = [secret.pact, secret.pact_hours, refused, without_account, secret.pact.participant]
    return [*secret.social_pacts, secret.pact_over, secret.pact_over.participant]


def concierge(world, secret):
    """Of a concierge of which no visitor is a member; that it is there everybody may know."""
    secret.concierge = place = ConciergeFactory(network=world.network)
    member, secret.neighbour = ConciergeMemberFactory(concierge=place), member_without_account(place)
    reached = ConciergeMemberFactory(concierge=place, contact=encrypt("x"))
    on_board = ExchangeFactory(author=member)
    secret.open_texts.append((on_board, "title"))
    secret.exchange_among_neighbours = answered(ExchangeFactory(author=member), other=secret.neighbour)
    as_it_is(secret.exchange_among_neighbours, message=encrypt("x"))
    refused = as_it_is(ExchangeFactory(author=member), state="refused", reason="No", settled_on=timezone.localdate())
    vetting = VettingFactory(membership=reached)
    slot = AdviceSlotFactory(network=world.network)
    booked = AdviceBooking.objects.create(slot=slot, person=person(), idea=encrypt("x"))
    by_hand = {"concierge": place, "name": encrypt("x"), "contact": encrypt("x")}
    at_desk = AdviceBooking.objects.create(slot=AdviceSlotFactory(network=world.network), **by_hand)
    people = [member.person, reached.person, booked.person, slot.adviser]
    asked = [at_desk, on_board, secret.exchange_among_neighbours, refused, vetting, booked]
    return [member, secret.neighbour, reached, *asked, *people]


def calls(world, secret):
    """A call that is being written, and who asked for what an open one gives."""
    told = {"network": world.network, "declarations": ["x"], "documents": ["x"]}
    secret.ranked_call = CallFactory(hours_due=10, hours_where="In biblioteca", **told)
    criterion = Criterion.objects.create(call=secret.ranked_call, number=1, words="Chi abita qui", points=5)
    secret.call = world.call
    secret.call_application = sent(world.call, name=encrypt("x"), person=None)
    other = sent(world.call)
    refused = {"state": "excluded", "reasons": ["age"], "decided_at": timezone.now()}
    left_out = as_it_is(sent(world.call), appealed_at=timezone.now(), appeal=encrypt("x"), **refused)
    applicant = Applicant.objects.create(call=world.call, application=other, digest="d")
    applications = [secret.call_application, other, left_out]
    return [secret.ranked_call, criterion, *applications, applicant, other.person, left_out.person]


def houses(world, secret):
    """What somebody does in a room, and what houses and organisations prepare."""
    space = SpaceFactory(house=world.house)
    secret.booking = BookingFactory(space=space, booked_by=person())
    as_it_is(secret.booking, state="rejected", reason="Non si può")
    secret.event = EventFactory(network=world.network, state="draft", online_link="https://festa.example")
    secret.event_day = secret.event.dates.get()
    secret.house_project = project_of(house_in(world.network), house_in(world.network), agreed=False)
    secret.fundraising = fundraising_of(house_in(world.network), state="planned")
    today = {"fundraising": secret.fundraising, "amount": 10}
    with untriggered(FundraisingSource, FundraisingUse):
        raised = FundraisingSource.objects.create(kind="people", received_on=timezone.localdate(), words="x", **today)
        used = FundraisingUse.objects.create(words="Il forno", used_on=timezone.localdate(), **today)
    prepared = [secret.event, secret.event_day, secret.house_project, secret.fundraising, raised, used]
    taken = SurveyTaken.objects.create(survey=world.survey, digest="d")
    return [secret.booking, secret.booking.booked_by, *prepared, *hidden_things(world), taken]


def hidden_things(world):
    """What everybody read until it was taken away."""
    house, called_off = house_in(world.network), EventFactory(network=world.network)
    as_it_is(called_off, state="cancelled", reason="Piove")
    over = completed(network=world.network)
    as_it_is(over, hidden_at=timezone.now())
    shown = [called_off, project_of(house, house_in(world.network)), fundraising_of(house)]
    return [over, over.outcome, *(hidden(each) for each in shown)]
