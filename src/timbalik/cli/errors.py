"""How a command says no."""

from __future__ import annotations


class CommandFailed(Exception):
    """The command cannot go on; the message says what was met and what to do, in the user's language."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
