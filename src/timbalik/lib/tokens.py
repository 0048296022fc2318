"""Random tokens for links: at least 128 bits, stored only as a hash."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 24


def new_token() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """SHA-256 in hexadecimal: a random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
