"""How much each speaker of a transcript spoke. The text goes in, figures come out; nothing is kept, written or logged.

Two ways of naming speakers are common in WebVTT files (W3C, WebVTT: The Web Video Text Tracks Format): voice tags
``<v Name>…</v>`` and a line ``Name: …`` at the beginning of a cue. Cues without a name belong to whoever spoke before.
Where the cues have times, seconds are counted, else words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_NAME = 80
MOST_SPEAKERS = 40
LARGEST = 2_000_000  # characters; an hour of talk has about 80 000

_TIMES = re.compile(r"^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
# "<" is left out inside tags, so that a hostile file takes no more than one pass.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]+)>")
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"^([^\W\d_][^:<>?!\n]{0,79}):(?:\s+|$)(.*)$")
_NO_TALK = ("WEBVTT", "NOTE", "STYLE", "REGION")


class NoSpeakers(Exception):
    """The file names nobody, is no text, or is far too long for a conversation."""


@dataclass(frozen=True)
class TalkCount:
    """``amounts`` by speaker, in ``measure`` (``seconds`` or ``words``)."""

    measure: str
    amounts: Mapping[str, float]


def count_talk(data: bytes) -> TalkCount:
    """Read a transcript and say how much each speaker spoke. Raises ``NoSpeakers``.

    >>> count_talk(b"Ayu: tiga kata ini\\nPak Frans: dua kata").amounts
    {'Ayu': 3, 'Pak Frans': 2}
    """
    text = data.decode("utf-8-sig", errors="replace")  # a decoding error would carry the text along
    if len(text) > LARGEST or "\0" in text:
        raise NoSpeakers("too long or no text")
    seconds: dict[str, float] = defaultdict(float)
    words: dict[str, int] = defaultdict(int)
    speaker = ""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        if lines[0].startswith(_NO_TALK):
            continue
        speaker = _read_cue(lines, speaker, seconds, words)
        if len(words) > MOST_SPEAKERS:
            raise NoSpeakers("too many names")
    if not sum(words.values()):
        raise NoSpeakers("nobody named")
    if sum(seconds.values()):
        return TalkCount("seconds", {name: amount for name, amount in seconds.items() if amount})
    return TalkCount("words", dict(words))


def _read_cue(lines: list[str], speaker: str, seconds: dict[str, float], words: dict[str, int]) -> str:
    """Add one cue to the counts and return who spoke last. Several speakers share its time by their words."""
    length, said = 0.0, dict[str, int]()
    for place, line in enumerate(lines):
        if times := _TIMES.match(line):  # what stands above it is the cue's own name
            length = max(0.0, _seconds(times[2]) - _seconds(times[1]))
            lines = lines[place + 1 :]
            break
    for line in lines:
        if voice := _VOICE.search(line):
            speaker, spoken = _name(voice[1]), _TAG.sub(" ", line)
        elif named := _NAMED.match(_TAG.sub("", line).strip()):
            speaker, spoken = _name(named[1]), named[2]
        else:
            spoken = _TAG.sub(" ", line)
        if speaker:
            said[speaker] = said.get(speaker, 0) + len(spoken.split())
    total = sum(said.values())
    for name, count in said.items():
        words[name] += count
        seconds[name] += length * count / total if total else 0.0
    return speaker


def _seconds(clock: str) -> float:
    amount = 0.0
    for part in clock.replace(",", ".").split(":"):
        amount = amount * 60 + float(part)
    return amount


def _name(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]
