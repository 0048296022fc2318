import hashlib
import json
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "bench" / "language"
SUM = "39dc12afa892d2e4843d65f8373adc06636f69aee0413ba7ed1b2c0d7c179a47"


def test_frozen_pairs_are_as_they_were_before_the_lexicon() -> None:
    found = hashlib.sha256((FOLDER / "pairs.json").read_bytes()).hexdigest()
    assert (found, (FOLDER / "pairs.sha256").read_text().split()) == (SUM, [SUM, "pairs.json"])


def test_frozen_pairs_cover_both_languages_and_texts_that_mean_nothing() -> None:
    pairs = json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))["pairs"]
    assert Counter((one["language"], bool(one["expects"])) for one in pairs) == {
        ("id", True): 92,
        ("en", True): 92,
        ("id", False): 14,
        ("en", False): 14,
    }
