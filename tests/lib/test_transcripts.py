from __future__ import annotations

import time

import pytest

from timbalik.lib.transcripts import LARGEST, NoSpeakers, TalkCount, count_talk

VOICE_TAGS = """WEBVTT - rapat

NOTE dibuat otomatis

1
00:00:01.000 --> 00:00:31.000
<v Dinda Maharani>Coba Bapak geser ke minggu lalu.</v>

2
00:00:31.000 --> 00:00:41.000
<v.keras Frans Hutagalung>Baik.</v>

3
00:00:41.000 --> 00:00:51.000
Begini?
"""
NAMES_BEFORE_COLONS = """WEBVTT

00:01.000 --> 00:05.000
Dinda: lihat pukul 10: naik, bukan?

00:05.000 --> 00:07.500
Pak Frans: ya
"""


def test_voice_tags_name_the_speakers() -> None:
    """A cue without a name belongs to whoever spoke before; its own number is no speech."""
    assert count_talk(VOICE_TAGS.encode()) == TalkCount("seconds", {"Dinda Maharani": 30.0, "Frans Hutagalung": 20.0})


def test_names_before_colons_name_the_speakers() -> None:
    assert count_talk(NAMES_BEFORE_COLONS.encode()) == TalkCount("seconds", {"Dinda": 4.0, "Pak Frans": 2.5})


def test_words_are_counted_where_there_are_no_times() -> None:
    assert count_talk(b"Dinda: satu dua tiga\nPak Frans: empat") == TalkCount("words", {"Dinda": 3, "Pak Frans": 1})


def test_file_of_another_system_reads_alike() -> None:
    text = "\ufeff" + VOICE_TAGS.replace("\n", "\r\n").replace(".000", ",000")
    assert count_talk(text.encode()) == count_talk(VOICE_TAGS.encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"WEBVTT", b"\xff\xfe\x00rapat", b"tanpa nama sama sekali", b"a" * (LARGEST + 1), b"\x00Dinda: ya"],
    ids=["empty", "no cues", "no text", "nobody named", "too long", "binary"],
)
def test_what_names_nobody_is_refused_without_a_word_of_it(data: bytes) -> None:
    with pytest.raises(NoSpeakers) as refusal:
        count_talk(data)
    assert refusal.value.__cause__ is None
    assert "rapat" not in str(refusal.value)


def test_more_names_than_a_talk_has_are_refused() -> None:
    with pytest.raises(NoSpeakers):
        count_talk("\n\n".join(f"Orang{letter}{other}: ya" for letter in "abcdefg" for other in "abcdefg").encode())


@pytest.mark.parametrize("data", [b"<" * 1_900_000, b"<v " * 600_000, b"<v a" + b" " * 1_900_000, b"\n " * 900_000])
def test_hostile_file_takes_one_pass(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(NoSpeakers):
        count_talk(data)
    assert time.process_time() - began < 5
