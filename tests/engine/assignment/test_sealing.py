"""The text of a certificate: written many numbers at a time, and the same as the plain writer's."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from timbalik.engine.assignment.certificate import as_arrays, as_document, from_document
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.pairlist import list_instance
from timbalik.engine.assignment.score_file import CHUNK
from timbalik.engine.assignment.sealing import check_seal, sealed_text
from timbalik.engine.assignment.solve import solve_numbers


def plain_text(document: dict[str, object]) -> str:
    text = json.dumps(document, separators=(",", ":"), sort_keys=True)
    return f'{text[:-1]},"seal":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'


def test_arrays_are_written_as_lists_are() -> None:
    many = np.arange(-CHUNK, CHUNK + 3) * 2**40
    ends = np.array([2**63 - 1, -(2**63), 0])
    for array in (many, ends, ends[:0], np.column_stack([ends, ends]), np.zeros((0, 2), np.int64)):
        document = {"b": [{"x": array, "a": "é"}], "a": {"list": array, "c": None, "empty": []}, "n": 3}
        listed = {
            "b": [{"x": array.tolist(), "a": "é"}],
            "a": {"list": array.tolist(), "c": None, "empty": []},
            "n": 3,
        }

        assert sealed_text(document) == sealed_text(listed) == plain_text(listed)
        check_seal(json.loads(sealed_text(document)))


def test_a_certificate_comes_back_from_its_text() -> None:
    rng = np.random.default_rng(2)
    places = rng.permutation(400)[:150]
    instance = list_instance(shape=(20, 20), mentor=places // 20, mentee=places % 20, score=rng.integers(0, 99, 150))
    certificate = solve_numbers(instance)

    text = sealed_text(as_arrays(certificate))

    assert text == plain_text(as_document(certificate))
    assert as_document(from_document(json.loads(text))) == as_document(certificate)


@pytest.mark.parametrize("pairs", [[[0, 1, 2]], [[0]], [[0, True]], [[0, 1.0]], [0, 1], "ab", [["0", "1"]], {"0": 1}])
def test_pairs_are_two_whole_numbers_each(pairs: object) -> None:
    instance = list_instance(shape=(1, 1), mentor=[0], mentee=[0], score=np.array([5]))
    document = as_document(solve_numbers(instance))

    with pytest.raises(InvalidCertificate, match="not a certificate"):
        from_document(document | {"pairs": pairs})


@pytest.mark.parametrize("change", ["", "spaces", "value", "seal", "key"])
def test_a_seal_holds_for_the_document_however_it_is_written(change: str) -> None:
    text = sealed_text({"value": 7, "pairs": np.array([[0, 1]])})
    written = {
        "": text,
        "spaces": json.dumps(json.loads(text), indent=1),
        "value": text.replace("7", "8", 1),
        "seal": text.replace('"seal":"', '"seal":"0')[:-4] + '"}',
        "key": text.replace('{"pairs"', '{"more":1,"pairs"'),
    }[change]
    document = json.loads(written)

    if change in ("", "spaces"):
        check_seal(document, written)
        check_seal(document)
    else:
        for read_from in (written, ""):
            with pytest.raises(InvalidCertificate, match="changed after it was written"):
                check_seal(document, read_from)
