"""Two mentees with one mentor, or never with the same."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import Sum

from tests.factories.matching import AFTERNOONS, MORNINGS, Studio, many
from tests.factories.people import make_line
from timbalik.audit.models import AuditEntry
from timbalik.matching.errors import GroupImpossible, NotInThisRound, ReasonMissing
from timbalik.matching.models import Override, Proposal, Round, Unmatched
from timbalik.matching.operations import (
    change_weights,
    group_mentees,
    open_round,
    override_pair,
    price_group,
    price_pair,
    undo_override,
)
from timbalik.matching.settings import Weights
from timbalik.matching.states import GroupClash, OverrideKind, ProposalState
from timbalik.programmes.models import Enrolment

BECAUSE = "Keduanya memimpin satu direktorat."
TOGETHER, APART = OverrideKind.TOGETHER, OverrideKind.APART


def mentors_of(round_: Round) -> dict[int, int]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return dict(rows.values_list("mentee_id", "mentor_id"))


def total(round_: Round) -> int:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return rows.aggregate(total=Sum("score_hundredths"))["total"] or 0


@pytest.fixture
def roomy(studio: Studio) -> tuple[Enrolment, Enrolment, Enrolment, Enrolment]:
    """Ayu fits Sutikno fully and Bayu fits Theresia; both have room for two. Crossed, every side gains 40 of 100."""
    return (
        studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3}, capacity=2),
        studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3}, capacity=2),
        studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3}),
        studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3}),
    )


def test_two_mentees_share_one_mentor_at_the_price_shown(
    studio: Studio, roomy: tuple[Enrolment, ...], now: datetime
) -> None:
    ayu, bayu, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert mentors_of(round_) == {sutikno.pk: ayu.pk, theresia.pk: bayu.pk}
    shown = price_group(round_, kind=TOGETHER, one=sutikno, other=theresia)
    assert mentors_of(round_) == {sutikno.pk: ayu.pk, theresia.pk: bayu.pk}  # asking changes nothing

    kept = group_mentees(
        round_, kind=TOGETHER, one=sutikno, other=theresia, reason=BECAUSE, by=studio.coordinator, now=now
    )

    assert len(set(mentors_of(round_).values())) == 1
    assert (kept.price_hundredths, kept.reason, shown.loss_pairs) == (shown.loss_hundredths, BECAUSE, 0)
    assert shown.loss_hundredths == 4_800  # one pair of the two goes from a full fit to 40 of 100 on both sides
    assert (len(shown.leave), len(shown.come)) == (1, 1)
    round_.refresh_from_db()
    assert (round_.kept_gap, (round_.value or 0) - total(round_)) == (0, 4_800)
    assert AuditEntry.objects.filter(verb="matching.overridden").exists()


def test_two_mentees_never_have_the_same_mentor(studio: Studio, now: datetime) -> None:
    ayu = studio.mentor("Ayu", capacity=2)
    bayu = studio.mentor("Bayu", offers={"lain": 1})
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert set(mentors_of(round_).values()) == {ayu.pk}

    group_mentees(round_, kind=APART, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now)

    assert set(mentors_of(round_).values()) == {ayu.pk, bayu.pk}


def test_decision_about_two_lives_through_new_weights_and_goes_with_undo(
    studio: Studio, roomy: tuple[Enrolment, ...], now: datetime
) -> None:
    ayu, bayu, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    kept = group_mentees(
        round_, kind=TOGETHER, one=sutikno, other=theresia, reason=BECAUSE, by=studio.coordinator, now=now
    )
    change_weights(round_, Weights(60, 20, 12, 8), by=studio.coordinator, now=now)
    assert len(set(mentors_of(round_).values())) == 1

    undo_override(kept, by=studio.coordinator, now=now)

    assert mentors_of(round_) == {sutikno.pk: ayu.pk, theresia.pk: bayu.pk}
    assert not Override.objects.of(studio.organisation).exists()


def test_price_of_a_pair_keeps_the_two_together(studio: Studio, roomy: tuple[Enrolment, ...], now: datetime) -> None:
    ayu, bayu, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(round_, kind=TOGETHER, one=sutikno, other=theresia, reason=BECAUSE, by=studio.coordinator, now=now)
    here = set(mentors_of(round_).values()).pop()
    there = bayu if here == ayu.pk else ayu

    price = price_pair(round_, mentor=there, mentee=sutikno)

    assert (price.possible, len(price.come), len(price.leave)) == (True, 2, 2)  # both move
    override_pair(
        round_,
        mentor=there,
        mentee=sutikno,
        kind=OverrideKind.FORCE,
        reason=BECAUSE,
        by=studio.coordinator,
        now=now,
    )
    assert mentors_of(round_) == {sutikno.pk: there.pk, theresia.pk: there.pk}


@pytest.mark.parametrize(
    ("case", "kind", "cause"),
    [
        ("apart", TOGETHER, GroupClash.APART),
        ("chosen", TOGETHER, GroupClash.CHOSEN_APART),
        ("same", APART, GroupClash.SAME_MENTOR),
        ("through_a_third", APART, GroupClash.TOGETHER),
    ],
)
def test_contradiction_is_named(
    studio: Studio, roomy: tuple[Enrolment, ...], now: datetime, case: str, kind: str, cause: str
) -> None:
    ayu, bayu, sutikno, theresia = roomy
    ayu.capacity = bayu.capacity = 3
    ayu.save()
    bayu.save()
    third = studio.mentee("Wulan", wants={"dasbor": 3})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    def pair(mentor: Enrolment, mentee: Enrolment) -> None:
        override_pair(
            round_,
            mentor=mentor,
            mentee=mentee,
            kind=OverrideKind.FORCE,
            reason=BECAUSE,
            by=studio.coordinator,
            now=now,
        )

    def decide(kind: str, one: Enrolment, other: Enrolment) -> None:
        group_mentees(round_, kind=kind, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now)

    one, other = sutikno, theresia
    if case == "apart":
        decide(TOGETHER, theresia, third)
        decide(APART, sutikno, third)
    elif case == "through_a_third":
        decide(TOGETHER, sutikno, third)
        decide(TOGETHER, third, theresia)
    elif case == "chosen":
        pair(ayu, sutikno)
        pair(bayu, theresia)
    else:
        pair(ayu, sutikno)
        pair(ayu, theresia)
    before = mentors_of(round_)

    assert price_group(round_, kind=kind, one=one, other=other).clash == cause
    with pytest.raises(GroupImpossible) as refused:
        decide(kind, one, other)
    assert (refused.value.cause, mentors_of(round_)) == (cause, before)


def test_nobody_shares_a_mentor_without_room_or_against_a_rule(studio: Studio, now: datetime) -> None:
    small = studio.mentor("Ayu")
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert price_group(round_, kind=TOGETHER, one=one, other=other).clash == GroupClash.NO_ROOM
    small.capacity = 2
    small.save()
    assert price_group(round_, kind=TOGETHER, one=one, other=other).clash == ""
    make_line(one.person, small.person)

    assert price_group(round_, kind=TOGETHER, one=one, other=other).clash == GroupClash.NO_COMMON


def test_rule_that_comes_in_later_wins(studio: Studio, now: datetime) -> None:
    mentor, spare = studio.mentor("Ayu", capacity=2), studio.mentor("Bayu", hours=MORNINGS)
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(round_, kind=TOGETHER, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now)
    make_line(one.person, mentor.person)

    change_weights(round_, Weights(), by=studio.coordinator, now=now)

    assert mentors_of(round_) == {one.pk: spare.pk, other.pk: mentor.pk}


def test_who_finds_no_mentor_beside_the_decision_reads_why(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    studio.mentor("Bayu", hours=AFTERNOONS)
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(round_, kind=APART, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now)

    alone = Unmatched.objects.of(studio.organisation).get(enrolment__in=[one, other])

    assert (alone.reason, alone.remedy) == ("kept_so", "take_back")


def test_mentors_are_not_kept_together_and_a_reason_is_needed(
    studio: Studio, roomy: tuple[Enrolment, ...], now: datetime
) -> None:
    ayu, bayu, sutikno, theresia = roomy
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    with pytest.raises(NotInThisRound):
        price_group(round_, kind=TOGETHER, one=ayu, other=bayu)
    with pytest.raises(ReasonMissing):
        group_mentees(round_, kind=TOGETHER, one=sutikno, other=theresia, reason=" ", by=studio.coordinator, now=now)
    with pytest.raises(NotInThisRound):
        group_mentees(round_, kind=APART, one=sutikno, other=sutikno, reason="x", by=studio.coordinator, now=now)


def test_newest_decision_about_the_same_two_counts(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    Enrolment.objects.of(studio.organisation).filter(role="mentor").update(capacity=2)
    one, other = Enrolment.objects.of(studio.organisation).filter(role="mentee").order_by("pk")[:2]
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    group_mentees(round_, kind=TOGETHER, one=one, other=other, reason=BECAUSE, by=studio.coordinator, now=now)
    assert mentors_of(round_)[one.pk] == mentors_of(round_)[other.pk]

    group_mentees(round_, kind=APART, one=other, other=one, reason=BECAUSE, by=studio.coordinator, now=now)

    assert Override.objects.of(studio.organisation).get().kind == APART
    assert mentors_of(round_)[one.pk] != mentors_of(round_)[other.pk]
