"""Everything a member needs on the page of their pair, opened for this member, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, Exists, F, Max, OuterRef, QuerySet, Subquery

from timbalik.journey.exchange import SessionExchange, asks_anew, ledger
from timbalik.journey.facts import Criterion, PairFacts, derive_facts
from timbalik.journey.phases import phase_module
from timbalik.journey.role_mirror import IN_A_ROW, turned_around
from timbalik.learning.queries import missing_units
from timbalik.meetings.details import OpenedTalkShare, opened_talk_shares
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.queries import COMING, OpenedCheckIn, SessionWords, opened_check_ins, session_words
from timbalik.meetings.states import Reply, SessionState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.growing import (
    OpenedApplied,
    OpenedBenefit,
    OpenedDecision,
    OpenedExperiment,
    OpenedPromise,
    opened_applied,
    opened_benefits,
    opened_decisions,
    opened_experiments,
    opened_promises,
)
from timbalik.relationships.joint import OpenedMove, joint_moves, next_step_move
from timbalik.relationships.models import (
    BenefitReview,
    Experiment,
    JointMove,
    Relationship,
    RelationshipMember,
    SmallPromise,
    Workbook,
)
from timbalik.relationships.parting import OpenedLetter, opened_letters
from timbalik.relationships.queries import (
    AgreementState,
    OpenedGoal,
    OpenedNote,
    OpenedPart,
    StepTaken,
    agreement_states,
    history,
    in_force,
    opened_closure,
    opened_goals,
    opened_notes,
)
from timbalik.relationships.states import (
    JOINT_STEPS,
    ExperimentState,
    JointState,
    Phase,
    PhaseMove,
    PromiseState,
    RelationshipState,
    Side,
)
from timbalik.relationships.vault import Vault, open_vault_of
from timbalik.relationships.workbooks import workbook_text


@dataclass(frozen=True)
class Seated:
    person_id: int
    side: str
    reply: str


@dataclass
class Space:
    """The pair as ``me`` sees it. What a page does not ask for is not read."""

    me: RelationshipMember
    members: Sequence[RelationshipMember]
    now: datetime

    @property
    def relationship(self) -> Relationship:
        return self.me.relationship

    @property
    def programme(self) -> Programme:
        return self.relationship.programme

    @property
    def is_active(self) -> bool:
        return self.relationship.state == RelationshipState.ACTIVE

    @property
    def partners(self) -> list[Person]:
        return [member.person for member in self.members if member.pk != self.me.pk]

    @property
    def mentors(self) -> list[Person]:
        return [member.person for member in self.members if member.side == Side.MENTOR]

    @property
    def mentees(self) -> list[Person]:
        return [member.person for member in self.members if member.side == Side.MENTEE]

    @property
    def teachers(self) -> list[Person]:
        """Who teaches me: everybody else where all do in turns."""
        return self.partners if self.programme.is_mutual else self.mentors

    def names_by_side(self) -> dict[str, str]:
        return {
            Side.MENTOR.value: ", ".join(person.called for person in self.mentors),
            Side.MENTEE.value: ", ".join(person.called for person in self.mentees),
        }

    @cached_property
    def vault(self) -> Vault:
        return open_vault_of(self.me)

    @cached_property
    def _seated(self) -> dict[MentoringSession, list[Seated]]:
        """Sessions, oldest first, with who sits in them; one query."""
        rows = self.relationship.sessions.annotate(
            seat_person=F("participants__person_id"), seat_side=F("participants__side"), reply=F("participants__reply")
        )
        found: dict[MentoringSession, list[Seated]] = {}
        for row in rows.order_by("starts_at", "number"):
            found.setdefault(row, []).append(Seated(row.seat_person, row.seat_side, row.reply))
        return found

    @property
    def sessions(self) -> list[MentoringSession]:
        return list(self._seated)

    @property
    def next_session(self) -> MentoringSession | None:
        ahead = (one for one in self.sessions if one.state in COMING and one.ends_at > self.now)
        return next(ahead, None)

    @property
    def held(self) -> list[MentoringSession]:
        return [one for one in self.sessions if one.state == SessionState.HELD]

    @property
    def unreported(self) -> list[MentoringSession]:
        """Booked, over, and nobody said whether they took place."""
        return [one for one in self.sessions if one.state == SessionState.BOOKED and one.ends_at <= self.now]

    def words(self, session: MentoringSession) -> SessionWords:
        return session_words(session, self.vault)

    def my_reply(self, session: MentoringSession) -> str:
        """Empty for who does not sit in it."""
        return next((seat.reply for seat in self._seated[session] if seat.person_id == self.me.person_id), "")

    def has_agreed(self, session: MentoringSession, side: str) -> bool:
        seats = [seat for seat in self._seated[session] if seat.side == side]
        return bool(seats) and all(seat.reply == Reply.YES for seat in seats)

    @cached_property
    def goals(self) -> list[OpenedGoal]:
        return opened_goals(self.relationship, self.vault)

    @cached_property
    def agreements(self) -> list[AgreementState]:
        return agreement_states(self.relationship)

    @property
    def agreement_in_force(self) -> AgreementState | None:
        return in_force(self.agreements, [member.person_id for member in self.members])

    @cached_property
    def check_ins(self) -> list[OpenedCheckIn]:
        return opened_check_ins(self.relationship, self.vault) if self.held else []

    @cached_property
    def exchange(self) -> tuple[SessionExchange, ...]:
        """The ledger: each session held, oldest first, with what each wrote."""
        sides = {member.person_id: member.side for member in self.members}
        return ledger([one.pk for one in self.held], self.check_ins, sides)

    @property
    def is_one_way(self) -> bool:
        """The last sessions gave in one direction, and nobody has written anew since what is in it for them."""
        return self.is_active and asks_anew(self.exchange, reviewed_at=getattr(self.me, "benefit_reviewed_at", None))

    @property
    def is_turned_around(self) -> bool:
        """GR-09: three sessions in a row the mentee taught. Where both teach in turns, nothing is turned around."""
        return self.is_active and not self.programme.is_mutual and turned_around(self.exchange) >= IN_A_ROW

    @property
    def open_promises(self) -> int:
        return getattr(self.me, "open_promises", None) or 0

    @property
    def running_experiments(self) -> int:
        return getattr(self.me, "running_experiments", None) or 0

    @property
    def due_experiments(self) -> int:
        """Running, and their day has come."""
        return getattr(self.me, "due_experiments", None) or 0

    @property
    def due_promises(self) -> int:
        """My own, and their day has come."""
        return getattr(self.me, "due_promises", None) or 0

    @cached_property
    def promises(self) -> list[OpenedPromise]:
        return opened_promises(self.relationship, self.vault)

    @cached_property
    def experiments(self) -> list[OpenedExperiment]:
        return opened_experiments(self.relationship, self.vault)

    @cached_property
    def decisions(self) -> list[OpenedDecision]:
        return opened_decisions(self.relationship, self.vault)

    @cached_property
    def applied(self) -> list[OpenedApplied]:
        return opened_applied(self.relationship, self.vault)

    @cached_property
    def benefits(self) -> list[OpenedBenefit]:
        return opened_benefits(self.relationship, self.vault, reader=self.me.person)

    @cached_property
    def talk_shares(self) -> list[OpenedTalkShare]:
        return opened_talk_shares(self.relationship, self.vault)

    @cached_property
    def notes(self) -> list[OpenedNote]:
        if not self.programme.notes_enabled:
            return []
        return opened_notes(self.relationship, self.vault, reader=self.me.person)

    @cached_property
    def steps(self) -> list[StepTaken]:
        return history(self.relationship, self.vault)

    @cached_property
    def joint_moves(self) -> list[OpenedMove]:
        """What was ever suggested, with the answers."""
        return joint_moves(self.relationship, self.vault) if getattr(self.me, "has_moves", True) else []

    @property
    def open_moves(self) -> list[OpenedMove]:
        return [one for one in self.joint_moves if one.move.state == JointState.OPEN]

    @property
    def next_step_move(self) -> OpenedMove | None:
        is_joint = self.relationship.phase == Phase.CLOSURE and self.relationship.next_step in JOINT_STEPS
        return next_step_move(self.relationship, self.joint_moves) if is_joint else None

    @property
    def skipped(self) -> list[Phase]:
        """Phases left early, both knowing, and not gone back to since (GR-12)."""
        left: list[Phase] = []
        for step in self.steps:
            if step.move == PhaseMove.SKIPPED:
                left.append(Phase(step.from_phase))
            left = [phase for phase in left if phase != step.to_phase]
        return left

    @property
    def last_day(self) -> date:
        """The pair's own, where they agreed on a later one, else the programme's."""
        return self.relationship.ends_on or self.programme.ends_on

    @property
    def letters(self) -> list[OpenedLetter]:
        return opened_letters(self.relationship, self.vault, reader=self.me.person)

    @cached_property
    def closure(self) -> dict[str, OpenedPart]:
        return opened_closure(self.relationship, self.vault) if self.relationship.phase == Phase.CLOSURE else {}

    @cached_property
    def facts(self) -> PairFacts:
        """As ``facts.facts_of``, without reading twice; training counts in the first phase only."""
        phase = Phase(self.relationship.phase)
        missing = missing_units(self.members, self.programme) if phase == Phase.PREPARATION else []
        move = self.next_step_move
        return derive_facts(
            self.relationship,
            members=self.members,
            training_missing=[(person.pk, unit.key) for person, unit in missing],
            held=[session.kind for session in self.held],
            agreements=self.agreements if phase != Phase.PREPARATION else [],
            goals=[opened.goal for opened in self.goals],
            closure_parts=self.closure.keys(),
            workbooks_missing=self._workbooks_missing() if phase == Phase.PREPARATION else (),
            next_step_yes=move.yes if move is not None else None,
        )

    def _workbooks_missing(self) -> list[str]:
        """As ``workbook_missing``, from what was read with the members."""
        waiting = [member.side for member in self.members if not getattr(member, "is_prepared", False)]
        return waiting if waiting and workbook_text(self.programme) is not None else []

    @property
    def missing(self) -> tuple[Criterion, ...]:
        return phase_module(self.facts.phase).missing_to_leave(self.facts) if self.is_active else ()


def open_space(person: Person, ref: UUID, *, now: datetime) -> Space | None:
    """The space of a pair for one of its members, the ended pair too; nothing for anybody else. One query."""
    members = [
        member
        for member in RelationshipMember.objects.filter(
            organisation_id=person.organisation_id, relationship__public_id=ref
        )
        .select_related("relationship__programme__template", "relationship__organisation", "person__unit", "enrolment")
        .annotate(
            has_moves=Exists(JointMove.objects.filter(relationship=OuterRef("relationship"))),
            is_prepared=Exists(
                Workbook.objects.filter(
                    relationship=OuterRef("relationship"), person=OuterRef("person"), completed_at__isnull=False
                )
            ),
        )
        .annotate(**_growing(now.astimezone(ZoneInfo(person.time_zone)).date()))
        .order_by("pk")
        if _belongs(member)
    ]
    me = next((member for member in members if member.person_id == person.pk), None)
    if me is None:
        return None
    return Space(me, sorted(members, key=lambda member: (member.side != Side.MENTOR, member.pk)), now)


def _growing(today: date) -> dict[str, Subquery]:
    """Counts and a date of the pair's growth, read with its members: they cost no query of their own."""

    def of_pair(rows: QuerySet[Any], figure: Aggregate) -> Subquery:
        return Subquery(rows.order_by().values("relationship").annotate(figure=figure).values("figure"))

    pair = {"relationship": OuterRef("relationship")}
    promises = SmallPromise.objects.filter(**pair, state=PromiseState.OPEN)
    experiments = Experiment.objects.filter(**pair, state=ExperimentState.RUNNING)
    mine = promises.filter(owner=OuterRef("person"), due_on__lte=today)
    return {
        "benefit_reviewed_at": of_pair(BenefitReview.objects.filter(**pair), Max("at")),
        "open_promises": of_pair(promises, Count("pk")),
        "due_promises": of_pair(mine, Count("pk")),
        "running_experiments": of_pair(experiments, Count("pk")),
        "due_experiments": of_pair(experiments.filter(until__lte=today), Count("pk")),
    }


def _belongs(member: RelationshipMember) -> bool:
    ended_at = member.relationship.ended_at
    return member.left_at is None or (ended_at is not None and member.left_at >= ended_at)
