"""Small formatting: figures, numbers in words, names and hours, in the language of the page."""

from __future__ import annotations

from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from timbalik.lib import clock, names, numerals
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.wording import SideWords, role_label, words_of
from timbalik.web.moments import unbroken

register = template.Library()
MINUS = "−"


def _rounded(value: float, decimals: int) -> Decimal:
    # Django's own formatting cuts digits off; half goes up, as people round. Adding zero turns -0 into 0.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def _figure(value: float, decimals: int) -> str:
    return number_format(_rounded(value, decimals), decimals, use_l10n=True, force_grouping=True).replace("-", MINUS)


@register.filter
def figure(value: float | None, decimals: int = 0) -> str:
    """``{{ 1977.6|figure:1 }}`` → ``1.977,6``."""
    return "" if value is None else _figure(value, decimals)


@register.filter
def signed(value: float | None, decimals: int = 1) -> str:
    """``{{ -16.6|signed }}`` → ``−16,6``; a gain carries its plus."""
    if value is None:
        return ""
    return ("+" if _rounded(value, decimals) > 0 else "") + _figure(value, decimals)


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """``{{ 0.824|percent:1 }}`` → ``82,4%``."""
    return "" if share is None else _figure(share * 100, decimals) + "%"


@register.filter
def percent_of(part: int, whole: int) -> str:
    """``{{ 20|percent_of:24 }}`` → ``83%``; nothing of nothing stays empty."""
    return percent(part / whole) if whole else ""


@register.filter
def points(hundredths: int | None, decimals: int = 1) -> str:
    """A score kept in hundredths of a point: ``{{ 8244|points }}`` → ``82,4``."""
    return "" if hundredths is None else _figure(hundredths / 100, decimals)


@register.filter
def spelled(number: int) -> str:
    """``{{ 3|spelled }}`` → ``tiga``; longer than two words stays in digits (EYD V)."""
    return numerals.spelled(number, language=get_language() or "id")


@register.filter
def spelled_first(number: int) -> str:
    """The same at the head of a sentence: ``Empat``. What stays in digits must not stand there: write “Dari 24 …”."""
    text = spelled(number)
    return text[:1].upper() + text[1:]


@register.filter
def initials(name: object) -> str:
    return names.initials(str(name))


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


@register.filter
def hour(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """``{{ session.start|hour:person.zone }}`` → ``10.00``."""
    return clock.hour(moment, _zone(zone)) if moment else ""


@register.filter
def at(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """``10.00 WIB``."""
    return unbroken(clock.clock(moment, _zone(zone))) if moment else ""


register.filter("unbroken", unbroken)


@register.filter
def day(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """``Selasa, 24 November 2026``."""
    return clock.day(moment, _zone(zone)) if moment else ""


@register.filter
def day_short(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """``Selasa, 24 November``."""
    return clock.day(moment, _zone(zone), with_year=False) if moment else ""


@register.filter
def moment(at_this: datetime | None, form: str = "j F Y") -> str:
    """A day and its hour in the zone of the reader: ``24 November 2026, 10.00 WIB``."""
    if at_this is None:
        return ""
    here = _zone(timezone.get_current_timezone_name())
    return f"{date_format(at_this.astimezone(here), form)}, {clock.clock(at_this, here)}"


@register.filter
def face(of_day: time) -> str:
    """An hour without a day: ``{{ hours.starts|face }}`` → ``10.00``, ``10:00`` in English."""
    return of_day.strftime("%H.%M" if (get_language() or "id").startswith("id") else "%H:%M")


@register.simple_tag
def span(start: datetime, end: datetime, zone: str | ZoneInfo) -> str:
    """``{% span session.start session.end person.zone %}`` → ``10.00–11.00 WIB``."""
    return unbroken(clock.clock_span(start, end, _zone(zone)))


@register.filter
def unlocalize_figure(value: float | str) -> str:
    """A figure for an SVG attribute, never with a comma: ``{{ 7.5|unlocalize_figure }}`` → ``7.5``."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


@register.filter
def blocks(done: int, of: int) -> list[bool]:
    """One entry per step, true where it is done."""
    return [step < int(done) for step in range(int(of))]


@register.filter
def seen_from(person: Person, reader: Person) -> str:
    """Where somebody is from, for this reader: between organisations its name alone, else position and unit."""
    if person.is_guest:
        return person.partner.name if person.partner else ""
    if reader.is_guest:
        return person.organisation.name
    return " · ".join(part for part in (person.position, person.unit.name if person.unit else "") if part)


@register.filter
def side_words(enrolment: Enrolment) -> SideWords:
    """What the programme's direction calls this side and asks it: ``{{ (enrolment|side_words).question }}``."""
    return words_of(enrolment.programme.direction, enrolment.role)


@register.filter
def side_label(programme: Programme, side: str) -> str:
    """``{{ programme|side_label:"mentor" }}`` → ``Mentor``, or who begins where both teach."""
    return role_label(programme.direction, side)


@register.filter
def your_partner(programme: Programme, side: str) -> str:
    """``Your mentor``, or what the partner is called where both teach."""
    return str(words_of(programme.direction, side).yours)
