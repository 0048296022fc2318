"""People and what they belong to. Import a model from the module that defines it."""

from timbalik.people.models.accounts import Account
from timbalik.people.models.availability import Availability
from timbalik.people.models.budgets import Budget
from timbalik.people.models.consent import Consent, NoticeVersion
from timbalik.people.models.erasure import ErasedMark
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.models.organisations import Installation, Organisation
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Avoidance, Delegation, Person
from timbalik.people.models.skills import SkillConcept
from timbalik.people.models.structure import ReportingLine, Unit, UnitMembership
from timbalik.people.models.tokens import ApiToken

__all__ = [
    "Account",
    "ApiToken",
    "Availability",
    "Avoidance",
    "Budget",
    "Consent",
    "Delegation",
    "ErasedMark",
    "ImportBatch",
    "Installation",
    "NoticeVersion",
    "Organisation",
    "PartnerOrganisation",
    "Person",
    "ProposedLeaver",
    "ReportingLine",
    "SkillConcept",
    "Unit",
    "UnitMembership",
]
