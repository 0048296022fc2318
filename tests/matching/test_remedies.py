"""What is set in motion for people without a partner: asked, never set for them; moved, and moved back."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.factories.matching import AFTERNOONS, MORNINGS, Studio
from tests.factories.outbox import waiting
from timbalik.audit.models import AuditEntry
from timbalik.matching.errors import NotAsked, RemedyNotOpen
from timbalik.matching.models import Proposal, RemedyTaken, Round, Unmatched
from timbalik.matching.operations import answer_remedy, open_round, solve_round, take_remedy, undo_remedy
from timbalik.matching.queries.remedies import remedies_for
from timbalik.matching.states import Answer, ProposalState, RemedyKind
from timbalik.programmes.models import Enrolment


def alone(round_: Round, enrolment: Enrolment) -> Unmatched:
    rows = Unmatched.objects.of(round_.organisation_id).filter(round=round_)
    return rows.select_related("enrolment__person", "enrolment__cohort").get(enrolment=enrolment)


def begin(studio: Studio, round_: Round, who: Enrolment, kind: str, now: datetime) -> RemedyTaken:
    return take_remedy(round_, who, kind=kind, by=studio.coordinator, now=now)


@pytest.fixture
def full(studio: Studio) -> tuple[Enrolment, Enrolment, Enrolment]:
    """One mentor with one place, two mentees; Theresia fits less and stays over."""
    return (
        studio.mentor("Dinda", wants={"negosiasi": 3}),
        studio.mentee("Sutikno", offers={"negosiasi": 5}),
        studio.mentee("Theresia", offers={"negosiasi": 2}),
    )


def test_remedy_of_a_full_mentor_is_proved_and_asked_not_set(
    studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    dinda, _, theresia = full
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    act = remedies_for(round_, [alone(round_, theresia)])[theresia.pk][0]
    assert (act.kind, act.asked, act.proved, act.partner, act.moves) == (RemedyKind.PLACE, dinda, True, dinda, 0)

    taken = begin(studio, round_, theresia, RemedyKind.PLACE, now)

    dinda.refresh_from_db()
    assert (dinda.capacity, taken.asked, taken.answer) == (1, dinda, Answer.WAITING)
    (mail,) = waiting(dinda.person)
    assert "/ketuk/" in mail.text
    assert "Theresia" not in mail.text  # who waits is told to nobody
    assert begin(studio, round_, theresia, RemedyKind.PLACE, now) == taken  # asked once
    assert len(waiting(dinda.person)) == 1
    assert AuditEntry.objects.filter(verb="matching.remedy_taken").count() == 1


def test_yes_adds_the_place_and_computing_anew_pairs_everybody(
    studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    dinda, sutikno, theresia = full
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    taken = begin(studio, round_, theresia, RemedyKind.PLACE, now)
    with pytest.raises(NotAsked):
        answer_remedy(taken, person=sutikno.person, answer=Answer.YES, now=now)

    answer_remedy(taken, person=dinda.person, answer=Answer.NO, now=now)
    answer_remedy(taken, person=dinda.person, answer=Answer.YES, now=now)
    answer_remedy(taken, person=dinda.person, answer=Answer.YES, now=now)  # tapped twice
    solve_round(round_, by=studio.coordinator, now=now)

    dinda.refresh_from_db()
    assert dinda.capacity == 2
    rows = Proposal.objects.of(studio.organisation).exclude(state=ProposalState.REPLACED)
    assert set(rows.values_list("mentee_id", flat=True)) == {sutikno.pk, theresia.pk}
    with pytest.raises(RemedyNotOpen):
        answer_remedy(taken, person=dinda.person, answer=Answer.NO, now=now)  # a yes is not taken back here


def test_person_without_fitting_hours_is_asked_for_more(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu", hours=MORNINGS)
    studio.mentor("Bayu", hours=MORNINGS)
    studio.mentee("Sutikno", hours=MORNINGS)
    late = studio.mentee("Theresia", hours=AFTERNOONS)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    act = remedies_for(round_, [alone(round_, late)])[late.pk][0]
    assert (act.kind, act.asked, act.proved) == (RemedyKind.HOURS, late, True)

    begin(studio, round_, late, RemedyKind.HOURS, now)

    (mail,) = waiting(late.person)
    assert "/saya/profil/waktu/" in mail.text


def test_neighbouring_topic_is_suggested_and_added_by_the_person(studio: Studio, now: datetime) -> None:
    lonely = studio.mentor("Rahmat", offers={"mandarin": 5})
    studio.mentor("Ayu")
    studio.mentee("Sutikno", wants={"toko-daring": 3, "konten": 2}, offers={"laporan-keuangan": 5})
    studio.concept("konten")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    act = remedies_for(round_, [alone(round_, lonely)])[lonely.pk][0]
    assert (act.kind, act.topics, act.proved) == (RemedyKind.TOPICS, ("konten", "toko-daring"), False)
    taken = begin(studio, round_, lonely, RemedyKind.TOPICS, now)

    with pytest.raises(NotAsked):
        answer_remedy(taken, person=lonely.person, answer=Answer.YES, topics=["laporan-keuangan"], now=now)
    answer_remedy(taken, person=lonely.person, answer=Answer.YES, topics=["konten"], now=now)

    assert dict(lonely.offers.of(studio.organisation).values_list("concept__key", "level")) == {
        "mandarin": 5,
        "konten": 3,
    }


def test_next_wave_is_made_once_and_the_move_can_be_undone(
    studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    _, _, theresia = full
    cohort = studio.cohort
    round_ = open_round(cohort, by=studio.coordinator, now=now)

    taken = begin(studio, round_, theresia, RemedyKind.WAVE, now)

    theresia.refresh_from_db()
    assert (theresia.cohort.wave, taken.facts) == (2, {"from": 1, "to": 2})
    assert waiting(theresia.person) == []
    solve_round(round_, by=studio.coordinator, now=now)  # wave one goes on without her
    undo_remedy(taken, by=studio.coordinator, now=now)
    theresia.refresh_from_db()
    assert theresia.cohort == cohort
    with pytest.raises(RemedyNotOpen):
        undo_remedy(taken, by=studio.coordinator, now=now)
    solve_round(round_, by=studio.coordinator, now=now)
    assert begin(studio, round_, theresia, RemedyKind.WAVE, now) != taken
    assert studio.programme.cohorts.of(studio.organisation).count() == 2


def test_question_taken_back_is_closed(studio: Studio, full: tuple[Enrolment, ...], now: datetime) -> None:
    dinda, _, theresia = full
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    taken = begin(studio, round_, theresia, RemedyKind.PLACE, now)
    undo_remedy(taken, by=studio.coordinator, now=now)

    with pytest.raises(RemedyNotOpen):
        answer_remedy(taken, person=dinda.person, answer=Answer.YES, now=now)


def test_remedy_that_does_not_fit_is_refused(studio: Studio, full: tuple[Enrolment, ...], now: datetime) -> None:
    dinda, sutikno, theresia = full
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    for who, kind in ((theresia, RemedyKind.HOURS), (sutikno, RemedyKind.PLACE), (dinda, RemedyKind.WAVE)):
        with pytest.raises(RemedyNotOpen):
            begin(studio, round_, who, kind, now)
