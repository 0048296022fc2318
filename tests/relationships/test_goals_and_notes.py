from __future__ import annotations

from datetime import date

import pytest

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from timbalik.audit.models import AuditEntry
from timbalik.relationships.operations import (
    GoalClosed,
    GoalText,
    GoalTitleMissing,
    NotAMember,
    NotesDisabled,
    NotTheAuthor,
    add_goal,
    change_goal,
    close_goal,
    erase_note,
    write_note,
)
from timbalik.relationships.queries import has_measurable_goal, opened_goals, opened_notes
from timbalik.relationships.states import GoalState
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
WHOLE = GoalText("Membaca dasbor sendiri", "Penyebab turun yang ditemukan", "0", "3", "Laporan Januari")
DUE = date(2027, 1, 15)


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_programme(make_organisation(), notes_enabled=True))


@pytest.mark.parametrize(
    ("text", "due", "measurable"), [(WHOLE, DUE, True), (WHOLE, None, False), (GoalText("Belajar"), DUE, False)]
)
def test_goal_is_measurable_with_measure_start_target_and_date(
    pair: Pair, text: GoalText, due: date | None, measurable: bool
) -> None:
    assert add_goal(pair.relationship, text, due, by=pair.mentor, now=NOW).is_measurable is measurable
    assert has_measurable_goal(pair.relationship) is measurable


def test_goal_words_are_read_by_the_pair_alone(pair: Pair) -> None:
    goal = add_goal(pair.relationship, WHOLE, DUE, by=pair.mentor, now=NOW)
    assert b"dasbor" not in bytes(goal.content_sealed)
    [opened] = opened_goals(pair.relationship, open_vault(pair.relationship, reader=pair.mentee))
    assert opened.text == WHOLE


def test_closed_goal_keeps_its_words(pair: Pair) -> None:
    goal = add_goal(pair.relationship, WHOLE, DUE, by=pair.mentor, now=NOW)
    close_goal(goal, GoalState.PARTLY, "Dua dari tiga.", by=pair.mentee, now=NOW)
    with pytest.raises(GoalClosed):
        change_goal(goal, GoalText("Lain"), None, by=pair.mentor, now=NOW)
    [opened] = opened_goals(pair.relationship, open_vault(pair.relationship, reader=pair.mentor))
    assert (opened.text, opened.outcome, opened.goal.closed_at) == (WHOLE, "Dua dari tiga.", NOW)


def test_goal_needs_a_sentence(pair: Pair) -> None:
    with pytest.raises(GoalTitleMissing):
        add_goal(pair.relationship, GoalText("  "), None, by=pair.mentor, now=NOW)


def test_goal_words_never_reach_the_audit(pair: Pair) -> None:
    add_goal(pair.relationship, WHOLE, DUE, by=pair.mentor, now=NOW)
    assert "dasbor" not in str(list(AuditEntry.objects.values()))


def test_private_note_is_read_by_its_author_shared_by_both(pair: Pair) -> None:
    write_note(pair.relationship, "hanya saya", by=pair.mentor, now=NOW)
    write_note(pair.relationship, "kita berdua", by=pair.mentor, now=NOW, is_shared=True)

    def read(reader: object) -> list[str]:
        assert reader in (pair.mentor, pair.mentee)
        person = pair.mentor if reader == pair.mentor else pair.mentee
        return sorted(
            note.text
            for note in opened_notes(pair.relationship, open_vault(pair.relationship, reader=person), reader=person)
        )

    assert read(pair.mentor) == ["hanya saya", "kita berdua"]
    assert read(pair.mentee) == ["kita berdua"]


def test_only_the_author_changes_or_erases_a_note(pair: Pair) -> None:
    note = write_note(pair.relationship, "kita berdua", by=pair.mentor, now=NOW, is_shared=True)
    with pytest.raises(NotTheAuthor):
        write_note(pair.relationship, "lain", by=pair.mentee, now=NOW, note=note)
    with pytest.raises(NotTheAuthor):
        erase_note(note, by=pair.mentee, now=NOW)
    erase_note(note, by=pair.mentor, now=NOW)
    assert not pair.relationship.notes.exists()


def test_notes_are_off_unless_the_programme_allows_them() -> None:
    pair = make_pair()
    with pytest.raises(NotesDisabled):
        write_note(pair.relationship, "catatan", by=pair.mentor, now=NOW)


def test_outsider_adds_no_goal(pair: Pair) -> None:
    with pytest.raises(NotAMember):
        add_goal(pair.relationship, WHOLE, DUE, by=make_person(pair.relationship.organisation), now=NOW)
