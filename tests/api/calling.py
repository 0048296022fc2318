"""A program that calls the API with somebody's token."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client

from tests.factories.people import NOW
from timbalik.people.models.persons import Person
from timbalik.people.tokens import create_token

ROOT = "/api/v1"
_numbers = count(1)


def token_of(person: Person, scope: str = "write", **changes: Any) -> str:
    name = f"Program {next(_numbers)}"
    return create_token(person, name=name, scope=scope, by=person, now=NOW, **changes)[1]


@dataclass
class Program:
    token: str
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        if method == "GET":
            return self.get(path)
        if isinstance(body, dict) and "file" in body:
            return self.client.post(ROOT + path, body, headers=self._headers())
        return self.client.post(ROOT + path, body, content_type="application/json", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **self.headers}


def program_of(person: Person, scope: str = "write", **headers: str) -> Program:
    return Program(token_of(person, scope), headers)
