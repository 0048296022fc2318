"""Instruments, waves and answers; what leaders need. A model is imported from here."""

from timbalik.surveys.models.needs import LeaderInterview, NeedsAnswer, NeedsRequest, NeedsSurvey
from timbalik.surveys.models.waves import InstrumentVersion, Pseudonym, Response, SurveyRequest, Wave

__all__ = [
    "InstrumentVersion",
    "LeaderInterview",
    "NeedsAnswer",
    "NeedsRequest",
    "NeedsSurvey",
    "Pseudonym",
    "Response",
    "SurveyRequest",
    "Wave",
]
