"""Which few constraints cannot be met together: the smallest set found, each row of it needed.

Constraints are left out one after another; one without which the rest still cannot be met stays out (deletion filter; Chinneck and
Dravnieks 1991, *ORSA Journal on Computing* 3). What stays is a set of which none can be left out.
"""

from __future__ import annotations

import numpy as np

from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.quota_programme import Programme
from timbalik.engine.assignment.quota_rows import Rows, SideConstraints, couples_of


def smallest_reason(face: Face, rows: Rows, side: SideConstraints, deadline: float) -> str:
    """Return in words which constraints cannot be met together, given that all of them cannot.

    Where the time ends first, more than the smallest set may be named.
    """
    names = [f"quota {row} {quota.name!r}" for row, quota in enumerate(side.quotas)]
    names += [str(couple) for couple in couples_of(side)]
    kept = list(range(len(names)))
    for one in list(kept):
        rest = [other for other in kept if other != one]
        if _is_impossible(face, rows.only(rest), deadline):
            kept = rest
    together = "cannot be met together" if len(kept) > 1 else "cannot be met"
    named = "; ".join(names[one] for one in kept)
    return f"{named}: {together}, with the pairs, places, minimums and locks there are"


def _is_impossible(face: Face, rows: Rows, deadline: float) -> bool:
    """Return whether it was shown that nothing keeps some rows."""
    everything = np.arange(len(face.mentor))
    found = Programme(face, rows, deadline).best(everything, np.zeros(len(everything), np.int64), None)
    return found.places is None and found.finished
