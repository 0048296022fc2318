"""A letter that can wait arrives in the receiver's working hours."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories.people import make_organisation, make_person
from timbalik.notifications.quiet import office_hour_of

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Asia/Jakarta", datetime(2026, 11, 23, 10, tzinfo=JAKARTA), datetime(2026, 11, 23, 10, tzinfo=JAKARTA)),
        ("Asia/Jakarta", datetime(2026, 11, 23, 6, tzinfo=JAKARTA), datetime(2026, 11, 23, 9, tzinfo=JAKARTA)),
        # 15.00 in Jakarta is 17.00 in Jayapura, on a Friday: Monday there.
        ("Asia/Jayapura", datetime(2026, 11, 20, 15, tzinfo=JAKARTA), datetime(2026, 11, 23, 9, tzinfo=JAYAPURA)),
        # The day before Christmas is collective leave, then come the holiday and a weekend.
        ("Asia/Jakarta", datetime(2026, 12, 24, 10, tzinfo=JAKARTA), datetime(2026, 12, 28, 9, tzinfo=JAKARTA)),
    ],
)
def test_letter_waits_for_the_next_working_morning(zone: str, now: datetime, expected: datetime) -> None:
    person = make_person(make_organisation(), time_zone=zone)
    assert office_hour_of(person, now=now) == expected


@pytest.mark.django_db
def test_indonesian_leave_is_no_leave_elsewhere() -> None:
    person = make_person(make_organisation(holiday_country="SG"))
    christmas_eve = datetime(2026, 12, 24, 10, tzinfo=JAKARTA)
    assert office_hour_of(person, now=christmas_eve) == christmas_eve
