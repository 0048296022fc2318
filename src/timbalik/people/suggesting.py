"""Concepts suggested for free text. Nothing is added to anybody here: a person confirms first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from timbalik.engine.language.lexicon import LexiconFinder
from timbalik.lib.versions import in_language
from timbalik.people.content import lexicon

MOST_SUGGESTIONS = 5
NEARLY_BEST = 0.9  # of the best score


@dataclass(frozen=True)
class SuggestedConcept:
    key: str
    name: str
    score: float


def suggest_concepts(
    text: str, *, language: str | None = None, limit: int = MOST_SUGGESTIONS
) -> list[SuggestedConcept]:
    """Concepts the text may mean, best first, named in ``language`` (the active one by default).

    The text may be in Indonesian or English, whatever the language of the names. No query; a fraction of a millisecond after the
    first call of a process.
    """
    names = _names()
    return [
        SuggestedConcept(one.key, in_language(names[one.key], language), one.score)
        for one in _finder().find(text, limit=limit)
    ]


def concepts_meant(text: str) -> frozenset[str]:
    """The keys of the concepts the text means most: where nobody confirms, the weaker suggestions are left out. No query."""
    found = _finder().find(text, limit=MOST_SUGGESTIONS)
    return frozenset(one.key for one in found if one.score >= NEARLY_BEST * found[0].score)


def concept_name(key: str, language: str | None = None) -> str:
    """The name of a concept without a query; the key itself where it is unknown."""
    name = _names().get(key)
    return in_language(name, language) if name else key


@cache
def _finder() -> LexiconFinder:
    return LexiconFinder(lexicon())


@cache
def _names() -> dict[str, dict[str, str]]:
    return {concept.key: {"id": concept.names[0], "en": concept.names[1]} for concept in lexicon()}
