"""The life of one pair through the four phases, by the operations that the pages call."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from timbalik.cli.simulation.calendar import Life, office_hour
from timbalik.cli.simulation.growing import keep_growing
from timbalik.journey.operations.booking import book_session
from timbalik.journey.operations.moving import advance_phase, complete_relationship, leave_relationship, step_back
from timbalik.learning.operations import complete_unit
from timbalik.learning.queries import training_missing
from timbalik.learning.units import right_answers
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations.answering import answer_session
from timbalik.meetings.operations.changing import cancel_session
from timbalik.meetings.operations.holding import CheckInAnswers, check_in, mark_held, mark_missed
from timbalik.meetings.states import CancelReason, Channel, Reply, SessionKind
from timbalik.people.models.persons import Person
from timbalik.relationships.drafts import suggested_answers
from timbalik.relationships.elements import elements
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.agreements import draft_agreement, sign_agreement
from timbalik.relationships.operations.closing import record_closure_part
from timbalik.relationships.operations.goals import add_goal, close_goal
from timbalik.relationships.operations.preparing import fill_workbook
from timbalik.relationships.queries import GoalText, agreement_text
from timbalik.relationships.states import ClosurePart, GoalState, NextStep, Side
from timbalik.relationships.workbooks import READY, TICKED, questions, workbook_text

TOPICS = (
    "Membaca dasbor penjualan bersama",
    "Mencoba AI generatif untuk ringkasan rapat",
    "Cara pelanggan muda memilih merek",
    "Rapat yang bisa diganti dengan pesan",
    "Menulis pesan yang inklusif",
    "Percobaan kecil: dua versi satu pengumuman",
    "Dompet digital dari sisi pedagang",
    "Mengenali penipuan digital",
)
GOALS = (
    GoalText(
        "Membaca dasbor penjualan sendiri",
        "Berapa dari lima pertanyaan terjawab tanpa bantuan",
        "1 dari 5",
        "4 dari 5",
        "Catatan rapat",
    ),
    GoalText(
        "Menulis satu perintah AI yang aman", "Berapa tugas rutin memakai AI tiap pekan", "0", "2", "Contoh hasil"
    ),
    GoalText(
        "Menilai usulan kampanye video pendek",
        "Skor lembar penilaian bersama",
        "2 dari 10",
        "7 dari 10",
        "Lembar penilaian",
    ),
)
GIFTS = (
    "Contoh dari pekerjaan sehari-hari",
    "Cara membaca laporan arus kas",
    "Cerita kegagalan yang jujur",
    "Satu pertanyaan yang tajam",
)
CLOSING_WORDS = {
    ClosurePart.LOOK_BACK: "Kami membuka lagi tujuan pertama dan membandingkannya dengan hari ini.",
    ClosurePart.CELEBRATE: "Tiga saat yang layak diingat kami sebut satu per satu.",
    ClosurePart.THANK: "Terima kasih sudah sabar menjelaskan dan berani bertanya.",
    ClosurePart.NEXT_STEP: "Kami tetap saling menyapa, tanpa jadwal program.",
}


WORKBOOK_WORDS = {"check": TICKED, "ready": READY[0]}
WORKBOOK_TEXT = "Saya ingin waktu ini terpakai dengan baik, dan saya membawa contoh dari pekerjaan saya."


@dataclass(frozen=True)
class Temper:
    """How likely things are in this run; the defaults are invented, not estimated from anybody."""

    held: float = 0.84
    cancelled: float = 0.10
    checks_in: float = 0.9
    steps_back: float = 0.08
    leaves: float = 0.06
    reaches_goal: float = 0.7


@dataclass(frozen=True)
class PairPlan:
    relationship: Relationship
    mentor: Person
    mentee: Person
    hour: int

    @property
    def both(self) -> tuple[Person, Person]:
        return self.mentor, self.mentee


def live(plan: PairPlan, rng: Random, temper: Temper, *, start: datetime, ends: datetime) -> Life:
    """Preparation, negotiation, growth, closure. Each ``yield`` waits for a moment and receives it."""
    relationship = plan.relationship
    now = yield start + timedelta(days=rng.randint(1, 6), hours=rng.randint(0, 6))
    train(plan, now=now)
    prepare(plan, now=now)
    session = book(
        plan,
        office_hour(now + timedelta(days=2), plan.hour),
        SessionKind.MEET,
        "Saling mengenal",
        by=plan.mentor,
        now=now,
    )
    now = yield session.ends_at + timedelta(minutes=20)
    hold(session, plan, rng, temper, now=now)
    advance_phase(relationship, by=plan.mentor, now=now)

    now = yield now + timedelta(days=rng.randint(1, 8))
    agree(plan, rng, now=now)
    now = yield now + timedelta(days=rng.randint(1, 5))
    set_goal(plan, rng, ends, now=now)
    advance_phase(relationship, by=plan.mentee, now=now)

    programme = relationship.programme
    will_leave = rng.random() < temper.leaves
    back_at = rng.randint(3, 6) if rng.random() < temper.steps_back else 0
    for number in range(2, programme.planned_sessions):
        starts = office_hour(now + timedelta(days=max(programme.cadence_days - 1, 1)), plan.hour)
        if starts >= ends - timedelta(days=14):
            break
        if will_leave and number == 5:
            leave_relationship(relationship, by=rng.choice(plan.both), now=now)
            return
        if number == back_at:
            step_back(relationship, reason="Batas kami perlu dibicarakan lagi.", by=plan.mentee, now=now)
            now = yield now + timedelta(days=rng.randint(4, 9))
            agree(plan, rng, now=now)
            advance_phase(relationship, by=plan.mentor, now=now)
        session = book(plan, starts, SessionKind.LEARNING, rng.choice(TOPICS), by=plan.mentor, now=now)
        now = yield from meet(session, plan, rng, temper)

    now = yield max(now + timedelta(days=3), ends - timedelta(days=rng.randint(7, 12)))
    advance_phase(relationship, by=plan.mentor, now=now)
    now = yield now + timedelta(days=rng.randint(4, 7))
    close(plan, rng, temper, now=now)


def train(plan: PairPlan, *, now: datetime) -> None:
    for person, unit in training_missing(plan.relationship):
        complete_unit(plan.relationship.programme, unit, person=person, answers=right_answers(unit.content), now=now)


def prepare(plan: PairPlan, *, now: datetime) -> None:
    """Both fill in the workbook, in words that could be anybody's."""
    text = workbook_text(plan.relationship.programme)
    if text is None:
        return
    for person, side in zip(plan.both, (Side.MENTOR, Side.MENTEE), strict=True):
        listed = questions(text.content, side, direction=plan.relationship.programme.direction)
        answers = {one.key: WORKBOOK_WORDS.get(one.kind, WORKBOOK_TEXT) for one in listed}
        fill_workbook(plan.relationship, answers, by=person, now=now)


def book(plan: PairPlan, starts: datetime, kind: str, topic: str, *, by: Person, now: datetime) -> MentoringSession:
    return book_session(
        plan.relationship,
        starts_at=starts,
        minutes=plan.relationship.programme.session_minutes,
        kind=kind,
        topic=topic,
        channel=Channel.VIDEO,
        place="",
        by=by,
        now=now,
    )


def meet(
    session: MentoringSession, plan: PairPlan, rng: Random, temper: Temper
) -> Generator[datetime, datetime, datetime]:
    """A booked session: the mentee answers, then it is held, cancelled or does not happen; returns the time it is then."""
    now = yield session.starts_at - timedelta(days=2)
    fate = rng.random()
    if fate >= temper.held and fate < temper.held + temper.cancelled:
        cancel_session(session, reason=rng.choice(CancelReason.values), by=rng.choices(plan.both, (1, 3))[0], now=now)
        return now
    answer_session(session, person=plan.mentee, reply=Reply.YES, by=plan.mentee, now=now)
    now = yield session.ends_at + timedelta(minutes=rng.randint(5, 90))
    if fate < temper.held:
        hold(session, plan, rng, temper, now=now)
    else:
        mark_missed(session, by=rng.choice(plan.both), now=now)
    return now


def hold(session: MentoringSession, plan: PairPlan, rng: Random, temper: Temper, *, now: datetime) -> None:
    mark_held(session, by=plan.mentor, now=now)
    for person in plan.both:
        if rng.random() < temper.checks_in:
            fills = rng.random() < 0.7
            answers = CheckInAnswers(
                usefulness=rng.choices((2, 3, 4, 5), (1, 3, 6, 4))[0],
                taught_more=rng.choices(("mentor", "both", "mentee"), (6, 3, 1))[0],
                gave=rng.choice(GIFTS) if fills else "",
                gained=rng.choice(GIFTS) if fills else "",
            )
            check_in(session, answers, by=person, now=now)
    keep_growing(session, plan.mentor, plan.mentee, now=now)


def agree(plan: PairPlan, rng: Random, *, now: datetime) -> None:
    """The mentor writes a version from the suggestions of the text, both sign."""
    relationship = plan.relationship
    content = agreement_text(relationship).content
    members = list(relationship.members.select_related("person", "enrolment"))
    answers = suggested_answers(content, members=members, programme=relationship.programme)
    answers |= {one.key: f"Kami sepakat. ({now:%d/%m})" for one in elements(content) if not answers.get(one.key)}
    agreement = draft_agreement(plan.relationship, answers, by=plan.mentor, now=now)
    for person in plan.both:
        sign_agreement(agreement, by=person, now=now)


def set_goal(plan: PairPlan, rng: Random, ends: datetime, *, now: datetime) -> None:
    add_goal(plan.relationship, rng.choice(GOALS), ends.date() - timedelta(days=14), by=plan.mentee, now=now)


def close(plan: PairPlan, rng: Random, temper: Temper, *, now: datetime) -> None:
    """Goals are closed, the four parts written, the relationship ends as completed."""
    relationship = plan.relationship
    for goal in relationship.goals.filter(state=GoalState.OPEN):
        state = GoalState.REACHED if rng.random() < temper.reaches_goal else GoalState.PARTLY
        close_goal(goal, state, "Dibahas bersama pada sesi penutupan.", by=plan.mentee, now=now)
    for part, words in CLOSING_WORDS.items():
        next_step = rng.choice((NextStep.END, NextStep.TEACH_FORWARD)) if part == ClosurePart.NEXT_STEP else ""
        record_closure_part(relationship, part, words, by=rng.choice(plan.both), now=now, next_step=next_step)
    complete_relationship(relationship, by=plan.mentor, now=now)
