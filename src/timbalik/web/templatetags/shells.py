"""What the shells count: at most one query each, and none for visitors."""

from __future__ import annotations

from typing import Any

from django import template

from timbalik.notifications.queries import unread_notices
from timbalik.people.models.persons import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_news(context: dict[str, Any]) -> int:
    """``{% unread_news as unread %}``: how many notices wait for the person who acts."""
    person: Person | None = getattr(context.get("request"), "person", None)
    return unread_notices(person) if person is not None else 0
