"""Does any sum or difference of published groups depend on very few people?

Publishing groups publishes every linear combination of their totals. A combination gives each person a weight; the
people with a weight other than 0 are those it depends on. If they are fewer than the threshold, the combination tells
something about so few. This contains "the total of a small group can be derived" (all weights 1) and also catches the
difference of two single people.

People who belong to exactly the same groups always share a weight; they form an atom. With groups as rows and atoms
as columns, we ask for a vector of the row space whose non-zero atoms hold fewer people than the threshold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set
from itertools import combinations
from math import comb

import numpy as np

# Arithmetic modulo a large prime is exact, so that no tolerance decides about a person. Its square fits in 63 bits.
PRIME = 2_147_483_647
# A search longer than this is given up and counts as dependence: hide rather than hope.
MOST_STEPS = 1_000

Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Weights = np.ndarray[tuple[int], np.dtype[np.int64]]
Columns = np.ndarray[tuple[int], np.dtype[np.int64]]


def depends_on_few(groups: Sequence[Set[Hashable]], *, fewer_than: int) -> bool:
    """Say whether some combination of the groups' totals depends on 1 to ``fewer_than - 1`` people.

    Parameters
    ----------
    groups : sequence of sets
        Members of each published group. Empty groups tell nothing.
    fewer_than : int
        The threshold, 5 or 10.

    Notes
    -----
    The vector sought vanishes outside few people, so every atom with ``fewer_than`` people or more must have weight 0:
    eliminating those first leaves a small matrix, usually none. In what remains, atoms with proportional columns
    vanish together and are merged. Then disjoint bases of columns are packed. A vector is determined by its values on
    any basis, so with ``fewer_than`` bases it depends on enough people; with ``b`` bases it is non-zero on at most
    ``(fewer_than - 1) // b`` elements of one of them, and those few rows are tried. In matroid words this decides
    whether a cocircuit lighter than the threshold exists.

    References
    ----------
    Grassl, M. (2006), Searching for linear codes with large minimum distance, section 2 (Brouwer and Zimmermann), for
    the use of disjoint bases; here over the rationals and with weighted columns.

    Examples
    --------
    >>> total, unit = set(range(14)), set(range(10))
    >>> depends_on_few([total, unit], fewer_than=5)
    True
    >>> depends_on_few([total, unit], fewer_than=4)
    False
    """
    matrix, weights = _atoms(groups)
    search = _Search(MOST_STEPS)
    return search.finds_light(matrix, weights, fewer_than - 1)


def _atoms(groups: Sequence[Set[Hashable]]) -> tuple[Matrix, Weights]:
    """Fold people into atoms: one column for each pattern of membership, with the number of people who have it."""
    patterns: Counter[int] = Counter()
    of_person: dict[Hashable, int] = {}
    for row, group in enumerate(groups):
        for person in group:
            of_person[person] = of_person.get(person, 0) | (1 << row)
    patterns.update(of_person.values())
    ordered = sorted(patterns)
    matrix = np.zeros((len(groups), len(ordered)), dtype=np.int64)
    for column, pattern in enumerate(ordered):
        for row in range(len(groups)):
            matrix[row, column] = pattern >> row & 1
    return matrix, np.array([patterns[pattern] for pattern in ordered], dtype=np.int64)


class _Search:
    """Search for a non-zero vector of a row space whose support weighs no more than a budget."""

    def __init__(self, steps: int) -> None:
        self.steps_left = steps

    def finds_light(self, matrix: Matrix, weights: Weights, budget: int) -> bool:
        self.steps_left -= 1
        if self.steps_left < 0:
            return True
        matrix, weights = _reduce(matrix, weights, budget)
        rank = matrix.shape[0]
        if rank == 0:
            return False
        if int(weights.sum()) <= budget or _has_light_row(matrix, weights, budget):
            return True
        bases = _disjoint_bases(matrix, weights, budget + 1)
        if len(bases) > budget:
            return False
        few = budget // len(bases)
        if few < rank and len(bases) * comb(rank, few) <= self.steps_left:
            return any(self._finds_light_on(basis, matrix, weights, budget, few) for basis in bases)
        return self._branches(matrix, weights, budget)

    def _finds_light_on(self, basis: Columns, matrix: Matrix, weights: Weights, budget: int, few: int) -> bool:
        """Search the vectors that are non-zero on at most ``few`` columns of a basis."""
        others = np.setdiff1d(np.arange(weights.size), basis)
        order = np.concatenate((basis, others))
        rows, ordered = _row_reduce(matrix[:, order])[0], weights[order]
        if _has_light_row(rows, ordered, budget) or (few > 1 and _has_light_pair(rows, ordered, budget)):
            return True
        # The chosen rows give all vectors that are non-zero on these columns of the basis and no others.
        return few > 2 and any(
            self.finds_light(rows[list(chosen)], ordered, budget) for chosen in combinations(range(len(rows)), few)
        )

    def _branches(self, matrix: Matrix, weights: Weights, budget: int) -> bool:
        """Decide about the heaviest atom: it is among the few, or it has weight 0."""
        heaviest = int(np.argmax(weights))
        others = np.flatnonzero(np.arange(weights.size) != heaviest)
        rest, rest_weights, room = matrix[:, others], weights[others], budget - int(weights[heaviest])
        # If the others no longer span, the heaviest alone carries a vector.
        if len(_row_reduce(rest)[1]) < matrix.shape[0] or self.finds_light(rest, rest_weights, room):
            return True
        order = np.concatenate(([heaviest], others))
        return self.finds_light(_vanish_on(matrix[:, order], 1)[:, 1:], rest_weights, budget)


def _has_light_row(matrix: Matrix, weights: Weights, budget: int) -> bool:
    return bool(((matrix != 0) @ weights <= budget).any())


def _has_light_pair(matrix: Matrix, weights: Weights, budget: int) -> bool:
    """Say whether two rows combine to something light: it vanishes where both do, and where their ratio is one value."""
    inverses = _inverses(matrix.reshape(-1)).reshape(matrix.shape)
    for row in range(matrix.shape[0] - 1):
        others = matrix[row + 1 :]
        # Where only one of the two vanishes, the combination does not.
        both = (matrix[row] != 0) & (others != 0)
        either = ((matrix[row] != 0) | (others != 0)) @ weights
        ratios = np.where(both, matrix[row] * inverses[row + 1 :] % PRIME, 0)
        order = np.argsort(ratios, axis=1)
        ratios = np.take_along_axis(ratios, order, axis=1)
        # Weight of each run of equal ratios: what has been summed up to it, subtracted from what was before it.
        sums = np.cumsum(np.where(ratios > 0, weights[order], 0), axis=1)
        starts = np.diff(ratios, axis=1, prepend=-1) != 0
        before = np.maximum.accumulate(np.where(starts, np.pad(sums, ((0, 0), (1, 0)))[:, :-1], 0), axis=1)
        if (either - (sums - before).max(axis=1) <= budget).any():
            return True
    return False


def _reduce(matrix: Matrix, weights: Weights, budget: int) -> tuple[Matrix, Weights]:
    """Force weight 0 on atoms too heavy for the budget and merge those that vanish together, until neither helps."""
    while True:
        order = np.argsort(-weights, kind="stable")
        matrix, weights = matrix[:, order], weights[order]
        heavy = int((weights > budget).sum())
        matrix = _vanish_on(matrix, heavy)[:, heavy:]
        weights = weights[heavy:]
        matrix, merged = _merge_proportional(matrix, weights)
        if merged.size == weights.size and not (merged > budget).any():
            return matrix, merged
        weights = merged


def _vanish_on(matrix: Matrix, columns: int) -> Matrix:
    """Return a basis of those vectors of the row space that are 0 on the first ``columns`` columns."""
    reduced, pivots = _row_reduce(matrix)
    fixed = sum(1 for pivot in pivots if pivot < columns)
    return reduced[fixed : len(pivots)]


def _merge_proportional(matrix: Matrix, weights: Weights) -> tuple[Matrix, Weights]:
    """Keep one column for each direction, with the weight of all that share it; drop columns of zeros."""
    used = np.flatnonzero(matrix.any(axis=0))
    matrix, weights = matrix[:, used], weights[used]
    if used.size == 0:
        return matrix, weights
    leading = matrix[(matrix != 0).argmax(axis=0), np.arange(used.size)]
    scaled = matrix * _inverses(leading) % PRIME
    places: dict[bytes, int] = {}
    place_of = [places.setdefault(column.tobytes(), len(places)) for column in np.ascontiguousarray(scaled.T)]
    merged = np.bincount(place_of, weights=weights, minlength=len(places)).astype(np.int64)
    return scaled[:, [place_of.index(place) for place in range(len(places))]], merged


def _inverses(values: Weights) -> Weights:
    """Invert modulo the prime by Fermat's little theorem; 0 stays 0."""
    power, result = values % PRIME, np.ones_like(values)
    for bit in reversed(f"{PRIME - 2:b}"):
        if bit == "1":
            result = result * power % PRIME
        power = power * power % PRIME
    return result


def _disjoint_bases(matrix: Matrix, weights: Weights, wanted: int) -> list[Columns]:
    """Pack up to ``wanted`` bases of columns, greedily, each atom in no more of them than it has people."""
    bases: list[Columns] = []
    left = weights.copy()
    while len(bases) < wanted:
        order = np.argsort(-left, kind="stable")
        order = order[left[order] > 0]
        pivots = _row_reduce(matrix[:, order])[1]
        if len(pivots) < matrix.shape[0]:
            break
        bases.append(order[pivots])
        left[order[pivots]] -= 1
    return bases


def _row_reduce(matrix: Matrix) -> tuple[Matrix, list[int]]:
    """Bring a matrix to reduced row echelon form modulo the prime; pivots are the first independent columns."""
    work = matrix % PRIME
    rows = work.shape[0]
    pivots: list[int] = []
    column = 0
    while len(pivots) < rows:
        top = len(pivots)
        # The next pivot column is the first with anything below the rows already used.
        open_columns = np.flatnonzero(work[top:, column:].any(axis=0))
        if open_columns.size == 0:
            break
        column += int(open_columns[0])
        row = top + int(np.flatnonzero(work[top:, column])[0])
        if row != top:
            work[[top, row]] = work[[row, top]]
        inverse = pow(int(work[top, column]), -1, PRIME)
        work[top, column:] = work[top, column:] * inverse % PRIME
        factors = work[:, column].copy()
        factors[top] = 0
        used = np.flatnonzero(factors)
        if used.size:
            work[used, column:] = (work[used, column:] - factors[used, None] * work[top, column:]) % PRIME
        pivots.append(column)
        column += 1
    return work, pivots
