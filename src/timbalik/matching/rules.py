"""The hard rules of pairing by name, and who may run a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.programmes.rules import is_coordinator

if TYPE_CHECKING:
    from timbalik.matching.models import Round
    from timbalik.people.models.persons import Person


class HardRule(TextChoices):
    """In the order in which they name a pair that several of them forbid."""

    SAME_PERSON = "same_person", _("The same person on both sides")
    REPORTING_LINE = "reporting_line", _("One is the other's line manager, at any level")
    APPRAISER = "appraiser", _("One appraises the other")
    AVOID = "avoid", _("A private wish")
    ALREADY_PAIRED = "already_paired", _("Already a pair")
    DECLINED = "declined", _("Asked for another partner before")
    SAME_UNIT_UNKNOWN_LINE = "same_unit_unknown_line", _("One unit, reporting line unknown")
    WITHIN_ORGANISATION = "within_organisation", _("Both from one organisation")
    NO_SHARED_HOURS = "no_shared_hours", _("No shared hours long enough for a session")
    BY_HAND = "by_hand", _("Somebody asked that a person decides")


#: Rules whose name would tell the coordinator what somebody confided; pages show them as one.
CONFIDED = frozenset({HardRule.AVOID, HardRule.DECLINED})


def can_run_round(person: Person, round_: Round) -> bool:
    """Twin of ``queries.rounds.rounds_run_by``."""
    return is_coordinator(person, round_.programme)
