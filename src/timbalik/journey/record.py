"""What stands in a mentor's growth record: dates and counts, the mentor's own words, and what the others allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from timbalik.journey.facts import LEARNING_KINDS
from timbalik.journey.space import Space
from timbalik.learning.queries import own_units
from timbalik.lib.versions import in_language
from timbalik.relationships.models import GrowthRecord
from timbalik.relationships.parting import growth_record, may_goals_be_named
from timbalik.relationships.states import Ending, GoalState, GrowthSkill, Side


@dataclass(frozen=True)
class RatedSkill:
    label: str
    before: int
    after: int


@dataclass(frozen=True)
class RecordView:
    """The record for its owner. ``goals`` are named only with the consent of everybody else in the pair."""

    name: str
    programme: str
    direction: str
    organisation: str
    began_on: date
    ended_on: date | None
    is_complete: bool
    sessions: int
    hours: float
    trainings: tuple[str, ...]
    goals_reached: int
    goals_partly: int
    goals_may_be_named: bool
    goals: tuple[str, ...]
    words: str
    ratings: tuple[RatedSkill, ...]
    endorsement: str
    endorsed_by: str
    endorsed_on: date | None


def is_mentor(space: Space) -> bool:
    """Whoever teaches; where both do, each has a record of their own."""
    return space.me.side == Side.MENTOR or space.programme.is_mutual


def stored_record(space: Space) -> GrowthRecord | None:
    return growth_record(space.relationship, space.me.person)


def record_view(space: Space, *, language: str | None = None) -> RecordView:
    """For the mentor whose space it is; the page and the file say the same."""
    assert is_mentor(space)
    zone = ZoneInfo(space.me.person.time_zone)
    stored, relationship = stored_record(space), space.relationship
    taught = [session for session in space.held if session.kind in LEARNING_KINDS]
    minutes = sum((session.ends_at - session.starts_at).total_seconds() / 60 for session in taught)
    may_be_named = may_goals_be_named(relationship, space.partners)
    reached = [one for one in space.goals if one.goal.state in (GoalState.REACHED, GoalState.PARTLY)]
    shows_goals = stored is not None and stored.shows_goals and may_be_named
    shows_endorsement = stored is not None and stored.shows_endorsement and bool(stored.endorsement)
    return RecordView(
        name=space.me.person.display_name,
        programme=space.programme.name,
        direction=space.programme.direction,
        organisation=relationship.organisation.name,
        began_on=relationship.opened_at.astimezone(zone).date(),
        ended_on=relationship.ended_at.astimezone(zone).date() if relationship.ended_at else None,
        is_complete=relationship.ending == Ending.COMPLETED,
        sessions=len(taught),
        hours=round(minutes / 60, 1),
        trainings=tuple(
            in_language(unit.unit.content["title"], language)
            for unit in own_units(space.me.person, space.programme, space.me.side)
            if unit.is_done
        ),
        goals_reached=sum(one.goal.state == GoalState.REACHED for one in reached),
        goals_partly=sum(one.goal.state == GoalState.PARTLY for one in reached),
        goals_may_be_named=may_be_named,
        goals=tuple(one.text.title for one in reached) if shows_goals else (),
        words=stored.words if stored else "",
        ratings=tuple(
            RatedSkill(GrowthSkill(one.skill).label_in(space.programme.direction), one.before, one.after)
            for one in stored.ratings.all()
        )
        if stored
        else (),
        endorsement=stored.endorsement if stored and shows_endorsement else "",
        endorsed_by=stored.endorsed_by.display_name if stored and shows_endorsement and stored.endorsed_by else "",
        endorsed_on=stored.endorsed_at.astimezone(zone).date()
        if stored and shows_endorsement and stored.endorsed_at
        else None,
    )
