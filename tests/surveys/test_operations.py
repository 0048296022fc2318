from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.relationships import make_pair
from timbalik.audit.models import AuditEntry
from timbalik.lib.privacy import DataClass
from timbalik.people.models.persons import Person
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.states import RelationshipState, Side
from timbalik.surveys.models import Pseudonym, Response, SurveyRequest, Wave
from timbalik.surveys.operations import AlreadyAnswered, AnswerRefused, NotAsked, WaveClosed, open_wave, submit_response
from timbalik.surveys.queries import completeness, open_requests
from timbalik.surveys.signals import talk_requested
from timbalik.surveys.states import WaveKind

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.usefixtures("content")]


@pytest.fixture
def ayu() -> Person:
    return make_person(make_organisation(), "Ayu Lestari")


@pytest.fixture
def baseline(ayu: Person) -> Wave:
    programme = make_programme(ayu.organisation)
    make_enrolment(programme, ayu)
    make_enrolment(programme, make_person(ayu.organisation, "Bram"), EnrolmentRole.MENTEE)
    make_enrolment(
        programme,
        make_person(ayu.organisation, "Deden"),
        state=EnrolmentState.INVITED,
        motivation="",
        benefit_sought="",
    )
    return open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)


def test_baseline_asks_those_enrolled_and_nobody_else(baseline: Wave, ayu: Person) -> None:
    assert sorted(baseline.requests.values_list("side", flat=True)) == ["mentee", "mentor"]
    assert [request.wave for request in open_requests(ayu, now=NOW)] == [baseline]


def test_later_waves_ask_members_of_running_relationships() -> None:
    programme = make_programme(make_organisation())
    running = make_pair(programme)
    ended = make_pair(programme)
    ended.relationship.state, ended.relationship.ended_at = RelationshipState.ENDED, NOW
    ended.relationship.save()
    ended.relationship.members.update(left_at=NOW)
    midway = open_wave(programme.cohorts.get(), WaveKind.MIDWAY, now=NOW)
    assert set(midway.requests.values_list("person_id", flat=True)) == {running.mentor.pk, running.mentee.pk}
    end = open_wave(programme.cohorts.get(), WaveKind.END, now=NOW)
    assert end.requests.count() == 4


def test_opening_a_wave_again_adds_only_newcomers(baseline: Wave) -> None:
    make_enrolment(baseline.programme, make_person(baseline.organisation, "Yohanes"))
    assert open_wave(baseline.cohort, WaveKind.BASELINE, now=NOW + timedelta(days=1)) == baseline
    assert baseline.requests.count() == 3


def test_answers_stand_under_a_pseudonym_without_person_or_time(baseline: Wave, ayu: Person) -> None:
    entries = AuditEntry.objects.count()
    submit_response(baseline, person=ayu, side=Side.MENTOR, answers={"INC1": 4, "GEN1": None}, now=NOW)
    response = Response.objects.of(baseline.organisation).get()
    assert response.answers == {"INC1": 4, "GEN1": None, "ENG1": None, "STAY1": None, "VOICE1": None, "LRN3": None}
    assert response.pseudonym == Pseudonym.objects.of(ayu.organisation).get(person=ayu).value
    names = {field.name for field in Response._meta.concrete_fields}
    assert names == {"id", "public_id", "organisation", "wave", "pseudonym", "side", "answers"}
    assert Response.privacy.of("answers") is DataClass.ANSWER
    assert AuditEntry.objects.count() == entries


def test_pseudonym_stays_the_same_within_a_programme(baseline: Wave, ayu: Person) -> None:
    submit_response(baseline, person=ayu, side=Side.MENTOR, answers={}, now=NOW)
    make_pair(baseline.programme, mentor=ayu)
    end = open_wave(baseline.cohort, WaveKind.END, now=NOW)
    submit_response(end, person=ayu, side=Side.MENTOR, answers={}, now=NOW)
    assert Response.objects.of(ayu.organisation).values("pseudonym").distinct().count() == 1


def test_second_answer_is_refused(baseline: Wave, ayu: Person) -> None:
    submit_response(baseline, person=ayu, side=Side.MENTOR, answers={"INC1": 4}, now=NOW)
    with pytest.raises(AlreadyAnswered):
        submit_response(baseline, person=ayu, side=Side.MENTOR, answers={"INC1": 1}, now=NOW)


@pytest.mark.parametrize("answers", [{"INC1": 0}, {"INC1": 6}, {"HARM1": 1}, {"LAIN": 3}])
def test_answer_that_does_not_fit_is_refused_whole(baseline: Wave, ayu: Person, answers: dict[str, int]) -> None:
    with pytest.raises(AnswerRefused):
        submit_response(baseline, person=ayu, side=Side.MENTOR, answers=answers, now=NOW)
    assert not Response.objects.of(ayu.organisation).exists()
    assert not SurveyRequest.objects.of(ayu.organisation).get(person=ayu).has_answered


def test_somebody_not_asked_can_not_answer(baseline: Wave) -> None:
    with pytest.raises(NotAsked):
        submit_response(
            baseline, person=make_person(baseline.organisation, "Dian"), side=Side.MENTOR, answers={}, now=NOW
        )


def test_closed_wave_takes_no_answers(baseline: Wave, ayu: Person) -> None:
    baseline.closes_at = NOW + timedelta(days=7)
    with pytest.raises(WaveClosed):
        submit_response(baseline, person=ayu, side=Side.MENTOR, answers={}, now=NOW + timedelta(days=7))


def test_wish_to_talk_is_announced_and_not_kept(django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Person] = []

    def hear(sender: object, person: Person, **others: object) -> None:
        heard.append(person)

    pair = make_pair()
    wave = open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW)
    talk_requested.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            submit_response(wave, person=pair.mentor, side=Side.MENTOR, answers={"HARM1": 3}, now=NOW)
    finally:
        talk_requested.disconnect(hear)
    assert heard == [pair.mentor]
    assert Response.objects.of(wave.organisation).get().answers["HARM1"] == 2


def test_completeness_counts_without_names(baseline: Wave, ayu: Person) -> None:
    submit_response(baseline, person=ayu, side=Side.MENTOR, answers={}, now=NOW)
    assert list(completeness(baseline.programme).values_list("asked", "answered")) == [(2, 1)]
