"""Once a day: what the notice promises to end ends, and coordinators hear of pairs at risk."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from timbalik.audit.channels import channel
from timbalik.journey.alerting import tell_of_risk
from timbalik.journey.retention import end_what_is_over
from timbalik.lib.periodic import periodic
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState

log = logging.getLogger(__name__)


@periodic(every=timedelta(days=1))
def end_what_the_notice_promises(now: datetime) -> None:
    with channel("task"):
        for organisation in Organisation.objects.all():
            if done := end_what_is_over(organisation, now=now):
                log.info("retention organisation=%s %s", organisation.public_id, done)


@periodic(every=timedelta(days=1))
def tell_coordinators_of_risk(now: datetime) -> None:
    running = Programme.everywhere.filter(state=ProgrammeState.RUNNING)
    for programme in running.select_related("organisation"):
        tell_of_risk(programme, now=now)
