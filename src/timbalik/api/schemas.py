"""What requests and answers are made of. Every answer lists its fields; a request with a field not listed is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from timbalik.people.models.persons import Person

T = TypeVar("T")

# Moments are answered in UTC, however they were given.
At = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]

# Programmes of this century: sums of days stay inside what a calendar holds.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2099, 12, 31, tzinfo=UTC))]
Word = Annotated[str, StringConstraints(max_length=200)]
Line = Annotated[str, StringConstraints(max_length=300)]
Sentence = Annotated[str, StringConstraints(max_length=600)]
Passage = Annotated[str, StringConstraints(max_length=2000)]


class In(BaseModel):
    """Something a program sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_nul(cls, values: Any) -> Any:
        """PostgreSQL keeps no NUL in a text."""
        if _holds_nul(values):
            raise PydanticCustomError("nul", "a text holds a NUL")
        return values


class Out(BaseModel):
    """Something the API answers: made field by field, never a row as it is."""

    model_config = ConfigDict(extra="forbid")


class Paging(In):
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class Listed(Out, Generic[T]):
    """One page of a list. ``total`` counts all of it."""

    items: list[T]
    total: int
    limit: int
    offset: int


class PersonOut(Out):
    id: UUID
    name: str


class Coded(Out):
    """A code for programs, words for people."""

    code: str
    message: str


def person_out(person: Person) -> PersonOut:
    return PersonOut(id=person.public_id, name=person.display_name)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(_holds_nul(one) for one in value)
    return False
