"""A survey on its way: opened, answered once by each account, published once it is over and forgotten."""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from community.models import CommunitySurvey, Dimension, SurveyAnswer, SurveyTaken
from community.models.survey import SCORES
from helpdesk.figures.disclosure import FEWEST, Table, counts, rounded, told_less
from helpdesk.models import PublishedCell

from .actions import Settled, write_down

BANDS = {1: "low", 2: "low", 3: "middle", 4: "high", 5: "high"}


class AlreadyTaken(Exception):
    """This account has answered, or this sheet is counted."""


class NotOpen(Exception):
    """It has not begun, or is over."""


@transaction.atomic
def open_survey(*, by, survey) -> CommunitySurvey:
    survey.opened_by = by
    write_down(survey)
    rows = [SurveyAnswer(survey=survey, dimension=each, score=score) for each in Dimension for score in SCORES]
    SurveyAnswer.objects.bulk_create(rows)
    return survey


def digest_of(user, survey_pk) -> str:
    """Only who holds the secret key of the portal can make it again."""
    return salted_hmac("community.survey", f"{survey_pk}.{user.pk}", algorithm="sha256").hexdigest()


def digest_of_sheet(serial, survey_pk) -> str:
    return salted_hmac("community.survey.paper", f"{survey_pk}.{serial}", algorithm="sha256").hexdigest()


def answer(*, by, survey, scores, sheet=""):
    """`scores` are {dimension: 1 to 5}, of all four. Counted; nothing is left that says whose they are.

    Who was given a `sheet` and answers by telephone has used it up too: its number is not copied any more.
    """
    digests = [digest_of(by, survey.pk), *([digest_of_sheet(sheet, survey.pk)] if sheet else [])]
    count_once(survey, scores, [SurveyTaken(survey=survey, digest=each) for each in digests])


@transaction.atomic
def count_once(survey, scores, taken):
    CommunitySurvey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    try:
        with transaction.atomic():
            SurveyTaken.objects.bulk_create(taken)
    except IntegrityError as error:
        raise (AlreadyTaken if is_twice(error) else NotOpen) from error
    chosen = Q()
    for dimension, score in scores.items():
        chosen |= Q(dimension=dimension, score=score)
    SurveyAnswer.objects.filter(chosen, survey=survey).update(people=F("people") + 1)


def is_twice(error):
    return error.__cause__.diag.constraint_name == "survey_is_answered_once"


@transaction.atomic
def publish(*, survey) -> int:
    """How many cells were safe to publish; the counts that they were made of are thrown away."""
    row = CommunitySurvey.objects.select_for_update().get(pk=survey.pk)
    if row.published_at or not row.is_over:
        raise Settled
    made = PublishedCell.objects.bulk_create([cell(row, *told) for told in cells_of(row)])
    row.answers.all().delete()
    row.taken.all().delete()
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    return len(made)


def cell(survey, dimensions, value):
    return PublishedCell(
        municipality=survey.network,
        period=survey.period,
        measure=PublishedCell.Measure.SURVEY,
        dimensions={"survey": str(survey.pk)} | dimensions,
        value=rounded(value),
    )


def cells_of(survey) -> list:
    """[({dimension: band}, people)]: who would stand in a small cell is told less precisely, as at the desks."""
    said = {each: [] for each in Dimension.values}
    for row in survey.answers.all():
        said[row.dimension] += [{row.dimension: (BANDS[row.score],)} for _person in range(row.people)]
    people = len(said[Dimension.BELONGING])
    if people < FEWEST:
        return []
    found = [({}, people), *on_paper(survey, people)]
    for dimension, records in said.items():
        ways = ((dimension, 1),)
        safe = told_less(records, [Table(ways)], lambda _name, _path: FEWEST)
        found += [({dimension: values[0]}, count) for values, count in sorted(counts(safe, *ways).items())]
    return found


def on_paper(survey, people) -> list:
    """How many of them, where neither these nor the others are few."""
    papers = survey.taken.filter(on_paper=True).count()
    others = people - papers
    return [({"how": "paper"}, papers)] if papers >= FEWEST and (others >= FEWEST or not others) else []
