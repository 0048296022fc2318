from __future__ import annotations

from timbalik.relationships.elements import BOUNDARY, boundary_map, elements, known_answers, missing_elements
from timbalik.relationships.states import Place

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


MAP = {
    "elements": [
        {
            "key": "topics",
            "title": {"id": "Peta batas", "en": "Boundary map"},
            "kind": "map",
            "required": True,
            "topics": [
                {"key": "family", "area": "personal", "place": "ask", "text": {"id": "Keluarga", "en": "Family"}},
                {"key": "plans", "area": "work", "place": "off", "text": {"id": "Rencana", "en": "Plans"}},
            ],
        },
        CONTENT["elements"][1],
    ]
}


def test_map_is_answered_once_every_topic_has_its_place() -> None:
    assert missing_elements(MAP, {BOUNDARY: "Kerja"}) == ["topics"]
    assert missing_elements(MAP, {BOUNDARY: "Kerja", "topics.family": "in"}) == ["topics"]
    assert missing_elements(MAP, {BOUNDARY: "Kerja", "topics.family": "in", "topics.plans": "off"}) == []


def test_unknown_places_and_topics_are_left_out() -> None:
    said = {"topics.family": "maybe", "topics.plans": "off", "topics.salary": "in", "topics.own_ask": " Anak \n"}
    assert known_answers(MAP, said) == {"topics.plans": "off", "topics.own_ask": "Anak"}


def test_map_is_read_in_three_columns() -> None:
    said = {"topics.family": "ask", "topics.plans": "off", "topics.own_in": "Sepak bola\n\nMasak"}
    columns = boundary_map(elements(MAP, "id")[0], said)
    assert [(one.place, one.work, one.personal, one.own) for one in columns] == [
        (Place.IN, (), (), ("Sepak bola", "Masak")),
        (Place.ASK, (), ("Keluarga",), ()),
        (Place.OFF, ("Rencana",), (), ()),
    ]
