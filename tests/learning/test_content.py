"""Everything we teach, walked from end to end in both languages: complete, in range, and without a dead end."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from timbalik.learning import agendas, practice, topics, units
from timbalik.learning.models import AgendaVersion, PracticeVersion, TopicVersion, TrainingUnitVersion
from timbalik.learning.queries import agenda_for, library, offered_topics, practices, topic_pack
from timbalik.learning.topics import Area, TopicState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
LANGUAGES = ("id", "en")
WORDS_A_MINUTE = 150  # read on a phone, with pauses
FOUR_AREAS = (Area.FUNCTIONS, Area.CHANGE, Area.RISK, Area.GLOBAL)


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in strings(inner)]
    return []


def newest_units() -> dict[str, TrainingUnitVersion]:
    return {unit.key: unit for unit in TrainingUnitVersion.objects.order_by("version")}


# --- Training ---------------------------------------------------------------------------------------------------------


def test_units_for_each_side_and_a_joint_one() -> None:
    sides = Counter(unit.content["side"] for unit in newest_units().values())
    assert sides == {"mentor": 3, "mentee": 3, "both": 1}  # the third of each is for the other directions


@pytest.mark.parametrize("language", LANGUAGES)
def test_unit_is_complete(language: str) -> None:
    for key, unit in newest_units().items():
        words = units.in_words(key, unit.content, language)
        scenarios = [section for section in words.sections if section.kind == "scenario"]
        assert len(scenarios) >= 2, key
        for scenario in scenarios:
            assert len(scenario.options) >= 3
            assert {option.tone for option in scenario.options} >= {"ok"}
            assert all(option.text and option.feedback for option in scenario.options)
        assert all(section.heading and section.paragraphs for section in words.sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_asks_eight_questions_and_explains_every_answer(language: str) -> None:
    for key, unit in newest_units().items():
        words = units.in_words(key, unit.content, language)
        assert (len(words.questions), words.pass_mark) == (8, 6), key
        for question in words.questions:
            assert len(question.choices) == 3
            assert all(choice.text and choice.why for choice in question.choices), question.key
            assert question.right in [choice.key for choice in question.choices]
        # Whoever always taps the same place does not pass.
        assert max(Counter(question.right for question in words.questions).values()) < words.pass_mark


@pytest.mark.parametrize("language", LANGUAGES)
def test_unit_is_read_in_the_minutes_it_promises(language: str) -> None:
    for key, unit in newest_units().items():
        words = units.in_words(key, unit.content, language)
        counted = sum(len(text.split()) for text in strings(words))
        assert counted / WORDS_A_MINUTE <= words.minutes <= 30, key


def test_first_edition_stays_as_it_was_released() -> None:
    first = TrainingUnitVersion.objects.filter(version=1, key__endswith="-dasar")
    assert [len(unit.content["questions"]) for unit in first] == [4, 4, 4]


# --- Practice ---------------------------------------------------------------------------------------------------------


def test_leadership_mode_is_practised_in_both_chairs_of_one_meeting() -> None:
    mentor, mentee = practices("id")
    assert (mentor.side, mentee.side) == ("mentor", "mentee")
    assert (mentor.other, mentee.other) == (mentee.key, mentor.key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1])
def test_every_way_through_a_practice_ends(number: int, language: str) -> None:
    one = practices(language)[number]
    reached, tones = set(), set()

    def go(path: str) -> None:
        walk = one.walk(path)
        assert walk is not None, path
        assert len(path) <= 8
        reached.add(walk.scene.key)
        assert all(walk.scene.text)
        if walk.has_ended:
            assert walk.scene.lesson
            tones.add(walk.scene.tone)
        for place, choice in enumerate(walk.scene.choices):
            assert choice.text
            assert choice.feedback
            go(f"{path}{place}")

    go("")
    assert reached == set(one.scenes)
    assert tones == {"ok", "info", "risk"}


@pytest.mark.parametrize("path", ["9", "x", "0000000000", "²", "-1"])
def test_odd_ways_lead_nowhere(path: str) -> None:
    assert practices("id")[0].walk(path) is None


# --- The library ------------------------------------------------------------------------------------------------------


def test_48_topics_stand_in_twelve_groups_and_every_area() -> None:
    found = library("id")
    assert [pack.number for pack in found] == list(range(1, 49))
    assert len({pack.group for pack in found}) == 12
    assert {pack.area for pack in found} == set(Area)


def test_two_packs_of_each_of_the_four_areas_are_ready() -> None:
    ready = Counter(pack.area for pack in offered_topics())
    assert {area: ready[area] for area in FOUR_AREAS} == dict.fromkeys(FOUR_AREAS, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_written_pack_is_complete(language: str) -> None:
    for pack in library(language):
        if pack.state is TopicState.NOT_WRITTEN:
            continue
        parts = (pack.summary, pack.aim, pack.why, pack.exercise, pack.decision, pack.pitfalls)
        assert all(parts), pack.key
        assert (len(pack.questions), len(pack.try_out) >= 3, len(pack.demonstration) >= 3) == (3, True, True), pack.key
        assert pack.sources
        assert all(source.text for source in pack.sources)
        assert all(re.match(r"https://", source.url) for source in pack.sources if source.url)


def test_pack_for_experts_carries_its_state_and_is_not_offered() -> None:
    waiting = [pack for pack in library() if pack.state is TopicState.AWAITS_EXPERT]
    assert [pack.key for pack in waiting] == ["memeriksa-ai"]
    assert all(pack.needs_expert and not pack.is_offered for pack in waiting)
    content = TopicVersion.objects.get(key="memeriksa-ai", version=2).content
    assert topics.topic_state(content | {"reviewed": {"on": "2027-01-10"}}) is TopicState.READY


def test_topic_not_written_or_unknown_has_no_pack() -> None:
    assert topic_pack("blockchain") is None
    assert topic_pack("tidak-ada") is None
    pack = topic_pack("membaca-dasbor", "en")
    assert pack is not None
    assert pack.title == "Reading dashboards without being misled"


def test_business_basics_are_not_among_the_topics() -> None:
    """GR-18: what a senior leader has long mastered is no subject here."""
    titles = " ".join(pack.title.lower() for pack in library("en"))
    assert not [word for word in ("leadership basics", "budgeting", "negotiation", "strategy") if word in titles]


# --- Agendas ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_field_visit_has_a_plan_safety_and_what_is_really_happening(language: str) -> None:
    version = agenda_for("field")
    assert version is not None
    agenda = agendas.in_words(version.content, language)
    assert sum(part.minutes for part in agenda.parts) == agenda.minutes == 120
    assert min(len(agenda.plan), len(agenda.safety), len(agenda.look_for)) >= 4
    assert agenda.protect


# --- Nothing is missing ---------------------------------------------------------------------------------------------


def test_no_word_falls_back_to_the_other_language() -> None:
    """Read in both languages, no text is the same: what was forgotten would show up in Indonesian."""
    names = {"Data", "Timbalik"}
    for model, read in (
        (TrainingUnitVersion, lambda row, language: units.in_words(row.key, row.content, language)),
        (PracticeVersion, lambda row, language: practice.in_words(row.key, row.content, language)),
        (TopicVersion, lambda row, language: topics.in_words(row.key, row.version, row.content, language)),
        (AgendaVersion, lambda row, language: agendas.in_words(row.content, language)),
    ):
        for row in model.objects.all():
            indonesian, english = (
                [text for text in strings(read(row, language)) if " " in text] for language in LANGUAGES
            )
            same = set(indonesian) & set(english) - names
            assert [text for text in same if not text.startswith(("Steven Rogelberg", "Stefan Thomke"))] == [], row
