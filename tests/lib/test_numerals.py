import pytest

from timbalik.lib.numerals import indonesian_words, spelled


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (24, "dua puluh empat"),
        (100, "seratus"),
        (101, "seratus satu"),
        (317, "tiga ratus tujuh belas"),
        (1000, "seribu"),
        (2400, "dua ribu empat ratus"),
        (45_000, "empat puluh lima ribu"),
    ],
)
def test_indonesian_words_follow_the_language(number: int, words: str) -> None:
    assert " ".join(indonesian_words(number)) == words


def test_indonesian_words_refuse_what_they_cannot_say() -> None:
    with pytest.raises(ValueError, match="accepted: 0 to 999,999"):
        indonesian_words(-1)


@pytest.mark.parametrize(
    ("number", "text"), [(3, "tiga"), (20, "dua puluh"), (24, "24"), (-4, "-4"), (2_000_000, "2000000")]
)
def test_spelled_writes_one_or_two_words_in_indonesian(number: int, text: str) -> None:
    assert spelled(number, language="id") == text


@pytest.mark.parametrize(("number", "text"), [(3, "three"), (10, "ten"), (11, "11")])
def test_spelled_stops_at_ten_in_english(number: int, text: str) -> None:
    assert spelled(number, language="en") == text
