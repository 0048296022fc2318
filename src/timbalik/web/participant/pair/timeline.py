"""The way a pair went, for looking back: phases, sessions, agreements, goals, in the order of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from timbalik.journey.space import Space
from timbalik.relationships.states import Phase, PhaseMove


@dataclass(frozen=True)
class Moment:
    at: datetime
    title: str
    note: str = ""


def timeline(space: Space) -> list[Moment]:
    """Everything that has a day, oldest first."""
    people = [member.person_id for member in space.members]
    found = [Moment(space.relationship.opened_at, _("You became a pair"))]
    found += [Moment(step.at, _step(step.move, step.to_phase), step.reason) for step in space.steps]
    found += [
        Moment(
            max(state.signed.values()), _("You both signed version %(number)s") % {"number": state.agreement.version}
        )
        for state in space.agreements
        if state.is_signed_by(people)
    ]
    found += [
        Moment(one.starts_at, space.words(one).topic or str(one.get_kind_display()), _("session")) for one in space.held
    ]
    for one in space.goals:
        found.append(Moment(one.goal.created_at, one.text.title, _("goal set")))
        if one.goal.closed_at is not None:
            found.append(Moment(one.goal.closed_at, one.text.title, str(one.goal.get_state_display())))
    return sorted(found, key=lambda moment: moment.at)


def _step(move: str, phase: str) -> str:
    words = {"phase": Phase(phase).label}
    if move == PhaseMove.BACK:
        return _("You stepped back to “%(phase)s”") % words
    if move == PhaseMove.SKIPPED:
        return _("You went on to “%(phase)s”, both knowing that something was open") % words
    return _("You began “%(phase)s”") % words
