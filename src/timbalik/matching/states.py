from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    OPEN = "open", _("Open")
    PROPOSED = "proposed", _("Proposed")
    SENT = "sent", _("Waiting for both sides")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class ProposalState(TextChoices):
    DRAFT = "draft", _("Draft")
    ASKED = "asked", _("Both sides asked")
    ACCEPTED = "accepted", _("Accepted by both")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Time to answer over")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced")


class ProposalOrigin(TextChoices):
    ENGINE = "engine", _("Proposed by the engine")
    OVERRIDE = "override", _("Chosen by the coordinator")


class Answer(TextChoices):
    WAITING = "waiting", _("No answer yet")
    YES = "yes", _("Yes")
    NO = "no", _("Another partner, please")


class OverrideKind(TextChoices):
    LOCK = "lock", _("Keep this pair")
    FORBID = "forbid", _("Never this pair")
    FORCE = "force", _("Choose this pair")
    TOGETHER = "together", _("One mentor for both")
    APART = "apart", _("Never the same mentor")
    UNKNOWN_LINES = "unknown_lines", _("Allow pairs inside one unit although lines are unknown")


class RemedyKind(TextChoices):
    """What a coordinator may set in motion for somebody without a partner."""

    PLACE = "place", _("Asked to take one more")
    HOURS = "hours", _("Asked for more hours")
    TOPICS = "topics", _("Asked about a neighbouring topic")
    WAVE = "wave", _("Moved to the next wave")


class GroupClash(TextChoices):
    """Why two mentees cannot be kept together or apart."""

    TOGETHER = "together", _("you decided before that they share one mentor")
    APART = "apart", _("you decided before that they never have the same mentor")
    SAME_MENTOR = "same_mentor", _("you chose the same mentor for both before")
    CHOSEN_APART = "chosen_apart", _("you chose a different mentor for each before")
    NO_ROOM = "no_room", _("no mentor has a place for both")
    NO_COMMON = "no_common", _("the rules leave no mentor with room whom both may have")
    NO_ARRANGEMENT = "no_arrangement", _("no arrangement keeps this and your other choices")


class WorkKind(TextChoices):
    """What may take long and is left to the worker."""

    SOLVE = "solve", _("Compute the arrangement")
    WEIGHTS = "weights", _("Compute with other weights")
    OVERRIDE = "override", _("Arrange anew around a decision")
    UNDO = "undo", _("Arrange anew without a decision")
    UNKNOWN_LINES = "unknown_lines", _("Arrange anew with pairs inside one unit")
    DRAFT = "draft", _("Take a draft back")
    SHEET = "sheet", _("Bring in decided pairs")
    ADJUST = "adjust", _("Adjust to who left or joined")
    GROUP = "group", _("Arrange anew around two mentees")
    PLAN = "plan", _("Compute who would move")
    PRICE = "price", _("Compute the price of decided pairs")
    REMEDIES = "remedies", _("Compute what would help")


#: Questions: they change nothing and leave a result.
ASKING = (WorkKind.PLAN, WorkKind.PRICE)


class WorkEnd(TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Stopped before its end")


class ObjectionState(TextChoices):
    """Where a wish for a decision by a person stands. While open or paired, no round proposes this person by itself."""

    OPEN = "open", _("Waits for a person")
    PAIRED = "paired", _("A partner was chosen by a person")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Taken back")


#: While an objection is in one of these, no round proposes the person by itself.
OBJECTING = (ObjectionState.OPEN, ObjectionState.PAIRED)


class RankingStep(StrEnum):
    """What is done before people are asked to rank; the last two are ends without anybody asked."""

    WAITING = "waiting"
    READING = "reading"
    SCORING = "scoring"
    CHOOSING = "choosing"
    STORING = "storing"
    FAILED = "failed"
    NOBODY = "nobody"


RANKING_ENDED: Final = (RankingStep.FAILED, RankingStep.NOBODY)
