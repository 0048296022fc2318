"""Sign-in codes that are never stored readable.

A session row keeps a random seed; the six digits are derived from it with the secret key at the two moments they are
needed: for the mail, and to compare what was typed. Whoever reads the database finds no code in it.
"""

from __future__ import annotations

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def new_seed() -> str:
    return secrets.token_urlsafe(16)


def code_of(seed: str) -> str:
    """The digits that belong to a seed."""
    number = int(salted_hmac("timbalik.web.public.codes", seed, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def is_code_of(seed: str, typed: str) -> bool:
    """Blanks and dashes between the digits do not matter. Without a seed (nobody was sent a code) nothing fits."""
    digits = "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
    return constant_time_compare(digits, code_of(seed)) and bool(seed)
