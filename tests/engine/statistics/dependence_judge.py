"""A judge that lists every small set of people: slow, plain, and without any code of the rule it judges."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from itertools import combinations

import numpy as np


def smallest_dependence(groups: Sequence[Set[Hashable]], *, stop_at: int = 100) -> int:
    """Fewest people some combination of the groups' totals depends on; ``stop_at`` if it is no fewer than that.

    A combination depends only on the people of S exactly when forgetting the columns of S lowers the rank.
    """
    everybody = sorted({person for group in groups for person in group}, key=str)
    if not everybody:
        return stop_at
    matrix = np.array([[float(person in group) for person in everybody] for group in groups])
    rank = int(np.linalg.matrix_rank(matrix))
    for size in range(1, min(stop_at, len(everybody) + 1)):
        kept = [
            [column for column in range(len(everybody)) if column not in chosen]
            for chosen in combinations(range(len(everybody)), size)
        ]
        if size == len(everybody):
            return size
        if (np.linalg.matrix_rank(np.stack([matrix[:, columns] for columns in kept])) < rank).any():
            return size
    return stop_at
