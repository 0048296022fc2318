"""Numbers in words, by the rule of each language's running text.

Indonesian (EYD V): a number of one or two words is spelt, longer ones keep their digits, and no sentence starts with
a digit. English: up to ten.
"""

from __future__ import annotations

INDONESIAN = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SCALES = ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "sepuluh"))


def indonesian_words(number: int) -> list[str]:
    """The words of a whole number from 0 to 999,999."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"got {number}; accepted: 0 to 999,999")
    if number < len(INDONESIAN):
        return [INDONESIAN[number]]
    if number < 20:
        return [INDONESIAN[number - 10], "belas"]
    size, scale, single = next(entry for entry in SCALES if number >= entry[0])
    count, rest = divmod(number, size)
    head = [single] if count == 1 else [*indonesian_words(count), scale]
    return head + (indonesian_words(rest) if rest else [])


def spelled(number: int, *, language: str) -> str:
    """The number as running text writes it: in words where the language spells it, else in digits."""
    if language.startswith("id"):
        words = indonesian_words(number) if 0 <= number < 1_000_000 else []
        return " ".join(words) if 0 < len(words) <= 2 else str(number)
    return ENGLISH[number] if 0 <= number < len(ENGLISH) else str(number)
