import pytest
from django.db import IntegrityError, connection, transaction

from accounts.access import Role
from community.models import AgreementSignature, ManagementAgreement, SurveyAnswer, SurveyTaken
from community.proposals import agreeing
from helpdesk.moves import pairs
from tests.factories import MemberFactory, MunicipalityFactory, UserFactory
from tests.network.factories import network_of

from .proposals_factories import (
    AgreementFactory,
    ProposalFactory,
    SurveyFactory,
    days,
    decided,
    initiative_in,
    over,
    signed,
    three_sides,
)

pytestmark = pytest.mark.django_db


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def taken_away(agreement, side):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM community_agreementsignature WHERE agreement_id = %s AND side = %s", [agreement.pk, side]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


REFUSED = {
    "words = ''": "agreement_says_who_does_what",
    "ends_on = starts_on": "agreement_ends_after_it_starts",
    "state = 'signed'": "agreement_says_when_signed",
    "state = 'signed', signed_at = now()": "signed by citizens, the organisation and the municipality",
    "state = 'ended'": "agreement_that_ended_says_why",
    "ended_at = now()": "agreement_that_ended_says_why",
}


@pytest.mark.parametrize(("what", "why"), REFUSED.items())
def test_database_refuses_of_an_agreement(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(AgreementFactory(), what)


@pytest.mark.parametrize("left_out", range(4))
def test_database_refuses_an_agreement_that_one_side_has_not_signed(left_out):
    agreement = AgreementFactory()
    for number, (person, side) in enumerate(three_sides(agreement)):
        if number != left_out:
            AgreementSignature.objects.create(agreement=agreement, side=side, person=person)

    with pytest.raises(IntegrityError, match="signed by citizens, the organisation and the municipality"):
        changed(agreement, "state = 'signed', signed_at = now()")


def test_database_refuses_who_is_not_of_that_side():
    agreement = AgreementFactory()
    _one, _other, (owner, _), (director, _) = three_sides(agreement)
    editor = MemberFactory(organization=agreement.organization, role=Role.EDITOR).user
    other_owner = MemberFactory(role=Role.OWNER).user
    wrong = [
        (owner, "citizens"),
        (editor, "citizens"),
        (director, "citizens"),
        (editor, "organization"),
        (other_owner, "organization"),
        (owner, "municipality"),
        (UserFactory(), "municipality"),
        (None, "citizens"),
    ]

    for person, side in wrong:
        with pytest.raises(IntegrityError, match="does not sign for this side"), transaction.atomic():
            AgreementSignature.objects.create(agreement=agreement, side=side, person=person)


def test_database_refuses_to_sign_twice_or_for_who_has():
    agreement = AgreementFactory()
    (citizen, _), _other, (owner, _), _director = three_sides(agreement)
    second = MemberFactory(organization=agreement.organization, role=Role.OWNER).user
    for person, side in ((citizen, "citizens"), (owner, "organization")):
        AgreementSignature.objects.create(agreement=agreement, side=side, person=person)

    with pytest.raises(IntegrityError, match="person_signs_an_agreement_for_one_side"), transaction.atomic():
        AgreementSignature.objects.create(agreement=agreement, side="citizens", person=citizen)
    with pytest.raises(IntegrityError, match="institution_signs_an_agreement_once"), transaction.atomic():
        AgreementSignature.objects.create(agreement=agreement, side="organization", person=second)


def test_database_refuses_to_change_what_was_signed_or_take_a_signature_away():
    agreement = signed(AgreementFactory())

    for what in ("words = 'Altro'", "ends_on = ends_on + 1", "service_name = 'Altro'"):
        with pytest.raises(IntegrityError, match="does not change"):
            changed(agreement, what)
    with pytest.raises(IntegrityError, match="signed by citizens"):
        taken_away(agreement, "municipality")
    with pytest.raises(IntegrityError, match="while it is a draft"), transaction.atomic():
        AgreementSignature.objects.create(agreement=agreement, side="citizens", person=UserFactory())


def test_database_refuses_two_agreements_of_one_initiative_until_the_first_has_ended():
    first = AgreementFactory()
    told = {"network": first.network, "initiative": first.initiative}

    with pytest.raises(IntegrityError, match="initiative_has_one_agreement_to_sign"), transaction.atomic():
        AgreementFactory(**told)
    agreeing.end(agreement=first, reason="Si ricomincia")

    assert AgreementFactory(**told).pk


def test_database_refuses_what_is_of_another_city():
    elsewhere = initiative_in(network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")))
    here = AgreementFactory()

    with pytest.raises(IntegrityError, match="agreement_is_on_an_initiative_of_its_city"):
        changed(here, f"initiative_id = {elsewhere.pk}")
    with pytest.raises(IntegrityError, match="survey_is_on_an_initiative_of_its_city"):
        changed(SurveyFactory(network=here.network), f"initiative_id = {elsewhere.pk}")
    with pytest.raises(IntegrityError, match="initiative_is_born_of_an_accepted_proposal"):
        changed(ProposalFactory(network=here.network), f"initiative_id = {here.initiative_id}")
    with pytest.raises(IntegrityError, match="initiative_is_born_in_the_city_of_its_proposal"):
        changed(decided(ProposalFactory(network=here.network)), f"initiative_id = {elsewhere.pk}")


def test_database_refuses_a_survey_answered_twice_or_when_it_is_closed():
    survey, closed = SurveyFactory(), over(SurveyFactory())
    SurveyTaken.objects.create(survey=survey, digest="a")

    with pytest.raises(IntegrityError, match="survey_is_answered_once"), transaction.atomic():
        SurveyTaken.objects.create(survey=survey, digest="a")
    with pytest.raises(IntegrityError, match="answered while it is open"), transaction.atomic():
        SurveyTaken.objects.create(survey=closed, digest="a")
    with pytest.raises(IntegrityError, match="answer_is_from_one_to_five"), transaction.atomic():
        SurveyAnswer.objects.create(survey=survey, dimension="belonging", score=6)


def test_database_refuses_waves_that_overlap_or_come_twice():
    survey = SurveyFactory(title="Fiumicello")

    with pytest.raises(IntegrityError, match="waves_of_a_survey_do_not_overlap"), transaction.atomic():
        SurveyFactory.build(title="Fiumicello", wave="after", period=days(5, 9)).save()
    with pytest.raises(IntegrityError, match="survey_has_each_wave_once"), transaction.atomic():
        SurveyFactory.build(title="Fiumicello", period=days(20, 29)).save()

    assert survey.wave == "before"


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'community_managementagreement_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(ManagementAgreement.MOVES)
