"""A programme from invitation to report: who is invited, who answers, who is paired, and how it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from timbalik.cli.simulation.calendar import Clock, Life
from timbalik.cli.simulation.drawing import Wishes, draw_answers, draw_pulse
from timbalik.cli.simulation.pairs import PairPlan, Temper, live
from timbalik.matching.models import Acceptance, Round
from timbalik.matching.operations.answers import answer_proposal
from timbalik.matching.operations.asking import send_proposals
from timbalik.matching.operations.overrides import decide_unknown_lines, override_pair
from timbalik.matching.operations.publication import publish_round
from timbalik.matching.operations.rounds import open_round
from timbalik.matching.states import Answer, OverrideKind
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes.levels import fits
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations.enrolment import decline_enrolment, submit_enrolment
from timbalik.programmes.operations.invitations import invite
from timbalik.programmes.operations.programmes import begin_matching, create_programme, open_enrolment, start_running
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import Side
from timbalik.surveys.instruments import items_of
from timbalik.surveys.models import Wave
from timbalik.surveys.operations import open_wave, submit_response
from timbalik.surveys.states import WaveKind

Step = Callable[[str, int, int], None]
INVITED_PER_PLACE = 1.6
BEGAN_LATE = {0: timedelta(days=4), 1: timedelta(days=13)}
ANSWERS, SAYS_NO, ACCEPTS, FILLS_PULSE = 0.8, 0.4, 0.95, 0.88


class TooFewPeople(Exception):
    """The file has not enough people on the levels of one role; ``role``, ``found`` and ``wanted`` say which and how many."""

    def __init__(self, role: str, *, found: int, wanted: int) -> None:
        super().__init__(f"{role}: {found} of {wanted}")
        self.role, self.found, self.wanted = role, found, wanted


@dataclass
class Course:
    """One simulated programme. Every act goes through the operation that the page of a person would call."""

    organisation: Organisation
    coordinator: Person
    rng: Random
    step: Step = lambda what, done, total: None
    temper: Temper = field(default_factory=Temper)
    timeline: list[tuple[datetime, str]] = field(default_factory=list)

    def note(self, now: datetime, what: str) -> None:
        self.timeline.append((now, what))

    def create(self, *, template: str, name: str, starts_on: date, now: datetime) -> Programme:
        programme = create_programme(
            self.organisation, template_key=template, name=name, starts_on=starts_on, by=self.coordinator, now=now
        )
        self.note(now, "created")
        return programme

    def invite(
        self,
        programme: Programme,
        pairs: int,
        *,
        now: datetime,
        always: Sequence[tuple[Person, str]] = (),
        never: Set[int] = frozenset(),
    ) -> list[Enrolment]:
        """Ask more people than there are places, from the levels of the programme and never by age."""
        open_enrolment(programme, by=self.coordinator, now=now)
        people = list(working(self.organisation).exclude(pk__in={self.coordinator.pk, *never}).order_by("pk"))
        wanted = max(round(pairs * INVITED_PER_PLACE), pairs)
        invitations: list[tuple[Person, str]] = list(always)
        for role, levels in (
            (EnrolmentRole.MENTEE, programme.mentee_levels),
            (EnrolmentRole.MENTOR, programme.mentor_levels),
        ):
            taken = {person.pk for person, _ in invitations}
            able = [person for person in people if person.pk not in taken and fits(person.level_rank, levels)]
            if len(able) < pairs:
                raise TooFewPeople(role, found=len(able), wanted=pairs)
            invitations += [(person, role) for person in self.rng.sample(able, min(wanted, len(able)))]
        enrolments = invite(programme, invitations, by=self.coordinator, now=now)
        self.note(now, "invited")
        return enrolments

    def enrol(
        self,
        enrolments: Sequence[Enrolment],
        places: int,
        *,
        now: datetime,
        wishes: Wishes,
        certain: Sequence[Person] = (),
    ) -> datetime:
        """Each answers at an hour of their own within a week, declines, or says nothing, until the places of a role are taken."""
        taken: Counter[str] = Counter()
        moments = sorted(
            (now + timedelta(minutes=self.rng.randint(60, 7 * 24 * 60)), place) for place in range(len(enrolments))
        )
        for done, (moment, place) in enumerate(moments, start=1):
            self.step("enrol", done, len(moments))
            enrolment = enrolments[place]
            is_certain = enrolment.person in certain
            if taken[enrolment.role] >= places and not is_certain:
                continue
            if is_certain or self.rng.random() < ANSWERS:
                taken[enrolment.role] += 1
                answers = draw_answers(enrolment.person, enrolment.role, wishes, self.rng)
                submit_enrolment(enrolment, answers, by=enrolment.person, now=moment)
            elif self.rng.random() < SAYS_NO:
                decline_enrolment(enrolment, by=enrolment.person, now=moment)
        last = moments[-1][0]
        self.note(last, "enrolled")
        return last

    def pair(
        self, programme: Programme, *, now: datetime, unknown_lines: str = "", together: Sequence[Person] = ()
    ) -> tuple[Round, list[Relationship], datetime]:
        """A baseline before anybody hears of a partner, then the round, the answers of both sides and the publication.

        ``unknown_lines``: the reason with which the coordinator allows pairs inside one unit; empty, they stay forbidden.
        """
        self.ask(programme, WaveKind.BASELINE, now=now, lift=0.0)
        begin_matching(programme, by=self.coordinator, now=now)
        self.step("solve", 0, 1)
        round_ = open_round(programme.cohorts.get(), by=self.coordinator, now=now)
        if unknown_lines:
            decide_unknown_lines(round_, reason=unknown_lines, by=self.coordinator, now=now)
        if together:
            self._choose(round_, together, now=now)
        self.step("solve", 1, 1)
        self.note(now, "proposed")
        send_proposals(round_, by=self.coordinator, now=now)
        waiting = (
            Acceptance.objects.of(self.organisation).filter(proposal__round=round_).select_related("proposal", "person")
        )
        later, pause = now, timedelta(days=3) / max(waiting.count(), 1)
        for acceptance in waiting.order_by("pk"):
            later += pause
            accepts = acceptance.person in together or self.rng.random() < ACCEPTS
            answer = Answer.YES if accepts else Answer.NO
            answer_proposal(acceptance.proposal, person=acceptance.person, answer=answer, now=later)
        relationships = publish_round(round_, by=self.coordinator, now=later)
        programme.refresh_from_db()
        if programme.state == ProgrammeState.MATCHING:
            start_running(programme, by=self.coordinator, now=later)
        self.note(later, "published")
        return round_, relationships, later

    def _choose(self, round_: Round, pair: Sequence[Person], *, now: datetime) -> None:
        """The coordinator chooses one pair, as in the studio."""
        enrolments = Enrolment.objects.of(self.organisation).filter(programme=round_.programme)
        mentor, mentee = (enrolments.get(person=person) for person in pair)
        reason = "Keduanya meminta dipasangkan."
        override_pair(
            round_, mentor=mentor, mentee=mentee, kind=OverrideKind.FORCE, reason=reason, by=self.coordinator, now=now
        )

    def taken(self) -> frozenset[int]:
        """Everybody who takes part in a programme already."""
        enrolled = Enrolment.objects.of(self.organisation).filter(state=EnrolmentState.SUBMITTED)
        return frozenset(enrolled.values_list("person_id", flat=True))

    def lead(
        self,
        programme: Programme,
        relationships: Sequence[Relationship],
        *,
        start: datetime,
        until: datetime | None = None,
        steady: Relationship | None = None,
    ) -> datetime:
        """Play the lives of all pairs and the waves of questions; with ``until`` the programme stays in mid-course.

        ``steady`` does not end early, whatever is drawn.
        """
        zone = ZoneInfo(self.organisation.time_zone)
        ends = datetime.combine(programme.ends_on, time(17), tzinfo=zone)
        clock = Clock(start, until)
        for place, row in enumerate(relationships):
            begins, closes = self._span(place, start=start, ends=ends, until=until)
            temper = replace(self.temper, leaves=0.0) if row == steady else self.temper
            clock.add([live(self._plan(row), Random(self.rng.random()), temper, start=begins, ends=closes)])
        clock.add([self._waves(programme, start=start, ends=ends)])
        begins, span = start, (min(until, ends) if until else ends) - start
        for moment in clock.play():
            self.step("lead", min(round(100 * ((moment - begins) / span)), 100), 100)
        self.step("lead", 100, 100)
        self.note(clock.now, "led")
        return clock.now

    def _span(
        self, place: int, *, start: datetime, ends: datetime, until: datetime | None
    ) -> tuple[datetime, datetime]:
        """In a programme seen in mid-course two pairs began late, one of them just now; of every eight one closes early."""
        if until is None:
            return start, ends
        if place in BEGAN_LATE:
            return until - BEGAN_LATE[place], ends
        return start, until + timedelta(days=5) if place % 8 == 2 else ends

    def _plan(self, relationship: Relationship) -> PairPlan:
        people = {
            member.side: member.person
            for member in relationship.members.select_related("person", "person__organisation")
        }
        return PairPlan(
            relationship, people[Side.MENTOR], people[Side.MENTEE], hour=self.rng.choice((9, 10, 13, 14, 15))
        )

    def _waves(self, programme: Programme, *, start: datetime, ends: datetime) -> Life:
        for kind, share, lift in ((WaveKind.EARLY, 0.2, 0.2), (WaveKind.MIDWAY, 0.5, 0.3)):
            now = yield start + (ends - start) * share
            self.ask(programme, kind, now=now, lift=lift)
        now = yield ends + timedelta(days=1)
        self.ask(programme, WaveKind.END, now=now, lift=0.35)

    def ask(self, programme: Programme, kind: str, *, now: datetime, lift: float) -> Wave:
        wave = open_wave(programme.cohorts.get(), kind, now=now, closes_at=now + timedelta(days=14))
        for request in wave.requests.select_related("person").order_by("pk"):
            if self.rng.random() < FILLS_PULSE:
                items = [
                    (item.code, len(item.choices)) for item in items_of(wave.instrument.content, kind, request.side)
                ]
                answers = draw_pulse(items, self.rng, lift=lift)
                submit_response(
                    wave, person=request.person, side=request.side, answers=answers, now=now + timedelta(hours=2)
                )
        self.note(now, f"asked_{kind}")
        return wave


def count_events(programme: Programme) -> Counter[str]:
    """What happened, by state: for the terminal, not for the report."""
    sessions = programme.relationships.values_list("sessions__state", flat=True)
    return Counter(state for state in sessions if state)
