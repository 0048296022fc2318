"""Somebody asks that a person decides: no calculation proposes them until then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio
from tests.factories.people import make_line
from timbalik.audit.models import AuditEntry
from timbalik.matching.errors import HardRuleForbids, NotInThisRound, ReasonMissing
from timbalik.matching.models import Objection, Round
from timbalik.matching.operations import answer_proposal, open_round, publish_round, send_proposals
from timbalik.matching.operations.expiring import expire_answers
from timbalik.matching.operations.objecting import (
    AlreadyObjecting,
    ObjectionNotPossible,
    ObjectionSettled,
    OwnObjection,
    answer_objection,
    pair_by_hand,
    raise_objection,
    remind_of_objections,
    withdraw_objection,
)
from timbalik.matching.queries.asked import asked_proposals
from timbalik.matching.queries.words import unmatched_in_words
from timbalik.matching.states import Answer, ObjectionState
from timbalik.notifications.models import Effect
from timbalik.programmes.models import Enrolment


@pytest.fixture
def four(studio: Studio) -> dict[str, Enrolment]:
    return {
        "Wahyu": studio.mentor("Wahyu"),
        "Ratna": studio.mentor("Ratna", offers={"lain": 1}),
        "Endang": studio.mentee("Endang"),
        "Lukas": studio.mentee("Lukas"),
    }


def object_to(enrolment: Enrolment, now: datetime, words: str = "") -> Objection:
    return raise_objection(enrolment, words=words, by=enrolment.person, now=now)


def pairs(round_: Round) -> set[tuple[str, str]]:
    rows = round_.proposals.exclude(state="replaced")
    return set(rows.values_list("mentor__person__full_name", "mentee__person__full_name"))


def test_no_round_proposes_who_asks_for_a_person(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    object_to(four["Endang"], now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert pairs(round_) == {("Wahyu", "Lukas")}
    left = round_.unmatched.get(enrolment=four["Endang"])
    assert (left.reason, left.remedy) == ("asks_for_person", "decide_by_hand")
    assert all(unmatched_in_words(left))


def test_pairs_asked_about_end_as_any_other(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    object_to(four["Endang"], now)

    partner = round_.proposals.get(mentee=four["Endang"]).mentor.person
    assert [asked.standing for asked in asked_proposals(partner, now=now)] == ["ended"]


def test_clock_of_three_days_begins_and_both_are_told(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    objection = object_to(four["Endang"], now, "Saya ingin dibicarakan dulu.")

    assert objection.answer_by == now + timedelta(hours=72)
    told = Effect.objects.of(studio.organisation).values_list("recipient__full_name", "kind")
    assert sorted(told) == sorted(
        [("Endang", "in_app"), (studio.coordinator.full_name, "in_app"), (studio.coordinator.full_name, "mail")]
    )
    entry = AuditEntry.objects.filter(verb="matching.objection_raised").get()
    assert entry.facts == {}


def test_only_the_person_asks_and_once(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    with pytest.raises(ObjectionNotPossible):
        raise_objection(four["Endang"], words="", by=studio.coordinator, now=now)
    object_to(four["Endang"], now)
    with pytest.raises(AlreadyObjecting):
        object_to(four["Endang"], now)


def test_taken_back_the_next_round_proposes_again(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    objection = object_to(four["Endang"], now)
    withdraw_objection(objection, by=four["Endang"].person, now=now)
    with pytest.raises(ObjectionSettled):
        withdraw_objection(objection, by=four["Endang"].person, now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert {mentee for _, mentee in pairs(round_)} == {"Endang", "Lukas"}


def test_answer_closes_it_with_words_the_person_reads(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    objection = object_to(four["Endang"], now)
    with pytest.raises(ReasonMissing):
        answer_objection(objection, answer=" ", by=studio.coordinator, now=now)
    with pytest.raises(OwnObjection):
        answer_objection(objection, answer="Baik.", by=four["Endang"].person, now=now)

    answer_objection(objection, answer="Kami bicara Selasa.", by=studio.coordinator, now=now)

    assert (objection.state, objection.answer) == (ObjectionState.ANSWERED, "Kami bicara Selasa.")
    assert Effect.objects.of(studio.organisation).filter(recipient=objection.person, kind="mail").count() == 1


def test_chosen_pair_is_proposed_by_the_round_and_nobody_else(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    """Ratna fits nobody well; the coordinator chose her, so the engine keeps her for Endang."""
    objection = object_to(four["Endang"], now)
    pair_by_hand(objection, partner=four["Ratna"], reason="Keduanya di Surabaya.", by=studio.coordinator, now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert pairs(round_) == {("Ratna", "Endang"), ("Wahyu", "Lukas")}


def test_round_under_way_is_arranged_around_the_choice(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    objection = object_to(four["Endang"], now)
    pair_by_hand(objection, partner=four["Ratna"], reason="Sekota.", by=studio.coordinator, now=now)
    assert ("Ratna", "Endang") in pairs(round_)


def test_whoever_decides_hears_once_more_before_the_end(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    object_to(four["Endang"], now)
    mails = Effect.objects.of(studio.organisation).filter(recipient=studio.coordinator, kind="mail")
    assert remind_of_objections(now + timedelta(hours=40)) == 0
    for hours in (50, 60):
        assert remind_of_objections(now + timedelta(hours=hours)) == 1
    assert mails.count() == 2


def test_no_person_lifts_a_hard_rule(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    make_line(four["Wahyu"].person, four["Endang"].person)
    objection = object_to(four["Endang"], now)
    with pytest.raises(HardRuleForbids, match="reporting_line"):
        pair_by_hand(objection, partner=four["Wahyu"], reason="Cocok.", by=studio.coordinator, now=now)
    with pytest.raises(NotInThisRound):
        pair_by_hand(objection, partner=four["Lukas"], reason="Cocok.", by=studio.coordinator, now=now)


def test_pair_chosen_by_hand_opens_and_settles_it(studio: Studio, four: dict[str, Enrolment], now: datetime) -> None:
    objection = object_to(four["Endang"], now)
    pair_by_hand(objection, partner=four["Ratna"], reason="Sekota.", by=studio.coordinator, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    for one in ("Ratna", "Endang"):
        answer_proposal(
            round_.proposals.get(mentee=four["Endang"]), person=four[one].person, answer=Answer.YES, now=now
        )
    publish_round(round_, by=studio.coordinator, now=now)

    objection.refresh_from_db()
    assert objection.state == ObjectionState.ANSWERED


def test_choice_that_did_not_come_about_waits_for_a_person_again(
    studio: Studio, four: dict[str, Enrolment], now: datetime
) -> None:
    objection = object_to(four["Endang"], now)
    pair_by_hand(objection, partner=four["Ratna"], reason="Sekota.", by=studio.coordinator, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    later = now + timedelta(days=studio.programme.answer_days, hours=1)
    expire_answers(round_, now=later)

    objection.refresh_from_db()
    assert (objection.state, objection.partner, objection.answer_by) == ("open", None, later + timedelta(hours=72))
