"""How much one token may ask for in a minute, taken before any work is done.

Counted in Django's cache: with the default one each process counts for itself, so several processes grant several times
as much; with a shared cache (``CACHES``) all count together.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.cache import cache

READ, WRITE, HEAVY = "read", "write", "heavy"
# In a minute. Heavy: a people file, an arrangement computed, a report frozen.
PER_MINUTE = {READ: 300, WRITE: 60, HEAVY: 10}
MINUTE = 60


def take(token: UUID, kind: str, *, now: datetime) -> int:
    """Take one from the budget; 0 when there was one, else the seconds until there is again."""
    minute, second = divmod(int(now.timestamp()), MINUTE)
    key = f"api-budget:{kind}:{token.hex}:{minute}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        taken = cache.incr(key)
    except ValueError:  # thrown out by the cache between the two lines
        return 0
    return 0 if taken <= PER_MINUTE[kind] else MINUTE - second
