from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.factories.people import NOW
from tests.factories.relationships import Pair
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import Seat, book
from timbalik.meetings.states import Channel, SessionKind
from timbalik.relationships.states import Side

NEXT_DAY = NOW + timedelta(days=1, hours=1)


def seats_of(pair: Pair) -> list[Seat]:
    return [Seat(pair.mentor, Side.MENTOR), Seat(pair.mentee, Side.MENTEE)]


def make_session(pair: Pair, *, starts_at: datetime = NEXT_DAY, now: datetime = NOW, **fields: Any) -> MentoringSession:
    """A learning session of an hour, booked by the mentor through the operation."""
    return book(
        pair.relationship.programme,
        relationship=pair.relationship,
        seats=seats_of(pair),
        starts_at=starts_at,
        minutes=fields.pop("minutes", 60),
        kind=fields.pop("kind", SessionKind.LEARNING),
        topic=fields.pop("topic", "Dari kunjungan ke keranjang"),
        channel=fields.pop("channel", Channel.IN_PERSON),
        place=fields.pop("place", "Ruang Rinjani, lantai 12"),
        by=fields.pop("by", pair.mentor),
        now=now,
    )
