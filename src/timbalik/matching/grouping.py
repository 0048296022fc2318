"""Two mentees under one mentor, or never under one: solved beside everything else, and what contradicts it by name.

The engine knows both for mentors as well; rounds ask for mentees alone. Imports the engine and numpy, like ``solution`` (slow import).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.explain import WhyNot
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.quota_rows import SideConstraints
from timbalik.engine.assignment.quotas import QuotaAnswer, solve_with_quotas
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.matching.states import GroupClash, OverrideKind

Couple = tuple[str, str]  # refs of two mentees

SECONDS: Final = 20.0


@dataclass(frozen=True, eq=False)
class Grouped(Assignment):
    """An arrangement beside people kept together or apart. ``instance`` has the places of these people fixed.

    ``gap`` is the most that may be missing, in hundredths of a point; 0 where nothing better exists.
    """

    free: Instance
    side: SideConstraints
    gap: int

    @property
    def members(self) -> frozenset[str]:
        return frozenset(ref for couple in (*self.side.keep_together, *self.side.keep_apart) for ref in couple)


def solve_grouped(instance: Instance, objective: Objective, side: SideConstraints) -> Grouped:
    """The best arrangement that keeps everything. First those in couples find their mentor, then everybody else.

    Raises ``Infeasible``.
    """
    answer = _solved(instance, objective, side)
    members = sorted({ref for couple in (*side.keep_together, *side.keep_apart) for ref in couple})
    columns = [instance.mentee_index[ref] for ref in members]
    held = [pair for pair in answer.pairs if pair[1] in set(columns)]
    capacity = instance.mentee_capacity.copy()
    capacity[columns] = 0  # who has nobody here would break a promise with anybody
    np.add.at(capacity, [column for _, column in held], 1)
    fixed = instance.changed(
        mentee_capacity=capacity,
        mentee_minimum=np.minimum(instance.mentee_minimum, capacity),
        locked=instance.locked | {(instance.mentor_ids[row], instance.mentee_ids[column]) for row, column in held},
    )
    found = solve(fixed, objective)
    gap = 0 if answer.proved else max(1, answer.bound - found.total)
    return Grouped(fixed, objective, found.certificate, free=instance, side=side, gap=gap)


def _solved(instance: Instance, objective: Objective, side: SideConstraints) -> QuotaAnswer:
    """Very large rounds leave out the last level, fewest changes: their numbers would pass 64 bits."""
    try:
        return solve_with_quotas(instance, side, objective, time_limit_seconds=SECONDS)
    except InvalidInstance:
        levels = tuple(level for level in objective.levels if level != "changes")
        return solve_with_quotas(instance, side, replace(objective, levels=levels), time_limit_seconds=SECONDS)


def why_not_grouped(current: Grouped, mentor: str, mentee: str) -> WhyNot:
    """As the engine's ``why_not``, with everybody kept together or apart staying so."""
    instance = current.free
    row, column = instance.mentor_index[mentor], instance.mentee_index[mentee]
    rule = instance.rules[int(instance.rule[row, column])] or None
    if rule is None and (mentor, mentee) in instance.forbidden:
        rule = "forbidden"
    before = set(current.id_pairs)
    if (mentor, mentee) in before:
        return WhyNot(mentor, mentee, paired=True, rule=None, possible=True)
    lifted = instance.rule.copy()
    lifted[row, column] = 0
    pair = {(mentor, mentee)}
    forced = instance.changed(rule=lifted, forbidden=instance.forbidden - pair, locked=instance.locked | pair)
    try:
        other = solve_grouped(forced, current.objective, current.side)
    except Infeasible:
        return WhyNot(mentor, mentee, paired=False, rule=rule, possible=False)
    after = set(other.id_pairs)
    return WhyNot(
        mentor,
        mentee,
        paired=False,
        rule=rule,
        possible=True,
        loss_pairs=len(before) - len(after),
        loss_floor=len(other.under_floor) - len(current.under_floor),
        loss_total=current.total - other.total,
        leave=tuple(sorted(before - after)),
        come=tuple(sorted(after - before)),
    )


def side_of(instance: Instance, together: Iterable[Couple], apart: Iterable[Couple]) -> SideConstraints:
    """The couples that can be kept now, in order; those that contradict what came before or the rules are left out."""
    side = SideConstraints()
    for kind, couples in ((OverrideKind.TOGETHER, together), (OverrideKind.APART, apart)):
        for couple in sorted(couples):
            if all(ref in instance.mentee_index for ref in couple) and not clash_of(instance, side, kind, couple):
                side = with_couple(side, kind, couple)
    return side


def with_couple(side: SideConstraints, kind: str, couple: Couple) -> SideConstraints:
    """Both with one couple more; a circle of people together says nothing new and is left out."""
    if kind == OverrideKind.APART:
        return replace(side, keep_apart=(*side.keep_apart, couple))
    if couple[1] in group_of(side, couple[0]):
        return side
    return replace(side, keep_together=(*side.keep_together, couple))


def group_of(side: SideConstraints, ref: str) -> frozenset[str]:
    """Everybody who goes with this mentee, the mentee included."""
    group = {ref}
    while grown := {one for couple in side.keep_together if group & set(couple) for one in couple} - group:
        group |= grown
    return frozenset(group)


def clash_of(instance: Instance, side: SideConstraints, kind: str, couple: Couple) -> str:
    """Why two mentees cannot be kept so beside the rules and what was decided before; empty when they can."""
    one, other = couple
    first, second = group_of(side, one), group_of(side, other)
    chosen = {ref: {mentor for mentor, mentee in instance.locked if mentee == ref} for ref in first | second}
    if kind == OverrideKind.APART:
        if other in first:
            return GroupClash.TOGETHER
        return GroupClash.SAME_MENTOR if chosen[one] & chosen[other] else ""
    if any((a in first and b in second) or (a in second and b in first) for a, b in side.keep_apart):
        return GroupClash.APART
    group = first | second
    wanted = [mentors for mentors in chosen.values() if mentors]
    columns = [instance.mentee_index[ref] for ref in group]
    if len(wanted) > 1 and not frozenset.intersection(*map(frozenset, wanted)):
        return GroupClash.CHOSEN_APART
    roomy = instance.mentor_capacity >= len(group)
    if not roomy.any():
        return GroupClash.NO_ROOM
    return "" if (instance.allowed[:, columns].all(1) & roomy).any() else GroupClash.NO_COMMON
