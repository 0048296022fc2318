"""A text as the words that carry meaning, in forms that Indonesian and English endings do not hide.

No dictionary of roots: a word stands for the few roots it could have (``menulis`` → ``menulis, nulis, tulis``), and two words are
the same if they share one. Nasal prefixes are undone both ways, as a stemmer would (Adriani et al. 2007, confix stripping), but
without its list of 30,000 roots; the price is that a few unrelated words meet (``mengolah`` and ``kolah``), which ranking bears.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from timbalik.engine.language.words import EMPTY, SAID_AS

SHORTEST_ROOT = 4
_JOINED = re.compile(r"\b([a-z])[&/]([a-z])\b")  # P&L, A/B
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("kannya", "annya", "inya", "nya", "kan", "lah", "kah", "ku", "mu", "an", "in", "i")
_NASALS = (
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("pe", ("",)),
    ("nge", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s", "c")),
    ("n", ("t",)),
    ("m", ("p",)),
    ("ber", ("",)),
    ("ter", ("",)),
    ("per", ("",)),
    ("ke", ("",)),
    ("di", ("",)),
    ("se", ("",)),
)
_ENGLISH = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("er", ""), ("ers", ""))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in order, slang and abbreviations written out, filler words left out."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "").replace("'", "")
    found: list[str] = []
    for word in _WORD.findall(_JOINED.sub(r"\1\2", plain)):
        if len(word) > 3 and word[-1] == "2" and word[:-1].isalpha():  # anak2, orang2
            word = word[:-1]
        found += SAID_AS.get(word, word).split()
    return tuple(word for word in found if word not in EMPTY)


@lru_cache(maxsize=20_000)
def roots(word: str) -> frozenset[str]:
    """Every form the word could come from, itself included. Words of four letters or fewer stay as they are."""
    if len(word) <= SHORTEST_ROOT or not word.isalpha():
        return frozenset({word})
    found = {word} | _without_prefix(word)
    for form in tuple(found):
        for ending in _ENDINGS:
            if form.endswith(ending) and len(form) - len(ending) >= SHORTEST_ROOT:
                found.add(form[: -len(ending)])
    return frozenset(found | _english(word))


def _without_prefix(word: str) -> set[str]:
    found = set()
    for prefix, starts in _NASALS:
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            found |= {start + rest for start in starts if len(start + rest) >= SHORTEST_ROOT}
    return found


def _english(word: str) -> set[str]:
    found = set()
    for ending, instead in _ENGLISH:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT - 1:
            stem = word[: -len(ending)] + instead
            found |= {stem, stem + "e"}
            if len(stem) > SHORTEST_ROOT and stem[-1] == stem[-2]:  # planning → plan
                found.add(stem[:-1])
    return found
