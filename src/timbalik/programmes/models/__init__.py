"""Programmes, their waves, who holds which role in them, and who enrolled with which wishes. A model is imported from here."""

from timbalik.programmes.models.cascades import Cascade
from timbalik.programmes.models.enrolments import Enrolment, Offer, Want
from timbalik.programmes.models.ideas import Campaign, CampaignLetter, Idea, IdeaMentor
from timbalik.programmes.models.nominations import Nomination
from timbalik.programmes.models.programmes import Cohort, Programme, ProgrammeTemplateVersion
from timbalik.programmes.models.roles import RoleAssignment
from timbalik.programmes.models.screenings import Screening
from timbalik.programmes.models.shortlists import Shortlist, ShortlistEntry, ShortlistObjection
from timbalik.programmes.models.topics import ProgrammeTopic, TopicWish

__all__ = [
    "Campaign",
    "CampaignLetter",
    "Cascade",
    "Cohort",
    "Enrolment",
    "Idea",
    "IdeaMentor",
    "Nomination",
    "Offer",
    "Programme",
    "ProgrammeTemplateVersion",
    "ProgrammeTopic",
    "RoleAssignment",
    "Screening",
    "Shortlist",
    "ShortlistEntry",
    "ShortlistObjection",
    "TopicWish",
    "Want",
]
