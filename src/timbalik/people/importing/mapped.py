"""The rows on their way in: mapped columns only, small enough to keep 100,000 of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from timbalik.people.importing.fields import Field

# Stands where a national number stood, so that the check can say so without knowing it.
HIDDEN_NATIONAL_NUMBER = "*" * 16


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell whose formula failed or had no value: the table itself does not show it."""

    row: int
    field: Field
    code: str


def label_of(cells: Mapping[Field, str]) -> str:
    """How a page names the person of a row: as the file does."""
    parts = (cells.get(one, "") for one in (Field.FIRST_NAME, Field.MIDDLE_NAME, Field.LAST_NAME))
    name = cells.get(Field.FULL_NAME) or " ".join(part for part in parts if part)
    number = cells.get(Field.STAFF_NUMBER, "")
    return name or ("" if number == HIDDEN_NATIONAL_NUMBER else number)


@dataclass(slots=True)
class MappedRows:
    """``rows`` are (number in the file, one text per field of ``fields``)."""

    fields: tuple[Field, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    marked: list[Marked] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows)

    def kept(self) -> Iterator[tuple[int, dict[Field, str]]]:
        """The rows that nobody left out, by field."""
        for number, values in self.rows:
            if number not in self.left_out:
                yield number, dict(zip(self.fields, values, strict=True))

    def column(self, wanted: Field) -> list[str]:
        if wanted not in self.fields:
            return []
        place = self.fields.index(wanted)
        return [values[place] for _, values in self.rows]

    def with_values(self, numbers: Iterable[int], wanted: Field, value: str) -> MappedRows:
        """One column of some rows changed; a marked formula there is thereby mended."""
        place, mended = self.fields.index(wanted), set(numbers)
        rows = [
            (at, (*values[:place], value, *values[place + 1 :])) if at in mended else (at, values)
            for at, values in self.rows
        ]
        marked = [one for one in self.marked if one.field != wanted or one.row not in mended]
        return replace(self, rows=rows, marked=marked)

    def with_fields(self, chosen: dict[Field, Field]) -> MappedRows:
        """Columns renamed (present field → new field); those not named are gone."""
        places = [(self.fields.index(old), new) for old, new in chosen.items()]
        rows = [(number, tuple(values[place] for place, _ in places)) for number, values in self.rows]
        marked = [replace(one, field=chosen[one.field]) for one in self.marked if one.field in chosen]
        return MappedRows(tuple(new for _, new in places), rows, marked, set(self.left_out))

    def packed(self) -> bytes:
        """Compressed JSON for ``ImportBatch.rows``."""
        told = {
            "fields": self.fields,
            "rows": [[number, *values] for number, values in self.rows],
            "marked": [[one.row, one.field, one.code] for one in self.marked],
            "left_out": sorted(self.left_out),
        }
        return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)

    @classmethod
    def unpacked(cls, content: bytes | memoryview) -> MappedRows:
        told = json.loads(zlib.decompress(bytes(content)))
        return cls(
            tuple(Field(one) for one in told["fields"]),
            [(row[0], tuple(row[1:])) for row in told["rows"]],
            [Marked(row, Field(name), code) for row, name, code in told["marked"]],
            set(told["left_out"]),
        )
