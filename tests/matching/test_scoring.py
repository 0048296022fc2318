from __future__ import annotations

from datetime import date, time

import numpy as np
import pytest

from timbalik.matching.fit import benefit, want_parts
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.scoring import benefits, score_pool
from timbalik.matching.settings import RoundSettings, Weights, WeightsRefused

HOUR = ((0, time(9), time(10)),)


def person(number: int, *, unit: int | None = None, **fields: object) -> Candidate:
    basis = {"places": 1, "unit_id": unit, "zone": "Asia/Jakarta", "hours": HOUR}
    return Candidate(enrolment_id=number, ref=f"r{number}", person_id=number, **(basis | fields))  # type: ignore[arg-type]


def pool(*mentors: Candidate, mentees: tuple[Candidate, ...]) -> Pool:
    return Pool(mentors=mentors, mentees=mentees, session_minutes=60, monday=date(2026, 11, 23))


def test_parts_of_wants_add_up_to_a_thousand() -> None:
    assert want_parts({"a": 1, "b": 1, "c": 1}) == {"a": 334, "b": 333, "c": 333}
    assert want_parts({"a": 5, "b": 3}) == {"a": 625, "b": 375}
    assert want_parts({}) == {}


def test_benefit_weighs_importance_and_level() -> None:
    """625 parts at level 5 (ten tenths) and 375 parts at level 2 (six tenths)."""
    learner = person(1, wants={"dasbor": 5, "video": 3})
    teacher = person(2, offers={"dasbor": 5, "video": 2, "lain": 5})

    assert benefit(learner, teacher) == 625 * 10 + 375 * 6


def test_benefits_of_all_pairs_equal_those_of_each() -> None:
    rng = np.random.default_rng(20261123)
    topics = [f"t{number}" for number in range(30)]
    people = [
        person(
            number,
            offers={key: int(rng.integers(1, 6)) for key in rng.choice(topics, 6, replace=False)},
            wants={key: int(rng.integers(1, 6)) for key in rng.choice(topics, 5, replace=False)},
        )
        for number in range(40)
    ]

    table = benefits(people[:20], people[20:])

    assert table.tolist() == [[benefit(learner, teacher) for teacher in people[20:]] for learner in people[:20]]


def test_score_is_the_weighted_mean() -> None:
    """Mentee gains all (40), mentor nothing, one hour of the ample four (12 / 4 = 3), other unit (8)."""
    mentor = person(1, unit=1, offers={"dasbor": 5}, wants={"keuangan": 3})
    mentee = person(2, unit=2, offers={"arsip": 5}, wants={"dasbor": 1})

    scores = score_pool(pool(mentor, mentees=(mentee,)))

    assert (scores.score[0, 0], scores.benefit_mentee[0, 0], scores.benefit_mentor[0, 0]) == (5_100, 10_000, 0)


@pytest.mark.parametrize(("units", "points"), [((1, 1), 0), ((1, None), 0), ((None, None), 0), ((1, 2), 800)])
def test_unknown_unit_earns_nothing(units: tuple[int | None, int | None], points: int) -> None:
    mentor, mentee = person(1, unit=units[0], hours=()), person(2, unit=units[1], hours=())

    assert score_pool(pool(mentor, mentees=(mentee,))).score[0, 0] == points


def test_ranked_choices_count_when_they_have_a_weight() -> None:
    """Both first: the whole of it. One first, the other without a wish: 5,000 and 2,000 of 10,000."""
    both = person(1, hours=(), ranked=("r3",)), person(3, hours=(), ranked=("r1", "r2"))
    neither = person(2, hours=()), person(4, hours=())
    weights = Weights(mentee=30, mentor=30, hours=10, across_units=10, ranked=20)

    scores = score_pool(pool(both[0], neither[0], mentees=(both[1], neither[1])), weights)

    assert scores.score.tolist() == [[2_000, 400], [1_100, 800]]
    assert not score_pool(pool(both[0], mentees=(both[1],))).score.any()


def test_weights_stored_before_ranked_choices_are_the_same() -> None:
    assert Weights().as_json() == {"mentee": 40, "mentor": 40, "hours": 12, "across_units": 8}
    stored = {"weights": {"mentee": 40, "mentor": 40, "hours": 12, "across_units": 8}, "floor_points": 30, "salt": "s"}
    assert RoundSettings.from_json(stored).as_json() == stored


def test_weights_must_add_up_to_a_hundred() -> None:
    with pytest.raises(WeightsRefused):
        Weights(mentee=50)
    with pytest.raises(WeightsRefused):
        Weights(mentee=-10, mentor=90)


def test_settings_survive_their_way_through_the_database() -> None:
    settings = RoundSettings(Weights(30, 50, 10, 10), floor_points=45, salt="garam")

    assert RoundSettings.from_json(settings.as_json()) == settings
