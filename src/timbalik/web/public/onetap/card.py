"""What a tap page is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from timbalik.notifications.models import ActionLink

Said = Mapping[str, str]


@dataclass(frozen=True)
class Card:
    """A template that extends ``card.html``, and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Turn = Callable[[ActionLink, Said, datetime], Card]


@dataclass(frozen=True)
class Act:
    """``show`` changes nothing; ``tap`` does the act and returns the card that says so.

    Both raise ``ActionLinkInvalid`` when the link leads nowhere any more.
    """

    show: Turn
    tap: Turn
