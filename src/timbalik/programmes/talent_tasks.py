"""HR files too large for a request: what fits is found, and people are put on the list, by the worker."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from timbalik.audit.channels import channel
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Shortlist
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.talent import NoFileWaiting, fit_talent_file, mark_talent_failed, use_talent_file
from timbalik.programmes.states import TalentStep

log = logging.getLogger(__name__)


@task()
def fit_file(shortlist_id: int) -> None:
    """Run twice, or after the file was discarded, it does nothing."""
    if (shortlist := _found(shortlist_id)) is None:
        return
    try:
        fit_talent_file(shortlist)
    except Exception:
        log.exception("An HR file could not be read: %s", shortlist.public_id)
        mark_talent_failed(shortlist)


@task()
def use_file(shortlist_id: int, by_id: int) -> None:
    """Run twice, the people stand on the list once."""
    shortlist = _found(shortlist_id)
    if shortlist is None or shortlist.step != TalentStep.USING:
        return
    try:
        with channel("task"):
            use_talent_file(shortlist, by=Person.everywhere.filter(pk=by_id).first(), now=timezone.now())
    except (NoFileWaiting, RouteClosed) as refusal:
        log.info("An HR file was not used: %s", type(refusal).__name__)
        mark_talent_failed(shortlist)
    except Exception:
        log.exception("An HR file could not be used: %s", shortlist.public_id)
        mark_talent_failed(shortlist)


def _found(shortlist_id: int) -> Shortlist | None:
    return (
        Shortlist.everywhere.select_related("programme__organisation", "organisation").filter(pk=shortlist_id).first()
    )
