"""Write an arrangement down as a draft."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from timbalik.matching.errors import DraftNameTaken
from timbalik.matching.models import Draft, Round
from timbalik.matching.snapshots import Snapshot, snapshot_of_round
from timbalik.people.models.persons import Person

OWN_SETTINGS: Final = ("weights", "floor_points", "salt")
LAST: Final = ""  # the name of what a round had when it was set aside


def write_draft(round_: Round, standing: Snapshot, *, name: str, by: Person | None, now: datetime) -> Draft:
    """Raises ``DraftNameTaken``."""
    try:
        with transaction.atomic():
            return Draft.objects.create(
                organisation=round_.organisation,
                round=round_,
                name=name,
                settings={key: value for key, value in round_.settings.items() if key in OWN_SETTINGS},
                pairs=[
                    [*pair, one.score, one.mentor_benefit, one.mentee_benefit] for pair, one in standing.pairs.items()
                ],
                decisions=[list(asdict(one).values()) for one in standing.decisions],
                proof={"value": standing.value, "bound": standing.bound, "best_pairs": standing.best_pairs},
                by=by,
                at=now,
            )
    except IntegrityError as error:
        raise DraftNameTaken(name) from error


def keep_last(round_: Round, *, by: Person, now: datetime) -> None:
    """A round that is set aside can still be compared: what stood is kept without a name."""
    standing = snapshot_of_round(round_)
    if standing.pairs:
        write_draft(round_, standing, name=LAST, by=by, now=now)
