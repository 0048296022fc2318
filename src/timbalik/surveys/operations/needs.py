"""Ask leaders what they would gain most from, and keep what interviewers took from talks with them (F-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.operations import cancel_queued
from timbalik.people.content import group_names, lexicon
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import ProgrammeIsOver
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.models import LeaderInterview, NeedsAnswer, NeedsRequest, NeedsSurvey
from timbalik.surveys.needs_letters import needs_letter_key
from timbalik.surveys.needs_ranking import (
    HIGHEST,
    INTERVIEW_WEIGHTS,
    LOWEST,
    MOST_AREAS,
    MOST_INTERVIEW_AREAS,
    AreaNeed,
)
from timbalik.surveys.operations.waves import AlreadyAnswered, AnswerRefused, DataRests, NotAsked, WaveClosed

MOST_QUESTIONS = 3


class NobodyToAsk(Exception):
    """None of the people given works here and may be asked."""


class ClosesTooSoon(ValueError):
    """The survey would close before it opens."""


class NotInterviewable(Exception):
    """This person does not work in the organisation, or was erased."""


@dataclass(frozen=True)
class NeedsAnswers:
    """At most three areas, and up to three concepts the leader would ask a younger colleague about."""

    areas: tuple[AreaNeed, ...]
    questions: tuple[str, ...] = ()


@transaction.atomic
def open_needs_survey(
    programme: Programme, leaders: Iterable[Person], *, by: Person | None, now: datetime, closes_at: datetime
) -> NeedsSurvey:
    """Ask these leaders; while it is open, asking again adds whoever is new and moves the end. What is over stays over.

    Guests, people who left or restricted their data are passed over. The letters go out in batches.
    Raises ``ProgrammeIsOver``, ``ClosesTooSoon``, ``NobodyToAsk``, ``WaveClosed``.
    """
    if programme.state == ProgrammeState.CLOSED:
        raise ProgrammeIsOver(str(programme.public_id))
    if closes_at <= now:
        raise ClosesTooSoon(closes_at.isoformat())
    given = {person.pk for person in leaders}
    here = set(working(programme.organisation).filter(is_guest=False).values_list("pk", flat=True))
    asked = given & here
    if not asked:
        raise NobodyToAsk(str(programme.public_id))
    survey, is_new = NeedsSurvey.objects.get_or_create(
        organisation_id=programme.organisation_id,
        programme=programme,
        defaults={"opens_at": now, "closes_at": closes_at},
    )
    if not is_new and survey.closes_at <= now:
        raise WaveClosed(str(survey.public_id))
    if not is_new and survey.closes_at != closes_at:
        survey.closes_at = closes_at
        survey.save(update_fields=["closes_at"])
    known = set(survey.requests.values_list("person_id", flat=True))
    NeedsRequest.objects.bulk_create(
        (
            NeedsRequest(organisation_id=programme.organisation_id, survey=survey, person_id=person)
            for person in sorted(asked - known)
        ),
        batch_size=500,
    )
    facts = {"asked": len(asked - known)}
    record("needs.asked", organisation=programme.organisation, by=by, subject=survey, now=now, facts=facts)
    return survey


@transaction.atomic
def answer_needs(survey: NeedsSurvey, answers: NeedsAnswers, *, person: Person, now: datetime) -> None:
    """Keep the answer without a name, and apart from it only that the person has answered. Not audited, for the same reason.

    Raises ``NotAsked``, ``AlreadyAnswered``, ``WaveClosed``, ``DataRests``, ``AnswerRefused`` (its code names the area or concept).
    """
    if person.restricted_at is not None:
        raise DataRests(str(person.public_id))
    if not survey.opens_at <= now < survey.closes_at:
        raise WaveClosed(str(survey.public_id))
    rows = NeedsRequest.objects.of(survey.organisation_id).select_for_update()
    asked = rows.filter(survey=survey, person=person).first()
    if asked is None:
        raise NotAsked(str(person.public_id))
    if asked.has_answered:
        raise AlreadyAnswered(str(person.public_id))
    _check(answers)
    NeedsAnswer.objects.create(
        organisation_id=survey.organisation_id,
        survey=survey,
        areas=[asdict(need) for need in answers.areas],
        questions=list(dict.fromkeys(answers.questions)),
    )
    asked.has_answered = True
    asked.save(update_fields=["has_answered"])
    cancel_queued(organisation_id=survey.organisation_id, key_prefix=needs_letter_key(asked))


def _check(answers: NeedsAnswers) -> None:
    names = [need.area for need in answers.areas]
    if not 1 <= len(names) <= MOST_AREAS or len(set(names)) < len(names):
        raise AnswerRefused("areas")
    for need in answers.areas:
        figures = (need.importance, need.confidence)
        if need.area not in group_names() or not all(LOWEST <= figure <= HIGHEST for figure in figures):
            raise AnswerRefused(need.area)
    known = {concept.key for concept in lexicon()}
    if len(set(answers.questions)) > MOST_QUESTIONS:
        raise AnswerRefused("questions")
    for key in answers.questions:
        if key not in known:
            raise AnswerRefused(key)


@transaction.atomic
def record_interview(
    programme: Programme, leader: Person, *, held_on: date, areas: Mapping[str, int], by: Person, now: datetime
) -> LeaderInterview:
    """Keep the areas of a talk with their weights, 1 to 3; a second record of the same leader takes the place of the first.

    There is no field for what was said. Raises ``ProgrammeIsOver``, ``NotInterviewable``, ``AnswerRefused``.
    """
    if programme.state == ProgrammeState.CLOSED:
        raise ProgrammeIsOver(str(programme.public_id))
    if leader.organisation_id != programme.organisation_id or leader.erased_at is not None:
        raise NotInterviewable(str(leader.public_id))
    if leader.restricted_at is not None:
        raise DataRests(str(leader.public_id))
    if not 1 <= len(areas) <= MOST_INTERVIEW_AREAS or held_on > now.date():
        raise AnswerRefused("areas" if held_on <= now.date() else "held_on")
    for area, weight in areas.items():
        if area not in group_names() or weight not in INTERVIEW_WEIGHTS:
            raise AnswerRefused(area)
    interview, _ = LeaderInterview.objects.update_or_create(
        organisation_id=programme.organisation_id,
        programme=programme,
        leader=leader,
        defaults={"held_on": held_on, "areas": dict(areas), "recorded_by": by},
    )
    record("needs.interview_recorded", organisation=programme.organisation, by=by, subject=interview, now=now)
    return interview


@transaction.atomic
def remove_interview(interview: LeaderInterview, *, by: Person, now: datetime) -> None:
    """Forget an interview, for example because the leader asks to."""
    record("needs.interview_removed", organisation=interview.organisation, by=by, subject=interview, now=now)
    interview.delete()
