"""What people read when they cannot look, ask or answer now: what happened, and the next step. Never who or why somebody is not offered."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from timbalik.matching import request_errors as errors
from timbalik.matching.errors import MatchingRefused
from timbalik.meetings import operations as meetings
from timbalik.web.middleware import ActingRequest

WORDS: dict[type[Exception], object] = {
    errors.AskedTooOften: _("You have asked many people this month. Wait a little, or ask your coordinator for help."),
    errors.EnoughTalks: _("One talk at a time, and three in all. Then each of you decides in private."),
    errors.LineFull: _("Three choices at a time are enough. Take one back first."),
    errors.NotOffered: _("This person cannot be asked at present. Please choose somebody else."),
    errors.PairNotPossible: _("That is not possible at present. Your coordinator can help."),
    errors.RequestOver: _("This question is no longer open. Nothing is left for you to do."),
    errors.SearchClosed: _("You cannot look for anybody at present."),
    errors.TalkFirst: _("Have a talk first; then you decide."),
    errors.TalksClosed: _("This way is not open in your programme."),
    errors.WordsMissing: _("Write a sentence in each field: they make the question personal."),
    meetings.SessionInThePast: _("Choose a time that is still to come."),
    meetings.SessionTooFar: _("Choose a time within the next weeks."),
    meetings.SessionNotBooked: _("The talk has changed in the meantime. Please look again."),
    meetings.SessionNotYet: _("The talk has not begun yet."),
    meetings.SessionOver: _("The talk has begun or passed."),
    meetings.TimeNotOffered: _("This time is no longer on offer. Please choose another."),
    MatchingRefused: _("That is not possible at present. Your coordinator can help."),
}

# Why nobody is shown: title, text, and where to go on (a name of ``go_on`` in the template).
CLOSED: dict[str, tuple[object, object, str]] = {
    "goal_missing": (
        _("First your learning goal, then the people"),
        _(
            "Say what you want to learn before you look at anybody. Then we show you those who can help with exactly"
            " that, and not those who are most talked about."
        ),
        "goal",
    ),
    "proposal_waits": (
        _("A partner has been proposed to you"),
        _("As long as that proposal is open you need not look yourself. Please answer it first."),
        "proposals",
    ),
    "no_place": (
        _("You need not look at present"),
        _("You have a partner, or you are getting to know one. With a place free again you can look here."),
        "home",
    ),
    "not_available": (
        _("You are not looking for a partner at present"),
        _(
            "Your leave, a pause of your data or a “not now” stands. Change that in your profile, or ask your coordinator."
        ),
        "profile",
    ),
}


def is_done(request: ActingRequest, act: Callable[[], object], success: object) -> bool:
    """Do the act and say so; or say why it was refused."""
    try:
        act()
    except tuple(WORDS) as refusal:
        words = next(WORDS[kind] for kind in type(refusal).__mro__ if kind in WORDS)
        messages.error(request, str(words))
        return False
    if success:
        messages.success(request, str(success))
    return True
