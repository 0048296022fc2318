from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbalik.lib.sealing import SealBroken, new_key, seal, seal_json, unseal, unseal_json


@given(st.binary(max_size=500))
def test_sealed_value_opens_to_itself(plain: bytes) -> None:
    key = new_key()
    assert unseal(seal(plain, key=key, place="goal:1"), key=key, place="goal:1") == plain


def test_value_moved_to_another_place_does_not_open() -> None:
    key = new_key()
    sealed = seal_json({"title": "Membaca dasbor"}, key=key, place="goal:1")
    with pytest.raises(SealBroken):
        unseal_json(sealed, key=key, place="goal:2")


@pytest.mark.parametrize("position", [0, 1, 14, -1])
def test_altered_value_does_not_open(position: int) -> None:
    key = new_key()
    sealed = bytearray(seal(b"janji kecil", key=key, place="note:1"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), key=key, place="note:1")


def test_another_key_does_not_open() -> None:
    sealed = seal(b"janji kecil", key=new_key(), place="note:1")
    with pytest.raises(SealBroken):
        unseal(sealed, key=new_key(), place="note:1")
