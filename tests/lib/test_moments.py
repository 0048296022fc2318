from __future__ import annotations

from datetime import UTC, datetime

import pytest

from timbalik.lib.moments import aware_moment


def test_moment_with_its_zone_is_read() -> None:
    assert aware_moment("2026-12-01T10:00:00+07:00") == datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "besok", "2026-12-01T10:00:00", "2026-12-01", "9" * 400])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        aware_moment(text)
