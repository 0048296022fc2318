"""What the worker does for programmes: campaigns go on until everybody has a letter; wishes find the topics nearest to them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from timbalik.lib.periodic import periodic
from timbalik.programmes.models import Campaign
from timbalik.programmes.operations.campaigns import continue_campaign
from timbalik.programmes.operations.shortlists import end_shortlists
from timbalik.programmes.wishes import has_wishes_to_read, look_for_nearest, worker_finder

log = logging.getLogger(__name__)


@periodic(every=timedelta(minutes=1))
def continue_campaigns(now: datetime) -> None:
    """One portion of each campaign that is not over."""
    waiting = Campaign.everywhere.filter(finished_at__isnull=True)
    for campaign in waiting.select_related(
        "programme__organisation", "programme__cascade__leader", "idea__proposer", "cohort", "begun_by"
    ):
        try:
            continue_campaign(campaign, now=now)
        except Exception:
            # The others go on; this one is tried again in a minute.
            log.exception("A campaign failed: %s", campaign.public_id)


@periodic(every=timedelta(minutes=10))
def read_wishes(now: datetime) -> None:
    """The model of sentences, where one is installed, is loaded only when there is something to read."""
    if has_wishes_to_read():
        look_for_nearest(worker_finder())


@periodic(every=timedelta(hours=1))
def end_lists_of_potential_mentors(now: datetime) -> None:
    """What HR files said is gone when its days are over."""
    if closed := end_shortlists(now=now):
        log.info("Shortlists closed: %d", closed)
