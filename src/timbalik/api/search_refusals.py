"""What searches, questions and first talks refuse, as statuses, codes and words; ``refusals`` joins them with the rest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from timbalik.matching import request_errors as requests

STATE, CONTENT = 409, 422

SEARCHES: dict[type[Exception], tuple[int, str, Any]] = {
    requests.SearchClosed: (
        STATE,
        "search_closed",
        _("First a learning goal and a place free; then people are shown. Your enrolment says what is open."),
    ),
    requests.NotOffered: (STATE, "not_offered", _("This person cannot be asked at present. Choose somebody else.")),
    requests.WordsMissing: (CONTENT, "words_missing", _("Write a sentence for each of the three.")),
    requests.LineFull: (STATE, "line_full", _("Three choices at a time are enough. Take one back first.")),
    requests.AskedTooOften: (STATE, "asked_too_often", _("So many questions in a month are not personal any more.")),
    requests.RequestOver: (STATE, "request_over", _("This question is no longer open.")),
    requests.TalksClosed: (STATE, "talks_closed", _("This way is not open in the programme.")),
    requests.EnoughTalks: (STATE, "enough_talks", _("One talk at a time, and three in all.")),
    requests.TalkFirst: (STATE, "talk_first", _("Have a talk first; then decide.")),
    requests.PairNotPossible: (
        STATE,
        "pair_not_possible",
        _("That is not possible at present. Your coordinator can help."),
    ),
}
