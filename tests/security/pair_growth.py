"""What the pair of the world writes on its way: workbooks, experiments, promises, decisions, plans, letters."""

from __future__ import annotations

from datetime import date, timedelta

from tests.factories.people import NOW
from tests.security.world import MEMBERS, World
from timbalik.journey.operations.joint import suggest_extension, write_closure_part
from timbalik.journey.operations.talking import ask_for_talk
from timbalik.meetings.details import PlanWords, SeenWords
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations.planning import note_seen, plan_session
from timbalik.meetings.operations.talking import keep_talk_share
from timbalik.relationships.models import Goal, Relationship
from timbalik.relationships.operations import add_step, endorse, fill_workbook, keep_growth_record, write_letter
from timbalik.relationships.operations.applying import note_applied
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.relationships.operations.decisions import log_decision
from timbalik.relationships.operations.experiments import end_experiment, start_experiment
from timbalik.relationships.operations.promises import make_promise
from timbalik.relationships.states import ClosurePart, NextStep, Reach
from timbalik.relationships.workbooks import BOTH, workbook_text

THEN = NOW - timedelta(days=28)


def prepare(world: World, relationship: Relationship) -> None:
    """Both fill in the workbook; a part of it is for the writer alone."""
    text = workbook_text(relationship.programme)
    assert text is not None
    for side in MEMBERS:
        answers = {}
        for one in (one for part in text.content["parts"] for one in part["questions"] if one["side"] in (side, BOTH)):
            readers = MEMBERS if one["reader"] == "pair" else (side,)
            is_text = one["kind"] == "text"
            answers[one["key"]] = world.plant(f"{side}-workbook-{one['key']}", *readers) if is_text else "yes"
        fill_workbook(relationship, answers, by=world.people[side], now=THEN)


def plan(world: World, goal: Goal) -> None:
    step = add_step(goal, world.plant("goal-step", *MEMBERS), date(2027, 1, 8), by=world.people["mentor"], now=THEN)
    world.values["step"] = step.public_id


def meet(world: World, session: MentoringSession, *, is_visit: bool) -> None:
    """What they mean to do in a session; after a visit, what they saw, and how much each spoke."""
    mentor, name = world.people["mentor"], "visit" if is_visit else "plan"
    lines = ("aim", "look_at", "meet", "safety") if is_visit else ("aim",)
    words = PlanWords(**{line: world.plant(f"{name}-{line}", *MEMBERS) for line in lines})
    plan_session(session, words, by=mentor, now=THEN)
    if is_visit:
        seen = SeenWords(*(world.plant(f"seen-{line}", *MEMBERS) for line in ("happening", "surprise", "follow_up")))
        note_seen(session, seen, by=mentor, now=NOW)
        keep_talk_share(session, {"mentor": 37, "mentee": 63}, "seconds", by=mentor, now=NOW)


def grow(world: World, relationship: Relationship) -> None:
    mentor, mentee = world.people["mentor"], world.people["mentee"]

    def word(place: str) -> str:
        return world.plant(place, *MEMBERS)

    promise = make_promise(relationship, word("promise"), owner=mentee, by=mentor, now=NOW)
    until = NOW.date() + timedelta(days=13)
    running = start_experiment(relationship, word("try-what"), word("try-sign"), until=until, by=mentor, now=NOW)
    ended = start_experiment(relationship, word("tried-what"), word("tried-sign"), until=until, by=mentee, now=NOW)
    end_experiment(ended, word("tried-happened"), word("tried-lesson"), by=mentee, now=NOW)
    decision = log_decision(
        relationship,
        insight=word("insight"),
        insight_by="mentor",
        decision=word("decision"),
        reach=Reach.UNIT,
        by=mentee,
        now=NOW,
    )
    applied = note_applied(relationship, word("applied"), word("applied-came"), by=mentor, now=NOW)
    for side, person in (("mentor", mentor), ("mentee", mentee)):
        review_benefit(relationship, word(f"{side}-seeks"), word(f"{side}-gives"), by=person, now=NOW)
    asked = world.plant("talk", "mentee", "confidential contact")
    talk = ask_for_talk(mentee, relationship.programme, words=asked, now=NOW)
    world.values |= {
        "promise": promise.public_id,
        "experiment": running.public_id,
        "decision": decision.public_id,
        "applied": applied.public_id,
        "note_id": applied.public_id,
        "talk": talk.public_id,
    }


def part(world: World, relationship: Relationship) -> None:
    """The closure, with roles to be swapped: what each wants from that stays closed until both said yes."""
    mentor, mentee = world.people["mentor"], world.people["mentee"]
    swap = {name: world.plant(f"swap-{name}", "mentor") for name in ("motivation", "benefit_sought", "learning_goal")}
    for one in ClosurePart:
        text = world.plant(f"closure-{one}", *MEMBERS)
        write_closure_part(relationship, one, text, by=mentor, now=NOW, next_step=NextStep.SWAP, words=swap)
    last_day = relationship.programme.ends_on + timedelta(days=20)
    move = suggest_extension(relationship, last_day, reason=world.plant("extension", *MEMBERS), by=mentee, now=NOW)
    write_letter(relationship, world.plant("letter-sent", *MEMBERS), by=mentor, now=NOW, sends=True)
    write_letter(relationship, world.plant("letter-unsent", "mentee"), by=mentee, now=NOW, sends=False)
    keep_growth_record(
        relationship,
        words=world.plant("record", "mentor"),
        ratings={"leadership": (2, 4)},
        shows_goals=False,
        shows_endorsement=True,
        by=mentor,
        now=NOW,
    )
    endorse(relationship, world.plant("endorsement", *MEMBERS), by=mentee, now=NOW)
    world.values |= {"part": ClosurePart.LOOK_BACK.value, "move": move.public_id}
