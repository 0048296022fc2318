"""Reads of what was written to people."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectKind, EffectState
from timbalik.people.models.persons import Person


def shown_notices(person: Person) -> QuerySet[Effect]:
    """What the person may read in the app by now; a notice for tomorrow morning is not among it."""
    rows = Effect.objects.filter(organisation_id=person.organisation_id, recipient=person, kind=EffectKind.IN_APP)
    return rows.filter(state=EffectState.SENT)


def unread_notices(person: Person) -> int:
    """How many in-app notices the person has not marked as read; one query."""
    return shown_notices(person).filter(read_at__isnull=True).exclude(content_sealed=None).count()


def with_unread_notices(people: QuerySet[Person]) -> QuerySet[Any]:
    """Persons with ``unread_news``, as ``unread_notices`` counts it, in the query that reads them anyway."""
    rows = Effect.objects.filter(
        organisation=OuterRef("organisation"),
        recipient=OuterRef("pk"),
        kind=EffectKind.IN_APP,
        state=EffectState.SENT,
        read_at__isnull=True,
        content_sealed__isnull=False,
    )
    counted = rows.order_by().values("recipient").annotate(number=Count("pk")).values("number")
    return people.annotate(unread_news=Coalesce(Subquery(counted), 0))
