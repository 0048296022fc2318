"""From an instance to an assignment with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

import numpy as np

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import Infeasible, LocksPassCapacity, TimeLimitReached
from timbalik.engine.assignment.face import exact_sum
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.levels import solve_levels
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.opening import list_levels, open_face, totals
from timbalik.engine.assignment.pairlist import Numbers
from timbalik.engine.assignment.stages import Stage, always
from timbalik.engine.assignment.table import solve_table, suits
from timbalik.engine.assignment.target import solve_to_target
from timbalik.engine.assignment.witness import name_people

#: Where no stage bounds the total.
NO_BOUND: Final = 2**62


@dataclass(frozen=True, eq=False)
class Assignment:
    """The pairs chosen.

    Attributes
    ----------
    instance, objective
        What was asked.
    certificate : Certificate
        The pairs and the proof.
    """

    instance: Instance
    objective: Objective
    certificate: Certificate

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(row, column), ascending, locked pairs included."""
        return self.certificate.pairs

    @cached_property
    def id_pairs(self) -> tuple[tuple[str, str], ...]:
        """(mentor id, mentee id), in the order of ``pairs``."""
        mentors, mentees = self.instance.mentor_ids, self.instance.mentee_ids
        return tuple((mentors[row], mentees[column]) for row, column in self.pairs)

    @cached_property
    def mentors_of(self) -> dict[str, tuple[str, ...]]:
        """Mentor ids of each mentee; empty for who has none."""
        found: dict[str, list[str]] = {mentee: [] for mentee in self.instance.mentee_ids}
        for mentor, mentee in self.id_pairs:
            found[mentee].append(mentor)
        return {mentee: tuple(mentors) for mentee, mentors in found.items()}

    @cached_property
    def mentees_of(self) -> dict[str, tuple[str, ...]]:
        """Mentee ids of each mentor; empty for who has none."""
        found: dict[str, list[str]] = {mentor: [] for mentor in self.instance.mentor_ids}
        for mentor, mentee in self.id_pairs:
            found[mentor].append(mentee)
        return {mentor: tuple(mentees) for mentor, mentees in found.items()}

    @property
    def unmatched_mentors(self) -> tuple[str, ...]:
        """Mentor ids without a mentee, in the order of the instance."""
        return tuple(mentor for mentor, mentees in self.mentees_of.items() if not mentees)

    @property
    def unmatched_mentees(self) -> tuple[str, ...]:
        """Mentee ids without a mentor, in the order of the instance."""
        return tuple(mentee for mentee, mentors in self.mentors_of.items() if not mentors)

    @cached_property
    def total(self) -> int:
        """Sum of the scores, in hundredths of a point, without any keep bonus."""
        return sum(int(self.instance.score[pair]) for pair in self.pairs)

    @cached_property
    def under_floor(self) -> tuple[tuple[str, str], ...]:
        """Id pairs whose weaker side gains less than the floor."""
        floor = self.objective.floor_hundredths
        return tuple(
            ids for ids, pair in zip(self.id_pairs, self.pairs, strict=True) if self.instance.weaker[pair] < floor
        )

    @cached_property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Id pairs that were already paired in the last round."""
        return tuple(pair for pair in self.id_pairs if pair in self.instance.previous)


def solve(
    instance: Instance,
    objective: Objective = FAIR,
    *,
    progress: Callable[[int, int], None] | None = None,
    go_on: Callable[[], bool] = always,
) -> Assignment:
    """Return the best assignment for the objective, with the proof that it is.

    Parameters
    ----------
    instance : Instance
    objective : Objective
        Levels in order; see ``objective.py``. A salted tie-break makes the answer one and independent of input order.
    progress : callable, optional
        Told (stages done, levels known to wait) after each stage.
    go_on : callable, optional
        Asked now and then; when it says False, the answer so far comes back with the gap its certificate states.

    Returns
    -------
    Assignment
        ``assignment.certificate.proved`` is True unless ``go_on`` stopped it.

    Raises
    ------
    Infeasible
        If minimums or locks cannot be met; the error names the people who cannot be served together.

    Notes
    -----
    Time grows about with (pairs allowed) x (people served by a search); ties cost a second, smaller solve.
    """
    return Assignment(instance, objective, solve_numbers(instance, objective, progress=progress, go_on=go_on))


def solve_numbers(
    numbers: Numbers,
    objective: Objective = FAIR,
    *,
    progress: Callable[[int, int], None] | None = None,
    go_on: Callable[[], bool] = always,
) -> Certificate:
    """Solve a table or a list of pairs; the certificate holds the answer. See :func:`solve`."""
    if objective.reach_target is not None:
        again = partial(solve_numbers, progress=progress, go_on=go_on)
        try:
            return solve_to_target(numbers, objective, again)
        except TimeLimitReached:
            # nothing with so many pairs was found in time: any answer, with the bound that needs no proof
            found = again(numbers, replace(objective, reach_target=None))
            most = max(1, _largest_total(numbers, objective) - found.value)
            return replace(found, objective=objective, stages=(), bound=found.value + most)
    try:
        if isinstance(numbers, Instance) and suits(numbers, objective):
            pairs, held, stages = solve_table(numbers, objective, progress, go_on)
        else:
            pairs, face = numbers.pair_list, open_face(numbers)
            held, stages = solve_levels(list_levels(numbers, objective), face, progress, go_on)
    except LocksPassCapacity:
        raise
    except Infeasible as error:
        raise name_people(numbers, error) from None
    held = held[np.lexsort((pairs.mentee[held], pairs.mentor[held]))]
    value = exact_sum(totals(pairs, objective)[held])
    stages = _proved(stages)
    slack = _slack(numbers, objective, stages)
    if slack:
        # what is not proved must not look so; and a stopped stage may owe pairs, its gap then says less than this
        slack = max(1, min(slack, _largest_total(numbers, objective) - value))
    return Certificate(
        digest=numbers.digest,
        objective=objective,
        value=value,
        bound=value + slack,
        mentor=pairs.mentor[held].astype(np.int64),
        mentee=pairs.mentee[held].astype(np.int64),
        stages=tuple(stages),
    )


def _proved(stages: list[Stage]) -> list[Stage]:
    """Return the stages that prove something: all up to the first that time stopped, and that one if it bounds the total."""
    for number, stage in enumerate(stages):
        if stage.value != stage.bound:
            return stages[: number + ("total" in stage.names)]
    return stages


def _slack(numbers: Numbers, objective: Objective, stages: list[Stage]) -> int:
    """Return by how much the total could still be above what was reached; 0 where it and all before it are proved."""
    for stage in stages:
        if "total" in stage.names:
            # rounded up: what is larger in total may be smaller on the levels after it, by less than a unit
            return -((stage.value - stage.bound) // stage.factors[stage.names.index("total")])
    names = {name for stage in stages for name in stage.names}
    asked = {name for name in objective.levels if name != "changes" or numbers.pair_list.previous.any()}
    # that no band of leximin is left is told by the level after it
    settled = "tie-break" in names or (asked <= names and "leximin" not in asked)
    return 0 if settled else NO_BOUND


def _largest_total(numbers: Numbers, objective: Objective) -> int:
    """Return what filling every mentee's places with their best pair would give: the bound of last resort."""
    best = np.zeros(numbers.shape[1], np.int64)
    np.maximum.at(best, numbers.pair_list.mentee, totals(numbers.pair_list, objective))
    return exact_sum(best, numbers.mentee_capacity)
