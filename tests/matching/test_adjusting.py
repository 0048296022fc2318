"""Late joiners and leavers: as few people as possible move, and it is said whom before it is done."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.factories.matching import Studio, many
from tests.factories.outbox import waiting
from timbalik.audit.models import AuditEntry
from timbalik.matching.adjustments import MOVED, plan_adjustment
from timbalik.matching.errors import AdjustmentChanged, RoundNotOpen
from timbalik.matching.models import Acceptance, Proposal, Round, Unmatched
from timbalik.matching.operations import answer_proposal, discard_round, open_round, send_proposals
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.operations.expiring import expire_answers
from timbalik.matching.queries.asked import asked_proposals
from timbalik.matching.states import Answer, ProposalState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import withdraw_enrolment


def live(round_: Round) -> dict[int, int]:
    """Mentee by mentor, of the pairs that stand."""
    rows = Proposal.objects.of(round_.organisation_id).filter(
        round=round_, state__in=[ProposalState.DRAFT, ProposalState.ASKED, ProposalState.ACCEPTED]
    )
    return dict(rows.values_list("mentor_id", "mentee_id"))


def leave(enrolment: Enrolment, studio: Studio, now: datetime) -> None:
    withdraw_enrolment(enrolment, by=enrolment.person, now=now)


def say(proposal: Proposal, now: datetime, *answers: str) -> None:
    for person, answer in zip((proposal.mentor.person, proposal.mentee.person), answers, strict=False):
        answer_proposal(proposal, person=person, answer=answer, now=now)


@pytest.mark.django_db(transaction=True)
def test_partner_of_a_leaver_gets_the_newcomer_and_nobody_else_moves(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    before = live(round_)
    mentor, mentee = next(iter(before.items()))
    leave(Enrolment.objects.of(studio.organisation).get(pk=mentor), studio, now)
    newcomer = studio.mentor("Suharti", offers={"topik-0": 1})

    plan = plan_adjustment(round_)
    assert [(one.mentor_id, one.mentee_id) for one in plan.come] == [(newcomer.pk, mentee)]
    assert (plan.stay, plan.leave, plan.moved, plan.alone) == (3, (), frozenset(), frozenset())
    assert live(round_) == {key: value for key, value in before.items() if key != mentor}  # nothing written yet

    adjust_round(round_, by=studio.coordinator, now=now, seen=plan.stamp)
    assert live(round_) == {newcomer.pk: mentee} | {key: value for key, value in before.items() if key != mentor}
    assert AuditEntry.objects.filter(verb="matching.adjusted").count() == 1


def test_people_who_fit_better_elsewhere_stay_when_somebody_joins(studio: Studio, now: datetime) -> None:
    """A full computation would give the newcomer the better mentor; the adjustment leaves the pair alone."""
    good = studio.mentor("Rangga", offers={"toko-daring": 5})
    only = studio.mentee("Endang", wants={"toko-daring": 3})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    better = studio.mentee("Lukas", wants={"toko-daring": 5}, offers={"laporan-keuangan": 5, "risiko": 5})
    weaker = studio.mentor("Hafizh", offers={"toko-daring": 2})

    plan = plan_adjustment(round_)
    assert [(one.mentor_id, one.mentee_id) for one in plan.come] == [(weaker.pk, better.pk)]
    assert live(round_) == {good.pk: only.pk}


def test_pair_that_rules_end_now_is_named_with_the_rule(studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor("Rangga"), studio.mentee("Endang")
    other = studio.mentee("Lukas")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    held = live(round_)[mentor.pk]
    partner = mentee if held == mentee.pk else other
    partner.person.availability.all().delete()

    plan = plan_adjustment(round_)
    assert [(one.mentee_id, one.why) for one in plan.leave] == [(held, "no_shared_hours")]
    assert len(plan.come) == 1
    assert plan.alone == {held}


def test_another_adjustment_than_the_one_seen_is_refused(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    seen = plan_adjustment(round_).stamp
    leave(Enrolment.objects.of(studio.organisation).get(person__full_name="Suharti"), studio, now)

    with pytest.raises(AdjustmentChanged):
        adjust_round(round_, by=studio.coordinator, now=now, seen=seen)
    assert len(live(round_)) == 2


@pytest.mark.django_db(transaction=True)
def test_asked_pairs_stay_and_free_people_are_asked_afresh(studio: Studio, now: datetime) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    first, second, third = Proposal.objects.of(studio.organisation).filter(round=round_).order_by("pk")
    say(first, now, Answer.YES, Answer.YES)
    say(second, now, Answer.NO)
    newcomer = studio.mentor("Suharti", offers={"topik-0": 2, "topik-1": 2, "topik-2": 2})
    assert adjust_round(round_, by=studio.coordinator, now=now).is_empty  # the partner would learn of the no
    later = now + timedelta(days=round_.programme.answer_days, hours=1)
    say(third, now, Answer.YES, Answer.YES)
    expire_answers(round_, now=later)
    letters = len(waiting(second.mentee.person))

    done = adjust_round(round_, by=studio.coordinator, now=later)

    assert [(one.mentor_id, one.mentee_id) for one in done.come] == [(newcomer.pk, second.mentee_id)]
    assert live(round_) == {
        first.mentor_id: first.mentee_id,
        third.mentor_id: third.mentee_id,
        newcomer.pk: second.mentee_id,
    }
    assert len(waiting(newcomer.person)) == 1
    assert len(waiting(second.mentee.person)) == letters + 1
    assert len(waiting(third.mentee.person)) == 1
    assert round_.answer_by == later + timedelta(days=round_.programme.answer_days)
    assert Unmatched.objects.of(studio.organisation).filter(round=round_, enrolment=second.mentor_id).exists()
    mine = asked_proposals(second.mentee.person, now=later)
    assert [one.standing for one in mine] == ["open", "ended"]
    assert mine[0].partner == newcomer


def test_nobody_is_asked_the_same_pair_twice(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    only = Proposal.objects.of(studio.organisation).get(round=round_)
    say(only, now, Answer.NO)
    later = now + timedelta(days=round_.programme.answer_days, hours=1)
    expire_answers(round_, now=later)

    done = adjust_round(round_, by=studio.coordinator, now=later)
    assert done.is_empty
    assert Acceptance.objects.of(studio.organisation).count() == 2
    assert not AuditEntry.objects.filter(verb="matching.adjusted").exists()


def test_declined_pair_stays_ruled_out_after_both_got_other_partners(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    first = Proposal.objects.of(studio.organisation).get(round=round_)
    say(first, now, Answer.NO)
    studio.mentor("Suharti", offers={"topik-0": 2})
    later = now + timedelta(days=round_.programme.answer_days, hours=1)
    expire_answers(round_, now=later)
    assert not adjust_round(round_, by=studio.coordinator, now=later).is_empty
    discard_round(round_, by=studio.coordinator, now=now)

    again = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert again.exclusions.get("declined") == 1


def test_named_people_get_no_new_partner(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    first, second = Proposal.objects.of(studio.organisation).filter(round=round_).order_by("pk")
    say(first, now, Answer.NO)
    say(second, now, Answer.YES, Answer.YES)
    expire_answers(round_, now=now + timedelta(days=round_.programme.answer_days, hours=1))
    studio.mentor("Suharti", offers={"topik-0": 2, "topik-1": 2})

    assert plan_adjustment(round_, without=[first.mentee_id]).come == ()
    assert len(plan_adjustment(round_).come) == 1


def test_moved_is_only_who_could_have_stayed(studio: Studio, now: datetime) -> None:
    """One mentor serves two topics; the newcomer has only one, so the one pair parts that makes two possible."""
    both = studio.mentor("Rangga", capacity=1)
    first = studio.mentee("Endang")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    second = studio.mentee("Lukas", hours=((0, time(9), time(11)),))
    tuesday = ((2, time(9), time(11)),)
    newcomer = studio.mentor("Hafizh", hours=tuesday)

    plan = plan_adjustment(round_)
    assert {(one.mentor_id, one.mentee_id) for one in plan.come} == {(both.pk, second.pk), (newcomer.pk, first.pk)}
    assert [(one.mentee_id, one.why) for one in plan.leave] == [(first.pk, MOVED)]
    assert plan.moved == {both.pk, first.pk}


def test_ended_round_is_not_adjusted(studio: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    discard_round(round_, by=studio.coordinator, now=now)
    with pytest.raises(RoundNotOpen):
        adjust_round(round_, by=studio.coordinator, now=now)
