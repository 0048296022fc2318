"""Concepts for free text, on pairs frozen before the lexicon: ``python bench/language/run.py [--meaning] [--misses]``.

Each finder runs on the same texts in the same process: ours, a peer on our names alone (rapidfuzz ``token_set_ratio``), character
n-grams (TF-IDF, written here in a few lines of numpy), the same two given every word of our lexicon, and with ``--meaning`` the
model of sentences. The threshold of a peer is the one that serves it best on ``development.json``; ours stand in the product.

recall@k: of the texts that mean something, how many have a right concept among the first k. precision@1: of the texts that got a
suggestion, how many have a right one first; texts that mean nothing count against it. quiet: texts that mean nothing and got nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils

from timbalik.engine.language.finder import Concept
from timbalik.engine.language.lexicon import LexiconFinder
from timbalik.engine.language.tokens import words_of

HERE = Path(__file__).parent
CONCEPTS_FILE = HERE.parents[1] / "src/timbalik/people/content/concepts.json"
Find = Callable[[str], list[tuple[str, float]]]
Pair = dict[str, object]


def read_pairs(name: str) -> list[Pair]:
    return json.loads((HERE / name).read_text(encoding="utf-8"))["pairs"]


def read_concepts() -> list[Concept]:
    groups = json.loads(CONCEPTS_FILE.read_text(encoding="utf-8"))
    return [
        Concept(
            one["key"], (one["name"]["id"], one["name"]["en"]), (*one["synonyms"], *one["cues_id"], *one["cues_en"])
        )
        for group in groups
        for one in group["concepts"]
    ]


def names_only(concepts: list[Concept], language: str | None = None) -> list[Concept]:
    place = {"id": slice(0, 1), "en": slice(1, 2), None: slice(0, 2)}[language]
    return [Concept(one.key, one.names[place]) for one in concepts]


def phrases_of(concepts: list[Concept]) -> tuple[list[str], list[str]]:
    rows = [(text, one.key) for one in concepts for text in (*one.names, *one.words)]
    return [text for text, _ in rows], [key for _, key in rows]


def best_by_key(keys: list[str], scores: np.ndarray) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for place in np.argsort(-scores, kind="stable")[:200]:
        best.setdefault(keys[place], float(scores[place]))
    return list(best.items())[:5]


def rapidfuzz_finder(concepts: list[Concept]) -> Find:
    texts, keys = phrases_of(concepts)
    plain = [utils.default_process(text) for text in texts]

    def find(text: str) -> list[tuple[str, float]]:
        scores = process.cdist([utils.default_process(text)], plain, scorer=fuzz.token_set_ratio)[0]
        return best_by_key(keys, scores / 100)

    return find


def ngram_finder(concepts: list[Concept]) -> Find:
    texts, keys = phrases_of(concepts)
    grams = [_grams(text) for text in texts]
    known = {gram: place for place, gram in enumerate(sorted({gram for one in grams for gram in one}))}
    seen = np.zeros(len(known))
    for one in grams:
        for gram in one:
            seen[known[gram]] += 1
    rarity = np.log((1 + len(texts)) / (1 + seen)) + 1

    def vector(counts: Counter[str]) -> np.ndarray:
        row = np.zeros(len(known), dtype=np.float32)
        for gram, count in counts.items():
            if gram in known:
                row[known[gram]] = count * rarity[known[gram]]
        length = np.linalg.norm(row)
        return row / length if length else row

    table = np.stack([vector(one) for one in grams])
    return lambda text: best_by_key(keys, table @ vector(_grams(text)))


def _grams(text: str) -> Counter[str]:
    padded = [f" {word} " for word in utils.default_process(text).split()]
    return Counter(word[i : i + n] for word in padded for n in (2, 3, 4) for i in range(len(word) - n + 1))


def ours(concepts: list[Concept], **options: float) -> Find:
    finder = LexiconFinder(concepts, **options)
    return lambda text: [(one.key, one.score) for one in finder.find(text)]


def measure(find: Find, pairs: list[Pair], threshold: float) -> dict[str, float]:
    answers = [
        (pair["expects"], [key for key, score in find(str(pair["text"])) if score >= threshold]) for pair in pairs
    ]
    means = [(right, keys) for right, keys in answers if right]
    nothing = [keys for right, keys in answers if not right]
    first = sum(bool(keys) and keys[0] in right for right, keys in means)
    return {
        "recall@1": first / max(len(means), 1),
        "recall@3": sum(any(key in right for key in keys[:3]) for right, keys in means) / max(len(means), 1),
        "recall@5": sum(any(key in right for key in keys) for right, keys in means) / max(len(means), 1),
        "precision@1": first / max(sum(bool(keys) for _, keys in answers), 1),
        "quiet": sum(not keys for keys in nothing) / max(len(nothing), 1),
    }


def best_threshold(find: Find, pairs: list[Pair]) -> float:
    """The threshold with the best harmonic mean of precision@1 and recall@1 on the development set."""

    def value(threshold: float) -> float:
        got = measure(find, pairs, threshold)
        total = got["precision@1"] + got["recall@1"]
        return 2 * got["precision@1"] * got["recall@1"] / total if total else 0.0

    return max((round(0.02 * step, 2) for step in range(5, 50)), key=value)


def seconds(find: Find, pairs: list[Pair]) -> float:
    started = time.process_time()
    for pair in pairs:
        find(str(pair["text"]))
    return (time.process_time() - started) / len(pairs)


def show(name: str, got: dict[str, float]) -> None:
    print(f"{name:<44}" + "".join(f"{got[key]:>13.3f}" for key in got))


def main() -> None:
    concepts, pairs, development = read_concepts(), read_pairs("pairs.json"), read_pairs("development.json")
    found = hashlib.sha256((HERE / "pairs.json").read_bytes()).hexdigest()
    assert found == (HERE / "pairs.sha256").read_text().split()[0], "the frozen pairs were changed"
    print(f"{len(concepts)} concepts, {len(pairs)} frozen texts ({found[:12]}), {len(development)} development texts\n")
    finders: dict[str, tuple[Find, float]] = {"lexicon (the product)": (ours(concepts), 0.0)}
    peers = {
        "rapidfuzz token_set_ratio, names": rapidfuzz_finder(names_only(concepts)),
        "character n-grams TF-IDF, names": ngram_finder(names_only(concepts)),
        "rapidfuzz token_set_ratio, our lexicon": rapidfuzz_finder(concepts),
        "character n-grams TF-IDF, our lexicon": ngram_finder(concepts),
    }
    for name, find in peers.items():
        finders[name] = (find, best_threshold(find, development))
    if "--meaning" in sys.argv:
        finders |= meaning_finders(concepts)
    head = ("recall@1", "recall@3", "recall@5", "precision@1", "quiet")
    print(f"{'all frozen texts':<44}" + "".join(f"{key:>13}" for key in head))
    for name, (find, threshold) in finders.items():
        show(name, measure(find, pairs, threshold))
    entries = {words_of(text) for one in concepts for text in (*one.names, *one.words)}
    fresh = [pair for pair in pairs if words_of(str(pair["text"])) not in entries]
    print(f"\nwithout the {len(pairs) - len(fresh)} texts that stand in the lexicon word for word")
    show("lexicon", measure(ours(concepts), fresh, 0.0))
    print("\nby language, and by kind of text")
    for field, values in (("language", ("id", "en")), ("kind", ("plain", "slang", "typo", "abbreviation", "indirect"))):
        for value in values:
            some = [pair for pair in pairs if pair[field] == value]
            for name in ("lexicon (the product)", *(("lexicon, then meaning",) if "--meaning" in sys.argv else ())):
                show(f"{value} ({len(some)}): {name}", measure(finders[name][0], some, finders[name][1]))
    print("\nby direction: names alone, of one language")
    for text_language in ("id", "en"):
        some = [pair for pair in pairs if pair["language"] == text_language]
        for name_language in ("id", "en"):
            find = ours(names_only(concepts, name_language))
            show(f"{text_language} text, {name_language} names: lexicon", measure(find, some, 0.0))
            if "--meaning" in sys.argv:
                by_meaning, threshold = meaning_finders(names_only(concepts, name_language))["meaning alone"]
                show(f"{text_language} text, {name_language} names: meaning", measure(by_meaning, some, threshold))
    base = seconds(finders["lexicon (the product)"][0], pairs)
    print("\ntime for a text, as a multiple of the lexicon’s")
    for name, (find, _) in finders.items():
        print(f"{name:<44}{seconds(find, pairs) / base:>13.1f}")
    if "--misses" in sys.argv:
        for pair in pairs:
            keys = [key for key, _ in finders["lexicon (the product)"][0](str(pair["text"]))]
            if keys[:1] != pair["expects"][:1]:
                print(pair["text"], pair["expects"], keys)


def meaning_finders(concepts: list[Concept]) -> dict[str, tuple[Find, float]]:
    # optional dependency: the extra "meaning"
    from timbalik.engine.language.meaning import FirstThen, MeaningFinder, load_model

    by_meaning = MeaningFinder(load_model(), concepts)
    both = FirstThen(LexiconFinder(concepts), by_meaning)
    return {
        "meaning alone": (lambda text: [(one.key, one.score) for one in by_meaning.find(text)], 0.0),
        "lexicon, then meaning": (lambda text: [(one.key, one.score) for one in both.find(text)], 0.0),
    }


if __name__ == "__main__":
    main()
