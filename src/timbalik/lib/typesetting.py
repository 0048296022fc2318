"""A file to keep: typst makes PDF/UA-1 from a source of ours; the data goes in as JSON, so no text becomes markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path


def typeset(source: bytes, data: Mapping[str, object], *, at: datetime) -> bytes:
    """The PDF. ``at`` is the date it bears: the same data at the same moment make the same bytes."""
    import typst  # slow import

    fonts: list[str] = [_font_folder()]
    made = typst.compile(  # type: ignore[misc]  # one variable for two kinds of path in its stubs
        source,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _font_folder() -> str:
    import fontpkg_plus_jakarta_sans as font  # slow import

    return str(Path(font.__file__).parent)
