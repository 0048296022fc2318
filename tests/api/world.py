"""One company with a programme in each state that matters, so that every operation has something to act on."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tests.api.beginnings import make_beginnings
from tests.api.needs_world import needs_ids
from tests.api.searching import search_ids
from tests.cast import Cast
from tests.factories.enrolment import TEMPLATE, make_invited, make_open_programme
from tests.factories.matching import Studio, many
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.factories.relationships import Pair
from tests.journey.pairs import GOAL, hold, lead_to
from timbalik.evaluation.operations import freeze_report
from timbalik.journey.operations import advance_phase, book_session, step_back, suggest_extension
from timbalik.matching.models import Ballot, Draft, Objection, PairSheet, Proposal, RankingCall, Round
from timbalik.matching.operations import open_round, send_proposals
from timbalik.matching.operations.drafts import keep_draft
from timbalik.matching.operations.objecting import raise_objection
from timbalik.matching.operations.pair_sheets import receive_sheet
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import CheckInAnswers, check_in
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme, ProgrammeTemplateVersion
from timbalik.programmes.operations import create_programme
from timbalik.programmes.operations.guests import add_partner
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Role
from timbalik.relationships.models import Goal, JointMove
from timbalik.relationships.operations import add_goal
from timbalik.relationships.operations.decisions import log_decision
from timbalik.relationships.operations.experiments import start_experiment
from timbalik.relationships.operations.promises import make_promise
from timbalik.relationships.queries import GoalText
from timbalik.relationships.states import Phase

CANARY = "kenari-rahasia"
OBJECTING = "Saya ingin orang yang memutuskan."  # written to the coordinator, before there is a pair


@dataclass(frozen=True)
class World:
    """Citra coordinates everything and administers; Ayu mentors Bram; Dian coordinates and administers elsewhere."""

    cast: Cast
    sponsor: Person
    draft: Programme
    enrolling: Programme
    invited: Enrolment
    handed_in: Enrolment
    pairing: Programme
    round: Round
    asking: Programme
    asked: Round
    proposal: Proposal
    running: Programme
    pair: Pair
    goal: Goal
    coming: MentoringSession
    held: MentoringSession
    decision: JointMove
    batch: ImportBatch
    beginnings: dict[str, object]
    wish: Objection

    @property
    def mentor_there(self) -> Enrolment:
        """Enrolled as a mentor in the same programme as ``wish``; without hours, so no pair is possible."""
        row = Enrolment.objects.of(self.cast.organisation).filter(programme=self.enrolling, role="mentor")
        return row.exclude(pk=self.invited.pk).first() or make_enrolment(self.enrolling, self.sponsor, "mentor")

    @property
    def kept(self) -> Draft:
        """A draft of the round that is being looked at."""
        found = Draft.objects.of(self.cast.organisation).filter(round=self.round).first()
        return found or keep_draft(self.round, name="Awal", by=self.cast.citra, now=NOW)

    @property
    def sheet(self) -> PairSheet:
        """Pairs decided elsewhere, for the same round."""
        found = PairSheet.objects.of(self.cast.organisation).filter(round=self.round).first()
        rows = io.BytesIO(b"Mentor;Mentee\nMentor 0;Mentee 0\n")
        return found or receive_sheet(self.round, rows, file_name="pasangan.csv", by=self.cast.citra, now=NOW)

    def _enrolled(self, role: str) -> list[object]:
        """Of the programme whose round is being looked at."""
        rows = self.pairing.enrolments.filter(role=role).order_by("pk")
        return list(rows.values_list("public_id", flat=True))

    @cached_property
    def ids(self) -> dict[str, object]:
        return {
            "draft": self.draft.public_id,
            "enrolling": self.enrolling.public_id,
            "invited": self.invited.public_id,
            "handed_in": self.handed_in.public_id,
            "pairing": self.pairing.public_id,
            "asking": self.asking.public_id,
            "proposal": self.proposal.public_id,
            "running": self.running.public_id,
            "pair": self.pair.relationship.public_id,
            "goal": self.goal.public_id,
            "coming": self.coming.public_id,
            "held": self.held.public_id,
            "promise": self.pair.relationship.promises.get().public_id,
            "experiment": self.pair.relationship.experiments.get().public_id,
            "insight": self.pair.relationship.decisions.get().public_id,
            "decision": self.decision.public_id,
            "batch": self.batch.public_id,
            **self.beginnings,
            **needs_ids(self.draft, self.cast),
            "wish": self.wish.public_id,
            **search_ids(self.cast),
            "kept": self.kept.public_id,
            "sheet": self.sheet.public_id,
            "campus": PartnerOrganisation.objects.of(self.cast.organisation).get().public_id,
            "mine": self.proposal.mentor.public_id,
            **dict(zip(("one_mentee", "other_mentee"), self._enrolled("mentee"), strict=False)),
            "one_mentor": self._enrolled("mentor")[0],
        }


def make_world(cast: Cast) -> World:
    sponsor = make_person(cast.organisation, "Ratna Dewi Kusumawardhani", with_account=True)
    enrolling = make_open_programme(cast.organisation, cast.citra)
    draft = create_programme(
        cast.organisation, template_key=TEMPLATE, name="Draf", starts_on=date(2027, 3, 1), by=cast.citra, now=NOW
    )
    pairing, asking, running = (
        make_programme(cast.organisation, name, state=state)
        for name, state in (
            ("Memasangkan", ProgrammeState.MATCHING),
            ("Bertanya", ProgrammeState.MATCHING),
            ("Berjalan", ProgrammeState.RUNNING),
        )
    )
    running.template = ProgrammeTemplateVersion.objects.create(
        key="tpl-api", content={"name": {"id": "Uji"}, "agreement": "kesepakatan-uji", "training": []}
    )
    running.save()
    for programme in (pairing, asking, running):
        make_role(cast.citra, programme=programme)
    make_role(cast.citra, Role.ADMINISTRATOR)
    make_role(sponsor, Role.SPONSOR, programme=running)
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        make_role(cast.dian, role)
    many(Studio(pairing, cast.citra), 3)
    studio = Studio(asking, cast.citra)
    studio.mentor(person=cast.ayu)
    studio.mentee(person=cast.bram)
    asked = open_round(studio.cohort, by=cast.citra, now=NOW)
    send_proposals(asked, by=cast.citra, now=NOW)
    freeze_report(running, by=cast.citra, now=NOW)
    _ranking(studio, cast)
    pair, goal, coming, held = _pair(running, cast)
    handed_in = make_enrolment(
        enrolling, cast.bram, EnrolmentRole.MENTEE, state=EnrolmentState.SUBMITTED, motivation="Alasan Bram."
    )
    add_partner(cast.organisation, name="Universitas Nusa", kind="campus", by=cast.citra, now=NOW)
    return World(
        cast=cast,
        sponsor=sponsor,
        draft=draft,
        enrolling=enrolling,
        invited=make_invited(enrolling, cast.ayu),
        handed_in=handed_in,
        wish=raise_objection(handed_in, words=OBJECTING, by=cast.bram, now=NOW),
        pairing=pairing,
        round=open_round(pairing.cohorts.get(), by=cast.citra, now=NOW),
        asking=asking,
        asked=asked,
        proposal=Proposal.objects.of(cast.organisation).get(round=asked),
        running=running,
        pair=pair,
        goal=goal,
        coming=coming,
        held=held,
        decision=suggest_extension(
            pair.relationship, running.ends_on + timedelta(days=30), reason=f"{CANARY} sebab", by=cast.ayu, now=NOW
        ),
        batch=ImportBatch.objects.create(organisation=cast.organisation, file_name="hr.csv", created_at=NOW),
        beginnings=make_beginnings(cast),
    )


def _ranking(studio: Studio, cast: Cast) -> None:
    """Ayu was shown Bram and chose him."""
    mentor, mentee = (
        Enrolment.objects.of(cast.organisation).get(cohort=studio.cohort, role=role) for role in ("mentor", "mentee")
    )
    call = RankingCall.objects.create(
        organisation=cast.organisation, cohort=studio.cohort, opened_at=NOW, closes_at=NOW + timedelta(days=5)
    )
    ref = mentee.public_id.hex
    option = {"ref": ref, "gives": [], "gains": [], "minutes": 60, "across": True}
    Ballot.objects.create(
        organisation=cast.organisation,
        call=call,
        enrolment=mentor,
        person=cast.ayu,
        options=[option],
        choices=[ref],
        answered_at=NOW,
    )


def _pair(running: Programme, cast: Cast) -> tuple[Pair, Goal, MentoringSession, MentoringSession]:
    """In growth, two weeks old, with something secret in everything that belongs to a pair."""
    then = NOW - timedelta(days=14)
    pair = lead_to(Phase.GROWTH, programme=running, now=then, mentor=cast.ayu, mentee=cast.bram)
    relationship = pair.relationship
    step_back(relationship, reason=f"{CANARY} langkah", by=pair.mentor, now=then)
    advance_phase(relationship, by=pair.mentor, now=then)
    goal = add_goal(
        relationship, GoalText(f"{CANARY} tujuan", *list(vars(GOAL).values())[1:]), None, by=pair.mentor, now=then
    )
    held = hold(pair, at=then)
    check_in(held, CheckInAnswers(5, "mentor", f"{CANARY} memberi", f"{CANARY} mendapat"), by=pair.mentee, now=NOW)
    coming = book_session(
        relationship,
        starts_at=NOW + timedelta(days=2),
        minutes=60,
        topic=f"{CANARY} topik",
        place=f"{CANARY} tempat",
        by=pair.mentor,
        now=NOW,
    )
    make_promise(relationship, f"{CANARY} janji", owner=pair.mentee, by=pair.mentor, now=NOW)
    day = NOW.date() + timedelta(days=14)
    start_experiment(relationship, f"{CANARY} coba", "", until=day, by=pair.mentor, now=NOW)
    words = {"insight": f"{CANARY} wawasan", "insight_by": "mentor", "decision": f"{CANARY} putusan", "reach": "team"}
    log_decision(relationship, **words, by=pair.mentee, now=NOW)
    return pair, goal, coming, held
