from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.matching import AFTERNOONS, MORNINGS, Studio, many
from tests.factories.people import make_line, make_person, make_unit
from tests.factories.relationships import make_pair
from timbalik.audit.models import AuditEntry
from timbalik.engine.assignment.certificate import from_document
from timbalik.engine.assignment.verify import verify
from timbalik.journey.operations import leave_relationship
from timbalik.matching.errors import NobodyToPair, RoundNotOpen, RoundUnderWay
from timbalik.matching.models import Proposal, Round, Unmatched
from timbalik.matching.operations import change_weights, discard_round, open_round, solve_round
from timbalik.matching.operations.taking import How
from timbalik.matching.reading import read_pool
from timbalik.matching.rules import HardRule
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.solution import make_problem
from timbalik.matching.states import ProposalState, RoundState
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.persons import Person
from timbalik.people.operations import add_avoidance, record_consent, restrict_processing, withdraw_consent
from timbalik.people.states import ConsentPurpose, Employment, LineKind, LineKnowledge
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.rematch import wish_for_partner
from timbalik.programmes.states import EnrolmentState


def pairs_of(round_: Round) -> set[tuple[str, str]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return set(rows.values_list("mentor__person__full_name", "mentee__person__full_name"))


def reason_for(round_: Round, enrolment: Enrolment) -> tuple[str, str]:
    row = Unmatched.objects.of(round_.organisation_id).get(round=round_, enrolment=enrolment)
    return row.reason, row.remedy


def test_round_proposes_who_fits(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu", offers={"dasbor": 5}, wants={"negosiasi": 3})
    studio.mentor("Bayu", offers={"video": 5}, wants={"anggaran": 3})
    studio.mentee("Sutikno", offers={"negosiasi": 5}, wants={"dasbor": 3})
    studio.mentee("Theresia", offers={"anggaran": 5}, wants={"video": 3})

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Ayu", "Sutikno"), ("Bayu", "Theresia")}
    assert (round_.state, round_.number, round_.value, round_.bound) == (RoundState.PROPOSED, 1, 20_000, 20_000)


def test_certificate_can_be_checked_by_a_stranger(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    round_.refresh_from_db()

    problem = make_problem(read_pool(round_), RoundSettings.from_json(round_.settings))

    assert problem.instance.digest == round_.instance_digest
    verify(problem.instance, from_document(round_.certificate))


def test_manager_two_levels_up_is_never_proposed(studio: Studio, now: datetime) -> None:
    """GR-04: the only mentee who fits at all leads the mentor's leader."""
    top, middle = make_person(studio.organisation, "Direktur"), make_person(studio.organisation, "Kepala Bagian")
    Person.objects.of(studio.organisation).filter(pk=top.pk).update(line_knowledge=LineKnowledge.TOP)
    mentee = studio.add("mentee", "", person=top, offers={"laporan-keuangan": 5}, wants={"toko-daring": 5})
    mentor = studio.mentor()
    make_line(middle, top)
    make_line(mentor.person, middle)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == set()
    assert round_.exclusions == {HardRule.REPORTING_LINE: 1}
    assert reason_for(round_, mentor) == ("rules_forbid", "wait_list")
    assert reason_for(round_, mentee) == ("rules_forbid", "wait_list")


def test_appraiser_is_never_proposed(studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor(), studio.mentee()
    make_line(mentor.person, mentee.person, LineKind.APPRAISER)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert (pairs_of(round_), round_.exclusions) == (set(), {HardRule.APPRAISER: 1})


def test_avoided_person_is_never_proposed(studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor(), studio.mentee()
    add_avoidance(mentee.person, mentor.person, by=mentee.person, now=now)

    assert open_round(studio.cohort, by=studio.coordinator, now=now).exclusions == {HardRule.AVOID: 1}


def test_unknown_lines_forbid_pairs_inside_one_unit(studio: Studio, now: datetime) -> None:
    unit = make_unit(studio.organisation, "Pemasaran")
    mentor = studio.mentor(unit=unit, line_knowledge=LineKnowledge.UNKNOWN)
    studio.mentee(unit=unit)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == set()
    assert reason_for(round_, mentor) == ("same_unit_unknown_line", "decide_unknown_lines")


def test_chain_that_breaks_off_in_the_unit_counts_as_unknown(studio: Studio, now: datetime) -> None:
    """The mentor's leader is known, but not who leads that leader: it could be the mentee."""
    unit = make_unit(studio.organisation, "Pemasaran")
    leader = make_person(studio.organisation, "Kepala Bagian", unit=unit)
    mentor = studio.mentor(unit=unit)
    make_line(mentor.person, leader)
    studio.mentee(unit=unit)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert round_.exclusions == {HardRule.SAME_UNIT_UNKNOWN_LINE: 1}


def test_no_shared_hours_leave_people_with_that_reason(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor(hours=MORNINGS)
    mentee = studio.mentee(hours=AFTERNOONS)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert round_.exclusions == {HardRule.NO_SHARED_HOURS: 1}
    assert reason_for(round_, mentor) == reason_for(round_, mentee) == ("no_shared_hours", "ask_other_hours")


def test_unmatched_without_hours_is_told_apart(studio: Studio, now: datetime) -> None:
    mentor = studio.mentor(hours=())
    studio.mentee()

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert reason_for(round_, mentor) == ("hours_missing", "ask_hours")


def test_unmatched_because_nobody_wants_the_offer(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    mandarin = studio.mentor("Rahmat", offers={"bahasa-mandarin": 5})
    studio.mentee()

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Ayu", "Endang Lestariningsih, S.E., Ak.")}
    assert reason_for(round_, mandarin) == ("offer_not_wanted", "ask_other_topics")


def test_unmatched_because_partners_are_taken(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu", offers={"toko-daring": 5})
    second = studio.mentor("Bayu", offers={"toko-daring": 1})
    studio.mentee()

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    row = Unmatched.objects.of(studio.organisation).get(round=round_, enrolment=second)
    assert (row.reason, row.remedy, row.facts["allowed"]) == ("partners_full", "ask_partner_for_place", 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"employment": Employment.ON_LEAVE}, "on_leave"), ({"employment": Employment.LEFT}, "not_available")],
)
def test_who_is_not_here_is_left_out(studio: Studio, now: datetime, change: dict[str, str], reason: str) -> None:
    studio.mentor("Ayu")
    absent = studio.mentor("Bayu", **change)
    studio.mentee()

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Ayu", "Endang Lestariningsih, S.E., Ak.")}
    assert reason_for(round_, absent) == (reason, "wait_list")


def test_restricted_and_withdrawn_people_are_left_out(studio: Studio, now: datetime) -> None:
    frozen, withdrawn = studio.mentor("Ayu"), studio.mentor("Bayu")
    studio.mentor("Citra K.")
    studio.mentee()
    notice = NoticeVersion.objects.get(key="notice-uji")
    restrict_processing(frozen.person, by=None, now=now)
    for enrolment in (withdrawn, Enrolment.objects.of(studio.organisation).get(person__full_name="Citra K.")):
        record_consent(
            enrolment.person, ConsentPurpose.PARTICIPATION, notice=notice, language="id", by=enrolment.person, now=now
        )
    withdraw_consent(withdrawn.person, ConsentPurpose.PARTICIPATION, by=withdrawn.person, now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Citra K.", "Endang Lestariningsih, S.E., Ak.")}


def test_only_submitted_enrolments_take_part(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    invited = studio.mentor("Bayu")
    Enrolment.objects.of(studio.organisation).filter(pk=invited.pk).update(state=EnrolmentState.INVITED)
    studio.mentee()
    studio.mentee("Sutikno")

    assert len(pairs_of(open_round(studio.cohort, by=studio.coordinator, now=now))) == 1


def test_places_taken_reduce_what_is_left(studio: Studio, now: datetime) -> None:
    """A mentor with two places and one relationship gets one more, and not the present mentee again."""
    mentor, present = studio.mentor("Ayu", capacity=2), studio.mentee("Sutikno")
    make_pair(studio.programme, mentor=mentor.person, mentee=present.person)
    studio.mentee("Theresia")
    studio.mentee("Lukas")

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert len(pairs_of(round_)) == 1
    assert ("Ayu", "Sutikno") not in pairs_of(round_)


@pytest.mark.parametrize(
    "change",
    [
        {"full_name": "Prof. Dr. Ir. H. Raden Mas Bima", "position": "Direktur Utama"},
        {"nickname": "Bos", "salutation": "Pak", "level_name": "Direksi", "level_rank": 1},
        {"email": "tampan@kirana.example", "language": "en", "joined_on": date(1990, 1, 1), "site": "Ambon"},
    ],
)
def test_name_title_and_rank_do_not_change_the_pairs(studio: Studio, now: datetime, change: dict[str, Any]) -> None:
    """GR-05: there is no photo, age, gender, religion or school in a person's row, and what is there is not read."""
    many(studio, 5)
    first = open_round(studio.cohort, by=studio.coordinator, now=now)
    settings = RoundSettings.from_json(first.settings)
    before = {(row.mentor_id, row.mentee_id, row.score_hundredths) for row in first.proposals.all()}
    discard_round(first, by=studio.coordinator, now=now)
    person = Enrolment.objects.of(studio.organisation).filter(role="mentor").order_by("pk")[2].person
    Person.objects.of(studio.organisation).filter(pk=person.pk).update(**change)

    second = open_round(studio.cohort, by=studio.coordinator, now=now, settings=settings)

    assert {(row.mentor_id, row.mentee_id, row.score_hundredths) for row in second.proposals.all()} == before
    assert second.instance_digest == first.instance_digest


def test_weaker_side_counts_before_the_sum(studio: Studio, now: datetime) -> None:
    """One arrangement has the larger sum and leaves one side with nothing; the floor chooses the other."""
    studio.mentor("Ayu", offers={"a": 5}, wants={"x": 3})
    studio.mentor("Bayu", offers={"b": 5, "a": 2}, wants={"y": 3})
    studio.mentee("Sutikno", offers={"x": 5, "y": 2}, wants={"a": 3})
    studio.mentee("Theresia", offers={"x": 1}, wants={"b": 3, "a": 3})

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Ayu", "Theresia"), ("Bayu", "Sutikno")}
    assert all(min(row.mentor_benefit, row.mentee_benefit) >= 3_000 for row in round_.proposals.all())


def test_second_round_waits_for_the_first(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    first = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(RoundUnderWay):
        open_round(studio.cohort, by=studio.coordinator, now=now)

    discard_round(first, by=studio.coordinator, now=now)
    assert open_round(studio.cohort, by=studio.coordinator, now=now).number == 2


def test_round_needs_both_sides(studio: Studio, now: datetime) -> None:
    studio.mentor()

    with pytest.raises(NobodyToPair):
        open_round(studio.cohort, by=studio.coordinator, now=now)


def test_large_round_is_solved_later_and_tells_its_steps(studio: Studio, now: datetime) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now, solve=False)
    assert (round_.state, round_.step, round_.proposals.count()) == (RoundState.OPEN, "waiting", 0)

    steps: list[str] = []
    solve_round(round_, by=studio.coordinator, now=now, how=How(on_step=steps.append))
    solve_round(round_, by=studio.coordinator, now=now)

    assert (round_.state, round_.step, round_.proposals.count()) == (RoundState.PROPOSED, "", 3)
    assert steps == ["reading", "scoring", "solving", "explaining", "storing"]


def test_published_round_is_not_computed_again(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    discard_round(round_, by=studio.coordinator, now=now)

    with pytest.raises(RoundNotOpen):
        solve_round(round_, by=studio.coordinator, now=now)


def test_other_weights_give_another_score(studio: Studio, now: datetime) -> None:
    studio.mentor(wants={})
    studio.mentee()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    before = round_.proposals.get().score_hundredths

    change_weights(round_, Weights(mentee=80, mentor=0), by=studio.coordinator, now=now)

    assert (before, round_.proposals.get().score_hundredths) == (4_000 + 1_200 + 800, 8_000 + 1_200 + 800)


def test_round_leaves_its_marks_in_the_audit(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    open_round(studio.cohort, by=studio.coordinator, now=now)

    verbs = AuditEntry.objects.filter(organisation_ref=studio.organisation.public_id).values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == ["matching.round_opened", "matching.round_solved"]


def test_reading_takes_the_same_queries_for_few_and_many(studio: Studio, now: datetime) -> None:
    counts = []
    for pairs in (1, 8):
        many(studio, pairs)
        round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
        with CaptureQueriesContext(connection) as queries:
            read_pool(round_)
        counts.append(len(queries))
        discard_round(round_, by=studio.coordinator, now=now)

    assert counts[0] == counts[1]


def test_hours_are_compared_across_zones(studio: Studio, now: datetime) -> None:
    """Nine in Jayapura is seven in Jakarta."""
    nine = ((0, time(9), time(10)),)
    studio.mentor(hours=nine, time_zone="Asia/Jakarta")
    studio.mentee(hours=nine, time_zone="Asia/Jayapura")

    assert open_round(studio.cohort, by=studio.coordinator, now=now).exclusions == {HardRule.NO_SHARED_HOURS: 1}


def test_those_whose_pair_ended_early_are_paired_anew_with_others(studio: Studio, now: datetime) -> None:
    """F-19: back in the pool on both sides; not with one another, and not who said "not now"."""
    mentor, mentee = studio.mentor("Ayu"), studio.mentee("Sutikno")
    resting_mentor, other = studio.mentor("Bayu"), studio.mentee("Theresia")
    for one, partner in ((mentor, mentee), (resting_mentor, other)):
        pair = make_pair(studio.programme, mentor=one.person, mentee=partner.person)
        leave_relationship(pair.relationship, by=pair.mentee, now=now)
    wish_for_partner(resting_mentor, wants=False, by=resting_mentor.person, now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs_of(round_) == {("Ayu", "Theresia")}
