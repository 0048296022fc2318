"""The report's sentences, in the language of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import gettext as _
from gettext import ngettext

from timbalik.cli.language import spoken
from timbalik.cli.match_people.columns import Answer
from timbalik.cli.match_people.outcome import MENDABLE, ExplainedPerson, Outcome
from timbalik.engine.assignment.explain import LevelPrice
from timbalik.engine.assignment.stability import StableAlternative
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.rules import HardRule

Name = Callable[[str], str]


def points(hundredths: int) -> str:
    """Hundredths of a point as points, with as many decimals as they need."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "−" if hundredths < 0 else ""
    mark = "," if spoken() == "id" else "."
    return f"{sign}{whole}{mark}{rest:02d}".rstrip("0").rstrip(mark) if rest else f"{sign}{whole}"


def title(outcome: Outcome) -> str:
    """The conclusion, before the data."""
    pairs, left = len(outcome.pairs), len(outcome.left)
    said = ngettext("%(pairs)d pair.", "%(pairs)d pairs.", pairs) % {"pairs": pairs}
    if left:
        said += " " + ngettext(
            "%(left)d person is without a partner.", "%(left)d people are without a partner.", left
        ) % {"left": left}
    return said


def proof(outcome: Outcome) -> list[str]:
    """What the certificate says; more only where value and bound are equal."""
    certificate = outcome.answer.certificate
    value, bound = points(certificate.value), points(certificate.bound)
    if outcome.is_proved:
        return [
            _(
                "The total is %(value)s points. No arrangement that does as well on the goals before it can have more: "
                "the bound is %(bound)s."
            )
            % {"value": value, "bound": bound},
            _(
                "Proved means: for these numbers, these rules and this order of goals no better arrangement exists."
                " It does not mean that the numbers describe people well, and it promises nothing about a pair."
            ),
        ]
    return [
        _("The time ran out. The total is %(value)s points; it could be at most %(bound)s. This is not proved best.")
        % {"value": value, "bound": bound}
    ]


def level_name(level: str) -> str:
    """A goal in words."""
    return {
        "reach": _("pairing as many as possible"),
        "floor": _("the floor for the side that gains less"),
        "leximin": _("helping the weakest pairs first"),
        "total": _("the largest total"),
        "changes": _("the fewest changes"),
    }[level]


def level_price(price: LevelPrice) -> str:
    """One sentence: how the best arrangement without this goal would differ."""
    goal = level_name(price.level)
    if not (price.total or price.pairs or price.under_floor):
        return _("The goal “%s” costs nothing here.") % goal
    differs = ", ".join(_differs(price))
    return _("Without the goal “%(goal)s” there would be %(differs)s.") % {"goal": goal, "differs": differs}


def _differs(price: LevelPrice) -> list[str]:
    """How another arrangement differs: total, pairs, pairs under the floor."""
    differs = []
    if price.total:
        more, less = _("%s points more in total"), _("%s points less in total")
        differs.append((more if price.total > 0 else less) % points(abs(price.total)))
    if price.pairs:
        more = ngettext("%d pair more", "%d pairs more", price.pairs)
        fewer = ngettext("%d pair fewer", "%d pairs fewer", -price.pairs)
        differs.append((more if price.pairs > 0 else fewer) % abs(price.pairs))
    if price.under_floor:
        more = ngettext("%d pair more under the floor", "%d pairs more under the floor", price.under_floor)
        fewer = ngettext("%d pair fewer under the floor", "%d pairs fewer under the floor", -price.under_floor)
        differs.append((more if price.under_floor > 0 else fewer) % abs(price.under_floor))
    return differs


def stable(found: StableAlternative) -> str:
    """Pairs who would rather have each other, and what avoiding them all would cost."""
    if not found.blocking:
        return _("No mentor and mentee would both rather have each other than whom they got.")
    rather = ngettext(
        "%(blocking)d possible pair would both rather have each other.",
        "%(blocking)d possible pairs would both rather have each other.",
        found.blocking,
    ) % {"blocking": found.blocking}
    differs = _differs(LevelPrice("", total=-found.loss_total, pairs=-found.loss_pairs, under_floor=found.loss_floor))
    if not differs:
        return f"{rather} " + _("An arrangement without any such pair exists and costs nothing.")
    return f"{rather} " + _("An arrangement without any such pair would have %s.") % ", ".join(differs)


def constraint(code: str) -> str:
    """What held the choice in place."""
    words = {
        "locked": _("chosen beforehand"),
        "kept": _("paired in the last round"),
        "mentor_full": _("the mentor has no place left"),
        "mentee_full": _("the mentee has no place left"),
        "under_floor": _("one side gains less than the programme asks for"),
    }
    return words.get(code, code)


def remedy(person: ExplainedPerson, name: Name) -> str:
    """The cheapest thing that helps, with what it changes for others."""
    found = person.remedy
    match found.kind:
        case "not_tried":
            return _("Not looked for: only a proved round is searched for remedies, and only while there is time.")
        case "none":
            return _("Nothing in this round helps. Keep for the next one.")
        case "lift_rule" if found.rule not in MENDABLE:
            return _("Only without this rule: %(rule)s. It stays. Keep for the next round.") % {
                "rule": rule_in_words(found.rule or "")
            }
        case "lift_rule" if found.rule == HardRule.NO_SHARED_HOURS:
            said = _("With other hours, a pair with %(partner)s would be made.")
        case "lift_rule":
            said = _("Once the reporting lines are known, a pair with %(partner)s could be made.")
        case "raise_own_capacity":
            said = _("With one place of their own, a pair with %(partner)s would be made.")
        case "raise_partner_capacity":
            said = _("If %(taker)s takes one more, %(person)s gets %(partner)s.")
        case _:
            said = _("Choosing the pair with %(partner)s by hand is the least costly way.")
    told = said % {
        "partner": name(found.with_whom or ""),
        "taker": name(found.partner or ""),
        "person": name(found.person),
    }
    return f"{told} {_effects(person)}"


def _effects(person: ExplainedPerson) -> str:
    found = person.remedy
    loss = dict(found.loss)
    before = {(side, ref) for pair in found.leave for side, ref in zip(("mentor", "mentee"), pair, strict=True)}
    after = {(side, ref) for pair in found.come for side, ref in zip(("mentor", "mentee"), pair, strict=True)}
    moved = {ref for side, ref in before & after if side == person.side}
    said = []
    if loss.get("total"):
        said.append(
            _("The total rises by %s points.") % points(-loss["total"])
            if loss["total"] < 0
            else _("The total falls by %s points.") % points(loss["total"])
        )
    left = any(side == person.side for side, _ref in before - after)
    if left:
        said.append(_("Somebody else would be left without a partner."))
    if (weak := loss.get("floor", 0)) > 0:
        said.append(
            ngettext("%d pair more would lie under the floor.", "%d pairs more would lie under the floor.", weak) % weak
        )
    if moved:
        said.append(ngettext("%d other person would move.", "%d other people would move.", len(moved)) % len(moved))
    elif not left:
        said.append(_("Nobody else moves."))
    return " ".join(said)


def drawn(answers: tuple[Answer, ...], seed: int) -> str:
    """What the seed gave, because the file does not say it."""
    names: Mapping[Answer, str] = {
        Answer.OFFERS: _("the topics offered"),
        Answer.WANTS: _("the topics wanted"),
        Answer.HOURS: _("the free hours"),
    }
    return _(
        "The file has no column for %(answers)s. They were drawn from the seed %(seed)d: these pairs are an example of a"
        " round and not a proposal to anybody."
    ) % {"answers": ", ".join(names[answer] for answer in answers), "seed": seed}
