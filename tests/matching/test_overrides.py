from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import Sum

from tests.factories.matching import AFTERNOONS, MORNINGS, Studio, many
from tests.factories.people import make_line, make_unit
from timbalik.matching.errors import HardRuleForbids, NotInThisRound, PairImpossible, ReasonMissing, RoundNotOpen
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations import (
    decide_unknown_lines,
    discard_round,
    open_round,
    override_pair,
    price_pair,
    send_proposals,
    undo_override,
)
from timbalik.matching.rules import HardRule
from timbalik.matching.states import OverrideKind, ProposalOrigin, ProposalState
from timbalik.people.states import LineKnowledge
from timbalik.programmes.models import Enrolment

BECAUSE = "Keduanya sudah memimpin satu proyek bersama."


def standing(round_: Round) -> set[tuple[int, int]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return set(rows.values_list("mentor_id", "mentee_id"))


def total(round_: Round) -> int:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return rows.aggregate(total=Sum("score_hundredths"))["total"] or 0


@pytest.fixture
def four(studio: Studio) -> tuple[Enrolment, Enrolment, Enrolment, Enrolment]:
    """Ayu and Sutikno fit fully, Bayu and Theresia too; crossed, every side gains 40 of 100."""
    return (
        studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3}),
        studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3}),
        studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3}),
        studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3}),
    )


def test_price_is_exact_and_names_the_chain(studio: Studio, four: tuple[Enrolment, ...], now: datetime) -> None:
    """Crossing both pairs costs each of four people 60 of 100 points, at 40 in a hundred: 96 points."""
    ayu, bayu, sutikno, theresia = four
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    price = price_pair(round_, mentor=ayu, mentee=theresia)

    refs = [one.public_id.hex for one in four]
    assert (price.loss_hundredths, price.loss_pairs, price.loss_floor) == (9_600, 0, 0)
    assert set(price.leave) == {(refs[0], refs[2]), (refs[1], refs[3])}
    assert set(price.come) == {(refs[0], refs[3]), (refs[1], refs[2])}
    assert standing(round_) == {(ayu.pk, sutikno.pk), (bayu.pk, theresia.pk)}


def test_override_takes_the_price_it_showed(studio: Studio, four: tuple[Enrolment, ...], now: datetime) -> None:
    ayu, bayu, sutikno, theresia = four
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    shown = price_pair(round_, mentor=ayu, mentee=theresia)

    override = override_pair(
        round_, mentor=ayu, mentee=theresia, kind=OverrideKind.FORCE, reason=BECAUSE, by=studio.coordinator, now=now
    )

    assert override.price_hundredths == shown.loss_hundredths == 9_600
    assert standing(round_) == {(ayu.pk, theresia.pk), (bayu.pk, sutikno.pk)}
    forced = Proposal.objects.of(studio.organisation).exclude(state=ProposalState.REPLACED).get(mentor=ayu)
    assert (forced.origin, forced.price_hundredths) == (ProposalOrigin.OVERRIDE, 9_600)


def test_override_leaves_the_proof_of_the_engine_alone(
    studio: Studio, four: tuple[Enrolment, ...], now: datetime
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    value = round_.value or 0

    override_pair(
        round_, mentor=four[0], mentee=four[3], kind=OverrideKind.FORCE, reason=BECAUSE, by=studio.coordinator, now=now
    )

    round_.refresh_from_db()
    assert (round_.value, round_.bound, value - total(round_)) == (value, value, 9_600)


def test_undo_brings_the_arrangement_back(studio: Studio, four: tuple[Enrolment, ...], now: datetime) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    before = standing(round_)
    override = override_pair(
        round_, mentor=four[0], mentee=four[3], kind=OverrideKind.FORCE, reason=BECAUSE, by=studio.coordinator, now=now
    )

    undo_override(override, by=studio.coordinator, now=now)

    assert standing(round_) == before
    assert not Override.objects.of(studio.organisation).exists()


def test_ruled_out_pair_does_not_come_back(studio: Studio, four: tuple[Enrolment, ...], now: datetime) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    override_pair(
        round_, mentor=four[0], mentee=four[2], kind=OverrideKind.FORBID, reason=BECAUSE, by=studio.coordinator, now=now
    )

    assert (four[0].pk, four[2].pk) not in standing(round_)
    assert price_pair(round_, mentor=four[0], mentee=four[2]).rule == "chosen_against"


def test_kept_pair_stays_when_others_are_chosen(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    keep, other = list(round_.proposals.order_by("pk"))[:2]
    override_pair(
        round_,
        mentor=keep.mentor,
        mentee=keep.mentee,
        kind=OverrideKind.LOCK,
        reason=BECAUSE,
        by=studio.coordinator,
        now=now,
    )

    price = price_pair(round_, mentor=other.mentor, mentee=keep.mentee)

    assert not price.possible
    with pytest.raises(PairImpossible):
        override_pair(
            round_,
            mentor=other.mentor,
            mentee=keep.mentee,
            kind=OverrideKind.FORCE,
            reason=BECAUSE,
            by=studio.coordinator,
            now=now,
        )


def test_nobody_can_choose_a_manager(studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor(), studio.mentee()
    studio.mentee("Sutikno")
    make_line(mentor.person, mentee.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert price_pair(round_, mentor=mentor, mentee=mentee).rule == HardRule.REPORTING_LINE
    with pytest.raises(HardRuleForbids) as refused:
        override_pair(
            round_,
            mentor=mentor,
            mentee=mentee,
            kind=OverrideKind.FORCE,
            reason=BECAUSE,
            by=studio.coordinator,
            now=now,
        )
    assert refused.value.rule == HardRule.REPORTING_LINE
    assert len(standing(round_)) == 1


def test_override_needs_a_reason(studio: Studio, four: tuple[Enrolment, ...], now: datetime) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(ReasonMissing):
        override_pair(
            round_, mentor=four[0], mentee=four[3], kind=OverrideKind.FORCE, reason="  ", by=studio.coordinator, now=now
        )


def test_person_of_another_cohort_cannot_be_chosen(
    studio: Studio, elsewhere: Studio, four: tuple[Enrolment, ...], now: datetime
) -> None:
    stranger = elsewhere.mentee()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(NotInThisRound):
        price_pair(round_, mentor=four[0], mentee=stranger)


def test_decision_about_unknown_lines_opens_the_unit_and_keeps_the_line(studio: Studio, now: datetime) -> None:
    unit = make_unit(studio.organisation, "Pemasaran")
    mentor = studio.mentor(unit=unit, line_knowledge=LineKnowledge.UNKNOWN)
    colleague = studio.mentee("Rekan", unit=unit)
    leader = studio.mentee("Pemimpin", unit=unit)
    make_line(mentor.person, leader.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    leader.person.refresh_from_db()
    round_.refresh_from_db()

    decide_unknown_lines(round_, reason="Tim SDM memeriksa garis lapornya.", by=studio.coordinator, now=now)

    assert standing(round_) == {(mentor.pk, colleague.pk)}
    assert round_.exclusions == {HardRule.REPORTING_LINE: 1}


def test_decision_about_unknown_lines_needs_a_reason_and_shows_its_gain(studio: Studio, now: datetime) -> None:
    unit = make_unit(studio.organisation, "Pemasaran")
    studio.mentor(unit=unit, line_knowledge=LineKnowledge.UNKNOWN)
    studio.mentee(unit=unit)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(ReasonMissing):
        decide_unknown_lines(round_, reason="", by=studio.coordinator, now=now)
    override = decide_unknown_lines(round_, reason="Diperiksa.", by=studio.coordinator, now=now)

    assert override.price_hundredths == -9_200  # a full pair, not across units
    undo_override(override, by=studio.coordinator, now=now)
    assert standing(round_) == set()


def test_choice_that_leaves_somebody_without_a_partner_says_so(studio: Studio, now: datetime) -> None:
    """Ayu alone is free in the afternoon, the only time of Theresia."""
    ayu = studio.mentor("Ayu", hours=(*AFTERNOONS, *MORNINGS))
    studio.mentor("Bayu")
    sutikno, _ = studio.mentee("Sutikno"), studio.mentee("Theresia", hours=AFTERNOONS)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert price_pair(round_, mentor=ayu, mentee=sutikno).loss_pairs == 1


@pytest.mark.parametrize("end", ["discard", "send"])
def test_overrides_belong_to_the_time_before_asking(
    studio: Studio, four: tuple[Enrolment, ...], now: datetime, end: str
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    if end == "discard":
        discard_round(round_, by=studio.coordinator, now=now)
    else:
        send_proposals(round_, by=studio.coordinator, now=now)

    with pytest.raises(RoundNotOpen):
        override_pair(
            round_,
            mentor=four[0],
            mentee=four[3],
            kind=OverrideKind.FORCE,
            reason=BECAUSE,
            by=studio.coordinator,
            now=now,
        )
