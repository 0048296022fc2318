from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.factories.matching import Studio, many
from timbalik.audit.models import AuditEntry
from timbalik.matching.comparing import FOUND, LOST, OTHER, SAME, compare
from timbalik.matching.errors import ArrangementChanged, DraftNameTaken, NothingToKeep, NotInThisRound, RoundNotOpen
from timbalik.matching.models import Draft, Proposal, Round, Unmatched
from timbalik.matching.operations import (
    change_weights,
    discard_round,
    open_round,
    override_pair,
    send_proposals,
    solve_round,
)
from timbalik.matching.operations.drafts import keep_draft, take_draft, throw_away_draft
from timbalik.matching.queries.drafts import drafts_of, find_snapshot, sides_of
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.snapshots import snapshot_of_draft, snapshot_of_round
from timbalik.matching.states import OverrideKind, ProposalState


def live(round_: Round) -> set[tuple[int, int]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return set(rows.values_list("mentor_id", "mentee_id"))


def two_ways(studio: Studio) -> None:
    """Who gains more depends on the weights: one pairing serves the mentees, the other the mentors."""
    studio.mentor("Rangga", offers={"toko": 5, "video": 1}, wants={"arus-kas": 3})
    studio.mentor("Hafizh", offers={"toko": 1, "video": 5}, wants={"risiko": 3})
    studio.mentee("Endang", offers={"risiko": 5, "arus-kas": 1}, wants={"toko": 3})
    studio.mentee("Lukas", offers={"risiko": 1, "arus-kas": 5}, wants={"video": 3})


ALL_MENTEES = Weights(mentee=100, mentor=0, hours=0, across_units=0)
ALL_MENTORS = Weights(mentee=0, mentor=100, hours=0, across_units=0)


def test_draft_taken_back_brings_pairs_weights_and_decisions(studio: Studio, now: datetime) -> None:
    two_ways(studio)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    change_weights(round_, ALL_MENTEES, by=studio.coordinator, now=now)
    pair = Proposal.objects.of(studio.organisation).filter(round=round_).exclude(state=ProposalState.REPLACED)[0]
    override_pair(
        round_,
        mentor=pair.mentor,
        mentee=pair.mentee,
        kind=OverrideKind.LOCK,
        reason="Sudah saling kenal",
        by=studio.coordinator,
        now=now,
    )
    before = live(round_)
    draft = keep_draft(round_, name="Untuk mentee", by=studio.coordinator, now=now)
    for override in round_.overrides.all():
        override.delete()
    change_weights(round_, ALL_MENTORS, by=studio.coordinator, now=now)
    assert live(round_).isdisjoint(before)

    taken = take_draft(round_, draft, by=studio.coordinator, now=now, version=round_.version)

    assert live(round_) == before
    assert (taken.kept, taken.refused, taken.added) == (2, (), 0)
    round_.refresh_from_db()
    assert RoundSettings.from_json(round_.settings).weights == ALL_MENTEES
    assert [one.reason for one in round_.overrides.all()] == ["Sudah saling kenal"]
    assert snapshot_of_draft(draft).pairs.keys() == before  # the draft is as it was
    assert AuditEntry.objects.filter(verb="matching.draft_taken").count() == 1


def test_pair_that_may_not_be_any_more_is_named_and_its_people_are_paired_anew(studio: Studio, now: datetime) -> None:
    two_ways(studio)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    mentor_id, mentee_id = min(live(round_))
    mentee = studio.programme.enrolments.get(pk=mentee_id)
    mentee.person.availability.all().delete()
    newcomer = studio.mentee("Suharti", wants={"toko": 1, "video": 1}, offers={"risiko": 1, "arus-kas": 1})

    taken = take_draft(round_, draft, by=studio.coordinator, now=now)

    assert [(one.mentor_id, one.mentee_id, one.why) for one in taken.refused] == [
        (mentor_id, mentee_id, "no_shared_hours")
    ]
    assert (taken.kept, taken.added) == (1, 1)
    assert (mentor_id, newcomer.pk) in live(round_)
    assert Unmatched.objects.of(studio.organisation).filter(round=round_, enrolment=mentee).exists()


def test_draft_of_a_round_that_changed_meanwhile_is_refused(studio: Studio, now: datetime) -> None:
    two_ways(studio)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    seen = round_.version
    solve_round(Round.objects.of(studio.organisation).get(pk=round_.pk), by=studio.coordinator, now=now)

    with pytest.raises(ArrangementChanged):
        take_draft(round_, draft, by=studio.coordinator, now=now, version=seen)


def test_draft_is_not_taken_once_pairs_were_asked_nor_across_cohorts(
    studio: Studio, elsewhere: Studio, now: datetime
) -> None:
    many(studio, 1)
    many(elsewhere, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    other = open_round(elsewhere.cohort, by=elsewhere.coordinator, now=now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    with pytest.raises(NotInThisRound):
        take_draft(other, draft, by=elsewhere.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    with pytest.raises(RoundNotOpen):
        take_draft(round_, draft, by=studio.coordinator, now=now)


@pytest.mark.parametrize("name", ["Awal", " awal kedua ", " "])
def test_names_tell_drafts_apart(studio: Studio, now: datetime, name: str) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    first = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    if name == " awal kedua ":
        keep_draft(round_, name=name, by=studio.coordinator, now=now + timedelta(hours=1))
        assert [one.name for one in drafts_of(round_)] == ["awal kedua", "Awal"]
        throw_away_draft(first, by=studio.coordinator, now=now)
        assert [one.name for one in drafts_of(round_)] == ["awal kedua"]
    else:
        with pytest.raises(DraftNameTaken):
            keep_draft(round_, name=name, by=studio.coordinator, now=now)


def test_empty_arrangement_is_not_kept(studio: Studio, now: datetime) -> None:
    studio.mentor()
    studio.mentee(hours=((5, time(5), time(6)),))
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    with pytest.raises(NothingToKeep):
        keep_draft(round_, name="Kosong", by=studio.coordinator, now=now)


def test_comparison_says_who_stays_who_changes_and_who_is_left_out(studio: Studio, now: datetime) -> None:
    two_ways(studio)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    change_weights(round_, ALL_MENTEES, by=studio.coordinator, now=now)
    before = snapshot_of_round(round_)
    change_weights(round_, ALL_MENTORS, by=studio.coordinator, now=now)
    after = snapshot_of_round(round_)

    found = compare(before, after)
    assert found.counts == {OTHER: 2}
    assert found.weights_differ
    assert {one.role for one in found.changes} == {"mentee"}
    assert compare(before, before).counts == {SAME: 2}
    assert compare(before, before).chosen("") == ()

    mentee = min(mentee for _, mentee in after.pairs)
    studio.programme.enrolments.get(pk=mentee).person.availability.all().delete()
    solve_round(round_, by=studio.coordinator, now=now)
    fewer = compare(after, snapshot_of_round(round_))
    assert (fewer.counts[LOST], [one.enrolment_id for one in fewer.chosen(LOST) if one.role == "mentee"]) == (
        2,
        [mentee],
    )
    assert compare(fewer.after, fewer.before).counts[FOUND] == 2


def test_values_beside_each_other_are_those_of_each_arrangement(studio: Studio, now: datetime) -> None:
    two_ways(studio)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    one = snapshot_of_round(round_)
    rows = Proposal.objects.of(studio.organisation).filter(round=round_)
    assert one.total == sum(rows.values_list("score_hundredths", flat=True))
    assert one.is_proved
    assert one.weakest == min(value.weaker for value in one.pairs.values())


def test_set_aside_and_published_rounds_can_be_compared(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    first = open_round(studio.cohort, by=studio.coordinator, now=now)
    stood = live(first)
    discard_round(first, by=studio.coordinator, now=now)
    open_round(studio.cohort, by=studio.coordinator, now=now)

    old, new = find_snapshot(studio.programme, "1"), find_snapshot(studio.programme, "2")
    assert old is not None
    assert new is not None
    assert old.pairs.keys() == stood == new.pairs.keys()
    assert [(one.number, one.kind) for one in sides_of(studio.programme)] == [(2, "round"), (1, "round")]
    assert not drafts_of(first).exists()


def test_drafts_of_another_organisation_are_not_found(studio: Studio, elsewhere: Studio, now: datetime) -> None:
    many(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    assert find_snapshot(elsewhere.programme, draft.public_id.hex) is None
    assert find_snapshot(studio.programme, draft.public_id.hex) is not None
    assert find_snapshot(studio.programme, "7") is find_snapshot(studio.programme, "bukan") is None
    assert Draft.objects.of(elsewhere.organisation).count() == 0
