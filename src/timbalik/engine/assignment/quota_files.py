"""A proof with quotas as JSON, the whole round inside, so that a stranger can recheck it from the file alone."""

from __future__ import annotations

import base64
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import couples, measure, whole, wholes, words
from timbalik.engine.assignment.errors import InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import RULE_VERSION, Objective
from timbalik.engine.assignment.packing import pack_instance, unpack_instance
from timbalik.engine.assignment.quota_proof import QuotaCertificate, QuotaStage, QuotaVerdict, verify_quotas
from timbalik.engine.assignment.quota_rows import Quota, SideConstraints, check_side

FORMAT: Final = "timbalik quota certificate 1"

#: Couples of mentees, then of mentors.
COUPLES: Final = ("keep_together", "keep_apart", "mentors_together", "mentors_apart")


def as_document(instance: Instance, side: SideConstraints, certificate: QuotaCertificate) -> dict[str, Any]:
    """Return the proof with the whole round and its side constraints, as plain lists and numbers."""
    return {
        "format": FORMAT,
        "rule_version": RULE_VERSION,
        "value": certificate.value,
        "bound": certificate.bound,
        "digest": certificate.digest,
        "objective": {
            "levels": list(certificate.objective.levels),
            "floor_hundredths": certificate.objective.floor_hundredths,
            "keep_bonus_hundredths": certificate.objective.keep_bonus_hundredths,
        },
        "drawn": certificate.drawn,
        "scale": certificate.scale,
        "factors": list(certificate.factors),
        "pairs": np.column_stack([certificate.mentor, certificate.mentee]).tolist(),
        "reach": _stage(certificate.reach),
        "worth": _stage(certificate.worth),
        "problem": {
            "instance": pack_instance(instance),
            "quotas": [
                {"name": one.name, "pairs": _packed(one.pairs), "at_least": one.at_least, "at_most": one.at_most}
                for one in side.quotas
            ],
            **{name: [list(couple) for couple in getattr(side, name)] for name in COUPLES},
        },
    }


def verify_document(document: Any) -> QuotaVerdict:
    """Recheck a proof from its file alone."""
    try:
        problem, objective = document["problem"], document["objective"]
        mentor, mentee = couples(document["pairs"])
        if document["rule_version"] != RULE_VERSION:
            raise InvalidCertificate(f"rule version {document['rule_version']!r}: {RULE_VERSION} is accepted")
        instance = unpack_instance(problem["instance"])
        side = SideConstraints(
            quotas=tuple(
                Quota(
                    str(one["name"]),
                    _unpacked(one["pairs"], instance.shape),
                    measure(one["at_least"]),
                    None if one["at_most"] is None else measure(one["at_most"]),
                )
                for one in problem["quotas"]
            ),
            **{
                # proofs of before name mentees alone
                name: tuple((str(one), str(other)) for one, other in problem.get(name, []))
                for name in COUPLES
            },
        )
        certificate = QuotaCertificate(
            digest=str(document["digest"]),
            objective=Objective(
                levels=words(objective["levels"]),
                floor_hundredths=measure(objective["floor_hundredths"]),
                keep_bonus_hundredths=measure(objective["keep_bonus_hundredths"]),
            ),
            scale=whole(document["scale"]),
            factors=tuple(measure(one) for one in document["factors"]),
            mentor=mentor,
            mentee=mentee,
            value=whole(document["value"]),
            bound=whole(document["bound"]),
            reach=_stage_of(document["reach"]),
            worth=_stage_of(document["worth"]),
            # proofs of before were not drawn
            drawn=document.get("drawn", False) is True,
        )
    except (
        AttributeError, KeyError, TypeError, ValueError, OverflowError, zlib.error, InvalidInstance
    ) as error:  # fmt: skip
        raise InvalidCertificate(f"not a certificate: {type(error).__name__} at {error}") from None
    try:
        check_side(instance, side)
    except InvalidInstance as error:
        raise InvalidCertificate(str(error)) from None
    return verify_quotas(instance, side, certificate)


def _stage(stage: QuotaStage) -> dict[str, Any]:
    return {
        "count_price": stage.count_price,
        "side_price": stage.side_price.tolist(),
        "mentor_price": stage.mentor_price.tolist(),
        "mentee_price": stage.mentee_price.tolist(),
        "bound": stage.bound,
    }


def _stage_of(document: Any) -> QuotaStage:
    return QuotaStage(
        count_price=whole(document["count_price"]),
        side_price=wholes(document["side_price"]),
        mentor_price=wholes(document["mentor_price"]),
        mentee_price=wholes(document["mentee_price"]),
        bound=whole(document["bound"]),
    )


def _packed(table: NDArray[np.bool_]) -> str:
    return base64.b64encode(zlib.compress(np.packbits(table).tobytes(), 6)).decode()


def _unpacked(text: object, shape: tuple[int, int]) -> NDArray[np.bool_]:
    size = shape[0] * shape[1]
    content = zlib.decompressobj().decompress(base64.b64decode(str(text), validate=True), size // 8 + 2)
    table: NDArray[np.bool_] = np.unpackbits(np.frombuffer(content, np.uint8), count=size).reshape(shape).astype(bool)
    return table
