"""Every act on a wave of questions and on the survey of needs, one function each."""

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
    "DataRests",
    "NotAsked",
    "WaveClosed",
    "open_wave",
    "submit_response",
]
