"""Which remedies really help in a round of many people: computed afterwards, since computing a round waits for nobody."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from timbalik.matching.arrangements import inputs_of
from timbalik.matching.errors import RoundTooLarge
from timbalik.matching.models import Round, Unmatched
from timbalik.matching.operations.taking import HERE, How, lock_round
from timbalik.matching.queries.remedies import PROVABLE, can_be_proved
from timbalik.matching.states import RoundState

MOST: Final = 60  # people a time


def prove_remedies(round_: Round, *, seen: int | None = None, how: How = HERE) -> int:
    """For the first people left over whose remedy is a likely one: would it bring a partner? Returns how many were tried.

    Changes nothing of the arrangement. Raises ``RoundNotOpen``, ``ArrangementChanged``, ``RoundTooLarge``.
    """
    with transaction.atomic():
        lock_round(round_, RoundState.PROPOSED, seen=seen)
    if not can_be_proved(round_):
        raise RoundTooLarge(str(round_.public_id))
    version = round_.version
    how.on_step("reading")
    rows = Unmatched.objects.of(round_.organisation_id).filter(round=round_, remedy__in=PROVABLE)
    waiting = [row for row in rows.select_related("enrolment").order_by("pk") if "proved" not in row.facts][:MOST]
    people = tuple((row.enrolment.public_id.hex, str(row.enrolment.role), row.remedy) for row in waiting)
    found: dict[str, dict[str, Any]] = how.run("remedies", (inputs_of(round_), people), how.on_step)
    how.on_step("storing")
    with transaction.atomic():
        lock_round(round_, RoundState.PROPOSED, seen=version)
        how.guard()
        for row in waiting:
            row.facts = {**row.facts, "proved": False, **found.get(row.enrolment.public_id.hex, {})}
        Unmatched.objects.of(round_.organisation_id).bulk_update(waiting, ["facts"], batch_size=100)
        how.done()
    return len(waiting)
