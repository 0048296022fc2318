from collections.abc import Iterable

import pytest

from timbalik.engine.language.finder import Concept, InvalidConcepts, Suggestion
from timbalik.engine.language.lexicon import LexiconFinder

CONCEPTS = (
    Concept("k3", ("Keselamatan kerja", "Safety at work"), ("k3", "hse", "kecelakaan kerja")),
    Concept("gudang", ("Mengelola gudang", "Running a warehouse"), ("gudang", "warehouse")),
    Concept("siniar", ("Membuat siniar", "Making a podcast"), ("podcast",)),
    Concept("pidato", ("Berbicara di depan umum", "Public speaking"), ("pidato", "demam panggung")),
)


@pytest.fixture
def finder() -> LexiconFinder:
    return LexiconFinder(CONCEPTS)


def keys(found: Iterable[Suggestion]) -> list[str]:
    return [one.key for one in found]


def test_name_of_a_concept_finds_it_in_either_language(finder: LexiconFinder) -> None:
    assert keys(finder.find("public speaking")) == ["pidato"]
    assert keys(finder.find("berbicara di depan umum")) == ["pidato"]


def test_two_subjects_are_both_suggested(finder: LexiconFinder) -> None:
    assert sorted(keys(finder.find("K3 di gudang"))) == ["gudang", "k3"]


def test_slip_of_the_pen_is_forgiven_for_a_little_less(finder: LexiconFinder) -> None:
    right, slip = finder.find("podcast")[0], finder.find("potcast")[0]
    assert (right.key, slip.key) == ("siniar", "siniar")
    assert slip.score < right.score


def test_short_words_are_not_bent(finder: LexiconFinder) -> None:
    assert finder.find("k4") == ()


def test_text_about_nothing_finds_nothing(finder: LexiconFinder) -> None:
    assert [finder.find(text) for text in ("", "belum tahu", "makan bakso", "!!!")] == [(), (), (), ()]


def test_suggestions_are_few_ordered_and_between_0_and_1(finder: LexiconFinder) -> None:
    found = finder.find("podcast warehouse pidato hse", limit=2)
    assert len(found) == 2
    assert 1 >= found[0].score >= found[1].score >= 0


def test_more_of_the_text_about_a_concept_is_a_higher_score() -> None:
    finder = LexiconFinder(CONCEPTS, threshold=0)
    alone, among = finder.find("podcast")[0], finder.find("podcast warehouse")[0]
    assert alone == Suggestion("siniar", 0.9)
    assert among.score < alone.score


@pytest.mark.parametrize("concepts", [(), (CONCEPTS[0], CONCEPTS[0]), (Concept("leer", ("",)),)])
def test_concepts_that_cannot_be_searched_are_refused(concepts: list[Concept]) -> None:
    with pytest.raises(InvalidConcepts):
        LexiconFinder(concepts)
