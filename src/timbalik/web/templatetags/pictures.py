"""The product's own icons (24 px grid, stroke 1.75), drawn in ``web/icons.svg``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SOURCE = Path(__file__).resolve().parent.parent / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([a-z]+)"[^>]*>(.*)</symbol>')


@cache
def shapes() -> dict[str, SafeString]:
    found = SYMBOL.findall(SOURCE.read_text(encoding="utf-8"))
    return {name: mark_safe(shape) for name, shape in found}  # noqa: S308 - part of the package, nothing a person wrote


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decorative always: the word beside it, or the label of its button, says what it means."""
    try:
        return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', shapes()[name])
    except KeyError:
        raise template.TemplateSyntaxError(f"icon: got {name!r}; accepted: {', '.join(sorted(shapes()))}") from None
