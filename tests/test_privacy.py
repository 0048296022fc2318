"""Every field of every model has a data class, every key to a person a rule for erasure."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.people.models.persons import Person

OURS = [model for model in apps.get_models() if model.__module__.startswith("timbalik.")]


def privacy_of(model: type[models.Model]) -> Privacy:
    found: Privacy = model.privacy  # type: ignore[attr-defined]  # the first test holds that it is there
    return found


def test_every_model_states_its_privacy() -> None:
    assert [model._meta.label for model in OURS if not isinstance(getattr(model, "privacy", None), Privacy)] == []


def test_every_named_field_exists_and_sealed_fields_belong_to_the_pair() -> None:
    wrong = []
    for model in OURS:
        names = {field.name for field in model._meta.concrete_fields}
        wrong += [
            f"{model._meta.label}.{name}" for name in {*privacy_of(model).fields, *privacy_of(model).on_erasure} - names
        ]
        wrong += [
            f"{model._meta.label}.{name}"
            for name in names
            if name.endswith("_sealed")
            and model._meta.app_label != "notifications"
            and privacy_of(model).of(name) is not DataClass.PAIR
        ]
    assert wrong == []


def test_every_key_to_a_person_has_a_rule_and_is_personal_or_internal() -> None:
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is Person
        and field.name not in privacy_of(model).on_erasure
    ]
    assert missing == []


def test_free_text_is_never_internal() -> None:
    """A text somebody writes about people is personal, the pair's or an answer; names of things and codes are listed here."""
    allowed = {"evaluation.Report"}
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField)
        and privacy_of(model).of(field.name) is DataClass.INTERNAL
        and model._meta.label not in allowed
    ]
    assert loose == []
