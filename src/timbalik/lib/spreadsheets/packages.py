"""An XLSX file is a zip of XML parts: what is checked, and noted, before a spreadsheet library sees it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree

from timbalik.lib.spreadsheets.errors import (
    BrokenWorkbook,
    FarCell,
    HostileMarkup,
    PackedTooTightly,
    TooManyMembers,
    UnpackedTooLarge,
)
from timbalik.lib.spreadsheets.limits import Limits

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1 << 20
_OVERLAP = 512
_NOTES_KEPT = 1_000
_SPARE_ROWS = 1_000

# Patterns that begin with letters, not with an optional prefix, are searched some ten times faster.
_ROW_NUMBER = re.compile(rb'row [^>]*?r="(\d{1,7})"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c (?=[^>]*?t="e")[^>]*?r="([A-Z]{1,3}\d{1,7})"')
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class SheetNotes:
    """What the library would pass over in silence: cells by reference, such as ``C12``."""

    error_cells: set[str] = field(default_factory=set)
    bare_formulas: set[str] = field(default_factory=set)
    padded_widths: dict[str, int] = field(default_factory=dict)


class Package:
    """An opened workbook file that passed the checks on its wrapping."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        self._beyond = _cell_beyond(limits.columns)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise BrokenWorkbook(reason="zip") from error
        if len(members) > limits.members:
            raise TooManyMembers(members=len(members), accepted=limits.members)
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.unpacked_bytes:
            raise UnpackedTooLarge(bytes=unpacked, accepted=limits.unpacked_bytes)
        for member in members:
            ratio = member.file_size // max(1, member.compress_size)
            if ratio > limits.packing_ratio and member.file_size > _CHUNK:
                raise PackedTooTightly(member=member.filename[:80], ratio=ratio, accepted=limits.packing_ratio)
        self._names = {member.filename for member in members}
        if "[Content_Types].xml" not in self._names:
            raise BrokenWorkbook(reason="not_a_workbook")
        for name in self._names:
            if name.endswith((".xml", ".rels")):
                self._refuse_document_type(name)

    def sheet_parts(self) -> dict[str, str]:
        """Sheet name → part; empty when the workbook names them in a way we do not follow (then there are no notes)."""
        try:
            relations = {one.get("Id", ""): one.get("Target", "") for one in self._parsed("xl/_rels/workbook.xml.rels")}
            sheets = self._parsed("xl/workbook.xml").iter(f"{_MAIN}sheet")
            parts = {one.get("name", ""): relations.get(one.get(_RELATION, ""), "") for one in sheets}
        except (KeyError, ElementTree.ParseError):
            return {}
        full = {name: normpath(join("/xl", target)).lstrip("/") for name, target in parts.items() if target}
        return {name: part for name, part in full.items() if part in self._names}

    def look_at(self, part: str) -> SheetNotes:
        """Scan one sheet's XML as it unpacks; refuses a cell far outside, which would make the library allocate it all.

        A scan by pattern and not a parse: 140 MB pass in about two seconds, and what it overlooks (cells without
        references, odd attribute order) still meets the memory limit.
        """
        notes = SheetNotes()
        padded = self._padded_styles()
        padded_cell = _cells_of_styles(padded) if padded else None
        for text in self._pieces(part):
            self._refuse_far(text)
            if b't="e"' in text:
                _keep(notes.error_cells, _ERROR_CELL, text)
            if b"<f" in text or b":f" in text:
                _keep(notes.bare_formulas, _BARE_FORMULA, text)
            if padded_cell:
                for reference, style in padded_cell.findall(text):
                    notes.padded_widths[reference.decode()] = padded[style.decode()]
        return notes

    def _pieces(self, part: str) -> Iterator[bytes]:
        tail, total = b"", 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    total += len(piece)
                    if total > self.limits.unpacked_bytes:
                        raise UnpackedTooLarge(bytes=total, accepted=self.limits.unpacked_bytes)
                    yield tail + piece
                    tail = piece[-_OVERLAP:]
        except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            raise BrokenWorkbook(reason="zip") from error

    def _refuse_far(self, text: bytes) -> None:
        rows, columns = self.limits.rows, self.limits.columns
        last = max(map(int, _ROW_NUMBER.findall(text)), default=0)
        if last > rows + _SPARE_ROWS:
            cell = re.search(rb'r="([A-Z]{1,3}%d)"' % last, text)
            raise FarCell(cell=cell[1].decode() if cell else f"A{last}", rows=rows, columns=columns)
        if beyond := self._beyond.search(text):
            raise FarCell(cell=beyond[1].decode(), rows=rows, columns=columns)

    def _padded_styles(self) -> dict[str, int]:
        """Style index → width, for number formats made of zeros alone: they show 00123 where the file holds 123."""
        try:
            root = self._parsed("xl/styles.xml")
        except (KeyError, ElementTree.ParseError):
            return {}
        formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter(f"{_MAIN}numFmt")}
        widths = {key: len(code) for key, code in formats.items() if re.fullmatch(r"0{2,20}", code)}
        cells = root.find(f"{_MAIN}cellXfs")
        styles = enumerate(cells) if cells is not None else ()
        return {str(index): widths[one.get("numFmtId")] for index, one in styles if one.get("numFmtId") in widths}

    def _parsed(self, part: str) -> ElementTree.Element:
        with self._zip.open(part) as stream:
            return ElementTree.fromstring(stream.read(4 * _CHUNK))  # noqa: S314 - document types were refused above

    def _refuse_document_type(self, name: str) -> None:
        try:
            with self._zip.open(name) as stream:
                head = stream.read(1 << 16)
        except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            raise BrokenWorkbook(reason="zip") from error
        # Zeros are taken out so that UTF-16 cannot hide the word.
        if _DOCUMENT_TYPE.search(head.replace(b"\0", b"")):
            raise HostileMarkup(member=name[:80])


def column_letters(number: int) -> str:
    """``A`` for 1, ``AB`` for 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _keep(kept: set[str], pattern: re.Pattern[bytes], text: bytes) -> None:
    if len(kept) < _NOTES_KEPT:
        kept.update(reference.decode() for reference in pattern.findall(text))


def _cells_of_styles(styles: dict[str, int]) -> re.Pattern[bytes]:
    return re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})" s="(' + "|".join(styles).encode() + rb')"')


def _cell_beyond(columns: int) -> re.Pattern[bytes]:
    """A cell to the right of that many columns, by its letters: longer ones, or as long and later in the alphabet."""
    letters = column_letters(columns)
    later = [
        f"{letters[:place]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{len(letters) - place - 1}}}"
        for place, letter in enumerate(letters)
        if letter != "Z"
    ]
    return re.compile(f' r="((?:{"|".join([f"[A-Z]{{{len(letters) + 1},4}}", *later])})\\d{{1,7}})"'.encode())
