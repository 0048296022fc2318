"""Whether the content is what the name promises."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal

from timbalik.lib.spreadsheets.errors import ContentMismatch, EmptyFile, LockedOrOldWorkbook, UnsupportedType

Kind = Literal["workbook", "text"]

KINDS: dict[str, Kind] = {".xlsx": "workbook", ".csv": "text", ".tsv": "text", ".txt": "text"}
ACCEPTED = ".xlsx, .csv, .tsv, .txt"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"{\\rtf", "RTF"),
)
# Some systems export a web page and name it .xls or .csv; opened as text it would give nonsense rows.
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<script", b"<svg")


def suffix_of(name: str) -> str:
    """The ending of a file's name in lower case; the rest of the name is never used."""
    return PurePosixPath(name.replace("\\", "/").replace("\0", "")).suffix.lower()


def kind_of(name: str, head: bytes) -> Kind:
    """What to read the file as, after comparing its name with its first bytes (give at least 1,024)."""
    suffix = suffix_of(name)
    found = _found(head)
    if found == "ole" and suffix in {".xlsx", ".xls", ".xlsm"}:
        raise LockedOrOldWorkbook(suffix=suffix)
    if suffix not in KINDS:
        raise UnsupportedType(suffix=suffix, accepted=ACCEPTED)
    if not head.strip():
        raise EmptyFile()
    kind = KINDS[suffix]
    if kind == "workbook" and found != "zip":
        raise ContentMismatch(suffix=suffix, found=found or "text")
    if kind == "text" and found:
        raise ContentMismatch(suffix=suffix, found=found)
    return kind


def _found(head: bytes) -> str:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        return "HTML"
    return ""
