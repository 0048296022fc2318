from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from timbalik.cli import language


@pytest.fixture(autouse=True)
def _on_monday(monday: None) -> None:
    """Commands ask the clock, and all that the factories make happens that day."""


@pytest.fixture(autouse=True)
def _language_of_one_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands choose a language for the whole process; here it ends with the test."""
    monkeypatch.setenv("LANGUAGE", "en")
    language.speak("en")
    with translation.override("en"):
        yield
