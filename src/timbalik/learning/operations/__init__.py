"""Every act of learning, one function each: training, and lessons that mentors write themselves."""

from timbalik.learning.operations.lessons import (
    LessonIncomplete,
    LessonNotOpen,
    LessonStaysInProgramme,
    MentorsOnly,
    NotTheOwner,
    change_lesson,
    copy_lesson,
    delete_lesson,
    share_lesson,
    withdraw_lesson,
    write_lesson,
)
from timbalik.learning.operations.training import complete_unit, keep_place, start_unit

__all__ = [
    "LessonIncomplete",
    "LessonNotOpen",
    "LessonStaysInProgramme",
    "MentorsOnly",
    "NotTheOwner",
    "change_lesson",
    "complete_unit",
    "copy_lesson",
    "delete_lesson",
    "keep_place",
    "share_lesson",
    "start_unit",
    "withdraw_lesson",
    "write_lesson",
]
