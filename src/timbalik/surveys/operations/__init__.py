"""Every act on a wave of questions and on the survey of needs, one function each."""

from timbalik.surveys.operations.needs import (
    ClosesTooSoon,
    NeedsAnswers,
    NobodyToAsk,
    NotInterviewable,
    answer_needs,
    open_needs_survey,
    record_interview,
    remove_interview,
)
from timbalik.surveys.operations.waves import (
    AlreadyAnswered,
    AnswerRefused,
    DataRests,
    NotAsked,
    WaveClosed,
    open_wave,
    submit_response,
)

__all__ = [
    "AlreadyAnswered",
    "AnswerRefused",
    "ClosesTooSoon",
    "DataRests",
    "NeedsAnswers",
    "NobodyToAsk",
    "NotAsked",
    "NotInterviewable",
    "WaveClosed",
    "answer_needs",
    "open_needs_survey",
    "open_wave",
    "record_interview",
    "remove_interview",
    "submit_response",
]
