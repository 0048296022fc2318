"""Reads of the survey of needs. Answers leave only as a ranking that passed the suppression of small groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.surveys.models import LeaderInterview, NeedsAnswer, NeedsRequest, NeedsSurvey
from timbalik.surveys.needs_ranking import AreaNeed, Ranking, rank_areas


@dataclass(frozen=True)
class Needs:
    """The survey, if there is one, how many were asked and have answered, and the ranking.

    The answers enter the ranking when the survey is over: shown earlier, each new answer would follow from two looks.
    """

    survey: NeedsSurvey | None
    asked: int
    answered: int
    is_over: bool
    ranking: Ranking


def needs_of(programme: Programme, *, now: datetime) -> Needs:
    """Three queries, however many leaders answered."""
    rows = NeedsSurvey.objects.of(programme.organisation_id).filter(programme=programme)
    survey = rows.annotate(
        asked=Count("requests"), answered=Count("requests", filter=Q(requests__has_answered=True))
    ).first()
    answers = {
        str(key): (tuple(AreaNeed(**need) for need in areas), tuple(questions))
        for key, areas, questions in NeedsAnswer.objects.of(programme.organisation_id)
        .filter(survey__programme=programme, survey__closes_at__lte=now)
        .values_list("id", "areas", "questions")
    }
    talks = interviews_of(programme).values_list("areas", flat=True)
    ranking = rank_areas(answers, list(talks))
    if survey is None:
        return Needs(None, 0, 0, False, ranking)
    return Needs(survey, survey.asked, survey.answered, survey.closes_at <= now, ranking)


def interviews_of(programme: Programme) -> QuerySet[LeaderInterview]:
    rows = LeaderInterview.objects.of(programme.organisation_id).filter(programme=programme)
    return rows.select_related("leader", "recorded_by").order_by("-held_on", "-pk")


def needs_asked_of(person: Person, *, now: datetime) -> QuerySet[NeedsRequest]:
    """What the leader may still answer; nothing while they restrict the use of their data."""
    return (
        NeedsRequest.objects.of(person.organisation_id)
        .filter(person=person, person__restricted_at__isnull=True, has_answered=False)
        .filter(survey__opens_at__lte=now, survey__closes_at__gt=now)
        .select_related("survey__programme")
        .order_by("survey__opens_at")
    )
