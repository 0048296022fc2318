"""One family of refusals: each has a code that never changes and facts for the words, which live with the caller."""

from __future__ import annotations

from typing import ClassVar

Fact = str | int


class SpreadsheetRefused(Exception):
    """The file cannot be read as a table; ``facts`` say what was met and what is accepted."""

    code: ClassVar[str] = "refused"
    by_code: ClassVar[dict[str, type[SpreadsheetRefused]]] = {}

    def __init__(self, **facts: Fact) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    def __init_subclass__(cls) -> None:
        SpreadsheetRefused.by_code[cls.code] = cls

    def __str__(self) -> str:
        return ", ".join([self.code, *(f"{name}={value!r}" for name, value in self.facts.items())])


class EmptyFile(SpreadsheetRefused):
    """Nothing in it, or no row with a value."""

    code = "empty_file"


class UnsupportedType(SpreadsheetRefused):
    """Facts: ``suffix`` met, ``accepted``."""

    code = "unsupported_type"


class ContentMismatch(SpreadsheetRefused):
    """The first bytes are not what the name promises. Facts: ``suffix``, ``found``."""

    code = "content_mismatch"


class LockedOrOldWorkbook(SpreadsheetRefused):
    """An OLE container: a workbook with a password, or Excel 97-2003."""

    code = "locked_or_old_workbook"


class BrokenWorkbook(SpreadsheetRefused):
    """A zip that is damaged, or holds no workbook."""

    code = "broken_workbook"


class UnknownSheet(SpreadsheetRefused):
    """Facts: ``sheet`` asked for, ``accepted``."""

    code = "unknown_sheet"


class FileTooLarge(SpreadsheetRefused):
    """Facts: ``bytes`` met, ``accepted``."""

    code = "file_too_large"


class UnpackedTooLarge(SpreadsheetRefused):
    """A zip bomb, or a workbook beyond us. Facts: ``bytes`` when unpacked, ``accepted``."""

    code = "unpacked_too_large"


class PackedTooTightly(SpreadsheetRefused):
    """A member shrank more than data does. Facts: ``member``, ``ratio``, ``accepted``."""

    code = "packed_too_tightly"


class TooManyMembers(SpreadsheetRefused):
    """Facts: ``members``, ``accepted``."""

    code = "too_many_members"


class HostileMarkup(SpreadsheetRefused):
    """A document type or entity in the XML: no spreadsheet program writes one. Facts: ``member``."""

    code = "hostile_markup"


class FarCell(SpreadsheetRefused):
    """One cell far from the rest would blow the table up. Facts: ``cell``, ``rows``, ``columns`` accepted."""

    code = "far_cell"


class TooManyRows(SpreadsheetRefused):
    """Facts: ``row`` met, ``accepted``."""

    code = "too_many_rows"


class TooManyColumns(SpreadsheetRefused):
    """Facts: ``columns`` met, ``row``, ``accepted``."""

    code = "too_many_columns"


class CellTooLong(SpreadsheetRefused):
    """Beyond any name or address; in CSV mostly a quotation mark that never closes. Facts: ``row``, ``accepted``."""

    code = "cell_too_long"


class UnknownEncoding(SpreadsheetRefused):
    """Bytes that are neither UTF-8, UTF-16 nor Windows-1252. Facts: ``line``, ``accepted``."""

    code = "unknown_encoding"


class NeedsTooMuchMemory(SpreadsheetRefused):
    """The reading process reached its memory limit. Facts: ``megabytes`` accepted."""

    code = "needs_too_much_memory"


class TookTooLong(SpreadsheetRefused):
    """The reading process reached its time limit. Facts: ``seconds`` accepted."""

    code = "took_too_long"


class ReaderFailed(SpreadsheetRefused):
    """The reading process ended without saying why; the file is at fault, not the person. Facts: ``status``."""

    code = "reader_failed"
