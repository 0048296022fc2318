"""The survey of needs: asked by name, answered without one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme
from timbalik.notifications.models import Effect
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import ProgrammeIsOver
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.models import LeaderInterview, NeedsAnswer, NeedsRequest, NeedsSurvey
from timbalik.surveys.needs_asking import remind_leaders, tell_leaders
from timbalik.surveys.needs_ranking import AreaNeed, RankedArea
from timbalik.surveys.operations import (
    AlreadyAnswered,
    AnswerRefused,
    ClosesTooSoon,
    DataRests,
    NeedsAnswers,
    NobodyToAsk,
    NotAsked,
    NotInterviewable,
    WaveClosed,
    answer_needs,
    open_needs_survey,
    record_interview,
    remove_interview,
)
from timbalik.surveys.queries import needs_asked_of, needs_of

END = NOW + timedelta(days=14)
DATA = NeedsAnswers((AreaNeed("data", 5, 2),), ("sql",))


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme(cast.organisation, state=ProgrammeState.DRAFT)


def opened(programme: Programme, cast: Cast, *leaders: Person) -> NeedsSurvey:
    return open_needs_survey(programme, leaders or (cast.bram,), by=cast.citra, now=NOW, closes_at=END)


def test_answer_is_kept_without_a_name_and_only_once(cast: Cast, programme: Programme) -> None:
    survey = opened(programme, cast)
    answer_needs(survey, DATA, person=cast.bram, now=NOW)
    kept = NeedsAnswer.objects.of(cast.organisation).get()
    assert (kept.areas, kept.questions) == ([{"area": "data", "importance": 5, "confidence": 2}], ["sql"])
    assert {field.name for field in NeedsAnswer._meta.get_fields()} == {
        "id", "public_id", "organisation", "survey", "areas", "questions",
    }  # fmt: skip
    with pytest.raises(AlreadyAnswered):
        answer_needs(survey, DATA, person=cast.bram, now=NOW)


def test_only_who_was_asked_answers_and_only_in_time(cast: Cast, programme: Programme) -> None:
    survey = opened(programme, cast)
    with pytest.raises(NotAsked):
        answer_needs(survey, DATA, person=cast.ayu, now=NOW)
    with pytest.raises(WaveClosed):
        answer_needs(survey, DATA, person=cast.bram, now=END)


@pytest.mark.parametrize(
    "answers",
    [
        NeedsAnswers(()),
        NeedsAnswers(tuple(AreaNeed(area, 3, 3) for area in ("data", "operasi", "fungsi", "pengaruh"))),
        NeedsAnswers((AreaNeed("data", 3, 3), AreaNeed("data", 2, 2))),
        NeedsAnswers((AreaNeed("data", 6, 3),)),
        NeedsAnswers((AreaNeed("bukan-bidang", 3, 3),)),
        NeedsAnswers((AreaNeed("data", 3, 3),), ("bukan-topik",)),
        NeedsAnswers((AreaNeed("data", 3, 3),), ("sql", "k3", "crm", "uji-ab")),
    ],
)
def test_answer_that_does_not_fit_is_refused(cast: Cast, programme: Programme, answers: NeedsAnswers) -> None:
    survey = opened(programme, cast)
    with pytest.raises(AnswerRefused):
        answer_needs(survey, answers, person=cast.bram, now=NOW)


def test_asking_again_adds_whoever_is_new(cast: Cast, programme: Programme) -> None:
    opened(programme, cast, cast.bram)
    survey = opened(programme, cast, cast.bram, cast.ayu)
    assert set(survey.requests.values_list("person", flat=True)) == {cast.bram.pk, cast.ayu.pk}


def test_strangers_guests_and_those_who_left_are_passed_over(cast: Cast, programme: Programme) -> None:
    left = make_person(cast.organisation, "Suharti", employment=Employment.LEFT)
    guest = make_person(cast.organisation, "Tamu", is_guest=True)
    with pytest.raises(NobodyToAsk):
        opened(programme, cast, left, guest, cast.dian)


def test_survey_that_is_over_is_not_opened_again(cast: Cast, programme: Programme) -> None:
    opened(programme, cast)
    later = END + timedelta(days=1)
    with pytest.raises(WaveClosed):
        open_needs_survey(programme, [cast.ayu], by=cast.citra, now=later, closes_at=later + timedelta(days=7))
    with pytest.raises(ClosesTooSoon):
        open_needs_survey(programme, [cast.ayu], by=cast.citra, now=NOW, closes_at=NOW)


def test_leader_who_restricts_their_data_is_not_asked(cast: Cast, programme: Programme) -> None:
    survey = opened(programme, cast)
    cast.bram.restricted_at = NOW
    cast.bram.save(update_fields=["restricted_at"])
    assert list(needs_asked_of(cast.bram, now=NOW)) == []
    with pytest.raises(DataRests):
        answer_needs(survey, DATA, person=cast.bram, now=NOW)


def test_leaders_get_one_letter_and_one_reminder(cast: Cast, programme: Programme) -> None:
    opened(programme, cast)
    assert (tell_leaders(now=NOW), tell_leaders(now=NOW)) == (1, 0)
    later = NOW + timedelta(days=7)
    assert (remind_leaders(now=later), remind_leaders(now=later)) == (1, 0)
    assert Effect.objects.of(cast.organisation).filter(key__startswith="needs:").count() == 2


def test_ranking_waits_for_the_end_of_the_survey(cast: Cast, programme: Programme) -> None:
    leaders = [make_person(cast.organisation, f"Pemimpin {number}") for number in range(5)]
    survey = opened(programme, cast, *leaders)
    for leader in leaders:
        answer_needs(survey, DATA, person=leader, now=NOW)
    before, after = needs_of(programme, now=NOW), needs_of(programme, now=END)
    assert (before.answered, before.ranking.areas) == (5, ())
    assert after.ranking.areas == (RankedArea("data", 100, 5, 0),)
    assert after.ranking.questions == (("sql", 5),)


def test_interview_is_reduced_to_areas_and_replaced_by_a_second(cast: Cast, programme: Programme) -> None:
    for areas in ({"data": 3}, {"data": 2, "operasi": 1}):
        record_interview(programme, cast.bram, held_on=NOW.date(), areas=areas, by=cast.citra, now=NOW)
    kept = LeaderInterview.objects.of(cast.organisation).get()
    assert (kept.areas, kept.recorded_by) == ({"data": 2, "operasi": 1}, cast.citra)
    remove_interview(kept, by=cast.citra, now=NOW)
    assert needs_of(programme, now=NOW).ranking.interviews == 0


@pytest.mark.parametrize("areas", [{}, {"data": 4}, {"lain": 1}])
def test_interview_that_does_not_fit_is_refused(cast: Cast, programme: Programme, areas: dict[str, int]) -> None:
    with pytest.raises(AnswerRefused):
        record_interview(programme, cast.bram, held_on=NOW.date(), areas=areas, by=cast.citra, now=NOW)


def test_interview_of_the_future_or_of_a_stranger_is_refused(cast: Cast, programme: Programme) -> None:
    with pytest.raises(AnswerRefused):
        record_interview(programme, cast.bram, held_on=date(2099, 1, 1), areas={"data": 1}, by=cast.citra, now=NOW)
    with pytest.raises(NotInterviewable):
        record_interview(programme, cast.dian, held_on=NOW.date(), areas={"data": 1}, by=cast.citra, now=NOW)


def test_closed_programme_asks_nobody(cast: Cast) -> None:
    programme = make_programme(cast.organisation, state=ProgrammeState.CLOSED)
    with pytest.raises(ProgrammeIsOver):
        opened(programme, cast)
    with pytest.raises(ProgrammeIsOver):
        record_interview(programme, cast.bram, held_on=NOW.date(), areas={"data": 1}, by=cast.citra, now=NOW)


def test_erasure_forgets_the_request_and_the_interview_but_not_the_nameless_answer(
    cast: Cast, programme: Programme
) -> None:
    survey = opened(programme, cast)
    answer_needs(survey, DATA, person=cast.bram, now=NOW)
    record_interview(programme, cast.bram, held_on=NOW.date(), areas={"data": 1}, by=cast.citra, now=NOW)
    erase_person(cast.bram, by=cast.citra, now=NOW)
    rows = (NeedsRequest, LeaderInterview, NeedsAnswer)
    assert [model.objects.of(cast.organisation).count() for model in rows] == [0, 0, 1]
