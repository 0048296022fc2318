"""What the two look back on first in their next session: promises and experiments whose day comes by then."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from timbalik.journey.space import Space
from timbalik.meetings.models import MentoringSession
from timbalik.relationships.states import ExperimentState, PromiseState

SHOWN = 6


@dataclass(frozen=True)
class DueItem:
    """``who`` promised it; empty for an experiment, which belongs to both."""

    who: str
    text: str
    is_promise: bool


def due_by(space: Space, session: MentoringSession) -> list[DueItem]:
    """Of the coming session alone: promises without a day are meant for it too. Read by the pair alone."""
    if not space.is_active or space.next_session is None or space.next_session.pk != session.pk:
        return []
    day = session.starts_at.astimezone(ZoneInfo(space.me.person.time_zone)).date()
    promised = [
        DueItem(one.promise.owner.called, one.text, is_promise=True)
        for one in space.promises
        if one.promise.state == PromiseState.OPEN and (one.promise.due_on is None or one.promise.due_on <= day)
    ]
    tried = [
        DueItem("", one.what, is_promise=False)
        for one in space.experiments
        if one.experiment.state == ExperimentState.RUNNING and one.experiment.until <= day
    ]
    return [*promised, *tried][:SHOWN]
