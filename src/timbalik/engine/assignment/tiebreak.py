"""Which of equally good assignments comes out: a lottery that anybody can repeat.

Every pair gets a number from the salt and the two ids alone; among assignments that are equal on every level, the one
with the largest sum of those numbers is chosen. Input order, machine and database have no part in it.

The number of a person is the first 8 bytes of BLAKE2b over salt, side and id; the pair's number mixes both with
splitmix64's finaliser (a linear mix would not see two pairs swap partners) and keeps the highest bits. Numbers of ``bits``
bits tie with a probability below pairs / 2**bits (Mulmuley, Vazirani, Vazirani 1987, the isolating lemma).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Most pairs an answer can have, and the bits of a lottery number: sums stay below 2**58 (below 2**53 for small rounds).
BITS: Final = ((2_000, 30), (2**20, 38), (2**24, 34))


def tie_bits(most_pairs: int) -> int:
    """Return how many bits a pair's lottery number has."""
    return next((bits for most, bits in BITS if most_pairs <= most), 28)


def person_numbers(names: Sequence[str], side: str, salt: str) -> NDArray[np.uint64]:
    """Return the lottery number of each person."""
    prefix = hashlib.blake2b(f"{salt}\x1f{side}\x1f".encode(), digest_size=8)
    numbers = bytearray()
    for name in names:
        digest = prefix.copy()
        digest.update(name.encode())
        numbers += digest.digest()
    return np.frombuffer(bytes(numbers), dtype="<u8").astype(np.uint64)


def position_numbers(size: int, side: str, salt: str) -> NDArray[np.uint64]:
    """Return lottery numbers of people who have no ids but their positions."""
    seed = int(person_numbers([""], side, salt)[0])
    steps = np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return scatter(steps + np.uint64(seed))


def scatter(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return splitmix64's finaliser of each number."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def pair_numbers(mentors: NDArray[np.uint64], mentees: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the lottery numbers of pairs, given both persons' numbers element by element."""
    z = scatter(mentors ^ (mentees * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x632BE59BD9B4E019)))
    return (z >> np.uint64(64 - bits)).astype(np.int64)
