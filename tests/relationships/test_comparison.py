from __future__ import annotations

from timbalik.lib.differences import Fate, Piece
from timbalik.relationships.comparison import Moved, compare_answers
from timbalik.relationships.elements import elements

LISTED = elements(
    {
        "elements": [
            {"key": "rhythm", "title": {"id": "Irama", "en": "Rhythm"}},
            {
                "key": "topics",
                "title": {"id": "Peta", "en": "Map"},
                "kind": "map",
                "topics": [
                    {"key": "family", "area": "personal", "place": "ask", "text": {"id": "Keluarga", "en": "Family"}}
                ],
            },
        ]
    },
    "en",
)


def test_only_what_differs_is_listed_word_by_word() -> None:
    before = {"rhythm": "two hours", "topics.family": "in"}
    [change] = compare_answers(LISTED, before, before | {"rhythm": "one hour"})
    assert change.element.key == "rhythm"
    assert [piece.fate for piece in change.pieces] == [Fate.GONE, Fate.NEW]


def test_topic_that_moved_says_from_where_to_where() -> None:
    [change] = compare_answers(LISTED, {"topics.family": "in"}, {"topics.family": "off"})
    assert [(moved.topic, bool(moved.before), bool(moved.after)) for moved in change.moved] == [("Family", True, True)]
    assert isinstance(change.moved[0], Moved)


def test_first_version_is_all_new() -> None:
    changes = compare_answers(LISTED, {}, {"rhythm": "one hour", "topics.own_ask": "Football"})
    assert [change.pieces for change in changes] == [(Piece("one hour", Fate.NEW),), (Piece("Football", Fate.NEW),)]


def test_same_answers_have_no_changes() -> None:
    assert compare_answers(LISTED, {"rhythm": "x"}, {"rhythm": "x"}) == []
