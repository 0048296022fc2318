"""The texts we bring: both languages everywhere, the promised counts, and nothing that a reader would stumble over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import timbalik
from timbalik.cli.content import publish_all
from timbalik.learning.models import AgendaVersion, TopicVersion, TrainingUnitVersion
from timbalik.lib.versions import VersionChanged, latest, publish
from timbalik.meetings.states import SessionKind
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.skills import SkillConcept
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import ProgrammeTemplateVersion
from timbalik.programmes.templates_content import read_template
from timbalik.relationships.models import AgreementTextVersion
from timbalik.surveys.models import InstrumentVersion

FILES = sorted(Path(timbalik.__file__).parent.glob("*/content/**/*.json"))


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if "id" in value or "en" in value:
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{path}/{index}")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_text_is_in_both_languages(file: Path) -> None:
    found = list(texts(json.loads(file.read_text(encoding="utf-8"))))
    assert found
    assert [
        path for path, text in found if set(text) != {"id", "en"} or not all(part.strip() for part in text.values())
    ] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_text_keeps_to_the_voice(file: Path) -> None:
    """Words that DESIGN rules out: pair of lovers, letter of confession, password, board without saying which."""
    indonesian = " ".join(text["id"] for _, text in texts(json.loads(file.read_text(encoding="utf-8")))).lower()
    refused = (
        "pasangan saya",
        "surat pengakuan",
        "klik di sini",
        "submit",
        "tetapi,",
        " hrd",
        "kontrak mentoring",
        "pementoran",
    )
    assert [word for word in refused if word in indonesian] == []


def test_publishing_twice_changes_nothing(content: None) -> None:
    before = (NoticeVersion.objects.count(), TopicVersion.objects.count(), SkillConcept.objects.count())
    publish_all()
    assert (NoticeVersion.objects.count(), TopicVersion.objects.count(), SkillConcept.objects.count()) == before


def test_published_version_is_not_changed_under_its_number(content: None) -> None:
    with pytest.raises(VersionChanged):
        publish(NoticeVersion, "pemberitahuan-privasi", 1, {"title": {"id": "Lain", "en": "Other"}})


def test_agreement_has_the_twenty_elements_all_required(content: None) -> None:
    elements = latest(AgreementTextVersion, "kesepakatan-mentoring").content["elements"]
    assert [element["number"] for element in elements] == list(range(1, 21))
    assert all(element["required"] for element in elements)
    assert "work_personal_line" in {element["key"] for element in elements}


def test_concepts_are_the_topics_and_the_return_gifts(content: None) -> None:
    topics = set(TopicVersion.objects.values_list("key", flat=True))
    assert len(topics) == 48
    assert SkillConcept.objects.filter(key__in=topics).count() == 48
    assert SkillConcept.objects.exclude(key__in=topics).count() >= 40


def test_topics_offered_are_written_and_need_no_expert() -> None:
    rows = json.loads(next(file for file in FILES if file.stem == "topics").read_text(encoding="utf-8"))
    written = [row["content"] for row in rows if row["content"]["written"]]
    assert len(written) >= 4
    assert all(topic["steps"] and topic["practice"] and not topic["needs_expert"] for topic in written)


def test_training_questions_have_one_right_choice(content: None) -> None:
    units = list(TrainingUnitVersion.objects.all())
    assert {unit.content["side"] for unit in units} == {"both", "mentee", "mentor"}
    for unit in units:
        assert any(section["kind"] == "scenario" for section in unit.content["sections"])
        for question in unit.content["questions"]:
            assert question["right"] in [choice["key"] for choice in question["choices"]]


def test_agendas_cover_every_kind_of_session(content: None) -> None:
    agendas = {agenda.content["kind"]: agenda.content for agenda in AgendaVersion.objects.order_by("version")}
    assert set(agendas) == set(SessionKind.values)
    assert all(sum(part["minutes"] for part in agenda["parts"]) == agenda["minutes"] for agenda in agendas.values())


def test_pulse_asks_each_side_at_most_eight_items_and_reverses_one(content: None) -> None:
    instrument = latest(InstrumentVersion, "pulsa-inti").content
    sides = {item["code"]: item["side"] for item in instrument["items"]}
    for codes in instrument["waves"].values():
        for side in ("mentor", "mentee"):
            assert 5 <= sum(sides[code] in (side, "both") for code in codes) <= 8
    assert [item["code"] for item in instrument["items"] if item["reversed"]] == ["STAY2"]


def test_baseline_items_are_asked_again_at_the_end(content: None) -> None:
    waves = latest(InstrumentVersion, "pulsa-inti").content["waves"]
    assert set(waves["baseline"]) <= set(waves["end"])


def test_notice_names_everybody_who_reads_something(content: None) -> None:
    readers = " ".join(one["who"]["en"] for one in latest(NoticeVersion, "pemberitahuan-privasi").content["readers"])
    for who in (
        "partner",
        "Coordinator",
        "assistant",
        "manager",
        "Sponsor",
        "confidential contact",
        "Evaluator",
        "found",
    ):
        assert who in readers
    first = " ".join(one["who"]["en"] for one in NoticeVersion.objects.get(version=1).content["readers"])
    assert "Evaluator" not in first  # what people agreed to then stays as it was


def test_notice_asks_one_sentence_for_each_purpose(content: None) -> None:
    purposes = latest(NoticeVersion, "pemberitahuan-privasi").content["purposes"]
    assert [purpose["purpose"] for purpose in purposes] == ConsentPurpose.values
    assert [purpose["required"] for purpose in purposes] == [True, False, False]


def test_template_names_texts_that_exist(content: None) -> None:
    template = read_template(latest(ProgrammeTemplateVersion, "tpl-standar-2mingguan").content)
    assert latest(NoticeVersion, template.notice).key == template.notice
    assert latest(AgreementTextVersion, template.agreement).key == template.agreement
    assert latest(InstrumentVersion, template.instrument).key == template.instrument
    assert (template.cadence_days, template.planned_sessions, template.session_minutes) == (14, 12, 60)
