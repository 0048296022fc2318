"""What stands beside an arrangement: drafts kept, files in and out, and who left or joined meanwhile."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from timbalik.matching.models import Round
from timbalik.matching.queries.drafts import drafts_of
from timbalik.matching.queries.news import NAMED, News, news_of, people_to_pair
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person


def beside(round_: Round, viewer: Person) -> dict[str, Any]:
    """For the page of a round: four queries at most."""
    drafts = list(drafts_of(round_)) if round_.state in (RoundState.PROPOSED, RoundState.SENT) else []
    return {
        "news": since_then(round_, viewer=viewer),
        "drafts": drafts,
        "next_draft_name": _("Draft %(number)d") % {"number": len(drafts) + 1},
        "can_be_kept": round_.state == RoundState.PROPOSED,
        "follow_up": _follow_up(round_) if round_.state == RoundState.PUBLISHED else None,
    }


def _follow_up(round_: Round) -> dict[str, Any] | None:
    """Whom another round would concern: those with a free place. Pairs that are open are not touched by it."""
    found = people_to_pair(round_.cohort)
    if not found:
        return None
    return {
        "count": found.mentor_count + found.mentee_count,
        "mentors": names_in_words(found.mentors, count=found.mentor_count),
        "mentees": names_in_words(found.mentees, count=found.mentee_count),
    }


def since_then(round_: Round, *, viewer: Person) -> list[str]:
    """Who left or joined since the round was computed. Three queries at most."""
    return news_in_words(news_of(round_, viewer=viewer), is_sent=round_.state == RoundState.SENT)


def news_in_words(news: News, *, is_sent: bool) -> list[str]:
    """One sentence each, with names."""
    found = []
    if news.left:
        found.append(_("No longer here: %(names)s.") % {"names": names_in_words(news.left)})
    if news.free and is_sent:
        found.append(_("Without a pair that still stands: %(names)s.") % {"names": names_in_words(news.free)})
    elif news.free:
        found.append(_("Without a partner because of it: %(names)s.") % {"names": names_in_words(news.free)})
    if news.joined:
        found.append(_("Joined since: %(names)s.") % {"names": names_in_words(news.joined)})
    return found


def names_in_words(people: tuple[Person, ...], *, count: int | None = None) -> str:
    """The first few by name, the others as a number."""
    named = [one.display_name for one in people[:NAMED]]
    if (rest := (len(people) if count is None else count) - len(named)) > 0:
        return _("%(names)s and %(count)d more") % {"names": ", ".join(named), "count": rest}
    return ", ".join(named)
