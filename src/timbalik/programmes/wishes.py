"""Wishes for topics the list lacks: what may be told of them, and which topics lie nearest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from timbalik.engine.language.finder import ConceptFinder
from timbalik.engine.language.lexicon import LexiconFinder
from timbalik.engine.language.tokens import words_of
from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.people.content import lexicon
from timbalik.programmes.models import Programme, TopicWish

NEAREST = 3
FAR = 0.3  # a wish is what the lexicon did not find; its nearest topic may be far
BATCH = 200


@dataclass(frozen=True)
class Wished:
    """``words`` and ``near`` hold what at least five people wished, most people first; of the rest only that there is one."""

    words: tuple[tuple[str, int], ...]
    near: tuple[tuple[str, int], ...]  # keys of the topics nearest to the wishes
    has_others: bool


def wished_topics(programme: Programme) -> Wished:
    """What people missed in the list, as counts of people that passed the suppression of small groups. One query."""
    rows = TopicWish.objects.of(programme.organisation_id).filter(programme=programme)
    by_words: dict[str, set[int]] = defaultdict(set)
    by_nearest: dict[str, set[int]] = defaultdict(set)
    for person, said, nearest in rows.values_list("person_id", "words", "nearest"):
        by_words[" ".join(words_of(said)) or said].add(person)
        for key in (nearest or ())[:1]:
            by_nearest[key].add(person)
    words = _told(by_words)
    return Wished(words, _told(by_nearest), len(words) < len(by_words))


def _told(groups: Mapping[str, set[int]]) -> tuple[tuple[str, int], ...]:
    cells = [Cell(key, frozenset(people), CellKind.COUNT, measure=key) for key, people in groups.items()]
    shown = [(key, len(groups[key])) for key in suppress(cells).shown]
    return tuple(sorted(shown, key=lambda one: (-one[1], one[0])))


def has_wishes_to_read() -> bool:
    return TopicWish.everywhere.filter(nearest__isnull=True).exists()


def look_for_nearest(finder: ConceptFinder) -> int:
    """Write the nearest topics beside the wishes nobody has looked at, a batch at a time. Returns how many."""
    rows = list(TopicWish.everywhere.filter(nearest__isnull=True).order_by("pk")[:BATCH])
    for row in rows:
        row.nearest = [one.key for one in finder.find(row.words, limit=NEAREST)]
        TopicWish.everywhere.filter(pk=row.pk, nearest__isnull=True).update(nearest=row.nearest)
    return len(rows)


@cache
def worker_finder() -> ConceptFinder:
    """The lexicon, then meaning where a model of sentences is installed. For the worker: a model takes 150 MB."""
    from timbalik.engine.language.meaning import FirstThen, MeaningFinder, ModelAbsent, load_model  # slow import: numpy

    words = LexiconFinder(lexicon(), threshold=FAR)
    try:
        return FirstThen(words, MeaningFinder(load_model(), lexicon()))
    except ModelAbsent:
        return words
