"""How the API says no: a status, a code that never changes, a sentence in the caller's language, and the field if one is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

# What every operation may answer beside its own.
FAILURES = (400, 401, 403, 404, 409, 413, 422, 429)


class Problem(BaseModel):
    code: str
    message: str
    field: str | None = None


class Failure(Problem):
    """``details`` names every problem where there are several."""

    details: list[Problem] | None = None


class ApiError(Exception):
    """An answer other than the one that was asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        details: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.failure = Failure(code=code, message=message, field=field, details=list(details) or None)
        self.headers = dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        return self.failure.model_dump(exclude_none=True)
