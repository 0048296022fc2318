"""Thanks, tidying up, and the mentor's own record."""

from __future__ import annotations

import pytest

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from timbalik.relationships.operations import (
    LetterEmpty,
    LetterSent,
    NotAMember,
    NotInClosure,
    NotTheMentor,
    RelationshipNotActive,
    TidyAnswers,
    end_relationship,
    endorse,
    keep_growth_record,
    pause_relationship,
    tidy_up,
    write_letter,
    write_note,
)
from timbalik.relationships.parting import growth_record, may_goals_be_named, opened_letters
from timbalik.relationships.states import Ending, Phase
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_programme(make_organisation(), notes_enabled=True), phase=Phase.CLOSURE)


def read(pair: Pair, reader: object) -> list[str]:
    person = pair.mentor if reader == pair.mentor else pair.mentee
    vault = open_vault(pair.relationship, reader=person)
    return [one.text for one in opened_letters(pair.relationship, vault, reader=person)]


def test_letter_is_read_by_the_other_side_once_it_is_sent(pair: Pair) -> None:
    write_letter(pair.relationship, "Terima kasih, Kak", by=pair.mentee, now=NOW, sends=False)
    assert (read(pair, pair.mentee), read(pair, pair.mentor)) == (["Terima kasih, Kak"], [])
    write_letter(pair.relationship, "Terima kasih, Kak Ayu", by=pair.mentee, now=NOW, sends=True)
    assert read(pair, pair.mentor) == ["Terima kasih, Kak Ayu"]


def test_sent_letter_is_not_changed_and_an_empty_one_not_sent(pair: Pair) -> None:
    with pytest.raises(LetterEmpty):
        write_letter(pair.relationship, "  ", by=pair.mentor, now=NOW, sends=True)
    write_letter(pair.relationship, "x", by=pair.mentor, now=NOW, sends=True)
    with pytest.raises(LetterSent):
        write_letter(pair.relationship, "y", by=pair.mentor, now=NOW, sends=True)


def test_letter_may_come_after_a_bad_ending_but_not_while_paused() -> None:
    pair = make_pair(phase=Phase.GROWTH)
    with pytest.raises(NotInClosure):
        write_letter(pair.relationship, "x", by=pair.mentor, now=NOW, sends=True)
    pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    with pytest.raises(RelationshipNotActive):
        write_letter(pair.relationship, "x", by=pair.mentor, now=NOW, sends=True)
    end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentor, now=NOW)
    assert write_letter(pair.relationship, "Maaf, dan terima kasih", by=pair.mentor, now=NOW, sends=True).sent_at == NOW


def test_notes_that_are_not_kept_go_at_once_and_only_ones_own(pair: Pair) -> None:
    for person in (pair.mentor, pair.mentee):
        write_note(pair.relationship, "catatan", by=person, now=NOW, is_shared=True)
    tidy_up(pair.relationship, TidyAnswers(keeps_notes=False), by=pair.mentor, now=NOW)
    assert [note.author for note in pair.relationship.notes.all()] == [pair.mentee]


def test_consents_are_given_alone_and_taken_back(pair: Pair) -> None:
    assert not may_goals_be_named(pair.relationship, [pair.mentee])
    tidy_up(pair.relationship, TidyAnswers(may_name_goals=True), by=pair.mentee, now=NOW)
    assert may_goals_be_named(pair.relationship, [pair.mentee])
    tidy_up(pair.relationship, TidyAnswers(), by=pair.mentee, now=NOW)
    assert not may_goals_be_named(pair.relationship, [pair.mentee])


def test_record_is_the_mentors_and_the_mentee_adds_one_sentence(pair: Pair) -> None:
    endorse(pair.relationship, "Menjelaskan tanpa merendahkan.", by=pair.mentee, now=NOW)
    keep_growth_record(
        pair.relationship,
        words="Saya belajar bertanya.",
        ratings={"coaching": (2, 4)},
        shows_goals=False,
        shows_endorsement=True,
        by=pair.mentor,
        now=NOW,
    )
    kept = growth_record(pair.relationship, pair.mentor)
    assert kept is not None
    assert (kept.words, kept.endorsement, kept.endorsed_by) == (
        "Saya belajar bertanya.",
        "Menjelaskan tanpa merendahkan.",
        pair.mentee,
    )
    assert [(one.skill, one.before, one.after) for one in kept.ratings.all()] == [("coaching", 2, 4)]
    endorse(pair.relationship, "", by=pair.mentee, now=NOW)
    kept = growth_record(pair.relationship, pair.mentor)
    assert kept is not None
    assert (kept.endorsement, kept.endorsed_by) == ("", None)


def test_mentee_keeps_no_mentors_record_and_a_mentor_endorses_nobody(pair: Pair) -> None:
    with pytest.raises(NotTheMentor):
        keep_growth_record(
            pair.relationship, words="", ratings={}, shows_goals=False, shows_endorsement=False, by=pair.mentee, now=NOW
        )
    with pytest.raises(NotAMember):
        endorse(pair.relationship, "hebat", by=pair.mentor, now=NOW)
    outsider = make_person(pair.relationship.organisation, "Citra")
    with pytest.raises(NotAMember):
        tidy_up(pair.relationship, TidyAnswers(), by=outsider, now=NOW)
