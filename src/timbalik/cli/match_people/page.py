"""``report.html``: one page that needs nothing beside it and prints on A4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from timbalik.cli.language import spoken
from timbalik.cli.match_people import wording
from timbalik.cli.match_people.outcome import ExplainedPair, ExplainedPerson, Outcome
from timbalik.cli.match_people.roster import Roster
from timbalik.engine.assignment.objective import RULE_VERSION
from timbalik.matching.models import Proposal, Unmatched
from timbalik.matching.queries.words import (
    concept_names,
    flags_in_words,
    reasons_in_words,
    rule_in_words,
    unmatched_in_words,
)
from timbalik.people.importing import words as import_words
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

FOLDER = Path(__file__).parent
BAR = 100  # a full bar, in percent


@dataclass(frozen=True)
class Facts:
    """What the command knows beside roster and outcome."""

    file_name: str
    seed: int
    made_on: date
    objective: str


def page(roster: Roster, outcome: Outcome, facts: Facts) -> str:
    """The report as HTML. Everything from the file is escaped by the template engine."""
    template = Engine(dirs=[str(FOLDER)], autoescape=True).get_template("page.html")
    return template.render(Context(_content(roster, outcome, facts)))


def _content(roster: Roster, outcome: Outcome, facts: Facts) -> dict[str, Any]:
    names = concept_names(spoken())
    people = {
        "mentor": {ref: roster.people[one.person_id] for ref, one in outcome.problem.mentors.items()},
        "mentee": {ref: roster.people[one.person_id] for ref, one in outcome.problem.mentees.items()},
    }
    certificate = outcome.answer.certificate
    return {
        "language": spoken(),
        "style": (FOLDER / "page.css").read_text(encoding="utf-8"),
        "title": wording.title(outcome),
        "subtitle": _("%(template)s, from %(file)s, %(day)s")
        % {"template": roster.template.title(spoken()), "file": facts.file_name, "day": f"{facts.made_on:%Y-%m-%d}"},
        "simulation": wording.drawn(roster.drawn, facts.seed) if roster.drawn else "",
        "is_proved": outcome.is_proved,
        "seal": _("Proved optimal"),
        "proof": wording.proof(outcome),
        "certificate": [
            (_("Value"), wording.points(certificate.value)),
            (_("Bound"), wording.points(certificate.bound)),
            (_("Order of goals"), "; ".join(map(wording.level_name, certificate.objective.levels))),
            (_("Version of the rules"), RULE_VERSION),
            (_("Digest of the numbers"), certificate.digest),
        ],
        "recheck": _("Anybody can recheck it: timbalik verify certificate FILE"),
        "prices": [wording.level_price(price) for price in outcome.prices] + [wording.stable(outcome.stable)],
        "pairs": [_pair(roster, outcome, one, people, names) for one in outcome.pairs],
        "left": [_left(one, people, names) for one in outcome.left]
        + [(_("mentor or mentee"), "", import_words_of(reason), "") for reason in roster.pool.absent.values()],
        "rules": [(rule_in_words(rule), number) for rule, number in outcome.problem.exclusions.items()],
        "gaps": [import_words.gap(one) for one in roster.imported.gaps] + list(roster.left_out),
        "dropped": ", ".join(roster.dropped),
        "words": _words(),
    }


def import_words_of(reason: str) -> str:
    return unmatched_in_words(Unmatched(reason=reason, facts={}))[0]


def _words() -> dict[str, str]:
    """The fixed words of the page."""
    return {
        "proof": _("The proof"),
        "prices": _("What each goal costs"),
        "pairs": _("The pairs"),
        "left": _("Without a partner"),
        "everybody": _("Everybody has a partner."),
        "nobody": _("No pair is possible under these rules."),
        "rules": _("Pairs that a rule removed"),
        "file": _("What the file says, and what it does not"),
        "dropped": _("Columns dropped before anything was stored"),
        "never": _("What is never used"),
        "never_text": _(
            "Age, gender, ethnicity, religion, marital status, school, pay and photo are read by no step of the pairing."
            " The numbers of a pair come from topics offered and wanted, shared hours and units alone."
        ),
        "mentor": _("Mentor"),
        "mentee": _("Mentee"),
        "gives": _("gives"),
        "gains": _("gains"),
        "score": _("Score"),
        "of_hundred": _("of 100 points"),
        "bound_by": _("What bound the choice"),
        "person": _("Person"),
        "why": _("Why"),
        "remedy": _("The cheapest remedy, tried and proved"),
        "simulation": _("SIMULATION"),
        "decide": _("The engine proposes, people decide."),
    }


def _label(person: Person) -> dict[str, str]:
    about = [person.staff_number if person.full_name else "", person.position, str(person.unit or "")]
    return {"name": person.display_name, "about": " · ".join(one for one in about if one)}


def _pair(
    roster: Roster,
    outcome: Outcome,
    one: ExplainedPair,
    people: Mapping[str, Mapping[str, Person]],
    names: Mapping[str, str],
) -> dict[str, Any]:
    mentor, mentee = people["mentor"][one.mentor], people["mentee"][one.mentee]
    # Rows that are never stored: the sentences are the same ones the studio shows.
    proposal = Proposal(mentor=Enrolment(person=mentor), mentee=Enrolment(person=mentee), reasons=one.codes)
    return {
        "mentor": _label(mentor),
        "mentee": _label(mentee),
        "score": wording.points(one.reason.score),
        "sides": [
            _side("mentor", one.reason.benefit_mentor, one.reason.mentor_gains, one.reason.mentee_gains, names),
            _side("mentee", one.reason.benefit_mentee, one.reason.mentee_gains, one.reason.mentor_gains, names),
        ],
        "reasons": reasons_in_words(proposal, names),
        "flags": flags_in_words(proposal),
        "constraints": "; ".join(wording.constraint(code) for code in one.reason.constraints),
    }


def _side(
    role: str,
    benefit: int,
    gains: tuple[tuple[str, int], ...],
    gives: tuple[tuple[str, int], ...],
    names: Mapping[str, str],
) -> dict[str, Any]:
    def told(topics: tuple[tuple[str, int], ...]) -> list[tuple[str, str]]:
        return [(names.get(topic, topic), wording.points(amount)) for topic, amount in topics]

    return {
        "role": role,
        "word": _("Mentor") if role == "mentor" else _("Mentee"),
        "points": wording.points(benefit),
        "bar": benefit * BAR // 10_000,
        "gains": told(gains),
        "gives": told(gives),
    }


def _left(
    one: ExplainedPerson, people: Mapping[str, Mapping[str, Person]], names: Mapping[str, str]
) -> tuple[str, str, str, str]:
    person = people[one.side][one.person]
    other = people["mentee" if one.side == "mentor" else "mentor"]
    why, _remedy = unmatched_in_words(Unmatched(reason=one.cause, facts=one.facts), names)

    def name(ref: str) -> str:
        found = other.get(ref) or people[one.side].get(ref)
        return found.called if found else ""

    role = _("mentor") if one.side == "mentor" else _("mentee")
    return role, person.display_name, why, wording.remedy(one, name)
