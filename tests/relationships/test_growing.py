"""Promises, experiments, decisions, what was applied, and the benefit asked anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from timbalik.audit.models import AuditEntry
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.relationships.growing import (
    opened_applied,
    opened_benefits,
    opened_decisions,
    opened_experiments,
    opened_promises,
)
from timbalik.relationships.models import AppliedNote, BenefitReview, Decision, DecisionConsent, Relationship
from timbalik.relationships.operations.applying import erase_applied, note_applied
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.relationships.operations.decisions import consent_to_names, log_decision, withdraw_consent
from timbalik.relationships.operations.experiments import (
    ExperimentEnded,
    ExperimentTooLong,
    end_experiment,
    start_experiment,
)
from timbalik.relationships.operations.notes import NotTheAuthor
from timbalik.relationships.operations.promises import PromiseClosed, close_promise, make_promise
from timbalik.relationships.operations.standing import RelationshipNotActive, pause_relationship
from timbalik.relationships.operations.writing import WordsMissing
from timbalik.relationships.states import PromiseState, Reach, Side
from timbalik.relationships.vault import NotAMember, Vault, open_vault

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 7)
INSIGHT = {
    "insight": "Pelanggan muda membaca ulasan dulu",
    "insight_by": Side.MENTOR,
    "decision": "Anggaran ulasan naik",
    "reach": Reach.UNIT,
}


@pytest.fixture
def pair() -> Pair:
    return make_pair()


def vault(pair: Pair, reader: Person) -> Vault:
    return open_vault(pair.relationship, reader=reader)


def log(pair: Pair) -> Decision:
    return log_decision(pair.relationship, by=pair.mentee, now=NOW, **INSIGHT)


def test_both_sides_promise_and_both_read_it(pair: Pair) -> None:
    for owner in (pair.mentor, pair.mentee):
        make_promise(pair.relationship, f"janji {owner.pk}", owner=owner, by=pair.mentor, now=NOW, due_on=UNTIL)
    for reader in (pair.mentor, pair.mentee):
        opened = opened_promises(pair.relationship, vault(pair, reader))
        assert [(one.promise.owner, one.text, one.promise.due_on) for one in opened] == [
            (owner, f"janji {owner.pk}", UNTIL) for owner in (pair.mentor, pair.mentee)
        ]


def test_promise_closes_once(pair: Pair) -> None:
    promise = make_promise(pair.relationship, "janji", owner=pair.mentor, by=pair.mentor, now=NOW)
    close_promise(promise, PromiseState.KEPT, by=pair.mentee, now=NOW)
    assert (promise.state, promise.closed_at) == (PromiseState.KEPT, NOW)
    with pytest.raises(PromiseClosed):
        close_promise(promise, PromiseState.DROPPED, by=pair.mentor, now=NOW)


def test_nobody_promises_for_an_outsider(pair: Pair) -> None:
    outsider = make_person(pair.relationship.organisation)
    with pytest.raises(NotAMember):
        make_promise(pair.relationship, "janji", owner=outsider, by=pair.mentor, now=NOW)


def test_experiment_keeps_what_was_tried_and_what_happened(pair: Pair) -> None:
    experiment = start_experiment(
        pair.relationship, "rapat berdiri", "selesai 15 menit", until=UNTIL, by=pair.mentee, now=NOW
    )
    end_experiment(experiment, "dua kali gagal", "perlu agenda", by=pair.mentor, now=NOW + timedelta(days=14))
    [opened] = opened_experiments(pair.relationship, vault(pair, pair.mentor))
    assert (opened.what, opened.sign, opened.happened, opened.lesson) == (
        "rapat berdiri",
        "selesai 15 menit",
        "dua kali gagal",
        "perlu agenda",
    )
    with pytest.raises(ExperimentEnded):
        end_experiment(experiment, "lain", "", by=pair.mentor, now=NOW)


@pytest.mark.parametrize("days", [-1, 93])
def test_experiment_is_small(pair: Pair, days: int) -> None:
    with pytest.raises(ExperimentTooLong):
        start_experiment(
            pair.relationship, "coba", "", until=NOW.date() + timedelta(days=days), by=pair.mentor, now=NOW
        )


def test_names_are_told_only_when_every_member_consents(pair: Pair) -> None:
    decision, members = log(pair), [pair.mentor.pk, pair.mentee.pk]

    def told() -> bool:
        [opened] = opened_decisions(pair.relationship, vault(pair, pair.mentor))
        return opened.may_be_told(members)

    assert not told()
    consent_to_names(decision, by=pair.mentor, now=NOW)
    assert not told()
    for _again in range(2):
        consent_to_names(decision, by=pair.mentee, now=NOW)
    assert told()
    withdraw_consent(decision, by=pair.mentor, now=NOW)
    assert not told()


def test_outsider_consents_to_nothing(pair: Pair) -> None:
    with pytest.raises(NotAMember):
        consent_to_names(log(pair), by=make_person(pair.relationship.organisation), now=NOW)


def test_decision_words_come_back_whole(pair: Pair) -> None:
    log(pair)
    [opened] = opened_decisions(pair.relationship, vault(pair, pair.mentor))
    assert (opened.insight, opened.insight_by, opened.decided, opened.reach) == tuple(INSIGHT.values())


def test_applied_note_is_read_by_both_and_erased_by_its_author(pair: Pair) -> None:
    row = note_applied(pair.relationship, "membuka dasbor sendiri", "dua menit", by=pair.mentee, now=NOW)
    [opened] = opened_applied(pair.relationship, vault(pair, pair.mentor))
    assert (opened.what, opened.came_of_it) == ("membuka dasbor sendiri", "dua menit")
    with pytest.raises(NotTheAuthor):
        erase_applied(row, by=pair.mentor, now=NOW)
    erase_applied(row, by=pair.mentee, now=NOW)
    assert not AppliedNote.objects.of(pair.relationship.organisation).exists()


def test_benefit_of_the_partner_is_read_after_writing_ones_own(pair: Pair) -> None:
    review_benefit(pair.relationship, "ingin tahu cara memimpin", "waktu", by=pair.mentor, now=NOW)
    assert opened_benefits(pair.relationship, vault(pair, pair.mentee), reader=pair.mentee) == []
    review_benefit(pair.relationship, "ingin paham data", "", by=pair.mentee, now=NOW)
    seen = opened_benefits(pair.relationship, vault(pair, pair.mentee), reader=pair.mentee)
    assert sorted(one.seeks for one in seen) == ["ingin paham data", "ingin tahu cara memimpin"]


def test_benefit_is_replaced_until_both_wrote_then_a_new_round_begins(pair: Pair) -> None:
    for seeks, by in (("satu", pair.mentor), ("dua", pair.mentor), ("tiga", pair.mentee), ("empat", pair.mentor)):
        review_benefit(pair.relationship, seeks, "", by=by, now=NOW)
    mine = opened_benefits(pair.relationship, vault(pair, pair.mentor), reader=pair.mentor)
    assert [(one.review.round, one.seeks) for one in mine] == [(2, "empat"), (1, "dua"), (1, "tiga")]


def write_all(pair: Pair, word: str) -> list[Any]:
    """One row of each kind, by the mentor, holding ``word`` wherever words go."""
    by, now, relationship = pair.mentor, NOW, pair.relationship
    experiment = start_experiment(relationship, word, word, until=UNTIL, by=by, now=now)
    return [
        make_promise(relationship, word, owner=by, by=by, now=now),
        end_experiment(experiment, word, word, by=by, now=now),
        log_decision(
            relationship, insight=word, insight_by=Side.MENTOR, decision=word, reach=Reach.OWN, by=by, now=now
        ),
        note_applied(relationship, word, word, by=by, now=now),
        review_benefit(relationship, word, word, by=by, now=now),
    ]


def test_words_stand_sealed_in_every_row_and_never_in_the_audit(pair: Pair) -> None:
    for row in write_all(pair, "kenari-rahasia"):
        row.refresh_from_db()
        stored = [bytes(value) if isinstance(value, memoryview) else value for value in vars(row).values()]
        assert "kenari-rahasia" not in str(stored), row
    assert "kenari-rahasia" not in str(list(AuditEntry.objects.values()))


def test_empty_words_are_refused(pair: Pair) -> None:
    with pytest.raises(WordsMissing):
        make_promise(pair.relationship, "  ", owner=pair.mentor, by=pair.mentor, now=NOW)
    with pytest.raises(WordsMissing):
        review_benefit(pair.relationship, "", "waktu", by=pair.mentor, now=NOW)


def test_outsider_writes_nothing(pair: Pair) -> None:
    outsider = make_person(pair.relationship.organisation)
    as_outsider = Pair(pair.relationship, mentor=outsider, mentee=pair.mentee)
    with pytest.raises(NotAMember):
        write_all(as_outsider, "kata")


def test_paused_pair_writes_nothing(pair: Pair) -> None:
    pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    with pytest.raises(RelationshipNotActive):
        write_all(pair, "kata")


def test_own_words_go_with_the_author_joint_ones_stay(pair: Pair, django_capture_on_commit_callbacks: Any) -> None:
    *_rest, decision, _applied, _benefit = write_all(pair, "kata")
    consent_to_names(decision, by=pair.mentor, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(pair.mentor, by=None, now=NOW)
    everything = pair.relationship.organisation
    relationship = Relationship.objects.of(everything).get(pk=pair.relationship.pk)
    for gone in (AppliedNote, BenefitReview, DecisionConsent):
        assert not gone.objects.of(everything).exists()
    opened = open_vault(relationship, reader=pair.mentee)
    assert [one.text for one in opened_promises(relationship, opened)] == ["kata"]
    assert [one.what for one in opened_experiments(relationship, opened)] == ["kata"]
    assert [one.insight for one in opened_decisions(relationship, opened)] == ["kata"]
