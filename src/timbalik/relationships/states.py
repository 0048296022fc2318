"""Phases and states of a relationship. Which phase follows which is decided here and nowhere else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    PREPARATION = "preparation", _("Preparation")
    NEGOTIATION = "negotiation", _("Negotiation")
    GROWTH = "growth", _("Growth")
    CLOSURE = "closure", _("Closure")


PHASES: tuple[Phase, ...] = (Phase.PREPARATION, Phase.NEGOTIATION, Phase.GROWTH, Phase.CLOSURE)


def next_phase(phase: str) -> Phase | None:
    """The phase after this one; ``None`` after closure (the relationship then ends)."""
    index = PHASES.index(Phase(phase))
    return PHASES[index + 1] if index + 1 < len(PHASES) else None


def previous_phase(phase: str) -> Phase | None:
    index = PHASES.index(Phase(phase))
    return PHASES[index - 1] if index else None


class RelationshipState(TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Side(TextChoices):
    """Who teaches and who learns in this relationship; a role, never a rank."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")


class PhaseMove(TextChoices):
    FORWARD = "forward", _("Forward")
    BACK = "back", _("A step back")
    SKIPPED = "skipped", _("Skipped, both knowing")


class Ending(TextChoices):
    COMPLETED = "completed", _("All four phases")
    NO_FAULT = "no_fault", _("Ended early, no fault")
    LEFT = "left", _("A member left the organisation")
    RULE = "rule", _("A hard rule now stands between them")


class GoalState(TextChoices):
    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    DROPPED = "dropped", _("Dropped")


class NextStep(TextChoices):
    END = "end", _("End here with thanks")
    GO_ON = "go_on", _("Go on informally")
    SWAP = "swap", _("Swap roles")
    TEACH_FORWARD = "teach_forward", _("Teach forward")
    NEW_GOAL = "new_goal", _("A new goal")


class ClosurePart(TextChoices):
    LOOK_BACK = "look_back", _("Look back")
    CELEBRATE = "celebrate", _("Celebrate")
    THANK = "thank", _("Thank")
    NEXT_STEP = "next_step", _("Next step")
