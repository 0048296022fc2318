"""A certificate file that says when it was changed: the SHA-256 of everything beside it, whatever the spaces and order of keys.

It keeps nobody from writing another file with another seal; what a proof is worth, its prices say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from timbalik.engine.assignment.errors import InvalidCertificate

SEAL: Final = "seal"


def sealed_text(document: Mapping[str, Any]) -> str:
    """Return the document as one line of JSON with its seal."""
    text = _plain(document)
    return f'{text[:-1]},"{SEAL}":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'


def check_seal(document: Mapping[str, Any]) -> None:
    """Refuse a document that was changed after it was sealed; files of before have no seal."""
    if SEAL in document and document[SEAL] != hashlib.sha256(_plain(document).encode()).hexdigest():
        raise InvalidCertificate("the file was changed after it was written, its seal does not fit")


def _plain(document: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in document.items() if name != SEAL}
    return json.dumps(rest, separators=(",", ":"), sort_keys=True)
