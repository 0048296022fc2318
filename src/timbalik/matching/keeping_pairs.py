"""An arrangement that has given pairs, as far as they may be. Imports the engine (slow import)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arranging import Arrangement, arrange
from timbalik.matching.errors import PairImpossible
from timbalik.matching.inputs import NO_WISHES, Inputs
from timbalik.matching.parts import NOT_HERE, Part
from timbalik.matching.solution import Problem, make_problem

OnStep = Callable[[str], None]


@dataclass(frozen=True)
class Kept:
    """``kept`` pairs stand again; ``refused`` ones may not be any more; ``added`` joins whoever was free."""

    arrangement: Arrangement
    kept: int
    refused: tuple[Part, ...]
    added: int


def keep_pairs(inputs: Inputs, pairs: Iterable[tuple[int, int]], *, on_step: OnStep = lambda step: None) -> Kept:
    """``pairs`` of keys of enrolments; whoever is free beside them is paired. Raises ``PairImpossible``."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    kept, refused = _still_possible(problem, pairs)
    wishes = replace(inputs.wishes, locked=kept, forbidden=inputs.wishes.forbidden - kept)
    on_step("solving")
    try:
        chosen = problem.solve(wishes, previous=kept)
    except Infeasible as error:
        raise PairImpossible(str(len(kept))) from error
    arrangement = arrange(problem, NO_WISHES, chosen=chosen, known=inputs.known, on_step=on_step)
    return Kept(arrangement, len(kept), refused, len(set(chosen.id_pairs) - kept))


def _still_possible(
    problem: Problem, pairs: Iterable[tuple[int, int]]
) -> tuple[frozenset[tuple[str, str]], tuple[Part, ...]]:
    people = (*problem.pool.mentors, *problem.pool.mentees)
    refs = {one.enrolment_id: one.ref for one in people}
    places = {one.enrolment_id: one.places for one in people}
    kept: set[tuple[str, str]] = set()
    refused: list[Part] = []
    for mentor_id, mentee_id in pairs:
        pair = (refs.get(mentor_id, ""), refs.get(mentee_id, ""))
        if not problem.is_here(pair) or not places[mentor_id] or not places[mentee_id]:
            refused.append(Part(mentor_id, mentee_id, 0, NOT_HERE))
        elif rule := problem.rule_of(*pair):
            refused.append(Part(mentor_id, mentee_id, 0, rule))
        else:
            kept.add(pair)
            places[mentor_id] -= 1
            places[mentee_id] -= 1
    return frozenset(kept), tuple(refused)
