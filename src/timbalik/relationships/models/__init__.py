"""A relationship and what belongs to it. Import a model from here; each file holds one subject."""

from timbalik.relationships.models.growing import (
    AppliedNote,
    BenefitReview,
    Decision,
    DecisionConsent,
    Experiment,
    SmallPromise,
)
from timbalik.relationships.models.joint import JointAnswer, JointMove
from timbalik.relationships.models.pairs import (
    Agreement,
    AgreementTextVersion,
    ClosureEntry,
    Goal,
    Note,
    PhaseChange,
    Relationship,
    RelationshipKey,
    RelationshipMember,
    Signature,
)
from timbalik.relationships.models.parting import GrowthRating, GrowthRecord, ThankYouLetter, Tidying
from timbalik.relationships.models.places import HeldPlace
from timbalik.relationships.models.planning import GoalStep
from timbalik.relationships.models.preparing import Workbook, WorkbookVersion

__all__ = [
    "Agreement",
    "AgreementTextVersion",
    "AppliedNote",
    "BenefitReview",
    "ClosureEntry",
    "Decision",
    "DecisionConsent",
    "Experiment",
    "Goal",
    "GoalStep",
    "GrowthRating",
    "GrowthRecord",
    "HeldPlace",
    "JointAnswer",
    "JointMove",
    "Note",
    "PhaseChange",
    "Relationship",
    "RelationshipKey",
    "RelationshipMember",
    "Signature",
    "SmallPromise",
    "ThankYouLetter",
    "Tidying",
    "Workbook",
    "WorkbookVersion",
]
