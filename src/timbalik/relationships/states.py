"""Phases and states of a relationship. Which phase follows which is decided here and nowhere else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.programmes.states import Direction


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
    EXTENDED = "extended", _("On together, until a later day")
    RENEWED = "renewed", _("On with a new goal")


class Ending(TextChoices):
    COMPLETED = "completed", _("All four phases")
    NO_FAULT = "no_fault", _("Ended early, no fault")
    LEFT = "left", _("A member left the organisation")
    RULE = "rule", _("A hard rule now stands between them")


class Place(TextChoices):
    """Where a topic stands on the boundary map of an agreement."""

    IN = "in", _("Free to discuss")
    ASK = "ask", _("Ask first")
    OFF = "off", _("Off limits")


class GoalState(TextChoices):
    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    DROPPED = "dropped", _("Dropped")


class NextStep(TextChoices):
    END = "end", _("End here with thanks")
    GO_ON = "go_on", _("Go on together, until a later day")
    SWAP = "swap", _("Swap roles")
    TEACH_FORWARD = "teach_forward", _("Teach forward")
    NEW_GOAL = "new_goal", _("A new goal")


class ClosurePart(TextChoices):
    LOOK_BACK = "look_back", _("Look back")
    CELEBRATE = "celebrate", _("Celebrate")
    THANK = "thank", _("Thank")
    NEXT_STEP = "next_step", _("Next step")


class JointKind(TextChoices):
    SKIP = "skip", _("Leave the phase as it is")
    EXTEND = "extend", _("A later last day")
    NEXT_STEP = "next_step", _("What comes after the closure")


class JointState(TextChoices):
    OPEN = "open", _("Waits for an answer")
    AGREED = "agreed", _("All said yes")
    DECLINED = "declined", _("Somebody would rather not")
    WITHDRAWN = "withdrawn", _("Taken back")


class GrowthSkill(TextChoices):
    """What teaching somebody senior trains (F-48)."""

    LEADERSHIP = "leadership", _("Leading a conversation")
    COMMUNICATION = "communication", _("Explaining clearly")
    COACHING = "coaching", _("Coaching and training others")
    COURAGE = "courage", _("Speaking openly with senior people")

    def label_in(self, direction: str) -> str:
        """Outside reverse programmes the other one need not be senior."""
        is_other = self == GrowthSkill.COURAGE and direction != Direction.REVERSE
        return str(_("Speaking openly") if is_other else self.label)


# Next steps that bind the other side too: they take effect only with every member's yes.
JOINT_STEPS = frozenset({NextStep.GO_ON, NextStep.SWAP, NextStep.NEW_GOAL})


class PromiseState(TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("Let go")


class ExperimentState(TextChoices):
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class Reach(TextChoices):
    """How far a decision goes; sealed with its words."""

    OWN = "own", _("My own work")
    TEAM = "team", _("A team")
    UNIT = "unit", _("A unit")
    COMPANY = "company", _("The whole organisation")


class Holder(TextChoices):
    """What holds a person's place."""

    PROPOSAL = "proposal", _("A proposal both said yes to")
    REQUEST = "request", _("A request that was answered with yes")
    RELATIONSHIP = "relationship", _("A pair")
