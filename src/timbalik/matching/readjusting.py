"""The numbers of an adjustment: who would move, as few as possible. Imports the engine (slow import)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arranging import arrange, left_over, pair_of
from timbalik.matching.errors import PairImpossible
from timbalik.matching.inputs import NO_WISHES, Pair
from timbalik.matching.parts import MOVED, NOT_HERE, Adjusted, AdjustInputs, Adjustment, Part, Present, sorted_parts
from timbalik.matching.solution import Assignment, Problem, make_problem

OnStep = Callable[[str], None]

#: Everybody who can be paired is; then nobody changes partner without need; then the order of every round.
FEWEST_CHANGES: Final = ("reach", "changes", "floor", "total")


def adjust_inputs(inputs: AdjustInputs, *, on_step: OnStep = lambda step: None) -> Adjusted:
    """Raises ``PairImpossible`` when the coordinator's choices ask for more places than there are."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    ended = ended_now(problem, inputs.present)
    held = {one.pair for one in inputs.present if one.key not in ended}
    wishes = inputs.wishes
    objective = problem.objective if inputs.asked else replace(problem.objective, levels=FEWEST_CHANGES)
    if inputs.asked:
        forbidden = (wishes.forbidden | inputs.asked_before) - held
        wishes = replace(wishes, locked=frozenset(held), forbidden=forbidden)
    on_step("solving")
    try:
        chosen = problem.solve(wishes, previous=held, objective=objective)
    except Infeasible as error:
        raise PairImpossible(str(len(held))) from error
    plan = _plan(problem, chosen, inputs.present, ended)
    if not inputs.asked:
        arrangement = arrange(problem, NO_WISHES, chosen=chosen, known=inputs.known, on_step=on_step)
        return Adjusted(plan, (), arrangement.left_over, arrangement)
    on_step("explaining")
    refs = {one.enrolment_id: one.ref for one in (*problem.pool.mentors, *problem.pool.mentees)}
    pairs = tuple(pair_of(problem, refs[one.mentor_id], refs[one.mentee_id]) for one in plan.come)
    return Adjusted(plan, pairs, left_over(problem, chosen))


def ended_now(problem: Problem, present: Iterable[Present]) -> dict[int, str]:
    """For each pair that may not stand any more: the rule, or that somebody is not here or has no place left."""
    places = {one.enrolment_id: one.places for one in (*problem.pool.mentors, *problem.pool.mentees)}
    found = {}
    for one in present:
        if not problem.is_here(one.pair) or not places[one.mentor_id] or not places[one.mentee_id]:
            found[one.key] = NOT_HERE
        elif rule := problem.rule_of(*one.pair):
            found[one.key] = rule
        else:
            places[one.mentor_id] -= 1
            places[one.mentee_id] -= 1
    return found


def _plan(problem: Problem, chosen: Assignment, present: Iterable[Present], ended: dict[int, str]) -> Adjustment:
    kept = set(chosen.id_pairs)
    before = {one.pair: one for one in present}
    leave = tuple(
        Part(one.mentor_id, one.mentee_id, one.score, ended.get(one.key, MOVED))
        for pair, one in before.items()
        if pair not in kept
    )
    come = tuple(sorted((_part(problem, pair) for pair in kept - before.keys()), key=lambda one: -one.score))
    paired = {side for pair in kept for side in _ids(problem, pair)}
    lost = {side for one in leave for side in (one.mentor_id, one.mentee_id)}
    here = {one.enrolment_id for one in (*problem.pool.mentors, *problem.pool.mentees)}
    told = "|".join(
        f"{sign}{one.mentor_id}-{one.mentee_id}"
        for sign, parts in (("-", leave), ("+", come))
        for one in sorted_parts(parts)
    )
    return Adjustment(
        stay=len(kept & before.keys()),
        leave=leave,
        come=come,
        moved=frozenset(
            side for one in leave if one.why == MOVED for side in (one.mentor_id, one.mentee_id) if side in paired
        ),
        alone=frozenset(lost & here - paired),
        stamp=hashlib.sha256(told.encode()).hexdigest()[:32],
    )


def _part(problem: Problem, pair: Pair) -> Part:
    mentor_id, mentee_id = _ids(problem, pair)
    return Part(mentor_id, mentee_id, int(problem.scores.score[problem.position(*pair)]))


def _ids(problem: Problem, pair: Pair) -> tuple[int, int]:
    return problem.mentors[pair[0]].enrolment_id, problem.mentees[pair[1]].enrolment_id
