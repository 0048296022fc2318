"""Rules and scores of single pairs are those of the tables."""

from __future__ import annotations

from datetime import date, time
from random import Random

import pytest

from timbalik.matching.eligibility import RULES, rule_table
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.pool import Candidate, Lines, Pool
from timbalik.matching.scoring import score_pool
from timbalik.matching.settings import RANKED_WEIGHTS, Weights

pytestmark = pytest.mark.either

TOPICS = [f"topik-{number}" for number in range(6)]
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin"]


@pytest.mark.parametrize("weights", [Weights(), RANKED_WEIGHTS])
@pytest.mark.parametrize("seed", range(12))
def test_single_pairs_have_the_rule_and_the_score_of_the_tables(seed: int, weights: Weights) -> None:
    pool = some_pool(Random(seed))
    scores = score_pool(pool, weights)
    table, rules = rule_table(pool, scores), PairRules(pool)

    for row, mentor in enumerate(pool.mentors):
        for column, mentee in enumerate(pool.mentees):
            assert rules.rule_of(mentor.ref, mentee.ref) == RULES[table[row, column]]
            assert rules.score_of(mentor.ref, mentee.ref, weights) == scores.score[row, column]


def test_every_rule_occurs_in_these_pools() -> None:
    met = {RULES[code] for seed in range(12) for code in _codes(some_pool(Random(seed)))}

    assert met == set(RULES)


def _codes(pool: Pool) -> list[int]:
    return [int(code) for code in rule_table(pool, score_pool(pool)).ravel()]


def some_pool(draw: Random) -> Pool:
    people = [_person(draw, number) for number in range(16)]
    mentors, mentees = tuple(people[:8]), tuple(people[8:])
    some = [(draw.randrange(15), draw.randrange(16)) for _ in range(4)]
    return Pool(
        mentors=mentors,
        mentees=mentees,
        session_minutes=60,
        monday=date(2026, 11, 23),
        lines=Lines(
            ancestors={low: frozenset({high}) for low, high in some},
            appraisers={draw.randrange(16): draw.randrange(16) for _ in range(4)},
            gap_units={number: draw.choice([1, 2, None]) for number in draw.sample(range(16), 8)},
        ),
        avoided=frozenset(_pairs(draw)),
        declined=frozenset((mentor + 100, mentee + 100) for mentor, mentee in _pairs(draw)),
        paired=frozenset(_pairs(draw)),
        unknown_lines_decided=draw.random() < 0.3,
        only_across=draw.random() < 0.3,
        by_hand=frozenset({100 + draw.randrange(8), 108 + draw.randrange(8)}),
        hand_picked=frozenset((mentor + 100, mentee + 100) for mentor, mentee in _pairs(draw, 12)),
    )


def _pairs(draw: Random, count: int = 3) -> list[tuple[int, int]]:
    return [(draw.randrange(8), draw.randrange(8, 16)) for _ in range(count)]


def _person(draw: Random, number: int) -> Candidate:
    is_guest = draw.random() < 0.3
    others = [f"r{other}" for other in (range(8, 16) if number < 8 else range(8))]
    return Candidate(
        enrolment_id=100 + number,
        ref=f"r{number}",
        person_id=0 if number == 15 else number,  # who mentors and is mentored
        places=1,
        unit_id=draw.choice([1, 2, 3, None]),
        zone=draw.choice(ZONES),
        is_guest=is_guest,
        partner_id=draw.choice([7, None]) if is_guest else None,
        offers={key: draw.randint(1, 5) for key in draw.sample(TOPICS, 3)},
        wants={key: draw.randint(1, 5) for key in draw.sample(TOPICS, 3)},
        hours=tuple((day, time(8 + draw.randrange(8)), time(17, 30)) for day in draw.sample(range(7), 2)),
        ranked=tuple(draw.sample(others, draw.choice([0, 2, 3]))),
    )
