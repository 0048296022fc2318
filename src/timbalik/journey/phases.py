"""The four phases side by side. Which follows which is said in ``relationships.states`` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from timbalik.journey import closure, growth, negotiation, preparation
from timbalik.journey.facts import Criterion, PairFacts
from timbalik.meetings.states import SessionKind
from timbalik.relationships.states import Phase

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class PhaseModule(Protocol):
    """The shape all four share."""

    @property
    def PHASE(self) -> Phase: ...  # noqa: N802 - a constant of a module
    @property
    def SOURCE(self) -> str: ...  # noqa: N802
    @property
    def PARTNERS_DO(self) -> Sequence[_StrPromise]: ...  # noqa: N802
    @property
    def MAY_CHANGE(self) -> Sequence[_StrPromise]: ...  # noqa: N802
    @property
    def SESSION_KINDS(self) -> Sequence[SessionKind]: ...  # noqa: N802

    def missing_to_enter(self, pair: PairFacts) -> tuple[Criterion, ...]: ...
    def missing_to_leave(self, pair: PairFacts) -> tuple[Criterion, ...]: ...


_MODULES: tuple[PhaseModule, ...] = (preparation, negotiation, growth, closure)
_BY_PHASE = {module.PHASE: module for module in _MODULES}


def phase_module(phase: str) -> PhaseModule:
    return _BY_PHASE[Phase(phase)]
