"""Linear and integer programmes over part of the open pairs, by scipy's HiGHS. Floating point: its answers are a start or
are rechecked in whole numbers; the one thing taken on trust is that an integer programme was searched to its end."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.quota_rows import Rows
from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True, eq=False)
class Found:
    """Positions of pairs, or None; ``finished`` says that the search came to its end."""

    places: IntArray | None
    finished: bool


class Programme:
    """Capacities, minimums and side rows over the open pairs of a face."""

    def __init__(self, face: Face, rows: Rows, deadline: float) -> None:
        self.face, self.rows, self.deadline = face, rows, deadline

    def prices(self, core: IntArray, worth: IntArray, count: int | None) -> NDArray[np.float64] | None:
        """Return the price of one pair more and of each side row, by the linear programme over the core."""
        from scipy.optimize import linprog  # slow import

        if not len(core):
            return None
        matrix, low, high = self._part(core, count)
        above, below = np.flatnonzero(np.isfinite(high) & (high != low)), np.flatnonzero((low > 0) & (high != low))
        sides = np.arange(1, 1 + len(self.rows.low))
        below = np.union1d(below, sides[(low[sides] != high[sides]) & np.isfinite(low[sides])])
        equal = np.flatnonzero(high == low)
        from scipy import sparse  # slow import

        answer = linprog(
            -worth[core].astype(float),
            A_ub=sparse.vstack([matrix[above], -matrix[below]]),
            b_ub=np.concatenate([high[above], -low[below]]),
            A_eq=matrix[equal],
            b_eq=high[equal],
            bounds=(0, 1),
            method="highs",
            options={"time_limit": self._left()},
        )
        if answer.x is None or answer.status != 0:
            return None
        price = np.zeros(len(low))
        price[above] -= answer.ineqlin.marginals[: len(above)]
        price[below] += answer.ineqlin.marginals[len(above) :]
        price[equal] -= answer.eqlin.marginals
        return price[: 1 + len(self.rows.low)]

    def best(
        self,
        core: IntArray,
        worth: NDArray[np.int64],
        count: int | None,
        *,
        share: float = 1.0,
        seconds: float = np.inf,
        least: tuple[IntArray, int] | None = None,
        sure: NDArray[np.bool_] | None = None,
    ) -> Found:
        """Return the best pairs within the core, or the best found within a share of the time that is left.

        ``least`` says what each pair adds to something else, and how much of that there must be; ``sure`` which of the core's
        pairs are held in any case.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # slow import

        matrix, low, high = self._part(core, count)
        if not len(core):
            return Found(core if (low <= 0).all() and (high >= 0).all() else None, finished=True)
        if least is not None:
            from scipy import sparse  # slow import

            matrix = sparse.vstack([matrix, sparse.csr_matrix(least[0][core].astype(float))])
            low, high = np.append(low, least[1]), np.append(high, np.inf)
        answer = milp(
            -worth[core].astype(float),
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(0 if sure is None else sure.astype(float), 1),
            integrality=np.ones(len(core)),
            options={"time_limit": min(seconds, max(0.05, share * self._left())), "mip_rel_gap": 0.0},
        )
        finished = answer.status in (0, 2)
        return Found(None if answer.x is None else core[np.rint(answer.x).astype(bool)], finished)

    def _left(self) -> float:
        return max(0.05, self.deadline - time.monotonic())

    def _part(
        self, core: IntArray, count: int | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return matrix and limits over some pairs: the number of pairs, the side rows, mentors, mentees."""
        from scipy import sparse  # slow import

        face, size = self.face, len(core)
        place, one = np.arange(size), np.ones(size)
        mentor = sparse.csr_matrix((one, (face.mentor[core], place)), (len(face.mentor_capacity), size))
        mentee = sparse.csr_matrix((one, (face.mentee[core], place)), (len(face.mentee_capacity), size))
        matrix = sparse.vstack(
            [sparse.csr_matrix(np.ones((1, size))), self.rows.matrix[:, core], mentor, mentee]
        ).tocsr()
        low = np.concatenate(
            [[0 if count is None else count], self.rows.low, face.mentor_minimum, face.mentee_minimum]
        ).astype(float)
        high = np.concatenate(
            [[np.inf if count is None else count], self.rows.high, face.mentor_capacity, face.mentee_capacity]
        ).astype(float)
        return matrix, low, high
