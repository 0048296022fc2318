"""Tell the database what a large write has changed: until it knows, it plans as if a table were still empty.

PostgreSQL does the same by itself, a minute later; a page that opens at once should not wait for that. SQLite never does, and takes
the first index that fits: with 3,000 pairs in a round a page then reads all of them once for every person.
"""

from __future__ import annotations

from django.db import connections, models, router


def refresh_statistics(*written: type[models.Model]) -> None:
    """``ANALYZE`` the tables of these models; cheap (a sample of each), and allowed inside a transaction."""
    for model in written:
        connection = connections[router.db_for_write(model)]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
