"""Requests and first talks by the clock: reminders, and the end of their time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from timbalik.audit.channels import channel
from timbalik.lib.periodic import periodic
from timbalik.matching.errors import MatchingRefused
from timbalik.matching.operations.passing import due_to_pass, due_to_remind, pass_request, remind_of_request

log = logging.getLogger(__name__)


@periodic(every=timedelta(minutes=10))
def watch_requests(now: datetime) -> None:
    """A request answered or taken back meanwhile is left alone."""
    with channel("task"):
        for request in due_to_pass(now):
            try:
                pass_request(request, now=now)
            except MatchingRefused as refusal:
                log.info("Request %s not passed: %s", request.public_id, type(refusal).__name__)
        for request in due_to_remind(now):
            remind_of_request(request, now=now)
