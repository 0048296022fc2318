from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbalik.engine.statistics.errors import InvalidInput
from timbalik.engine.statistics.intervals import Interval
from timbalik.engine.statistics.wording import Claim, DesignLevel, Direction, Strength, state_finding

RISE = Interval(0.6, 0.1, 1.1, 24)
FALL = Interval(-0.6, -1.1, -0.1, 24)
UNSURE = Interval(0.3, -0.2, 0.8, 24)

levels = st.sampled_from(list(DesignLevel))
intervals = st.tuples(st.floats(-5, 5), st.floats(0, 3)).map(
    lambda at: Interval(at[0], at[0] - at[1], at[0] + at[1], 30)
)


@pytest.mark.parametrize(
    ("level", "pairs", "interval", "claims"),
    [
        (DesignLevel.PARTICIPATION, 40, RISE, (Claim.TOOK_PLACE,)),
        (DesignLevel.RANDOMISED, 40, None, (Claim.TOOK_PLACE,)),
        (DesignLevel.RANDOMISED, 9, RISE, (Claim.TOOK_PLACE, Claim.TOO_FEW_PAIRS)),
        (
            DesignLevel.BEFORE_AND_AFTER,
            10,
            RISE,
            (Claim.INTERVAL, Claim.WITHOUT_COMPARISON, Claim.MAY_COME_FROM_WHO_TOOK_PART),
        ),
        (DesignLevel.RANDOMISED, 23, RISE, (Claim.INTERVAL,)),
        (DesignLevel.RANDOMISED, 24, RISE, (Claim.INTERVAL, Claim.CAUSED_ON_AVERAGE)),
        (DesignLevel.RANDOMISED, 24, UNSURE, (Claim.INTERVAL, Claim.CANNOT_DISTINGUISH_FROM_CHANCE)),
        (
            DesignLevel.BEFORE_AND_AFTER,
            24,
            RISE,
            (Claim.INTERVAL, Claim.CHANGED, Claim.WITHOUT_COMPARISON, Claim.MAY_COME_FROM_WHO_TOOK_PART),
        ),
        (
            DesignLevel.COMPARISON,
            24,
            FALL,
            (Claim.INTERVAL, Claim.LARGER_THAN_COMPARISON, Claim.MAY_COME_FROM_WHO_TOOK_PART),
        ),
        (
            DesignLevel.SERIES_WITH_COMPARISON,
            24,
            RISE,
            (Claim.INTERVAL, Claim.CONSISTENT_WITH_INFLUENCE, Claim.MAY_COME_FROM_WHO_TOOK_PART),
        ),
    ],
)
def test_finding_uses_the_sentences_of_its_design(
    level: DesignLevel, pairs: int, interval: Interval | None, claims: tuple[Claim, ...]
) -> None:
    assert state_finding(level, pairs=pairs, interval=interval).claims == claims


def test_finding_of_few_pairs_carries_no_numbers() -> None:
    assert state_finding(DesignLevel.RANDOMISED, pairs=9, interval=RISE).interval is None


def test_finding_names_its_direction() -> None:
    found = [state_finding(DesignLevel.COMPARISON, pairs=30, interval=one).direction for one in (RISE, FALL, UNSURE)]
    assert found == [Direction.UP, Direction.DOWN, Direction.UNDECIDED]


def test_finding_of_a_ratio_is_compared_with_1() -> None:
    ratio = Interval(1.2, 0.9, 1.6, 80)
    found = state_finding(DesignLevel.RANDOMISED, pairs=80, interval=ratio, no_difference=1.0)
    assert Claim.CANNOT_DISTINGUISH_FROM_CHANCE in found.claims


def test_finding_of_identical_answers_states_nothing() -> None:
    found = state_finding(DesignLevel.RANDOMISED, pairs=30, interval=Interval(1.0, 1.0, 1.0, 30))
    assert found.claims == (Claim.TOOK_PLACE, Claim.NO_VARIATION)


def test_finding_waits_for_the_pairs_an_aim_needs() -> None:
    found = state_finding(DesignLevel.RANDOMISED, pairs=100, interval=RISE, pairs_for_verdict=226)
    assert found.claims == (Claim.INTERVAL,)
    with pytest.raises(InvalidInput, match="24 or more"):
        state_finding(DesignLevel.RANDOMISED, pairs=100, interval=RISE, pairs_for_verdict=12)


@given(levels, st.integers(0, 500), intervals)
def test_verdict_needs_a_lottery_24_pairs_and_an_interval_without_0(
    level: DesignLevel, pairs: int, interval: Interval
) -> None:
    found = state_finding(level, pairs=pairs, interval=interval)
    assert found.is_verdict == (
        level is DesignLevel.RANDOMISED and pairs >= 24 and not interval.contains(0) and interval.has_width
    )
    assert found.interval is None or pairs >= 10


@given(levels, st.integers(0, 500), intervals)
def test_numbers_below_a_lottery_come_with_their_caveat(level: DesignLevel, pairs: int, interval: Interval) -> None:
    found = state_finding(level, pairs=pairs, interval=interval)
    if found.interval is not None:
        assert (Claim.MAY_COME_FROM_WHO_TOOK_PART in found.claims) == (level < DesignLevel.RANDOMISED)
        assert (Claim.CANNOT_DISTINGUISH_FROM_CHANCE in found.claims) == interval.contains(0)


def test_strength_falls_with_few_pairs_and_an_undecided_interval() -> None:
    cases = [(40, RISE), (40, UNSURE), (12, RISE), (12, UNSURE)]
    found = [state_finding(DesignLevel.RANDOMISED, pairs=pairs, interval=one).strength for pairs, one in cases]
    assert found == [Strength.STRONG, Strength.MODERATE, Strength.MODERATE, Strength.LIMITED]
