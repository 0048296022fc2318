from __future__ import annotations

import base64
import re

from timbalik.lib.tokens import new_token, token_hash


def test_token_holds_at_least_128_bits_and_fits_in_a_url() -> None:
    token = new_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)
    assert len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) >= 16


def test_tokens_do_not_repeat() -> None:
    assert len({new_token() for _ in range(500)}) == 500


def test_token_is_stored_as_its_sha_256() -> None:
    # FIPS 180-2, appendix B.1.
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
