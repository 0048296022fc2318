"""What the shells count, without a query of their own."""

from __future__ import annotations

from typing import Any

from django import template

from timbalik.people.models.persons import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_news(context: dict[str, Any]) -> int:
    """``{% unread_news as unread %}``: how many notices wait for the person who acts; the middleware has counted them."""
    person: Person | None = getattr(context.get("request"), "person", None)
    return int(getattr(person, "unread_news", 0))
