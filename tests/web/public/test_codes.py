import pytest
from pytest_django import Settings

from timbalik.web.public.codes import code_of, is_code_of, new_seed


def test_code_is_six_digits_and_belongs_to_its_seed() -> None:
    seeds = [new_seed() for _ in range(200)]
    codes = [code_of(seed) for seed in seeds]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert codes == [code_of(seed) for seed in seeds]
    assert len(set(codes)) > 190


def test_code_needs_the_secret_key(settings: Settings) -> None:
    code = code_of("a seed from a stolen database")
    settings.SECRET_KEY = "another key than that of the installation"
    assert code_of("a seed from a stolen database") != code


def test_typed_code_may_have_blanks_and_dashes() -> None:
    code = code_of("seed")
    assert is_code_of("seed", f" {code[:3]}-{code[3:]} ")


@pytest.mark.parametrize("typed", ["", "12345", "١٢٣٤٥٦", "seed"])
def test_nothing_else_fits(typed: str) -> None:
    assert not is_code_of("seed", typed)


def test_nothing_fits_where_no_code_was_sent() -> None:
    assert not is_code_of("", code_of(""))
