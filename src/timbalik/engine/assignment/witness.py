"""Who cannot be served together: the smallest group found that holds the contradiction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible

if TYPE_CHECKING:
    from timbalik.engine.assignment.face import Face
    from timbalik.engine.assignment.pairlist import Numbers

IntArray = NDArray[np.int64]


def short_people(
    face: Face, mentors: IntArray, mentees: IntArray, chosen: NDArray[np.bool_] | None = None
) -> Infeasible:
    """Return the error for people under their minimum; ids are positions here, the caller names them.

    With the pairs ``chosen`` by a search that could do no better, everybody whom the first short person's search reached is
    named: together they need more places than their partners have.
    """
    if chosen is not None:
        first_is_mentor = bool(mentors.size)
        reached = _reached(face, chosen, first_is_mentor, int((mentors if first_is_mentor else mentees)[0]))
        mentors, mentees = reached[True], reached[False]
    return Infeasible(
        "minimums cannot be met",
        mentors=tuple(str(row) for row in mentors),
        mentees=tuple(str(column) for column in mentees),
    )


def _reached(face: Face, chosen: NDArray[np.bool_], first_is_mentor: bool, first: int) -> dict[bool, IntArray]:
    """Return mentors and mentees on alternating paths from a short person.

    A short mentee asks every mentor of an open pair not held; a full mentor could give up a held mentee, who asks on.
    """
    seen: dict[bool, set[int]] = {first_is_mentor: {first}, not first_is_mentor: set()}
    frontier = [(first_is_mentor, first)]
    while frontier:
        is_mentor, person = frontier.pop()
        mine, other = (face.mentor, face.mentee) if is_mentor else (face.mentee, face.mentor)
        along = ~chosen if is_mentor == first_is_mentor else chosen
        for partner in np.unique(other[(mine == person) & along]).tolist():
            if partner not in seen[not is_mentor]:
                seen[not is_mentor].add(partner)
                frontier.append((not is_mentor, partner))
    return {side: np.array(sorted(people), np.int64) for side, people in seen.items()}


def name_people(numbers: Numbers, error: Infeasible) -> Infeasible:
    """Return the same error with the people's ids in the place of positions."""
    mentors = tuple(numbers.mentor_name(int(row)) for row in error.mentors)
    mentees = tuple(numbers.mentee_name(int(column)) for column in error.mentees)
    message = f"minimums cannot be met: mentors {', '.join(mentors) or 'none'}; mentees {', '.join(mentees) or 'none'}"
    return Infeasible(message, mentors=mentors, mentees=mentees)
