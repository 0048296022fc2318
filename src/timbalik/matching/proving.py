"""Which remedy would help somebody without a partner: tried by solving again, so that it is proved and not guessed.

Imports the engine (slow import). With the round itself only for the first people of one that is not large; the others
keep a likely remedy until a coordinator asks (``operations.proving``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from timbalik.engine.assignment.errors import AssignmentError
from timbalik.engine.assignment.remedies import Remedies
from timbalik.engine.assignment.solve import Assignment
from timbalik.matching.inputs import Inputs
from timbalik.matching.solution import make_problem

MOST_PROVED: Final = 20  # people
MOST_PEOPLE: Final = 600  # in the round

#: Remedy of ``reasons.unmatched_reason`` -> what the engine calls it, with the rule it lifts.
PROVABLE: Final = {
    "ask_partner_for_place": ("raise_partner_capacity", None),
    "ask_other_hours": ("lift_rule", "no_shared_hours"),
}


class Proving:
    """Adds to the facts of a remedy who would take one more, whom the person would get, and how many others move."""

    def __init__(self, assignment: Assignment, *, most: int | None = None) -> None:
        """``most`` people, however large the round; by default few, and none in a round that is large."""
        self.assignment = assignment
        self.left = (MOST_PROVED if sum(assignment.instance.shape) <= MOST_PEOPLE else 0) if most is None else most
        self._remedies: Remedies | None = None

    def add(self, remedy: str, facts: dict[str, Any], person: str, side: str) -> None:
        """``proved`` is True where the round was solved again with the remedy and the person has a partner in it."""
        if remedy not in PROVABLE or not self.left:
            return
        self.left -= 1
        kind, rule = PROVABLE[remedy]
        try:
            self._remedies = self._remedies or Remedies(self.assignment, liftable=("no_shared_hours",))
            found = self._remedies.cheapest(person, side)
        except AssignmentError:  # numbers too large to be asked so: the remedy stays a likely one
            return
        if found.kind != kind or found.rule != rule or found.with_whom is None:
            return
        facts |= {"proved": True, "with": found.with_whom, "moves": max(0, len(found.come) - 1)}
        if found.partner:
            facts["partner"] = found.partner


def prove(
    inputs: Inputs, people: tuple[tuple[str, str, str], ...], *, on_step: Callable[[str], None] = lambda step: None
) -> dict[str, dict[str, Any]]:
    """For people (ref, side, remedy) left over by the arrangement that stands: the facts of remedies that help."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    on_step("solving")
    proving = Proving(problem.solve(inputs.wishes, previous=inputs.previous), most=len(people))
    on_step("pricing")
    found: dict[str, dict[str, Any]] = {}
    for ref, side, remedy in people:
        if ref in (problem.mentors if side == "mentor" else problem.mentees):
            proving.add(remedy, found.setdefault(ref, {}), ref, side)
    return found
