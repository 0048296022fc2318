"""The pair of the world, led by the operations to its closure, with a planted word in everything that is theirs alone."""

from __future__ import annotations

from datetime import date, timedelta

from tests.factories.people import NOW
from tests.factories.training import finish_training
from tests.security.pair_growth import grow, meet, part, plan, prepare
from tests.security.world import MEMBERS, World
from timbalik.journey.operations import advance_phase, book_session, propose_session, step_back
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import CheckInAnswers, cancel_session, check_in, mark_held
from timbalik.meetings.states import CancelReason, Channel, SessionKind
from timbalik.people.models.persons import Person
from timbalik.people.operations import grant_delegation
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations import (
    GoalText,
    add_goal,
    close_goal,
    draft_agreement,
    sign_agreement,
    write_note,
)
from timbalik.relationships.operations.opening import NewPair, open_relationships
from timbalik.relationships.queries import agreement_text
from timbalik.relationships.states import GoalState, Phase

THEN = NOW - timedelta(days=28)


def live(world: World) -> None:
    """Two pairs: one that went all the way, and their neighbours, who have just met."""
    mentor, mentee = world.people["mentor"], world.people["mentee"]
    asked = world.enrolments
    new = [NewPair(asked["mentor"], asked["mentee"]), NewPair(asked["coordinating mentor"], asked["neighbour"])]
    relationship, _neighbours = open_relationships(
        world.programme.cohorts.get(), new, by=world.people["coordinator"], now=THEN
    )
    world.values["pair"] = world.values["relationship"] = relationship.public_id
    grant_delegation(mentee, world.people["assistant"], by=mentee, now=THEN)
    finish_training(world.programme, mentor, mentee)
    prepare(world, relationship)
    talk = book_session(
        relationship, starts_at=THEN + timedelta(hours=1), minutes=60, topic="Berkenalan", by=mentor, now=THEN
    )
    mark_held(talk, by=mentor, now=THEN + timedelta(hours=3))
    advance_phase(relationship, by=mentor, now=THEN)
    _agree(world, relationship)
    _goals(world, relationship)
    advance_phase(relationship, by=mentor, now=THEN)
    step_back(relationship, reason=world.plant("step-back", *MEMBERS), by=mentee, now=THEN)
    advance_phase(relationship, by=mentor, now=THEN)
    _sessions(world, relationship)
    _notes(world, relationship)
    grow(world, relationship)
    advance_phase(relationship, by=mentor, now=NOW)
    assert relationship.phase == Phase.CLOSURE
    part(world, relationship)


def _agree(world: World, relationship: Relationship) -> None:
    """Every question of the shipped text, whatever it asks for."""
    answers: dict[str, str] = {}
    for entry in agreement_text(relationship).content["elements"]:
        key = entry["key"]
        answers |= {f"{key}.{topic['key']}": topic["place"] for topic in entry.get("topics", ())}
        answers[f"{key}.own_ask" if "topics" in entry else key] = world.plant(f"agreement-{key}", *MEMBERS)
    agreement = draft_agreement(relationship, answers, by=world.people["mentor"], now=THEN)
    for member in MEMBERS:
        sign_agreement(agreement, by=world.people[member], now=THEN)


def _goals(world: World, relationship: Relationship) -> None:
    text = GoalText(
        *(world.plant(f"goal-{field}", *MEMBERS) for field in ("title", "measure", "baseline", "target", "evidence"))
    )
    mentor = world.people["mentor"]
    goal = add_goal(relationship, text, date(2027, 1, 15), by=mentor, now=THEN)
    done = add_goal(relationship, GoalText("Selesai"), None, by=mentor, now=THEN)
    close_goal(done, GoalState.REACHED, world.plant("goal-outcome", *MEMBERS), by=mentor, now=THEN)
    plan(world, goal)
    world.values["goal"] = goal.public_id


def _sessions(world: World, relationship: Relationship) -> None:
    """One held and answered from both sides, one called off, one booked, one still choosing its time."""
    mentor, mentee = world.people["mentor"], world.people["mentee"]

    def booked(name: str, starts_in: timedelta, by: Person = mentor, kind: str = "") -> MentoringSession:
        return book_session(
            relationship,
            starts_at=NOW + starts_in,
            minutes=60,
            topic=world.plant(f"{name}-topic", *MEMBERS),
            place=world.plant(f"{name}-place", *MEMBERS),
            channel=Channel.IN_PERSON,
            kind=kind,
            by=by,
            now=THEN,
        )

    held = booked("held", timedelta(days=-7))
    mark_held(held, by=mentor, now=NOW - timedelta(days=6))
    for side, person in (("mentor", mentor), ("mentee", mentee)):
        words = (world.plant(f"{side}-gave", *MEMBERS), world.plant(f"{side}-gained", *MEMBERS))
        check_in(held, CheckInAnswers(5, "mentor", *words), by=person, now=NOW - timedelta(days=6))
    visit = booked("visit", timedelta(days=-5), kind=SessionKind.FIELD)
    mark_held(visit, by=mentee, now=NOW - timedelta(days=4))
    meet(world, visit, is_visit=True)
    cancel_session(booked("cancelled", timedelta(days=3)), reason=CancelReason.TRAVEL, by=mentee, now=NOW)
    coming = booked("coming", timedelta(days=2), by=mentee)
    meet(world, coming, is_visit=False)
    proposed = propose_session(
        relationship,
        starts=[NOW + timedelta(days=days) for days in (5, 6, 7)],
        minutes=60,
        topic=world.plant("proposed-topic", *MEMBERS),
        by=mentor,
        now=NOW,
    )
    world.values |= {"session": coming.public_id, "seat": coming.participants.get(person=mentee).public_id}
    world.special["participant:session_choose"] = {"session": proposed.public_id}
    for name in ("session_seen", "session_plan", "talk_share", "talk_share_erase"):
        world.special[f"participant:{name}"] = {"session": visit.public_id}
    world.special["participant:session_check_in"] = {"session": held.public_id}
    world.values["starts_at"] = proposed.proposed_times[0]


def _notes(world: World, relationship: Relationship) -> None:
    mentor = world.people["mentor"]
    write_note(relationship, world.plant("note-shared", *MEMBERS), by=mentor, now=NOW, is_shared=True)
    private = write_note(relationship, world.plant("note-private", "mentor"), by=mentor, now=NOW)
    world.values["note"] = private.public_id
