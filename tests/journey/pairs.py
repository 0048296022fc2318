"""Pairs on their way, led there by the operations themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.factories.agreements import ANSWERS, make_agreement_text
from tests.factories.people import NOW
from tests.factories.relationships import Pair, make_pair
from tests.factories.training import finish_training, make_unit_of_training
from timbalik.journey.operations import advance_phase, book_session
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import mark_held
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.operations import GoalText, add_goal, draft_agreement, fill_workbook, sign_agreement
from timbalik.relationships.states import PHASES, Phase
from timbalik.relationships.workbooks import questions, workbook_text

GOAL = GoalText("Membaca dasbor sendiri", "Penyebab yang ditemukan", "0", "3", "Laporan Januari")


def hold(pair: Pair, *, at: datetime = NOW, kind: str = "") -> MentoringSession:
    """Book an hour from now and say afterwards that it took place."""
    session = book_session(
        pair.relationship,
        starts_at=at + timedelta(hours=1),
        minutes=60,
        topic="Satu topik",
        by=pair.mentor,
        now=at,
        kind=kind,
    )
    return mark_held(session, by=pair.mentor, now=at + timedelta(hours=2))


def agree(pair: Pair, *, now: datetime = NOW) -> None:
    agreement = draft_agreement(pair.relationship, ANSWERS, by=pair.mentor, now=now)
    for person in (pair.mentor, pair.mentee):
        sign_agreement(agreement, by=person, now=now)


def prepare(pair: Pair, *, now: datetime = NOW) -> None:
    """Both fill in the workbook, where there is one."""
    text = workbook_text(pair.relationship.programme)
    if text is None:
        return
    for person, side in ((pair.mentor, "mentor"), (pair.mentee, "mentee")):
        answers = {one.key: "yes" for one in questions(text.content, side)}
        fill_workbook(pair.relationship, answers, by=person, now=now)


def lead_to(phase: Phase, *, programme: Programme | None = None, now: datetime = NOW, **people: Person) -> Pair:
    """A pair that has just entered ``phase``."""
    make_unit_of_training()
    make_agreement_text()
    pair = make_pair(programme, **people)

    def go(passed: Phase) -> None:
        if passed == Phase.PREPARATION:
            finish_training(pair.relationship.programme, pair.mentor, pair.mentee)
            prepare(pair, now=now)
        if passed == Phase.NEGOTIATION:
            agree(pair, now=now)
            add_goal(pair.relationship, GOAL, date(2027, 1, 15), by=pair.mentor, now=now)
        else:
            hold(pair, at=now)

    for passed in PHASES[: PHASES.index(phase)]:
        go(passed)
        advance_phase(pair.relationship, by=pair.mentor, now=now)
    return pair
