"""Retention by the clock, once a day."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from timbalik.audit.channels import channel
from timbalik.journey.retention import end_what_is_over
from timbalik.lib.periodic import periodic
from timbalik.people.models.organisations import Organisation

log = logging.getLogger(__name__)


@periodic(every=timedelta(days=1))
def end_what_the_notice_promises(now: datetime) -> None:
    with channel("task"):
        for organisation in Organisation.objects.all():
            if done := end_what_is_over(organisation, now=now):
                log.info("retention organisation=%s %s", organisation.public_id, done)
