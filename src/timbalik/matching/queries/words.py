"""Codes and facts of a round as sentences, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from timbalik.lib.numerals import spelled
from timbalik.matching.models import Proposal, Unmatched
from timbalik.matching.rules import CONFIDED, HardRule
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept

Names = Mapping[str, str]


def concept_names(language: str | None = None) -> dict[str, str]:
    """The name of every topic, in one query."""
    wanted = (language or get_language() or "id").partition("-")[0]
    return {
        key: english if wanted == "en" and english else indonesian
        for key, indonesian, english in SkillConcept.objects.values_list("key", "name_id", "name_en")
    }


def reasons_in_words(proposal: Proposal, names: Names | None = None) -> list[str]:
    """Why these two, what each gives and gains, and what to look at twice. One sentence each."""
    names = concept_names() if names is None else names
    mentor, mentee = proposal.mentor.person, proposal.mentee.person
    found = [_reason(reason, mentor.called, mentee.called, names) for reason in proposal.reasons]
    return [sentence for sentence in found if sentence]


def _reason(reason: Mapping[str, Any], mentor: str, mentee: str, names: Names) -> str:
    match reason["code"]:
        case "mentor_gives":
            return _gives(reason, mentor, mentee, names)
        case "mentee_gives":
            return _gives(reason, mentee, mentor, names)
        case "shared_hours":
            return _("They share %(hours)s a week.") % {"hours": hours_in_words(reason["minutes"])}
        case "across_units":
            return _("They come from different units.")
        case "both_first":
            return _("Both chose each other first.")
        case "choice_counted":
            return _("A choice made before the round counted.")
        case "under_floor":
            return _("%(person)s gains %(points)d of 100 points, less than the programme asks for.") % {
                "person": mentor if reason["side"] == "mentor" else mentee,
                "points": reason["points"],
            }
        case "withheld":
            return _("Not opened: %(reason)s.") % {"reason": rule_in_words(reason["rule"])}
    return ""


def _gives(reason: Mapping[str, Any], giver: str, taker: str, names: Names) -> str:
    if not reason["topics"]:
        return _("Nothing that %(giver)s offers is on the list of %(taker)s.") % {"giver": giver, "taker": taker}
    return _("%(giver)s offers %(topics)s, which %(taker)s wants to learn.") % {
        "giver": giver,
        "taker": taker,
        "topics": topics_in_words(reason["topics"], names),
    }


def flags_in_words(proposal: Proposal, *, mutual: bool = False) -> list[tuple[str, str]]:
    """What to look at twice: (tone, words), tone ``info`` or ``risk``. ``mutual``: both teach, so a side goes by its name."""
    found = []
    for reason in proposal.reasons:
        if reason["code"] == "under_floor":
            is_mentor = reason["side"] == "mentor"
            if mutual:
                person = (proposal.mentor if is_mentor else proposal.mentee).person
                found.append(("risk", _("Little benefit for %(name)s") % {"name": person.called}))
            else:
                side = _("mentor") if is_mentor else _("mentee")
                found.append(("risk", _("Little benefit for the %(side)s") % {"side": side}))
        elif reason["code"] == "little_time":
            found.append(("risk", _("Only %(hours)s in common") % {"hours": hours_in_words(reason["minutes"])}))
        elif reason["code"] == "unit_same_or_unknown":
            found.append(("info", _("Not across units")))
        elif reason["code"] == "withheld":
            found.append(("risk", _("Not opened: %(reason)s") % {"reason": rule_in_words(reason["rule"])}))
    if proposal.mentor.person.time_zone != proposal.mentee.person.time_zone:
        found.append(("info", _("Two time zones")))
    return found


def gives_in_words(proposal: Proposal, person: Person, names: Names) -> str:
    """The topics that this side passes to the other."""
    return _topics(proposal, "mentor_gives" if person == proposal.mentor.person else "mentee_gives", names)


def gains_in_words(proposal: Proposal, person: Person, names: Names) -> str:
    return _topics(proposal, "mentee_gives" if person == proposal.mentor.person else "mentor_gives", names)


def _topics(proposal: Proposal, code: str, names: Names) -> str:
    topics: list[str] = next((reason["topics"] for reason in proposal.reasons if reason["code"] == code), [])
    return topics_in_words(topics, names) if topics else _("no shared topic yet, to be found together")


def topics_in_words(keys: Iterable[str], names: Names) -> str:
    last = pgettext("before the last of several topics", "and")
    return str(get_text_list([_lower(names.get(key, key)) for key in keys], last))


def _lower(name: str) -> str:
    """Inside a sentence: a small first letter, unless the word is an abbreviation or a name written so (K3, TikTok)."""
    head = name.split(" ", 1)[0]
    return name if head[1:] != head[1:].lower() or any(sign.isdigit() for sign in head) else name[:1].lower() + name[1:]


def hours_in_words(minutes: int) -> str:
    """``dua jam``, ``tiga setengah jam``, ``30 menit``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d minutes") % {"minutes": minutes}
    words = spelled(hours, language=get_language() or "id")
    if rest:
        return _("%(hours)s and a half hours") % {"hours": words}
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": words}


def rule_in_words(rule: str) -> str:
    """A hard rule as a page may name it; what somebody confided stays unnamed."""
    if rule in CONFIDED or rule == "confided":
        return _("a wish that stays private")
    words = {
        HardRule.SAME_PERSON: _("the same person"),
        HardRule.REPORTING_LINE: _("one leads the other, directly or further up"),
        HardRule.APPRAISER: _("one appraises the other"),
        HardRule.ALREADY_PAIRED: _("they are a pair already"),
        HardRule.SAME_UNIT_UNKNOWN_LINE: _("one unit, and nobody knows who leads whom"),
        HardRule.WITHIN_ORGANISATION: _("both come from one organisation, and this programme pairs across"),
        HardRule.NO_SHARED_HOURS: _("no common time long enough for a session"),
        HardRule.BY_HAND: _("somebody asked that a person decides, in the queue of such wishes"),
        "not_here": _("one of them is not available or has no place left"),
        "chosen_against": _("ruled out by the coordinator"),
    }
    return words.get(rule, rule)


def unmatched_in_words(unmatched: Unmatched, names: Names | None = None, *, mutual: bool = False) -> tuple[str, str]:
    """Why somebody has no partner, and the nearest thing that would help. ``mutual``: both teach, so all are partners."""
    facts = unmatched.facts
    partner = _("partner") if mutual else _("mentee") if facts.get("side") == "mentor" else _("mentor")
    match unmatched.reason:
        case "hours_missing":
            reason = _("No hours were given, so no common time can be found.")
        case "no_shared_hours":
            reason = _("No %(partner)s is free at the hours given.") % {"partner": partner}
        case "same_unit_unknown_line":
            reason = _("All who are left work in the same unit, and nobody knows who leads whom there.")
        case "rules_forbid":
            reason = _("Every %(partner)s is ruled out: %(rule)s.") % {
                "partner": partner,
                "rule": rule_in_words(facts.get("rule", "")),
            }
        case "offer_not_wanted":
            topics = topics_in_words(facts.get("topics", []), concept_names() if names is None else names)
            reason = (
                _("Nobody who could be a partner asks for %(topics)s.") % {"topics": topics}
                if topics
                else _("No topic was offered yet.")
            )
        case "partners_full":
            reason = ngettext(
                "The only %(partner)s who fits has no place left.",
                "Of the %(count)s who fit, nobody has a place left.",
                facts.get("allowed", 0),
            ) % {"partner": partner, "count": spelled(facts.get("allowed", 0), language=get_language() or "id")}
        case "no_place":
            reason = _("Offers no place in this round.")
        case "kept_so":
            reason = (
                _("Nobody is left who fits what you decided about two people.")
                if mutual
                else _("No mentor is left who fits what you decided about two mentees.")
            )
        case "not_worth":
            reason = _("A pair would be possible, but only one that gives one side too little.")
        case "asks_for_person":
            reason = _("Asked that a person decides about this pairing.")
        case "on_leave":
            reason = _("Is on leave.")
        case "screening":
            reason = _("Waits until a person has talked with them; the screening says so.")
        case _:
            reason = _("Is not available at present.")
    return reason, remedy_in_words(unmatched.remedy)


def remedy_in_words(remedy: str) -> str:
    words = {
        "ask_hours": _("Ask for hours"),
        "ask_other_hours": _("Ask for other hours"),
        "ask_other_topics": _("Ask for more topics"),
        "ask_partner_for_place": _("Ask a partner to take one more"),
        "choose_by_hand": _("Choose a partner yourself"),
        "decide_unknown_lines": _("Decide about the unknown lines"),
        "wait_list": _("Keep for the next round"),
        "decide_by_hand": _("Decide as a person"),
        "take_back": _("Take the decision back"),
    }
    return words.get(remedy, "")
