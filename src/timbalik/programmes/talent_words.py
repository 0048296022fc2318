"""What HR and recruitment files say in favour of somebody as a mentor, and what is never read from them (F-12, S-16).

Only what speaks for a person is taken: a low mark, or none, is not kept and counts against nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from timbalik.people.importing.dictionary import candidates, is_private, normalised, words_of
from timbalik.people.importing.fields import Field
from timbalik.people.importing.suggestions import is_national_number
from timbalik.people.importing.values import cleaned
from timbalik.programmes.states import Evidence

LONGEST_ITEM: Final = 120
MOST_ITEMS: Final = 40  # of one cell
WELL: Final = 0.7  # the share of a scale from which a mark speaks for somebody


class Left(StrEnum):
    """Why a column is not read."""

    NEVER = "never"  # private, or a judgement of work that must not follow anybody here
    NOT_NEEDED = "not_needed"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Judgements of work and origins: used against people too easily, so a programme does not even read them.
JUDGEMENTS: Final = _set(
    "kinerja performance kpi okr appraisal rating potensi potential box ninebox talenta talent sanksi disiplin disciplinary "
    "pelanggaran sp promosi promotion suksesi succession universitas university kampus campus sekolah school almamater "
    "jurusan ipk gpa psikotes psychotest iq kepribadian personality"
)
#: Facts about evidence that are no evidence.
ABOUT: Final = _set(
    "tanggal tgl date tahun year bulan month nomor no number id kode code biaya cost durasi duration jam hours penyelenggara "
    "provider lembaga institution lokasi berlaku sampai expired expiry valid until status"
)
KINDS: Final[tuple[tuple[Evidence, frozenset[str]], ...]] = (
    (Evidence.COMMUNICATION, _set("komunikasi communication communications speaking berkomunikasi")),
    (
        Evidence.TAUGHT,
        _set(
            "mengajar pengajar pengajaran trainer fasilitator facilitator facilitated instruktur instructor taught teaching given "
            "diberikan melatih delivered dibawakan"
        ),
    ),
    (
        Evidence.PRESENTED,
        _set(
            "presentasi presentation presentations pembicara speaker narasumber pemateri webinar talks konferensi conference "
            "moderator paparan"
        ),
    ),
    (
        Evidence.CERTIFICATE,
        _set("sertifikat sertifikasi certificate certificates certification certifications lisensi license licenses"),
    ),
    (
        Evidence.COURSE,
        _set("kursus course courses pelatihan training trainings diklat workshop bootcamp elearning learning"),
    ),
    (
        Evidence.SKILL,
        _set("keahlian keterampilan skill skills kompetensi competency competencies competence kemampuan expertise"),
    ),
)
_NOTHING: Final = _set("tidak belum no none nihil never nol n pernah ada not yet")
_WELL: Final = frozenset(
    "baik|sangat baik|baik sekali|bagus|sangat bagus|unggul|istimewa|memuaskan|sangat memuaskan|lancar|fasih|mahir|tinggi|kuat|"
    "good|very good|excellent|outstanding|strong|high|fluent|proficient|advanced|above average|a|a-|a+|b+|b".split("|")
)
_SPLIT: Final = re.compile(r"[;\n\r|•·]+|,(?!\d)|\s/\s")
_MARK: Final = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(%|/\s*(\d{1,3})|dari\s+(\d{1,3})|of\s+(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: who the row is about, what it says of them, or why it is left behind."""

    header: str
    who: Field | None = None
    kind: Evidence | None = None
    left: Left | None = None


def read_header(header: str) -> Column:
    words = frozenset(words_of(header))
    known = candidates(header)
    for field in (Field.STAFF_NUMBER, Field.EMAIL):
        if field in known:
            return Column(header, who=field)
    if "email" in words and not words & {"atasan", "manager", "supervisor"}:
        return Column(header, who=Field.EMAIL)
    # “Rating komunikasi” is about communication; “rating” alone, or of performance, is a judgement of somebody's work.
    judged = words & JUDGEMENTS
    if is_private(header) or (judged and not (judged <= {"rating"} and words & KINDS[0][1])):
        return Column(header, left=Left.NEVER)
    if not words & ABOUT:
        for kind, named in KINDS:
            if words & named:
                return Column(header, kind=kind)
    return Column(header, left=Left.NOT_NEEDED)


def items_of(text: str) -> Iterator[str]:
    """The single things a cell names, as they are written; numbers of identity cards are not among them."""
    for part in _SPLIT.split(text)[:MOST_ITEMS]:
        item = cleaned(part)
        if item and not is_national_number(item):
            yield item[:LONGEST_ITEM]


def says_something(item: str) -> bool:
    """Whether an item of trainings given or presentations is more than a way to say none."""
    words = re.findall(r"\w+", item.casefold())
    return not all(word in _NOTHING or word.strip("0") == "" for word in words)


def scale_of(texts: Iterable[str]) -> int:
    """The top of a column of bare marks: 5, 10 or 100, the least that holds the highest of them."""
    highest = max((value for text in texts if (value := _bare(text)) is not None), default=0.0)
    return next((top for top in (5, 10, 100) if highest <= top), 0)


def speaks_well(text: str, *, scale: int) -> str:
    """The mark in words, if it speaks for somebody; else nothing. ``scale`` is the top of bare marks, 0 for unknown."""
    said = " ".join(text.casefold().split()).rstrip(".")
    if said in _WELL:
        return cleaned(text)[:LONGEST_ITEM]
    met = _MARK.fullmatch(said)
    if met is None:
        return ""
    value = float(met[1].replace(",", "."))
    top = 100 if met[2] == "%" else int(next((one for one in met.groups()[2:] if one), scale))
    return f"{met[1]}/{top}" if top and WELL * top <= value <= top else ""


def _bare(text: str) -> float | None:
    met = _MARK.fullmatch(text.strip())
    return float(met[1].replace(",", ".")) if met and not met[2] else None


def columns_of(
    rows: Sequence[Sequence[str]], chosen: Mapping[str, Field | Evidence | None] | None = None
) -> tuple[int, list[Column]] | None:
    """The first row that names both who and something about them, with its columns; none where there is no such row.

    ``chosen`` says what headers mean, and overrules what they are known as; what is never read stays so.
    """
    by_header = {normalised(header): meant for header, meant in (chosen or {}).items()}
    for place, cells in enumerate(rows):
        columns = [_decided(read_header(" ".join(cell.split())), by_header) for cell in cells]
        if any(one.who for one in columns) and any(one.kind for one in columns):
            return place, columns
    return None


def headers_in(rows: Sequence[Sequence[str]]) -> list[str]:
    """What could be headers where none was recognised, but for those that are never read: the row that says most, or the first."""
    told = [[read_header(" ".join(cell.split())) for cell in cells] for cells in rows]
    filled = [columns for columns in told if sum(bool(one.header) for one in columns) > 1]
    best = max(filled, key=lambda columns: sum(bool(one.who or one.kind) for one in columns), default=[])
    return list(dict.fromkeys(one.header[:120] for one in best if one.header and one.left != Left.NEVER))


def _decided(column: Column, chosen: Mapping[str, Field | Evidence | None]) -> Column:
    key = normalised(column.header)
    if column.left == Left.NEVER or not column.header or key not in chosen:
        return column
    meant = chosen[key]
    if isinstance(meant, Field):
        return Column(column.header, who=meant)
    return Column(column.header, kind=meant) if meant else Column(column.header, left=Left.NOT_NEEDED)
