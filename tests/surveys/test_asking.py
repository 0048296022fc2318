"""Waves open on their day, write once to each, and remind once: in the receiver's working hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.outbox import Waiting, waiting
from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from tests.factories.relationships import Pair, make_pair
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import deliver_due, notices_for
from timbalik.people.operations import restrict_processing
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.asking import BATCH, open_due_waves, remind_the_asked, tell_the_asked
from timbalik.surveys.models import SurveyRequest, Wave
from timbalik.surveys.operations import DataRests, open_wave, submit_response
from timbalik.surveys.queries import open_requests
from timbalik.surveys.states import WaveKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def wave(pair: Pair) -> Wave:
    return open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW, closes_at=NOW + 14 * DAY)


def letters(pair: Pair) -> list[Waiting]:
    return [letter for person in (pair.mentor, pair.mentee) for letter in waiting(person)]


def test_each_of_those_asked_gets_one_letter_with_a_link(pair: Pair, wave: Wave) -> None:
    assert (tell_the_asked(now=NOW), tell_the_asked(now=NOW)) == (2, 0)
    assert ["/ketuk/" in letter.text for letter in letters(pair)] == [True, True]


def test_one_reminder_goes_to_whoever_has_not_answered(pair: Pair, wave: Wave) -> None:
    tell_the_asked(now=NOW)
    submit_response(wave, person=pair.mentor, side="mentor", answers={}, now=NOW + DAY)
    assert remind_the_asked(now=NOW + 5 * DAY) == 0
    assert (remind_the_asked(now=NOW + 7 * DAY), remind_the_asked(now=NOW + 9 * DAY)) == (1, 0)
    assert len(waiting(pair.mentee)) == 2


def test_answer_takes_back_the_letter_that_still_waits(pair: Pair, wave: Wave) -> None:
    tell_the_asked(now=NOW + timedelta(hours=12))
    submit_response(wave, person=pair.mentor, side="mentor", answers={}, now=NOW + timedelta(hours=13))
    assert (len(waiting(pair.mentor)), len(waiting(pair.mentee))) == (0, 1)


def test_letter_arrives_in_the_morning_of_where_the_reader_lives() -> None:
    organisation = make_organisation()
    jayapura = make_person(organisation, "Yohanes", time_zone="Asia/Jayapura")
    pair = make_pair(make_programme(organisation), mentor=jayapura)
    saturday = datetime(2026, 11, 21, 3, tzinfo=UTC)
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=saturday, closes_at=saturday + 14 * DAY)
    tell_the_asked(now=saturday)
    arrives = dict(Effect.objects.of(organisation).values_list("recipient", "not_before"))
    assert arrives[jayapura.pk] == datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert arrives[pair.mentee.pk] == datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_person_without_address_finds_it_in_the_app_in_the_morning() -> None:
    organisation = make_organisation()
    deden = make_person(organisation, "Deden", email="")
    pair = make_pair(make_programme(organisation), mentor=deden)
    night = NOW + timedelta(hours=12)
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=night, closes_at=night + 14 * DAY)
    tell_the_asked(now=night)
    deliver_due(now=night)
    assert notices_for(deden) == []
    deliver_due(now=NOW + DAY)
    assert len(notices_for(deden)) == 1


def test_nobody_is_written_to_when_it_would_arrive_too_late(pair: Pair) -> None:
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW, closes_at=NOW + timedelta(hours=14))
    assert tell_the_asked(now=NOW + timedelta(hours=12)) == 0


def test_resting_person_is_not_asked_not_reminded_and_gives_no_answer(pair: Pair, wave: Wave) -> None:
    restrict_processing(pair.mentor, by=pair.mentor, now=NOW)
    assert (tell_the_asked(now=NOW), remind_the_asked(now=NOW + 7 * DAY)) == (1, 1)
    assert waiting(pair.mentor) == []
    assert not open_requests(pair.mentor, now=NOW).exists()
    with pytest.raises(DataRests):
        submit_response(wave, person=pair.mentor, side="mentor", answers={}, now=NOW)
    later = open_wave(pair.relationship.cohort, WaveKind.MIDWAY, now=NOW)
    assert list(later.requests.values_list("person_id", flat=True)) == [pair.mentee.pk]


def test_letters_are_written_a_batch_at_a_time(pair: Pair, wave: Wave, monkeypatch: pytest.MonkeyPatch) -> None:
    assert BATCH > 1
    monkeypatch.setattr("timbalik.surveys.asking.BATCH", 1)
    assert [tell_the_asked(now=NOW) for _ in range(3)] == [1, 1, 0]


# --- The timetable ---------------------------------------------------------------------------------------------------


def dated(state: str) -> Programme:
    """1 September 2026 to 20 December: a fifth is 23 September, half 26 October."""
    programme = make_programme(make_organisation(), state=state, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 20))
    make_enrolment(programme, make_person(programme.organisation, "Ayu Lestari"))
    return programme


@pytest.mark.parametrize(
    ("day", "state", "kinds"),
    [
        (datetime(2026, 8, 20, 3, tzinfo=UTC), ProgrammeState.OPEN, []),
        (datetime(2026, 8, 28, 3, tzinfo=UTC), ProgrammeState.MATCHING, ["baseline"]),
        (datetime(2026, 9, 16, 3, tzinfo=UTC), ProgrammeState.RUNNING, []),
        (datetime(2026, 9, 24, 3, tzinfo=UTC), ProgrammeState.RUNNING, ["early"]),
        (datetime(2026, 10, 26, 3, tzinfo=UTC), ProgrammeState.RUNNING, ["midway"]),
        (datetime(2026, 12, 22, 3, tzinfo=UTC), ProgrammeState.CLOSED, ["end"]),
        (datetime(2027, 2, 1, 3, tzinfo=UTC), ProgrammeState.CLOSED, []),
    ],
)
def test_waves_open_on_their_day_and_only_then(day: datetime, state: str, kinds: list[str]) -> None:
    dated(state)
    assert [wave.kind for wave in open_due_waves(now=day)] == kinds
    assert [wave.kind for wave in open_due_waves(now=day + timedelta(hours=1)) if wave.kind != "baseline"] == []


def test_baseline_takes_in_who_enrols_while_it_is_open() -> None:
    programme = dated(ProgrammeState.MATCHING)
    day = datetime(2026, 8, 28, 3, tzinfo=UTC)
    open_due_waves(now=day)
    make_enrolment(programme, make_person(programme.organisation, "Suharti"))
    open_due_waves(now=day + timedelta(hours=1))
    assert SurveyRequest.objects.of(programme.organisation).count() == 2
