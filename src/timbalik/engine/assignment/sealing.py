"""A certificate file that says when it was changed: the SHA-256 of everything beside it, whatever the spaces and order of keys.

It keeps nobody from writing another file with another seal; what a proof is worth, its prices say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.score_file import chunks

SEAL: Final = "seal"


def sealed_text(document: Mapping[str, Any]) -> str:
    """Return the document as one line of JSON with its seal; arrays of whole numbers may stand in it for lists."""
    text = _plain(document)
    return f'{text[:-1]},"{SEAL}":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'


def check_seal(document: Mapping[str, Any], text: str = "") -> None:
    """Refuse a document that was changed after it was sealed; files of before have no seal.

    ``text`` is what the document was read from: where it still stands as it was written, nothing is written again.
    """
    rest, _, seal = text.rpartition(f',"{SEAL}":"')
    if rest and seal.rstrip() == f'{hashlib.sha256(f"{rest}}}".encode()).hexdigest()}"}}':
        return
    if SEAL in document and document[SEAL] != hashlib.sha256(_plain(document).encode()).hexdigest():
        raise InvalidCertificate("the file was changed after it was written, its seal does not fit")


def _plain(document: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in document.items() if name != SEAL}
    return _text(rest)


def _text(value: Any) -> str:
    """Return what ``json.dumps`` makes of it, with sorted keys and without spaces."""
    if isinstance(value, np.ndarray):
        return _numbers(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(name)}:{_text(part)}" for name, part in sorted(value.items())) + "}"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[" + ",".join(map(_text, value)) + "]"
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _numbers(array: NDArray[np.int64]) -> str:
    """Write many numbers at a time, without a Python number for each of them in memory at once."""
    row = "%d," if array.ndim == 1 else f"[{','.join(['%d'] * array.shape[1])}],"
    parts = (array[part] for part in chunks(len(array)))
    return "[" + "".join(row * len(part) % tuple(part.ravel().tolist()) for part in parts)[:-1] + "]"
