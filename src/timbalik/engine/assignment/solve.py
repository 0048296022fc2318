"""From an instance to an assignment with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance, IntArray
from timbalik.engine.assignment.levels import Face, Level, Stage, solve_levels
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.tiebreak import pair_numbers, person_numbers, tie_bits


@dataclass(frozen=True, eq=False)
class Assignment:
    """The pairs chosen.

    Attributes
    ----------
    instance, objective
        What was asked.
    pairs : tuple of (row, column)
        Ascending, locked pairs included.
    certificate : Certificate
        The proof.
    """

    instance: Instance
    objective: Objective
    pairs: tuple[tuple[int, int], ...]
    certificate: Certificate

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


def solve(instance: Instance, objective: Objective = FAIR) -> Assignment:
    """Return the best assignment for the objective, with the proof that it is.

    Parameters
    ----------
    instance : Instance
    objective : Objective
        Levels in order; see ``objective.py``. A salted tie-break makes the answer one and independent of input order.

    Returns
    -------
    Assignment
        ``assignment.certificate.proved`` is always True here.

    Raises
    ------
    Infeasible
        If minimums or locks cannot be met; the error names the people who cannot be served together.

    Notes
    -----
    Time grows about with (pairs allowed) x (people served by a search); ties cost a second, smaller solve.
    """
    mentee, mentor = np.nonzero(_open_pairs(instance).T)
    face = Face(
        mentor=mentor.astype(np.int32),
        mentee=mentee.astype(np.int32),
        pairs=np.arange(len(mentor)),
        fixed=np.zeros(0, np.int64),
        **_room(instance),
    )
    try:
        held, stages = solve_levels(list_levels(instance, objective, mentor, mentee), face)
    except Infeasible as error:
        raise _named(instance, error) from None
    pairs = sorted(
        [*zip(mentor[held].tolist(), mentee[held].tolist(), strict=True), *instance.positions(instance.locked)]
    )
    value, bound = total_bound(instance, objective, pairs, stages)
    certificate = Certificate(
        digest=instance.digest,
        objective=objective,
        value=value,
        bound=bound,
        pairs=tuple(pairs),
        stages=tuple(stages),
    )
    return Assignment(instance=instance, objective=objective, pairs=tuple(pairs), certificate=certificate)


def list_levels(instance: Instance, objective: Objective, mentor: IntArray, mentee: IntArray) -> list[Level]:
    """Return the levels as numbers for each open pair, the tie-break last."""
    levels: list[Level] = []
    weaker = instance.weaker[mentor, mentee]
    previous = np.zeros(len(mentor), np.int64)
    if instance.previous:
        table = np.zeros(instance.shape, np.int64)
        for row, column in instance.positions(instance.previous):
            table[row, column] = 1
        previous = table[mentor, mentee]
    for name in objective.levels:
        if name == "reach":
            levels.append(Level(name, np.ones(len(mentor), np.int64)))
        elif name == "floor":
            levels.append(
                Level(name, -(weaker < objective.floor_hundredths).astype(np.int64), objective.floor_hundredths)
            )
        elif name == "leximin":
            for band in np.unique(weaker // objective.band_hundredths):
                threshold = int(band + 1) * objective.band_hundredths
                levels.append(Level(name, -(weaker < threshold).astype(np.int64), threshold))
        elif name == "total":
            score = instance.score[mentor, mentee]
            levels.append(Level(name, score + objective.keep_bonus_hundredths * previous))
        elif instance.previous:
            levels.append(Level(name, previous))
    most = int(min(instance.mentor_capacity.sum(), instance.mentee_capacity.sum()))
    numbers = pair_numbers(
        person_numbers(instance.mentor_ids, "mentor", instance.salt)[mentor],
        person_numbers(instance.mentee_ids, "mentee", instance.salt)[mentee],
        tie_bits(most),
    )
    return [*levels, Level("tie-break", numbers)]


def total_bound(
    instance: Instance, objective: Objective, pairs: list[tuple[int, int]], stages: list[Stage]
) -> tuple[int, int]:
    """Return the total reached and the most it could be, locked pairs and keep bonus included."""
    previous = set(instance.positions(instance.previous))
    bonus = objective.keep_bonus_hundredths
    value = sum(int(instance.score[pair]) + (bonus if pair in previous else 0) for pair in pairs)
    for stage in stages:
        if "total" in stage.names:
            factor = stage.factors[stage.names.index("total")]
            return value, value + (stage.bound - stage.value) // factor
    return value, value


def _open_pairs(instance: Instance) -> NDArray[np.bool_]:
    allowed = instance.allowed.copy()
    for row, column in instance.positions(instance.locked):
        allowed[row, column] = False
    return allowed


def _room(instance: Instance) -> dict[str, IntArray]:
    """Return capacities and minimums after the locked pairs; raise ``Infeasible`` where locks alone pass a capacity."""
    locked = instance.positions(instance.locked)
    rows = np.array([row for row, _ in locked], np.int64)
    columns = np.array([column for _, column in locked], np.int64)
    room: dict[str, IntArray] = {}
    for side, taken, names in (
        ("mentor", np.bincount(rows, minlength=instance.shape[0]), instance.mentor_ids),
        ("mentee", np.bincount(columns, minlength=instance.shape[1]), instance.mentee_ids),
    ):
        capacity = getattr(instance, f"{side}_capacity") - taken
        for row in np.flatnonzero(capacity < 0)[:1]:
            witness = {f"{side}s": (names[row],)}
            message = f"{side} {names[row]!r} has {int(taken[row])} locked pairs and room for {int(taken[row] + capacity[row])}"
            raise Infeasible(message, **witness)
        room[f"{side}_capacity"] = capacity
        room[f"{side}_minimum"] = np.maximum(getattr(instance, f"{side}_minimum") - taken, 0)
    return room


def _named(instance: Instance, error: Infeasible) -> Infeasible:
    mentors = tuple(instance.mentor_ids[int(row)] for row in error.mentors)
    mentees = tuple(instance.mentee_ids[int(column)] for column in error.mentees)
    message = f"minimums cannot be met: mentors {', '.join(mentors) or 'none'}; mentees {', '.join(mentees) or 'none'}"
    return Infeasible(message, mentors=mentors, mentees=mentees)
