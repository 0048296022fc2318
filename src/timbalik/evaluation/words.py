"""A report in words: the same rows for page and PDF, in the reader's language. No figure is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from timbalik.engine.statistics.wording import PAIRS_FOR_VERDICT, Claim, DesignLevel, Direction, rate_strength
from timbalik.evaluation.content import BOTH
from timbalik.evaluation.models import Report
from timbalik.lib.versions import in_language
from timbalik.surveys.instruments import CONTACT
from timbalik.surveys.states import WaveKind

HIDDEN = "–"


@dataclass(frozen=True)
class FunnelRow:
    label: str
    value: str
    people: int | None
    share: float | None  # of the first step, 0..1


@dataclass(frozen=True)
class ChangeRow:
    """An item, the change of those who answered twice, and the sentences that fit it."""

    text: str
    who: str
    side: str  # both, mentor, mentee
    waves: tuple[tuple[str, str, int], ...]  # wave, mean in words, n
    hidden: tuple[str, ...]  # waves that asked it, of which nothing may be shown
    is_before: bool  # asked before the programme began
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    interval_in_words: str
    sentences: tuple[str, ...]
    strength: int
    strength_in_words: str


@dataclass(frozen=True)
class ReportWords:
    title: str
    programme: str
    organisation: str
    as_of: str
    met: str
    caveat: str
    design: str
    checks: tuple[tuple[bool, str], ...]  # what the design has, and what it lacks
    strength: int
    strength_in_words: str
    funnels: tuple[tuple[str, tuple[FunnelRow, ...]], ...]
    sessions: tuple[tuple[str, str], ...]
    sessions_sentence: str
    goals_sentences: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    waves: tuple[str, ...]
    answered: tuple[tuple[str, str, str], ...]
    limits: tuple[str, ...]

    @property
    def headline(self) -> str:
        return f"{self.met} {self.caveat}".strip()


def report_in_words(report: Report) -> ReportWords:
    """Every sentence and figure of the report, in the active language."""
    content = report.content
    zone = ZoneInfo(report.programme.organisation.time_zone)
    as_of = datetime.fromisoformat(content["as_of"]).astimezone(zone)
    met, caveat = _headline(content)
    strength = _strength(report)
    return ReportWords(
        title=_("What happened in this programme"),
        programme=report.programme.name,
        organisation=report.programme.organisation.name,
        as_of=formats.date_format(as_of, "j F Y"),
        met=met,
        caveat=caveat,
        design=_("Design: participants before and after, without a comparison group."),
        checks=_checks(content),
        strength=strength,
        strength_in_words=strength_in_words(strength),
        funnels=tuple((_role(funnel["role"]), _funnel_rows(funnel["steps"])) for funnel in content["funnels"]),
        sessions=_session_rows(content["sessions"]),
        sessions_sentence=_sessions_sentence(content["sessions"]),
        goals_sentences=_goals_sentences(content["goals"]),
        changes=_changes(report),
        waves=_waves(content),
        answered=tuple(_answered_row(row) for row in content["answered"]),
        limits=_limits(),
    )


def _headline(content: dict[str, Any]) -> tuple[str, str]:
    """What took place, and what can't be said about it."""
    pairs, sessions = content["pairs"]["opened"], content["sessions"]["held"]
    if not pairs:
        return _("No pair has begun yet."), ""
    counted = {"count": _number(pairs)}
    if not sessions:
        begun = ngettext(
            "So far %(count)s pair has begun; it has not met yet.",
            "So far %(count)s pairs have begun; none has met yet.",
            pairs,
        )
        return begun % counted, ""
    who = ngettext("So far %(count)s pair has met", "So far %(count)s pairs have met", pairs) % counted
    times = ngettext("%(count)s time", "%(count)s times", sessions) % {"count": _number(sessions)}
    met = _("%(pairs)s %(times)s.") % {"pairs": who, "times": times}
    return met, _("Whether the programme caused a change can't be told without a comparison group.")


def _strength(report: Report) -> int:
    """The most that the design and the number of pairs can carry; one row may carry less."""
    is_large = report.content["pairs"]["opened"] >= PAIRS_FOR_VERDICT
    return int(rate_strength(DesignLevel(report.design_level), is_large=is_large, is_decided=True))


def _checks(content: dict[str, Any]) -> tuple[tuple[bool, str], ...]:
    """Before and after, comparison, size: each as something the evidence has, or lacks."""
    pairs = content["pairs"]["opened"]
    waves = {row["wave"] for row in content["answered"]}
    if WaveKind.END in waves:
        measured = (True, _("Measured before and at the end"))
    elif WaveKind.BASELINE in waves:
        measured = (False, _("Measured before; the end is still to come"))
    else:
        measured = (False, _("Not measured before the programme began"))
    enough = ngettext("%(count)s pair", "%(count)s pairs", pairs) % {"count": _number(pairs)}
    if pairs >= PAIRS_FOR_VERDICT:
        size = (True, enough)
    else:
        size = (False, _("Small: %(pairs)s, a verdict needs %(least)s") % {"pairs": enough, "least": PAIRS_FOR_VERDICT})
    return (measured, size, (False, _("No comparison group")), (False, _("Places were not drawn by lot")))


def _role(role: str) -> str:
    return {"mentor": _("Mentors"), "mentee": _("Mentees"), BOTH: _("Mentors and mentees")}[role]


def _step(step: str) -> str:
    return {
        "invited": _("Invited"),
        "enrolled": _("Enrolled"),
        "paired": _("Paired"),
        "met": _("Met at least once"),
        "finished": _("Finished all four phases"),
    }[step]


def _funnel_rows(steps: list[dict[str, Any]]) -> tuple[FunnelRow, ...]:
    first = steps[0]["people"]
    return tuple(
        FunnelRow(
            _step(step["step"]),
            HIDDEN if step["people"] is None else _number(step["people"]),
            step["people"],
            step["people"] / first if first else None,
        )
        for step in steps
    )


def _session_rows(sessions: dict[str, int]) -> tuple[tuple[str, str], ...]:
    return (
        (_("Held"), _number(sessions["held"])),
        (_("Planned so far"), _number(sessions["planned_so_far"])),
        (_("Cancelled"), _number(sessions["cancelled"])),
        (_("Did not take place"), _number(sessions["missed"])),
        (_("Booked ahead"), _number(sessions["ahead"])),
    )


def _sessions_sentence(sessions: dict[str, int]) -> str:
    if not sessions["planned_so_far"]:
        return _("No session was due yet.")
    numbers = {"planned": _number(sessions["planned_so_far"]), "held": _number(sessions["held"])}
    if sessions["held"] > sessions["planned_so_far"]:
        return _("So far %(held)s sessions took place; %(planned)s were planned.") % numbers
    return _("Of %(planned)s sessions planned so far, %(held)s took place.") % numbers


def _goals_sentences(goals: dict[str, Any]) -> tuple[str, ...]:
    if goals["pairs"] is None:
        return (_("Fewer than five pairs: nothing is said about goals."),)
    sentences = [
        _("Of %(pairs)s pairs, %(measurable)s wrote at least one measurable goal.")
        % {"pairs": _number(goals["pairs"]), "measurable": _number(goals["measurable"])}
    ]
    if goals["share"] is not None:
        sentences.append(
            _(
                "Of %(closed)s pairs that finished, %(reached)s say that they reached a goal "
                "(%(share)s; 95%% interval %(low)s to %(high)s)."
            )
            % {
                "closed": _number(goals["closed"]),
                "reached": _number(goals["reached"]),
                "share": _percent(goals["share"]["estimate"]),
                "low": _percent(goals["share"]["low"]),
                "high": _percent(goals["share"]["high"]),
            }
        )
    return tuple(sentences)


def _wave(kind: str) -> str:
    return {"baseline": _("Baseline"), "early": _("After session 2"), "midway": _("Midway"), "end": _("End")}[kind]


def _waves(content: dict[str, Any]) -> tuple[str, ...]:
    """The waves of which anything may be shown, in their order."""
    shown = {wave["wave"] for row in content["pulses"] for wave in row["waves"]}
    return tuple(_wave(kind) for kind in WaveKind.values if kind in shown)


def _changes(report: Report) -> tuple[ChangeRow, ...]:
    """One row for each statement: both sides together where that may be shown, else the sides that may.

    The question about a talk with the confidential contact is no statement; it opens a door and fills no report.
    """
    waves = list(report.programme.waves.select_related("instrument"))
    items = {item["code"]: item for wave in waves for item in wave.instrument.content["items"]}
    asked = {wave.kind: wave.instrument.content["waves"].get(wave.kind, []) for wave in waves}
    rows = [row for row in report.content["pulses"] if items.get(row["item"], {}).get("kind") != CONTACT]
    order = list(items)
    rows.sort(key=lambda row: order.index(row["item"]) if row["item"] in items else len(order))
    together = {row["item"] for row in rows if row["side"] == BOTH}
    return tuple(
        _change_row(
            row, items.get(row["item"], {}), [kind for kind in WaveKind.values if row["item"] in asked.get(kind, ())]
        )
        for row in rows
        if row["side"] == BOTH or row["item"] not in together
    )


def _change_row(row: dict[str, Any], item: dict[str, Any], asked: list[str]) -> ChangeRow:
    change = row["change"]
    interval = change["interval"] if change else None
    waves = tuple((_wave(wave["wave"]), _decimal(wave["mean"]["estimate"]), wave["n"]) for wave in row["waves"])
    in_words = ""
    if interval:
        in_words = _("%(estimate)s points (95%% interval %(low)s to %(high)s)") % {
            "estimate": _signed(interval["estimate"]),
            "low": _signed(interval["low"]),
            "high": _signed(interval["high"]),
        }
    claims = tuple(change["claims"]) if change else ()
    return ChangeRow(
        text=in_language(item["text"]) if item else row["item"],
        who=_role(row["side"]),
        side=row["side"],
        waves=waves,
        hidden=tuple(_wave(kind) for kind in asked if kind not in {wave["wave"] for wave in row["waves"]}),
        is_before=WaveKind.BASELINE in asked,
        estimate=interval["estimate"] if interval else None,
        low=interval["low"] if interval else None,
        high=interval["high"] if interval else None,
        n=change["n"] if change else 0,
        interval_in_words=in_words,
        sentences=tuple(sentence for claim in claims if (sentence := claim_in_words(claim, change["direction"]))),
        strength=change["strength"] if change else 0,
        strength_in_words=strength_in_words(change["strength"]) if change else "",
    )


def claim_in_words(claim: str, direction: str) -> str:
    """The sentence of a claim; the claim itself was chosen by ``engine.statistics.wording``. An interval is printed as numbers."""
    rose = direction == Direction.UP
    return {
        Claim.TOOK_PLACE: _("It took place; nothing more can be said."),
        Claim.TOO_FEW_PAIRS: _("Fewer than ten pairs answered twice: no effect is stated."),
        Claim.NO_VARIATION: _("All answers changed alike; no interval can be given."),
        Claim.INTERVAL: "",
        Claim.CHANGED: _("The answers rose among participants.") if rose else _("The answers fell among participants."),
        Claim.CANNOT_DISTINGUISH_FROM_CHANCE: _("These data can't tell this from chance."),
        Claim.WITHOUT_COMPARISON: _("Without a comparison group."),
        Claim.MAY_COME_FROM_WHO_TOOK_PART: _("It may come from who took part, not from the programme."),
        Claim.LARGER_THAN_COMPARISON: _("The change is larger than in the comparison group."),
        Claim.CONSISTENT_WITH_INFLUENCE: _("The change is consistent with an influence of the programme."),
        Claim.CAUSED_ON_AVERAGE: _("Being offered a place caused this, on average."),
    }[Claim(claim)]


def strength_in_words(strength: int) -> str:
    return {
        1: pgettext("strength of evidence", "weak"),
        2: pgettext("strength of evidence", "limited"),
        3: pgettext("strength of evidence", "moderate"),
        4: pgettext("strength of evidence", "strong"),
    }[strength]


def _answered_row(row: dict[str, Any]) -> tuple[str, str, str]:
    answered = HIDDEN if row["answered"] is None else _number(row["answered"])
    asked = _number(row["asked"])
    return (
        _wave(row["wave"]),
        _role(row["side"]),
        _("%(answered)s of %(asked)s") % {"answered": answered, "asked": asked},
    )


def _limits() -> tuple[str, ...]:
    return (
        _("A dash stands where a figure could point to fewer than five people, also by subtraction."),
        _("Answers are given under a pseudonym; nobody can see who answered what."),
        _("Figures about answers hold those alone who allow this use of them; how many answered counts everybody."),
        _("Change is counted among those who answered both times; those who left early are not in it."),
    )


def _number(value: int) -> str:
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)


def _decimal(value: float) -> str:
    return formats.number_format(_rounded(value, 1), 1)


def _signed(value: float) -> str:
    rounded = _rounded(value, 2)
    return ("−" if rounded < 0 else "+" if rounded > 0 else "") + formats.number_format(abs(rounded), 2)


def _percent(share: float) -> str:
    return formats.number_format(_rounded(share * 100, 0), 0) + "%"


def _rounded(value: float, decimals: int) -> Decimal:
    """Django's own formatting cuts digits off; half goes up, as people round."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
