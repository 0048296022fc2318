"""Find concepts by the words people use for them: no model, no network, a few hundred kilobytes of memory.

Every name and word of a concept is a phrase. A phrase counts for as much of itself as the text covers, rare words more than common
ones; a word may be covered by another form of it or, from five letters on, by a slip of the pen. The best phrase of a concept carries
it, a little more when the rest of the text speaks of the concept too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from timbalik.engine.language.finder import Concept, Suggestion, checked
from timbalik.engine.language.tokens import roots, words_of

THRESHOLD = 0.5  # chosen on bench/language/development.json, as the three numbers below
SLIP = 0.8  # what a word with a slip of the pen is worth
REST_OF_TEXT = 0.25  # the share of the score that the rest of the text decides
LONGEST_TEXT = 400  # characters that are read


@dataclass(frozen=True)
class _Phrase:
    concept: int
    words: tuple[str, ...]
    weight: float


class LexiconFinder:
    """Finds concepts by names, synonyms and turns of phrase.

    Parameters
    ----------
    concepts : sequence of Concept
    threshold : float
        Concepts below this score are not suggested.

    Notes
    -----
    Time grows with the phrases that share a word with the text, not with all phrases; a slip of the pen is looked up once for a word
    that stands nowhere in the lexicon (optimal string alignment, Damerau 1964: one slip from five letters, two from nine). Ties
    keep the order of ``concepts``. No randomness. Negation is not understood: ``bukan SQL`` finds SQL.
    """

    def __init__(self, concepts: Sequence[Concept], *, threshold: float = THRESHOLD) -> None:
        self._concepts, self._threshold = checked(concepts), threshold
        phrases = [
            (place, words)
            for place, concept in enumerate(self._concepts)
            for words in dict.fromkeys(words_of(text) for text in (*concept.names, *concept.words))
            if words
        ]
        self._by_root: dict[str, set[str]] = defaultdict(set)  # root → words of the lexicon
        concepts_of: dict[str, set[int]] = defaultdict(set)
        for place, words in phrases:
            for word in words:
                concepts_of[word].add(place)
                for root in roots(word):
                    self._by_root[root].add(word)
        total = len(self._concepts)
        self._rarity = {word: math.log(1 + total / len(places)) for word, places in concepts_of.items()}
        self._phrases = [_Phrase(place, words, sum(self._rarity[one] for one in words)) for place, words in phrases]
        self._phrases_of: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            for word in set(phrase.words):
                self._phrases_of[word].append(number)
        self._concepts_of = concepts_of
        self._long_words = [word for word in concepts_of if len(word) >= 5 and word.isalpha()]
        # A file of thousands of rows says the same words again and again, and a slip of the pen is dear to look up.
        self._heard = lru_cache(maxsize=20_000)(self._hear)

    def find(self, text: str, *, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions, best first. Reads the first 400 characters."""
        said = words_of(text[:LONGEST_TEXT])
        heard = [self._heard(word) for word in said]
        covered: dict[str, float] = {}
        for words in heard:
            for word, worth in words.items():
                covered[word] = max(covered.get(word, 0.0), worth)
        best = self._best_phrases(covered)
        scored = [
            Suggestion(self._concepts[place].key, round(self._with_rest(place, covering, heard), 4))
            for place, covering in sorted(best.items())
        ]
        kept = [one for one in scored if one.score >= self._threshold]
        return tuple(sorted(kept, key=lambda one: -one.score)[:limit])

    def _hear(self, word: str) -> dict[str, float]:
        """The words of the lexicon this word may stand for, with what each is worth (1 for the word itself)."""
        found: dict[str, float] = {}
        for root in roots(word):
            for known in self._by_root.get(root, ()):
                found[known] = 1.0 if known == word else max(found.get(known, 0.0), 0.95)
        if not found and len(word) >= 5 and word.isalpha():
            slips = 1 if len(word) < 9 else 2
            near = process.extract(word, self._long_words, scorer=OSA.distance, score_cutoff=slips, limit=3)
            found = {known: SLIP / distance**0.5 for known, distance, _ in near if distance}
        return found

    def _best_phrases(self, covered: dict[str, float]) -> dict[int, float]:
        """For each concept the largest covered share of one of its phrases."""
        touched = {number for word in covered for number in self._phrases_of.get(word, ())}
        best: dict[int, float] = {}
        for number in touched:
            phrase = self._phrases[number]
            share = sum(self._rarity[word] * covered.get(word, 0.0) for word in phrase.words) / phrase.weight
            # A long phrase that is covered whole says more than a short one.
            share *= 1 - 0.1 / len(phrase.words)
            best[phrase.concept] = max(best.get(phrase.concept, 0.0), share)
        return best

    def _with_rest(self, place: int, covering: float, heard: list[dict[str, float]]) -> float:
        """The score with the part of the text that speaks of the concept: words the lexicon does not know do not count."""
        about = every = 0.0
        for words in heard:
            if words:
                weight = max(self._rarity[word] for word in words)
                every += weight
                about += weight * any(place in self._concepts_of[word] for word in words)
        rest = about / every if every else 0.0
        return covering * (1 - REST_OF_TEXT + REST_OF_TEXT * rest)
