"""Authenticated encryption of small texts: AES-256-GCM with a fresh nonce, bound to the place the text stands in.

Layout of a sealed value: one version byte, 12 bytes nonce, ciphertext with its 16-byte tag (NIST SP 800-38D).
The ``place`` (for example ``goal:<uuid>``) is authenticated, so a value moved to another row does not open.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """The value does not open: another key, another place, or it was altered."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def key_from_secret(secret: str, *, purpose: str) -> bytes:
    """A key for one purpose from a long random secret (not from a password): BLAKE2b keyed by it."""
    return hashlib.blake2b(
        purpose.encode(), key=hashlib.sha512(secret.encode()).digest(), digest_size=KEY_BYTES
    ).digest()


def seal(plain: bytes, *, key: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes | memoryview, *, key: bytes, place: str) -> bytes:
    """Raises ``SealBroken``."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise SealBroken("unknown version")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place.encode())
    except InvalidTag:
        raise SealBroken(place.partition(":")[0]) from None


def seal_json(value: Any, *, key: bytes, place: str) -> bytes:
    return seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), key=key, place=place)


def unseal_json(sealed: bytes | memoryview, *, key: bytes, place: str) -> Any:
    return json.loads(unseal(sealed, key=key, place=place))
