import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.models import AgreementSignature, Contribution, Proposal, ProposalEndorsement, SurveyTaken
from community.proposals import actions, agreeing, surveying
from tests.factories import UserFactory
from tests.network.factories import network_of

from .proposals_factories import AgreementFactory, ProposalFactory, SurveyFactory, signed, talked_over

pytestmark = pytest.mark.django_db
ANSWERS = {"belonging": 4, "influence": 2, "needs_met": 3, "connection": 5}


def sent_by(person, title, **more):
    return actions.send(by=person, proposal=ProposalFactory.build(network=network_of(), title=title, **more))


def test_person_reads_what_they_proposed_added_signed_and_answered():
    person = UserFactory()
    sent_by(person, "Orto")
    actions.contribute(by=person, proposal=talked_over(title="Panchina"), words="Serve l’acqua")
    agreeing.sign(by=person, agreement=AgreementFactory(service_name="Ciclofficina"), side="citizens")
    surveying.answer(by=person, survey=SurveyFactory(title="Fiumicello"), scores=ANSWERS)

    held = everything_held(person)

    assert [each["che cosa"] for each in held["Proposte che hai fatto"]] == ["Orto"]
    assert [each["che cosa"] for each in held["Proposte che sostieni"]] == ["Orto"]
    assert [each["che cosa"] for each in held["Che cosa hai aggiunto alle proposte"]] == ["Serve l’acqua"]
    assert [each["che cosa"] for each in held["Accordi che hai firmato"]] == ["Ciclofficina"]
    assert held["Sondaggi a cui hai risposto"] == [{"quale": "Fiumicello, prima"}]


def test_what_nobody_else_wants_goes_with_the_person_the_rest_is_nobodys():
    person = UserFactory()
    sent_by(person, "Solo mia")
    actions.want(by=UserFactory(), proposal=sent_by(person, "Di molti"))
    actions.write(by=person, proposal=ProposalFactory.build(network=network_of(), state="draft"))
    surveying.answer(by=person, survey=SurveyFactory(), scores=ANSWERS)

    forget(person)
    person.delete()

    assert list(Proposal.objects.values_list("title", "made_by")) == [("Di molti", None)]
    assert (ProposalEndorsement.objects.count(), SurveyTaken.objects.count()) == (1, 0)


def test_who_it_was_is_forgotten_after_two_years_and_a_draft_after_one():
    person, old = UserFactory(), timezone.now() - datetime.timedelta(days=732)
    agreement = signed(AgreementFactory())
    agreeing.end(agreement=agreement, reason="Finito")
    type(agreement).objects.filter(pk=agreement.pk).update(ended_at=old)
    proposal = sent_by(person, "Vecchia")
    said = actions.contribute(by=person, proposal=talked_over(), words="Serve l’acqua")
    draft = ProposalFactory(state="draft", made_by=person)
    Proposal.objects.filter(pk__in=[proposal.pk, draft.pk]).update(made_at=old)
    Contribution.objects.filter(pk=said.pk).update(at=old)
    new = sent_by(person, "Nuova")

    call_command("erase_expired", verbosity=0)

    assert list(Proposal.objects.filter(made_by=person)) == [new]
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    assert not Contribution.objects.exclude(made_by=None).exists()
    assert not AgreementSignature.objects.exclude(person=None).exists()
