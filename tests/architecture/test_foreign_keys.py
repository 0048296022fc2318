"""Foreign keys follow the order of imports, which import-linter cannot see because they are strings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]


def _height() -> dict[str, int]:
    """Each part's place in the order, the lowest 0, read from the contract that import-linter holds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = next(one["layers"] for one in project["tool"]["importlinter"]["contracts"] if "exhaustive" in one)
    return {part.strip(): place for place, layer in enumerate(reversed(layers)) for part in layer.split("|")}


def _forward_relations() -> list[tuple[models.Field[object, object], str, str]]:
    found = []
    for model in apps.get_models():
        if model.__module__.startswith("timbalik."):
            for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
                target = field.related_model
                if isinstance(target, type) and target.__module__.startswith("timbalik."):
                    found.append((field, model._meta.app_label, target._meta.app_label))
    return found


def test_foreign_keys_point_downwards() -> None:
    height = _height()
    upwards = [
        str(field)
        for field, source, target in _forward_relations()
        if source != target and height[target] >= height[source]
    ]

    assert upwards == []


def test_foreign_keys_are_really_walked() -> None:
    pairs = {(source, target) for _field, source, target in _forward_relations()}

    assert ("relationships", "programmes") in pairs


def test_audit_has_no_foreign_key_of_ours() -> None:
    assert [str(field) for field, source, _target in _forward_relations() if source == "audit"] == []


def test_labels_are_folder_names() -> None:
    """Decision record 0001."""
    for config in apps.get_app_configs():
        if config.name.startswith("timbalik."):
            folder = config.name.removeprefix("timbalik.")
            assert config.label == folder.replace(".", "_")


@pytest.mark.parametrize(
    "label",
    [
        "web",
        "web_public",
        "web_participant",
        "web_coordinator",
        "web_sponsor",
        "web_partner",
        "web_assistant",
        "web_confidant",
    ],
)
def test_web_owns_no_tables(label: str) -> None:
    assert list(apps.get_app_config(label).get_models()) == []
