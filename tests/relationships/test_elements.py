from __future__ import annotations

from timbalik.relationships.elements import BOUNDARY, elements, known_answers, missing_elements

CONTENT = {
    "elements": [
        {"key": "roles", "title": {"id": "Peran", "en": "Roles"}, "required": True},
        {"key": BOUNDARY, "title": {"id": "Batas", "en": "Boundary"}, "required": False},
        {"key": "gift", "title": {"id": "Tukar ilmu", "en": "Return gift"}},
    ]
}


def test_boundary_is_required_whatever_the_text_says() -> None:
    assert missing_elements(CONTENT, {"roles": "Ayu mengajar"}) == [BOUNDARY]
    assert missing_elements({"elements": CONTENT["elements"][:1]}, {"roles": "Ayu mengajar"}) == [BOUNDARY]


def test_missing_elements_keep_the_order_of_the_text() -> None:
    assert missing_elements(CONTENT, {}) == ["roles", BOUNDARY]


def test_known_answers_are_trimmed_and_strangers_left_out() -> None:
    assert known_answers(CONTENT, {"roles": "  Ayu  ", "gift": "   ", "salary": "rahasia"}) == {"roles": "Ayu"}


def test_elements_come_in_one_language() -> None:
    assert [element.title for element in elements(CONTENT, "en")] == ["Roles", "Boundary", "Return gift"]
