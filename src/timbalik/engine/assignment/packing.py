"""A whole round as JSON, so that its certificate can be rechecked by somebody who has nothing else."""

from __future__ import annotations

import base64
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import wholes
from timbalik.engine.assignment.errors import InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.instance import Instance, make_instance

TABLES: Final = ("score", "benefit_mentor", "benefit_mentee", "rule")
VECTORS: Final = ("mentor_capacity", "mentee_capacity", "mentor_minimum", "mentee_minimum")
PAIRS: Final = ("locked", "forbidden", "previous")

#: A table beyond this is no round that was ever packed here.
MOST_CELLS: Final = 100_000_000


def pack_instance(instance: Instance) -> dict[str, Any]:
    """Return ids, numbers, rules and decisions; tables as base64 of zlib of little-endian 64-bit rows."""
    return {
        "mentor_ids": list(instance.mentor_ids),
        "mentee_ids": list(instance.mentee_ids),
        "rules": list(instance.rules),
        "salt": instance.salt,
        **{name: _packed(getattr(instance, name)) for name in TABLES},
        **{name: getattr(instance, name).tolist() for name in VECTORS},
        **{name: sorted(map(list, getattr(instance, name))) for name in PAIRS},
    }


def unpack_instance(document: Any) -> Instance:
    """Return the instance; raise ``InvalidCertificate`` on anything that is not one."""
    try:
        shape = len(document["mentor_ids"]), len(document["mentee_ids"])
        return make_instance(
            mentor_ids=[str(one) for one in document["mentor_ids"]],
            mentee_ids=[str(one) for one in document["mentee_ids"]],
            rules=[str(one) for one in document["rules"]],
            salt=str(document["salt"]),
            any_score=True,
            **{name: _unpacked(document[name], shape) for name in TABLES},
            **{name: wholes(document[name]) for name in VECTORS},
            **{name: [(str(one), str(other)) for one, other in document[name]] for name in PAIRS},
        )
    except (KeyError, TypeError, ValueError, OverflowError, zlib.error, InvalidInstance) as error:
        raise InvalidCertificate(f"the numbers of the round cannot be read: {type(error).__name__} {error}") from None


def _packed(table: NDArray[np.generic]) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(table, "<i8").tobytes(), 6)).decode()


def _unpacked(text: object, shape: tuple[int, int]) -> NDArray[np.int64]:
    size = shape[0] * shape[1]
    if size > MOST_CELLS:
        raise ValueError(f"{size} pairs")
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(base64.b64decode(str(text), validate=True), 8 * size + 1)
    return np.frombuffer(content, "<i8").astype(np.int64).reshape(shape)
