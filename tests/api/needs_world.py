"""A survey of needs that asks Ayu, and one talk with Bram, in the programme that is still a draft."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import Cast
from tests.factories.people import NOW
from timbalik.people.content import publish_concepts
from timbalik.programmes.models import Programme
from timbalik.surveys.models import LeaderInterview, NeedsRequest
from timbalik.surveys.operations import open_needs_survey, record_interview


def needs_ids(draft: Programme, cast: Cast) -> dict[str, object]:
    rows = NeedsRequest.objects.of(cast.organisation).filter(person=cast.ayu)
    if not rows.exists():
        publish_concepts()
        end = NOW + timedelta(days=14)
        open_needs_survey(draft, [cast.ayu], by=cast.citra, now=NOW - timedelta(days=1), closes_at=end)
        record_interview(draft, cast.bram, held_on=NOW.date(), areas={"data": 2}, by=cast.citra, now=NOW)
    talks = LeaderInterview.objects.of(cast.organisation)
    known = talks.first()
    return {"asked": rows.get().public_id, "interview": known.public_id if known else draft.public_id}
