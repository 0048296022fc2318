"""Through which door an act came: set by the page, the API, the command or the task that calls an operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CHANNELS = ("page", "one_tap", "api", "command", "task", "simulation", "system")
_channel: ContextVar[str] = ContextVar("timbalik_audit_channel", default="system")


def current_channel() -> str:
    return _channel.get()


@contextmanager
def channel(name: str) -> Iterator[None]:
    if name not in CHANNELS:
        raise ValueError(f"channel {name!r}; accepted: {', '.join(CHANNELS)}")
    token = _channel.set(name)
    try:
        yield
    finally:
        _channel.reset(token)
