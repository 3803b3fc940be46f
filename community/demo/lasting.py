"""What lasts in the demo: an agreement in force, one that is being signed, and how people felt before and after."""

import datetime

from django.utils import timezone

from community.models import (
    AgreementSignature,
    CommunitySurvey,
    Initiative,
    InitiativePartner,
    ManagementAgreement,
    Outcome,
    Participation,
    Proposal,
    SurveyAnswer,
)
from community.proposals import agreeing, surveying
from organizations.models import Location, Organization
from services.demo.people import ORGANIZATION, person

from .proposal_words import LEFT, WORDS_SIGNED

FIUMICELLO, CASAZZA = "Fiumicello 2026", "Casazza 2026"
BEFORE = {"belonging": [9, 14, 12, 10, 5], "influence": [17, 15, 10, 6, 2]}
BEFORE |= {"needs_met": [8, 12, 15, 11, 4], "connection": [10, 13, 11, 12, 4]}
AFTER = {"belonging": [4, 9, 15, 21, 16], "influence": [9, 13, 18, 16, 9]}
AFTER |= {"needs_met": [5, 11, 20, 19, 10], "connection": [3, 8, 14, 24, 16]}


def agree(network, accepted):
    """Two accepted proposals are initiatives; what one of them left for all is a service by now."""
    organization = Organization.objects.filter(slug=ORGANIZATION).first()
    place = Location.objects.filter(organization=organization, municipality=network).order_by("id").first()
    if organization is None or place is None:
        return
    signing = [("cittadina", "citizens"), ("volontario", "citizens")]
    signing += [("referente", "organization"), ("direzione", "municipality")]
    for proposal, signed in zip((accepted[2], accepted[0]), (4, 1), strict=True):
        initiative = born(proposal, organization)
        if signed == len(signing):
            done(initiative)
        agreement = drafted(network, initiative, organization, place)
        for who, side in signing[:signed]:
            AgreementSignature.objects.create(agreement=agreement, side=side, person=person(who))
        if signed == len(signing):
            agreeing.put_in_force(agreement)


def born(proposal, organization):
    """Begun a month ago; an organisation does it with who lives there."""
    now, begun = timezone.now(), timezone.localdate() - datetime.timedelta(days=30)
    told = {"title": proposal.title, "summary": proposal.words, "need_theme": proposal.theme}
    initiative = Initiative.objects.create(network=proposal.network, published_at=now, **told)
    initiative.state, initiative.starts_on = Initiative.State.ACTIVE, begun
    initiative.save()
    InitiativePartner.objects.create(initiative=initiative, organization=organization, confirmed_at=now)
    people = [person("cittadina"), person("volontario")]
    Participation.objects.bulk_create(Participation(initiative=initiative, person=each) for each in people)
    Proposal.objects.filter(pk=proposal.pk).update(initiative=initiative)
    return initiative


def done(initiative):
    Initiative.objects.filter(pk=initiative.pk).update(state=Initiative.State.COMPLETED, over_at=timezone.now())
    Outcome.objects.create(initiative=initiative, **LEFT)


def drafted(network, initiative, organization, place):
    return ManagementAgreement.objects.create(
        network=network,
        initiative=initiative,
        organization=organization,
        organization_name=organization.name,
        location=place,
        service_name=initiative.title,
        words=WORDS_SIGNED,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + datetime.timedelta(days=730),
        drafted_by=person("coordinatrice"),
    )


def ask_twice(network):
    for wave, first, said in (("before", -300, BEFORE), ("after", -40, AFTER)):
        begin = timezone.localdate() + datetime.timedelta(days=first)
        period = (begin, begin + datetime.timedelta(days=20))
        survey = CommunitySurvey(network=network, title=FIUMICELLO, wave=wave, period=period)
        surveying.open_survey(by=person("coordinatrice"), survey=survey)
        for row in survey.answers.all():
            SurveyAnswer.objects.filter(pk=row.pk).update(people=said[row.dimension][row.score - 1])
        survey.refresh_from_db()
        surveying.publish(survey=survey)
    today = timezone.localdate()
    now_open = CommunitySurvey(network=network, title=CASAZZA, period=(today, today + datetime.timedelta(days=21)))
    surveying.open_survey(by=person("coordinatrice"), survey=now_open)
