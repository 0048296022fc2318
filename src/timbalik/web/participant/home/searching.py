"""What waits for people who look for each other: a question to answer, talks, and the way to begin looking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from timbalik.matching.queries.requests import is_search_open, received_by, searches_of, talking_with
from timbalik.matching.queries.searching import why_closed
from timbalik.people.models.persons import Person
from timbalik.web.participant.home.thing import Thing

WORTH_SAYING = ("", "goal_missing")


def searching(me: Person, *, now: datetime) -> Iterator[Thing]:
    for seen in received_by(me):
        if seen.is_asked and not seen.said_not_now and seen.request.answer_by and now <= seen.request.answer_by:
            url = reverse("participant:question", args=[seen.request.public_id])
            yield Thing(_("Answer a question"), seen.partner.called, url, "people")
    for seen in talking_with(me):
        url = reverse("participant:first_talks", args=[seen.request.public_id])
        yield Thing(_("Get to know each other"), seen.partner.called, url, "swap")
    for seeker in searches_of(me):
        if is_search_open(seeker.programme) and why_closed(seeker) in WORTH_SAYING:
            url = reverse("participant:search", args=[seeker.public_id])
            yield Thing(_("Look for a mentor"), seeker.programme.name, url, "search")
