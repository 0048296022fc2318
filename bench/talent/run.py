"""How long it takes to find what fits eight topics in an HR file, in seconds of one processor.

    python bench/talent/run.py [PEOPLE]

Two files of invented people: one that names the same skills again and again, as HR systems do; one in which every cell is
different and most words are unknown, which no real file is.
"""

from __future__ import annotations

import os
import random
import string
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timbalik.config.settings")
django.setup()

from timbalik.people.content import lexicon  # noqa: E402 - app ready
from timbalik.programmes.states import Evidence  # noqa: E402 - app ready
from timbalik.programmes.talent_files import Said, fitting  # noqa: E402 - app ready

SEED = 7


def file_of(people: int, draw: random.Random, cells: list[str] | None) -> list[Said]:
    """``cells`` are drawn again and again; without them every cell is new."""
    words = [word for concept in lexicon() for name in concept.names for word in name.split()]
    unknown = ["".join(draw.choices(string.ascii_lowercase, k=draw.randint(5, 10))) for _ in range(5_000)]

    def cell() -> str:
        return draw.choice(cells) if cells else " ".join(draw.sample(words + unknown, draw.randint(2, 6)))

    return [
        Said(
            number,
            str(number),
            "",
            {
                Evidence.SKILL: ", ".join(cell() for _ in range(4)),
                Evidence.CERTIFICATE: "; ".join(cell() for _ in range(2)),
                Evidence.TAUGHT: cell(),
                Evidence.COMMUNICATION: str(draw.randint(1, 5)),
            },
        )
        for number in range(people)
    ]


def main() -> None:
    people, draw = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, random.Random(SEED)
    sought = [concept.key for concept in lexicon()[:8]]
    names = [name for concept in lexicon() for name in (*concept.names, *concept.words)]
    for label, cells in (("the same skills again and again", names), ("every cell different", None)):
        rows = file_of(people, draw, cells)
        begun = time.process_time()
        fits = sum(bool(one.found) for one in fitting(rows, sought=sought))
        print(f"{label}: {people} people, {fits} with something said, {time.process_time() - begun:.2f} s")


if __name__ == "__main__":
    main()
