"""Whom each person may rank: up to six possible partners with the facts to tell about them. Imports the engine (slow import)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from timbalik.matching.pool import Pool
from timbalik.matching.settings import RoundSettings
from timbalik.matching.solution import Problem, make_problem

MOST_SHOWN: Final = 6
TOPICS_NAMED: Final = 3

#: The key of an enrolment, and its options.
Shown = tuple[int, list[dict[str, Any]]]


def options_of_pool(pool: Pool, salt: str, *, on_step: Callable[[str], None] = lambda step: None) -> list[Shown]:
    """For every candidate of both sides who has any: those with the highest scores, equals drawn for each person alone."""
    on_step("scoring")
    problem = make_problem(pool, RoundSettings())
    on_step("choosing")
    return [(enrolment, options) for enrolment, options in _options(problem, salt) if options]


def _options(problem: Problem, salt: str) -> Iterator[Shown]:
    instance, allowed = problem.instance, problem.instance.allowed
    for row, person in enumerate(problem.pool.mentors):
        best = _best(instance.score[row], allowed[row], instance.mentee_ids, f"{salt}/{person.ref}")
        yield person.enrolment_id, [_option(problem, person.ref, other, is_mentor=True) for other in best]
    for column, person in enumerate(problem.pool.mentees):
        best = _best(instance.score[:, column], allowed[:, column], instance.mentor_ids, f"{salt}/{person.ref}")
        yield person.enrolment_id, [_option(problem, other, person.ref, is_mentor=False) for other in best]


def _best(scores: Any, allowed: Any, refs: Sequence[str], salt: str) -> list[str]:
    """The refs with the highest scores among the allowed; equals in an order drawn for this person."""
    places = allowed.nonzero()[0]
    if len(places) > MOST_SHOWN:
        least = np.partition(scores[places], -MOST_SHOWN)[-MOST_SHOWN]
        places = places[scores[places] >= least]
    drawn = {place: hashlib.sha256(f"{salt}/{refs[place]}".encode()).hexdigest() for place in places}
    found = sorted(places, key=lambda place: (-int(scores[place]), drawn[place]))[:MOST_SHOWN]
    return [refs[place] for place in found]


def _option(problem: Problem, mentor: str, mentee: str, *, is_mentor: bool) -> dict[str, Any]:
    row, column = problem.position(mentor, mentee)
    teacher, learner = problem.mentors[mentor], problem.mentees[mentee]
    me, other = (teacher, learner) if is_mentor else (learner, teacher)
    return {
        "ref": learner.ref if is_mentor else teacher.ref,
        "gives": sorted(key for key in other.wants if key in me.offers)[:TOPICS_NAMED],
        "gains": sorted(key for key in me.wants if key in other.offers)[:TOPICS_NAMED],
        "minutes": int(problem.scores.shared_minutes[row, column]),
        "across": bool(problem.scores.across_units[row, column]),
    }
