"""What if, where the programme has a reach target of its own: the changed round is solved again from nothing, with its proof.

Pairs beyond the target are free to part, so the prices of the answer say little about a round in which the target binds
otherwise, or cannot be met any more. Solving again costs what the first solution cost; it is exact, and it is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.face import exact_sum
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.kernels_table import reduced_costs
from timbalik.engine.assignment.newcomers import Newcomer, with_allowed, with_newcomers, with_scores
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.opening import list_levels, open_face, totals
from timbalik.engine.assignment.pairlist import Numbers
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.engine.assignment.stages import Level, pack, solve_stage, sum_levels
from timbalik.engine.assignment.target import WithNobody, after_target
from timbalik.engine.assignment.whatif import Change, WarmRound
from timbalik.engine.assignment.whole import IntArray

NOTHING = "no assignment keeps every hard constraint with this change"


def ready_round(assignment: Assignment) -> WarmRound | TargetRound:
    """Return a solved round ready for questions, whether it has a reach target or bands of leximin or not."""
    return TargetRound(assignment) if _is_solved_anew(assignment.objective) else WarmRound(assignment)


def _is_solved_anew(objective: Objective) -> bool:
    """Return whether prices of one stage do not tell what the levels do: a target, or bands that open one after another."""
    return objective.reach_target is not None or "leximin" in objective.levels


class TargetRound:
    """A solved round with a reach target or leximin; asks and answers as ``WarmRound`` does, solving anew."""

    def __init__(self, assignment: Assignment) -> None:
        if not _is_solved_anew(assignment.objective):
            raise InvalidInstance("a round without a reach target or leximin: WarmRound is accepted")
        self._assignment, self._instance = assignment, assignment.instance
        self._before = _reached(assignment)

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return self._instance.shape

    @property
    def reduced_cost(self) -> IntArray:
        """Return for every open pair the least that forcing it costs, in units of the last level before leximin and lottery.

        In the order of ``instance.pair_list`` without the locked pairs. Where nothing but the target stands before leximin, 0.
        """
        instance, objective = self._instance, self._assignment.objective
        numbers: Numbers = instance
        target = objective.reach_target
        if target is not None and len(self._assignment.pairs) >= target:
            numbers = WithNobody(instance, target)
            objective = after_target(objective)
        face = open_face(numbers)
        levels: list[Level] = []
        for level in list_levels(numbers, replace(objective, reach_target=None)):
            if not isinstance(level, Level):
                break
            levels.append(replace(level, values=level.values[face.pairs]))
        real = face.mentor < instance.shape[0]
        if not levels:
            return np.zeros(int(real.sum()), np.int64)
        count, factors = pack(levels, face)
        _, stage, _ = solve_stage(levels[:count], factors, face)
        worth = sum_levels(levels[:count], factors)
        return reduced_costs(face.mentee_starts, face.mentor, worth, stage.mentor_price, stage.mentee_price)[real]

    def change(
        self,
        *,
        force: Iterable[Pair] = (),
        forbid: Iterable[Pair] = (),
        mentors_leave: Iterable[str] = (),
        mentees_leave: Iterable[str] = (),
        mentors_join: Iterable[Newcomer] = (),
        mentees_join: Iterable[Newcomer] = (),
        scores: Mapping[Pair, int] | None = None,
        allow: Iterable[Pair] = (),
        more_places: Mapping[tuple[str, str], int] | None = None,
        must: Iterable[tuple[str, str]] = (),
    ) -> Change:
        """Return the exact cost of a change and who would move; asked for as in ``WarmRound.change``.

        The loss of ``reach`` counts pairs up to the target.

        Raises
        ------
        Infeasible
            If the change leaves no assignment.
        """
        joined = with_newcomers(with_allowed(self._instance, list(allow)), list(mentors_join), list(mentees_join))
        changed = with_scores(joined, dict(scores or {}))
        changed = _with_places(changed, mentors_leave, mentees_leave, more_places or {}, must)
        forced, forbidden = _open(changed, force), _open(changed, forbid)
        if forced & forbidden:
            raise Infeasible(NOTHING)
        changed = changed.changed(locked=changed.locked | forced, forbidden=changed.forbidden | forbidden)
        other = solve(changed, self._assignment.objective)
        after = _reached(other)
        before, now = set(self._assignment.id_pairs), set(other.id_pairs)
        return Change(
            loss=tuple((name, value - after[name]) for name, value in self._before.items() if name in after),
            leave=tuple(sorted(before - now)),
            come=tuple(sorted(now - before)),
        )


def _with_places(
    instance: Instance,
    mentors_leave: Iterable[str],
    mentees_leave: Iterable[str],
    more_places: Mapping[tuple[str, str], int],
    must: Iterable[tuple[str, str]],
) -> Instance:
    """Return the instance with other capacities and minimums; locked pairs stay, whoever leaves."""
    index = {"mentor": instance.mentor_index, "mentee": instance.mentee_index}
    capacity = {"mentor": instance.mentor_capacity.copy(), "mentee": instance.mentee_capacity.copy()}
    least = {"mentor": instance.mentor_minimum.copy(), "mentee": instance.mentee_minimum.copy()}
    held = {side: np.zeros(len(capacity[side]), np.int64) for side in index}
    for row, column in instance.positions(instance.locked):
        held["mentor"][row] += 1
        held["mentee"][column] += 1
    for side, leave in (("mentor", mentors_leave), ("mentee", mentees_leave)):
        for name in leave:
            row = index[side][name]
            capacity[side][row], least[side][row] = held[side][row], 0
    for (side, name), more in more_places.items():
        capacity[side][index[side][name]] += more
    for side, name in must:
        row = index[side][name]
        least[side][row] = max(held[side][row] + 1, least[side][row])
    if any((capacity[side] < np.maximum(least[side], held[side])).any() for side in index):
        raise Infeasible(NOTHING)
    return instance.changed(
        mentor_capacity=capacity["mentor"],
        mentee_capacity=capacity["mentee"],
        mentor_minimum=least["mentor"],
        mentee_minimum=least["mentee"],
    )


def _open(instance: Instance, pairs: Iterable[Pair]) -> set[Pair]:
    """Return the pairs, each of them open."""
    asked = set(pairs)
    for pair in sorted(asked):
        if pair in instance.locked or not all(instance.allowed[place] for place in instance.positions([pair])):
            raise InvalidInstance(f"pair {pair} is locked or forbidden: an open pair is accepted")
    return asked


def _reached(assignment: Assignment) -> dict[str, int]:
    """Return what an answer reaches on each level before leximin, pairs up to the target."""
    objective: Objective = assignment.objective
    pairs = assignment.instance.pair_list
    at = {
        (int(row), int(column)): place
        for place, (row, column) in enumerate(zip(pairs.mentor, pairs.mentee, strict=True))
    }
    held = np.array([at[pair] for pair in assignment.pairs], np.int64)
    reached: dict[str, int] = {}
    for name in objective.levels:
        if name == "leximin":
            break
        if name == "reach":
            reached[name] = len(held) if objective.reach_target is None else min(len(held), objective.reach_target)
        elif name == "floor":
            reached[name] = -len(assignment.under_floor)
        elif name == "total":
            reached[name] = exact_sum(totals(pairs, objective)[held])
        elif pairs.previous.any():
            reached[name] = len(assignment.kept)
    return reached
