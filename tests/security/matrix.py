"""Reads ``docs/access-matrix.md`` and the resolver, so that text and code can't differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "access-matrix.md"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
OF_THE_API = ("api", "ninja")


@dataclass(frozen=True)
class Row:
    name: str
    methods: frozenset[str]
    allowed: frozenset[str]


@dataclass(frozen=True)
class Address:
    name: str
    parameters: frozenset[str]


def _cells(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows() -> list[Row]:
    words, addresses = MATRIX.read_text(encoding="utf-8").split("\n## Addresses\n")
    people = {who: {one.strip() for one in named.split(",") if one.strip()} for who, named in _cells(words)}
    found = []
    for name, methods, who in _cells(addresses):
        if name == "address":
            continue
        allowed = set().union(*(people[word.strip()] for word in who.split(",")))
        found.append(Row(name.strip("`"), frozenset(methods.split()), frozenset(allowed)))
    return found


def addresses() -> dict[str, Address]:
    """Every address but those of the API, with the parameters it needs."""
    return {address.name: address for address in _walk(get_resolver(), "", "")}


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(namespace + (pattern.name or here), frozenset(re.findall(r"<(?:\w+:)?(\w+)>", here)))
        elif pattern.app_name not in OF_THE_API:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, here)
