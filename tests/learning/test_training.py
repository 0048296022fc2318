from __future__ import annotations

import pytest

from tests.factories.people import NOW
from tests.factories.relationships import Pair, make_pair
from tests.factories.training import finish_training, make_unit_of_training
from timbalik.learning.models import TrainingUnitVersion
from timbalik.learning.operations import complete_unit, keep_place, start_unit
from timbalik.learning.queries import own_units, training_missing, units_required
from timbalik.learning.units import in_words, pass_mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair()


def answers(right: int, of: int) -> dict[str, str]:
    return {f"q{number}": "b" if number <= right else "a" for number in range(1, of + 1)}


@pytest.mark.parametrize(("right", "passed"), [(5, False), (6, True), (8, True)])
def test_six_of_eight_open_the_gate(pair: Pair, right: int, passed: bool) -> None:
    unit = make_unit_of_training(questions=8)
    programme = pair.relationship.programme
    progress = complete_unit(programme, unit, person=pair.mentor, answers=answers(right, 8), now=NOW)
    assert (progress.right_answers, progress.completed_at is not None) == (right, passed)


def test_unit_cannot_lower_the_mark() -> None:
    content = make_unit_of_training(questions=8).content | {"pass_mark": 1}
    assert pass_mark(content) == 6


def test_completed_unit_stays_completed(pair: Pair) -> None:
    unit, programme = make_unit_of_training(), pair.relationship.programme
    complete_unit(programme, unit, person=pair.mentor, answers=answers(4, 4), now=NOW)
    again = complete_unit(programme, unit, person=pair.mentor, answers={}, now=NOW)
    assert again.completed_at == NOW


def test_each_side_has_its_own_units_and_the_joint_ones(pair: Pair) -> None:
    for key, side in (("mentor-uji", "mentor"), ("mentee-uji", "mentee"), ("bersama-uji", "both")):
        make_unit_of_training(key, side)
    programme = pair.relationship.programme
    assert {unit.key for unit in units_required("mentor", programme)} == {"mentor-uji", "bersama-uji"}
    missing = {(person, unit.key) for person, unit in training_missing(pair.relationship)}
    assert missing == {
        (pair.mentor, "mentor-uji"),
        (pair.mentor, "bersama-uji"),
        (pair.mentee, "mentee-uji"),
        (pair.mentee, "bersama-uji"),
    }


def test_new_edition_asks_nobody_to_begin_again(pair: Pair) -> None:
    old = make_unit_of_training()
    finish_training(pair.relationship.programme, pair.mentor, pair.mentee)
    TrainingUnitVersion.objects.create(key=old.key, version=2, content=old.content | {"minutes": 12})
    assert training_missing(pair.relationship) == []


def test_reader_goes_on_where_they_stopped(pair: Pair) -> None:
    unit, programme = make_unit_of_training(), pair.relationship.programme
    keep_place(start_unit(programme, unit, person=pair.mentor, now=NOW), 2)
    keep_place(start_unit(programme, unit, person=pair.mentor, now=NOW), 1)
    [state] = own_units(pair.mentor, programme, "mentor")
    assert (state.progress.section if state.progress else None, state.is_done) == (2, False)


def test_unit_speaks_the_readers_language() -> None:
    unit = make_unit_of_training()
    assert in_words(unit.key, unit.content, "id").title == "Teks"
    assert in_words(unit.key, unit.content, "en").questions[0].choices[0].text == "Text"


def new_edition(unit: TrainingUnitVersion) -> TrainingUnitVersion:
    return TrainingUnitVersion.objects.create(
        key=unit.key, version=unit.version + 1, content=unit.content | {"minutes": 12}
    )


def test_programme_keeps_the_edition_its_first_reader_began(pair: Pair) -> None:
    old, programme = make_unit_of_training(), pair.relationship.programme
    start_unit(programme, old, person=pair.mentor, now=NOW)
    new = new_edition(old)
    newest = new_edition(new)
    [state] = own_units(pair.mentee, programme, "mentee")
    assert state.unit == old
    start_unit(programme, newest, person=pair.mentee, now=NOW)
    assert units_required("mentee", programme) == [old]


def test_programme_that_nobody_began_reads_the_newest_edition(pair: Pair) -> None:
    new = new_edition(make_unit_of_training())
    assert units_required("mentor", pair.relationship.programme) == [new]


def test_unit_the_template_does_not_name_is_offered_and_not_required(pair: Pair) -> None:
    programme = pair.relationship.programme
    programme.template.content = programme.template.content | {"training": ["bersama-uji"]}
    joint, more = make_unit_of_training(), make_unit_of_training("mentor-lanjut", "mentor")
    make_unit_of_training("mentee-lanjut", "mentee")
    states = own_units(pair.mentor, programme, "mentor")
    assert [(state.unit, state.is_required) for state in states] == [(joint, True), (more, False)]
    assert {unit.key for _, unit in training_missing(pair.relationship)} == {"bersama-uji"}
