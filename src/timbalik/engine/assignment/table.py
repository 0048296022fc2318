"""Rounds given as a table: solve the first levels on few of the pairs, and hold the prices against all of them.

A table of a thousand by a thousand has a million pairs, and perhaps twenty thousand of them could ever matter. So
everybody's best pairs are solved first; pairs of the table that beat the prices join, until none does. The prices are then
a proof over the whole table. Pairs worth exactly their prices join too: with them the smaller list holds every optimum, and
later levels and the tie-break go on from it as from the whole one (see ``levels.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.compiled import is_compiled
from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.levels import Waiting, solve_levels
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.opening import list_levels, open_face
from timbalik.engine.assignment.pairlist import PairList
from timbalik.engine.assignment.stages import Level, Stage, always, next_face, pack_spreads, solve_stage
from timbalik.engine.assignment.whole import IntArray

if TYPE_CHECKING:
    from timbalik.engine.assignment.pairlist import Numbers

#: Fewest pairs for which looking at some of them first pays off.
MANY: Final = 40_000
#: Everybody's candidates to begin with.
FIRST: Final = 8
#: Pairs that may join for each mentor in one round, and how near to the prices, in hundredths of a point.
MORE: Final = 32
NEAR: Final = 800
#: How many pairs for each mentee beat the prices where an auction finds better ones sooner than searches from those; measured.
#: With more, prices are so tangled (a floor before the total) that both take long, and auctions longer.
ANEW: Final = 1, 8


Keys = tuple[NDArray[np.int32], NDArray[np.int32]]


def suits(numbers: Numbers, objective: Objective) -> bool:
    """Return whether the round is a large table whose first levels are plain sums, without minimums."""
    return (
        isinstance(numbers, Instance)
        and numbers.score.size >= MANY
        and objective.levels[:1] not in ((), ("leximin",))
        and not numbers.mentor_minimum.any()
        and not numbers.mentee_minimum.any()
        and is_compiled()
    )


@dataclass(frozen=True, eq=False)
class Some:
    """An instance with some of its allowed pairs listed, ordered by mentee and then mentor.

    Where no level asks for the weaker side (``weighs_sides`` is False), the score stands in its place.
    """

    instance: Instance
    weighs_sides: bool
    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    locked: NDArray[np.bool_]
    previous: NDArray[np.bool_]

    @cached_property
    def pair_list(self) -> PairList:
        """Return the listed pairs."""
        instance, place = self.instance, (self.mentor, self.mentee)
        score = weaker = instance.score[place]
        if self.weighs_sides:
            weaker = np.minimum(instance.benefit_mentor[place], instance.benefit_mentee[place])
        return PairList(
            mentor=self.mentor,
            mentee=self.mentee,
            score=score,
            weaker=weaker,
            previous=self.previous,
            locked=self.locked,
        )

    @property
    def mentor_capacity(self) -> IntArray:
        """Return each mentor's most pairs."""
        return self.instance.mentor_capacity

    @property
    def mentor_minimum(self) -> IntArray:
        """Return each mentor's fewest pairs."""
        return self.instance.mentor_minimum

    @property
    def mentee_capacity(self) -> IntArray:
        """Return each mentee's most pairs."""
        return self.instance.mentee_capacity

    @property
    def mentee_minimum(self) -> IntArray:
        """Return each mentee's fewest pairs."""
        return self.instance.mentee_minimum

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return self.instance.shape

    @property
    def digest(self) -> str:
        """Return the digest of the whole instance."""
        return self.instance.digest

    @property
    def lottery(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the tie-break numbers of the whole instance."""
        return self.instance.lottery

    def mentor_name(self, position: int) -> str:
        """Return a mentor's id."""
        return self.instance.mentor_name(position)

    def mentee_name(self, position: int) -> str:
        """Return a mentee's id."""
        return self.instance.mentee_name(position)


class Table:
    """The first levels of an instance, summed into one number for each pair of the table; mentors are rows.

    Attributes
    ----------
    names, factors
        The levels summed, and what a unit of each counts.
    worth : int array
        What each open pair is worth; far below 0 where it is forbidden or locked.
    chosen : uint8 array (mentees, mentors filled up to eights)
        Marks the pairs looked at.
    """

    def __init__(self, instance: Instance, objective: Objective) -> None:
        from timbalik.engine.assignment import kernels_table  # slow import: numba loads its compiled kernels

        self.kernels = kernels_table
        self.instance, self.objective = instance, objective
        self._locked = _places(instance.positions(instance.locked))
        previous = _places(instance.positions(instance.previous))
        self._previous = tuple(part[instance.allowed[previous]] for part in previous)
        self._open = instance.allowed
        if len(self._locked[0]):
            self._open = self._open.copy()
            self._open[self._locked] = False
        self._benefits = instance.benefit_mentor, instance.benefit_mentee
        mentors, mentees = (part.astype(np.int32) for part in self._locked)
        nobody = np.zeros(len(mentors), bool)
        bare = open_face(Some(instance, False, mentors, mentees, ~nobody, nobody))
        self._bounds = replace(bare, listed=None, fixed=np.zeros(0, np.int64))
        self.names, self.factors, self._finest = self._packed()
        times = dict(zip(self.names, self.factors, strict=True))
        each, total, under = (times.get(name, 0) for name in ("reach", "total", "floor"))
        self.worth = np.empty(instance.shape, np.int64)
        kernels_table.compose(
            instance.score, *self._benefits, self._open, objective.floor_hundredths, each, total, under, self.worth
        )
        bonus = total * objective.keep_bonus_hundredths + times.get("changes", 0)
        self.worth[self._previous] += np.where(self._open[self._previous], bonus, 0)
        self._dear = 1 + max(0, int(self.worth.max(initial=0)))
        self.chosen = np.zeros((instance.shape[1], -(-instance.shape[0] // 8) * 8), np.uint8)
        # as many as somebody has places: who has fewer candidates than places then has all allowed partners among them
        places = max(int(instance.mentor_capacity.max(initial=0)), int(instance.mentee_capacity.max(initial=0)))
        kernels_table.pick(self.worth, max(FIRST, places), self.chosen)
        for rows, columns in (self._locked, self._previous):
            self.chosen[columns, rows] = 1

    def _packed(self) -> tuple[tuple[str, ...], list[int], int]:
        """Return the levels that fit one stage, their factors, and the last one's spread over all open pairs."""
        instance, objective = self.instance, self.objective
        counts = np.zeros(instance.shape[0], np.int64), np.zeros(instance.shape[1], np.int64)
        most, least, weak = self.kernels.extent(
            instance.score, *self._benefits, self._open, objective.floor_hundredths, *counts
        )
        somebody = bool(counts[0].any())
        bonus = objective.keep_bonus_hundredths if len(self._previous[0]) else 0
        room = [
            np.minimum(capacity - np.bincount(taken, minlength=len(capacity)), count).sum()
            for capacity, taken, count in zip(
                (instance.mentor_capacity, instance.mentee_capacity), self._locked, counts, strict=True
            )
        ]
        spreads = {
            "reach": int(somebody),
            "floor": int(weak),
            "total": max(0, most + bonus) - min(0, least) if somebody else 0,
            "changes": 1,
        }
        names = [name for name in objective.levels if name != "changes" or len(self._previous[0])]
        if "leximin" in names:
            names = names[: names.index("leximin")]
        count, factors = pack_spreads([spreads[name] for name in names], max(0, int(min(room))), names[0])
        return tuple(names[:count]), factors, spreads[names[count - 1]]

    def listed(self) -> tuple[Some, list[Waiting], Face]:
        """Return the chosen pairs as an instance of their own, its levels, and what is open."""
        n_mentors = self.chosen.shape[1]
        mentor, mentee = self.kernels.list_chosen(self.chosen)
        locked, previous = (
            np.isin(mentee.astype(np.int64) * n_mentors + mentor, columns * n_mentors + rows)
            if len(rows)
            else np.zeros(len(mentor), bool)
            for rows, columns in (self._locked, self._previous)
        )
        weighs_sides = bool({"floor", "leximin"} & set(self.objective.levels))
        some = Some(self.instance, weighs_sides, mentor, mentee, locked, previous)
        return some, list_levels(some, self.objective), open_face(some)

    def looked_at(self) -> tuple[Face, IntArray]:
        """Return the chosen pairs that are open, ordered by mentee and then mentor, and what each is worth."""
        mentor, mentee = self.kernels.list_chosen(self.chosen)
        worth = self.worth[mentor, mentee]
        if len(self._locked[0]):
            open_ = self._open[mentor, mentee]
            mentor, mentee, worth = mentor[open_], mentee[open_], worth[open_]
        return replace(self._bounds, mentor=mentor, mentee=mentee), worth

    def first_stage(
        self, face: Face, worth: IntArray, go_on: Callable[[], bool], before: tuple[Keys, Stage] | None
    ) -> tuple[Keys, Stage]:
        """Solve the summed levels on some pairs, from a solution of most of them; return mentees and mentors held, and prices."""
        start = before and (self.among(face, before[0]), before[1].mentor_price)
        held, stage, _ = solve_stage([Level(self.names[-1], worth)], [1], face, go_on, finest=self._finest, start=start)
        stage = replace(
            stage,
            names=self.names,
            thresholds=tuple(self.objective.floor_hundredths if name == "floor" else 0 for name in self.names),
            factors=tuple(self.factors),
            # nobody can afford a mentee without a place, seen or not
            mentee_price=np.where(face.mentee_room > 0, stage.mentee_price, self._dear),
        )
        return (face.mentee[held], face.mentor[held]), stage

    def among(self, face: Face, held: Keys) -> NDArray[np.bool_]:
        """Return which open pairs are among some pairs."""
        marks = np.zeros(self.chosen.shape, bool)
        marks[held] = True
        return marks[face.mentee, face.mentor]

    def held(self, face: Face, pairs: Keys) -> IntArray:
        """Return the positions of some pairs and of the locked ones among all listed, ascending."""
        return np.sort(np.concatenate([face.fixed, face.pairs[self.among(face, pairs)]]))


def solve_table(
    instance: Instance,
    objective: Objective,
    progress: Callable[[int, int], None] | None = None,
    go_on: Callable[[], bool] = always,
) -> tuple[PairList, IntArray, list[Stage]]:
    """Return some of the allowed pairs, the positions of the held ones among them, and proofs over all allowed pairs."""
    table = Table(instance, objective)
    near = NEAR * table.factors[table.names.index("total")] if "total" in table.names else 1
    before: tuple[Keys, Stage] | None = None
    while True:
        face, worth = table.looked_at()
        kept, stage = table.first_stage(face, worth, go_on, before)
        beating, high, low = table.kernels.beat(
            table.worth, stage.mentor_price, stage.mentee_price, near, MORE, table.chosen
        )
        if not go_on():
            # the bound counts every pair that beats the prices, listed or not
            stage = replace(stage, bound=stage.bound + (high << 31) + low)
            some, _, face = table.listed()
            return some.pair_list, table.held(face, kept), [stage]
        if not beating:
            break
        before = None if ANEW[0] <= beating / instance.shape[1] < ANEW[1] else (kept, stage)
    table.kernels.mark_tight(table.worth, stage.mentor_price, stage.mentee_price, table.chosen)
    some, levels, face = table.listed()
    margin = table.worth[face.mentor, face.mentee] - stage.mentor_price[face.mentor] - stage.mentee_price[face.mentee]
    rest = levels[len(table.names) :]
    if progress is not None:
        progress(1, len(rest))
    held, stages = solve_levels(rest, next_face(face, margin, stage), progress, go_on, table.held(face, kept))
    return some.pair_list, held, [stage, *stages]


def _places(positions: list[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    rows, columns = np.array(positions, np.int64).reshape(-1, 2).T
    return rows, columns
