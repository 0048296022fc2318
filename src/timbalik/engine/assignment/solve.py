"""From an instance to an assignment with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.instance import Instance, IntArray
from timbalik.engine.assignment.levels import Bands, Lottery, Waiting, solve_levels
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.pairlist import Numbers, PairList
from timbalik.engine.assignment.stages import Level, Stage, always
from timbalik.engine.assignment.tiebreak import tie_bits


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
    pairs = numbers.pair_list
    face = open_face(numbers)
    try:
        held, stages = solve_levels(list_levels(numbers, objective), face, progress, go_on)
    except Infeasible as error:
        raise _named(numbers, error) from None
    held = held[np.lexsort((pairs.mentee[held], pairs.mentor[held]))]
    value = exact_sum(_totals(pairs, objective)[held])
    slack = max(0, _largest_total(numbers, objective) - value) if _stopped_before_total(objective, stages) else 0
    for stage in stages:
        if "total" in stage.names:
            slack = (stage.bound - stage.value) // stage.factors[stage.names.index("total")]
    return Certificate(
        digest=numbers.digest,
        objective=objective,
        value=value,
        bound=value + slack,
        mentor=pairs.mentor[held].astype(np.int64),
        mentee=pairs.mentee[held].astype(np.int64),
        stages=tuple(stages),
    )


def open_face(numbers: Numbers) -> Face:
    """Return what locked pairs leave open."""
    pairs = numbers.pair_list
    locked = np.flatnonzero(pairs.locked)
    open_ = np.flatnonzero(~pairs.locked) if len(locked) else np.arange(len(pairs.mentor))
    return Face(
        mentor=pairs.mentor[open_] if len(locked) else pairs.mentor,
        mentee=pairs.mentee[open_] if len(locked) else pairs.mentee,
        pairs=open_,
        fixed=locked,
        **_room(numbers, pairs),
    )


def list_levels(numbers: Numbers, objective: Objective) -> list[Waiting]:
    """Return the levels as numbers for each allowed pair, the tie-break last."""
    pairs = numbers.pair_list
    levels: list[Waiting] = []
    for name in objective.levels:
        if name == "reach":
            levels.append(Level(name, np.ones(len(pairs.mentor), np.int64)))
        elif name == "floor":
            weak = -(pairs.weaker < objective.floor_hundredths).astype(np.int64)
            levels.append(Level(name, weak, objective.floor_hundredths))
        elif name == "leximin":
            levels.append(Bands(name, pairs.weaker, objective.band_hundredths))
        elif name == "total":
            levels.append(Level(name, _totals(pairs, objective)))
        elif pairs.previous.any():
            levels.append(Level(name, pairs.previous.astype(np.int64)))
    most = int(min(numbers.mentor_capacity.sum(), numbers.mentee_capacity.sum()))
    return [*levels, Lottery(*numbers.lottery, tie_bits(most))]


def _stopped_before_total(objective: Objective, stages: list[Stage]) -> bool:
    return "total" in objective.levels and all("total" not in stage.names for stage in stages)


def _largest_total(numbers: Numbers, objective: Objective) -> int:
    """Return what filling every mentee's places with their best pair would give: the bound of last resort."""
    best = np.zeros(numbers.shape[1], np.int64)
    np.maximum.at(best, numbers.pair_list.mentee, _totals(numbers.pair_list, objective))
    return exact_sum(best, numbers.mentee_capacity)


def _totals(pairs: PairList, objective: Objective) -> IntArray:
    """Return what each pair adds to the total: its score, and the bonus for staying."""
    if not objective.keep_bonus_hundredths:
        return pairs.score
    return pairs.score + objective.keep_bonus_hundredths * pairs.previous


def _room(numbers: Numbers, pairs: PairList) -> dict[str, IntArray]:
    """Return capacities and minimums after the locked pairs; raise ``Infeasible`` where locks alone pass a capacity."""
    room: dict[str, IntArray] = {}
    for side, people, capacity, minimum, name in (
        ("mentor", pairs.mentor, numbers.mentor_capacity, numbers.mentor_minimum, numbers.mentor_name),
        ("mentee", pairs.mentee, numbers.mentee_capacity, numbers.mentee_minimum, numbers.mentee_name),
    ):
        taken = np.bincount(people[pairs.locked], minlength=len(capacity))
        for row in np.flatnonzero(capacity < taken)[:1]:
            message = f"{side} {name(row)!r} has {taken[row]} locked pairs and room for {capacity[row]}"
            raise Infeasible(message, **{f"{side}s": (name(row),)})
        room[f"{side}_capacity"] = capacity - taken
        room[f"{side}_minimum"] = np.maximum(minimum - taken, 0)
    return room


def _named(numbers: Numbers, error: Infeasible) -> Infeasible:
    mentors = tuple(numbers.mentor_name(int(row)) for row in error.mentors)
    mentees = tuple(numbers.mentee_name(int(column)) for column in error.mentees)
    message = f"minimums cannot be met: mentors {', '.join(mentors) or 'none'}; mentees {', '.join(mentees) or 'none'}"
    return Infeasible(message, mentors=mentors, mentees=mentees)
