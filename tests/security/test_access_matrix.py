"""Every address stands in the table that people read (``docs/access-matrix.md``), and every view names its rule."""

from __future__ import annotations

from collections import Counter

from django.urls import get_resolver

from tests.security.matrix import OF_THE_API, addresses, rows


def test_every_address_has_one_row_and_every_row_an_address() -> None:
    named = Counter(row.name for row in rows())
    assert set(named) == set(addresses())
    assert [name for name, count in named.items() if count > 1] == []


def test_every_view_says_who_may_call_it() -> None:
    silent = [
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [resolver])
        if getattr(resolver, "app_name", None) not in OF_THE_API
        and not hasattr(pattern, "url_patterns")
        and not getattr(pattern.callback, "allowed_by", ())
    ]
    assert silent == []
