import pytest

from timbalik.engine.language.tokens import roots, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bikin konten medsos", ("konten", "media", "sosial")),
        ("baca P&L & UI/UX", ("baca", "pl", "ui", "ux")),
        ("anak2 muda", ("anak", "muda")),
        ("belum tahu, apa saja boleh", ("boleh",)),
        ("how to use Excell?", ("excel",)),
        ("", ()),
    ],
)
def test_words_are_what_carries_meaning(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("menulis", "tulisan"),
        ("penjualan", "menjual"),
        ("anggarannya", "anggaran"),
        ("planning", "plan"),
        ("companies", "company"),
    ],
)
def test_forms_of_one_word_share_a_root(one: str, other: str) -> None:
    assert roots(one) & roots(other)


@pytest.mark.parametrize(("one", "other"), [("gudang", "gedung"), ("kas", "kasus"), ("sql", "sqlite")])
def test_different_words_share_none(one: str, other: str) -> None:
    assert not roots(one) & roots(other)
