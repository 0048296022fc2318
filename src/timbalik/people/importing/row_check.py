"""One row: every value read, every problem noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rapidfuzz import fuzz

from timbalik.lib.spreadsheets.dates import Order, order_of, parse_date
from timbalik.lib.spreadsheets.numbers import is_mangled
from timbalik.people.importing import values as read
from timbalik.people.importing.checked import ReadyPerson
from timbalik.people.importing.fields import DATES, Field
from timbalik.people.importing.mapped import HIDDEN_NATIONAL_NUMBER, MappedRows
from timbalik.people.importing.places import near_city, zone_of_site
from timbalik.people.importing.problems import SEVERITY, Code, Problem

LONGEST = {
    Field.STAFF_NUMBER: 60,
    Field.FULL_NAME: 200,
    Field.NICKNAME: 60,
    Field.UNIT: 200,
    Field.PARENT_UNIT: 200,
    Field.SITE: 120,
    Field.POSITION: 200,
    Field.LEVEL: 60,
}
_EARLIEST = date(1950, 1, 1)


@dataclass(slots=True)
class Notebook:
    """Problems as they are met. Those about a value, not a row, are told once with the number of rows."""

    problems: list[Problem] = field(default_factory=list)
    _by_value: dict[tuple[Code, Field, str], dict[str, Any]] = field(default_factory=dict)

    def add(
        self, row: int, about: Field, code: Code, *, value: str = "", suggestion: str | None = None, **facts: Any
    ) -> None:
        self.problems.append(Problem(row, about, code, SEVERITY[code], value[:200], suggestion, facts))

    def add_once(
        self, row: int, about: Field, code: Code, *, value: str, suggestion: str | None = None, **facts: Any
    ) -> None:
        key = (code, about, value)
        if key in self._by_value:
            self._by_value[key]["rows"] += 1
            return
        self._by_value[key] = facts
        facts["rows"] = 1
        self.problems.append(Problem(row, about, code, SEVERITY[code], value[:200], suggestion, facts))


@dataclass(slots=True)
class RowCheck:
    """Reads rows with what the whole columns say: order of dates, the usual mail domain, the ladder of levels."""

    notebook: Notebook
    today: date
    orders: dict[Field, tuple[Order, bool]]
    usual_domain: str
    ranks: dict[str, int]
    marked: dict[tuple[int, Field], Code]

    @classmethod
    def of(cls, rows: MappedRows, *, today: date, notebook: Notebook) -> RowCheck:
        domains = Counter(mail.partition("@")[2].lower() for mail in rows.column(Field.EMAIL) if read.read_email(mail))
        return cls(
            notebook,
            today,
            {one: order_of(rows.column(one)) for one in DATES},
            max(domains, key=lambda domain: domains[domain], default=""),
            read.level_ranks({level for level in rows.column(Field.LEVEL) if level}),
            {(one.row, one.field): Code(one.code) for one in rows.marked},
        )

    def read(self, row: int, cells: Mapping[Field, str]) -> ReadyPerson | None:
        """The person of this row, or None when the row cannot come in; why is in the notebook."""
        texts = {one: self._text(row, one, text) for one, text in cells.items()}
        number = self._staff_number(row, texts.get(Field.STAFF_NUMBER, ""))
        name = self._name(row, texts)
        if number is None or name is None:
            return None
        joined, left = self._date(row, Field.JOINED_ON, texts), self._date(row, Field.LEFT_ON, texts)
        if joined and left and left < joined:
            self.notebook.add(row, Field.LEFT_ON, Code.LEFT_BEFORE_JOINED, value=texts[Field.LEFT_ON])
            left = None
        site, level = texts.get(Field.SITE, ""), texts.get(Field.LEVEL, "")
        person = ReadyPerson(
            row,
            number,
            full_name=name,
            nickname=texts.get(Field.NICKNAME, ""),
            salutation=self._one_of(row, Field.SALUTATION, texts, read.read_salutation, Code.SALUTATION_UNKNOWN),
            email=self._email(row, texts.get(Field.EMAIL, "")),
            unit=texts.get(Field.UNIT, ""),
            parent_unit=texts.get(Field.PARENT_UNIT, ""),
            site=site,
            time_zone=self._zone(row, site, texts),
            position=texts.get(Field.POSITION, ""),
            level_name=level,
            level_rank=self.ranks.get(level),
            employment=self._one_of(row, Field.EMPLOYMENT, texts, read.read_employment, Code.EMPLOYMENT_UNKNOWN),
            joined_on=joined,
            left_on=left,
            language=self._one_of(row, Field.LANGUAGE, texts, read.read_language, Code.LANGUAGE_UNKNOWN) or "",
            appraiser_text=texts.get(Field.APPRAISER, ""),
        )
        manager = texts.get(Field.MANAGER, "")
        person.has_no_manager = read.means_no_manager(manager)
        person.manager_text = "" if person.has_no_manager else manager
        return person

    def _text(self, row: int, about: Field, text: str) -> str:
        """The text of a cell, or nothing where it cannot be used."""
        if code := self.marked.get((row, about)):
            self.notebook.add(row, about, code)
            return ""
        if text in read.ERRORS_OF_FORMULAS:
            self.notebook.add(row, about, Code.FORMULA_ERROR, value=text)
            return ""
        if text == HIDDEN_NATIONAL_NUMBER:
            self.notebook.add(row, about, Code.NATIONAL_NUMBER)
            return ""
        if read.is_garbled(text):
            self.notebook.add(row, about, Code.GARBLED, value=text)
        longest = LONGEST.get(about, 10_000)
        if len(text) > longest and about not in (Field.STAFF_NUMBER, Field.FULL_NAME):
            self.notebook.add(row, about, Code.TEXT_TOO_LONG, value=text, length=len(text), accepted=longest)
            return ""
        return text

    def _staff_number(self, row: int, text: str) -> str | None:
        longest = LONGEST[Field.STAFF_NUMBER]
        if not text:
            self.notebook.add(row, Field.STAFF_NUMBER, Code.STAFF_NUMBER_MISSING)
        elif is_mangled(text):
            self.notebook.add(row, Field.STAFF_NUMBER, Code.STAFF_NUMBER_MANGLED, value=text)
        elif len(text) > longest:
            code = Code.STAFF_NUMBER_TOO_LONG
            self.notebook.add(row, Field.STAFF_NUMBER, code, value=text, length=len(text), accepted=longest)
        else:
            return text
        return None

    def _name(self, row: int, texts: Mapping[Field, str]) -> str | None:
        parts = (texts.get(one, "") for one in (Field.FIRST_NAME, Field.MIDDLE_NAME, Field.LAST_NAME))
        name = read.titled_name(
            texts.get(Field.FULL_NAME, "") or read.joined_name(*parts),
            texts.get(Field.TITLE_BEFORE, ""),
            texts.get(Field.TITLE_AFTER, ""),
        )
        longest = LONGEST[Field.FULL_NAME]
        if len(name) > longest:
            self.notebook.add(
                row, _name_field(texts), Code.NAME_TOO_LONG, value=name, length=len(name), accepted=longest
            )
            return None
        return name

    def _email(self, row: int, text: str) -> str:
        if not text:
            return ""
        address = read.read_email(text)
        if address is None:
            suggestion = self._mended_address(text)
            self.notebook.add(row, Field.EMAIL, Code.EMAIL_INVALID, value=text, suggestion=suggestion)
            return ""
        if read.is_dummy(address):
            self.notebook.add(row, Field.EMAIL, Code.EMAIL_DUMMY, value=text, suggestion="")
            return ""
        return address

    def _mended_address(self, text: str) -> str | None:
        name, at, domain = text.lower().replace(" ", "").replace(",", ".").partition("@")
        if at and (whole := read.read_email(f"{name}@{domain}")):
            return whole
        usual = self.usual_domain
        if at and usual and domain and (usual.startswith(domain) or fuzz.ratio(usual, domain) >= 80):
            return read.read_email(f"{name}@{usual}")
        return None

    def _zone(self, row: int, site: str, texts: Mapping[Field, str]) -> str:
        if (told := texts.get(Field.TIME_ZONE, "")) and (zone := read.read_time_zone(told)):
            return zone
        if told:
            self.notebook.add_once(row, Field.TIME_ZONE, Code.TIME_ZONE_UNKNOWN, value=told)
        zone = zone_of_site(site) if site else ""
        if zone is None:
            self.notebook.add_once(row, Field.SITE, Code.SITE_UNKNOWN, value=site, suggestion=near_city(site))
        return zone or ""

    def _date(self, row: int, about: Field, texts: Mapping[Field, str]) -> date | None:
        text = texts.get(about, "")
        if not text:
            return None
        order, is_proved = self.orders[about]
        found = parse_date(text, order=order)
        if found.day is None:
            code = Code.DATE_INVALID if found.reason == "not_a_date" else Code.DATE_NOT_ON_CALENDAR
            self.notebook.add(row, about, code, value=text)
        elif not _EARLIEST <= found.day <= self.today + timedelta(days=730):
            self.notebook.add(row, about, Code.DATE_UNLIKELY, value=text)
            return None
        elif found.other and not is_proved:
            self.notebook.add_once(
                row,
                about,
                Code.DATE_AMBIGUOUS,
                value="",
                example=text,
                read=found.day.isoformat(),
                other=found.other.isoformat(),
            )
        return found.day

    def _one_of(self, row: int, about: Field, texts: Mapping[Field, str], reader: Any, code: Code) -> Any:
        text = texts.get(about, "")
        value = reader(text) if text else None
        if text and value is None:
            self.notebook.add_once(row, about, code, value=text)
        return value


def _name_field(texts: Mapping[Field, str]) -> Field:
    return Field.FULL_NAME if Field.FULL_NAME in texts else Field.FIRST_NAME
