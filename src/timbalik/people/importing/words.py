"""What refused files, problems, dropped columns and gaps are called; page and command share the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from timbalik.lib.spreadsheets import errors as files
from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.people.importing.fields import Field
from timbalik.people.importing.gaps import Gap, Missing
from timbalik.people.importing.problems import Code, Problem
from timbalik.people.importing.suggestions import Dropped

Text = str | Promise

_FILES: Mapping[str, Text] = {
    files.EmptyFile.code: _("The file is empty. Choose a file with headers in one row and people below it."),
    files.UnsupportedType.code: _("Files ending in “%(suffix)s” cannot be read. Save it as one of: %(accepted)s."),
    files.ContentMismatch.code: _(
        "The file is named %(suffix)s but holds %(found)s. Open it in a spreadsheet program and save it as "
        ".xlsx or .csv."
    ),
    files.LockedOrOldWorkbook.code: _(
        "The workbook has a password or comes from Excel 2003 or earlier. Remove the password, or save it as .xlsx."
    ),
    files.BrokenWorkbook.code: _(
        "The workbook is damaged. Open it in a spreadsheet program and save it again as .xlsx."
    ),
    files.UnknownSheet.code: _("There is no sheet “%(sheet)s”. The file has: %(accepted)s."),
    files.FileTooLarge.code: _("The file has %(bytes_megabytes)s MB; up to %(accepted_megabytes)s MB are accepted."),
    files.UnpackedTooLarge.code: _(
        "Unpacked, the workbook would take %(bytes_megabytes)s MB; up to %(accepted_megabytes)s MB are accepted. "
        "Save only the sheet with people."
    ),
    files.PackedTooTightly.code: _(
        "The workbook is packed more tightly than data can be. Copy the people into a new workbook and save that."
    ),
    files.TooManyMembers.code: _(
        "The workbook has %(members)s parts; up to %(accepted)s are accepted. Save only the sheet with people."
    ),
    files.HostileMarkup.code: _(
        "The workbook holds instructions that no spreadsheet program writes, so it was not opened. Save it anew."
    ),
    files.FarCell.code: _(
        "Cell %(cell)s lies far outside the table; up to %(rows)s rows and %(columns)s columns are accepted. "
        "Delete the empty rows and columns around the people, then save again."
    ),
    files.TooManyRows.code: _(
        "The table goes on past row %(row)s; up to %(accepted)s rows are accepted. Divide the file."
    ),
    files.TooManyColumns.code: _("Row %(row)s has %(columns)s columns; up to %(accepted)s are accepted."),
    files.CellTooLong.code: _(
        "A cell in row %(row)s has more than %(accepted)s characters. Often a quotation mark there is never closed."
    ),
    files.UnknownEncoding.code: _(
        "The letters from line %(line)s on cannot be read. Save the file as “CSV UTF-8”. Accepted: %(accepted)s."
    ),
    files.NeedsTooMuchMemory.code: _(
        "The workbook needs more than %(megabytes)s MB to read. Often one stray cell far from the table is the cause: "
        "copy the people into a new workbook."
    ),
    files.TookTooLong.code: _(
        "Reading took more than %(seconds)s seconds and was stopped. Save only the sheet with people."
    ),
    files.ReaderFailed.code: _(
        "The file could not be read. Open it in a spreadsheet program and save it again as .xlsx."
    ),
}

_PROBLEMS: Mapping[Code, Text] = {
    Code.STAFF_NUMBER_MISSING: _("The staff number is missing."),
    Code.STAFF_NUMBER_REPEATED: _("Staff number %(value)s also stands in row %(other_row)s, with other data."),
    Code.STAFF_NUMBER_TOO_LONG: _("The staff number has %(length)s characters; up to %(accepted)s are accepted."),
    Code.STAFF_NUMBER_MANGLED: _("The spreadsheet shortened the staff number to “%(value)s”; its digits are lost."),
    Code.ZEROS_LOST: _("%(value)s is read as %(suggestion)s, who is already here: the zeros in front were lost."),
    Code.NATIONAL_NUMBER: _("Sixteen digits are a national identity number; it was not kept."),
    Code.ROW_REPEATED: _("The row says the same as row %(other_row)s and counts once."),
    Code.NAME_TOO_LONG: _("The name has %(length)s characters; up to %(accepted)s are accepted."),
    Code.TEXT_TOO_LONG: _("%(field)s has %(length)s characters; up to %(accepted)s are accepted."),
    Code.GARBLED: _("“%(value)s” holds damaged letters. Save the file as “CSV UTF-8” and import it again."),
    Code.FORMULA_ERROR: _("The formula under %(field)s ended in an error."),
    Code.FORMULA_WITHOUT_VALUE: _(
        "The formula under %(field)s has no result yet. Open and save the file in Excel first."
    ),
    Code.EMAIL_INVALID: _("The e-mail address is incomplete: “%(value)s”"),
    Code.EMAIL_DUMMY: _("“%(value)s” looks like a filler, not like somebody's address."),
    Code.EMAIL_SHARED: _("%(people)s people have the address %(value)s (also row %(others)s)."),
    Code.EMAIL_TAKEN: _("%(value)s already belongs to staff number %(staff_number)s."),
    Code.DATE_INVALID: _("“%(value)s” is not a date. Write it as day/month/year."),
    Code.DATE_NOT_ON_CALENDAR: _("%(value)s is not on the calendar."),
    Code.DATE_AMBIGUOUS: _("%(example)s is read as %(read)s. If %(other)s is meant, write the month as a word."),
    Code.DATE_UNLIKELY: _("%(value)s cannot be right under %(field)s."),
    Code.LEFT_BEFORE_JOINED: _("The last day, %(value)s, comes before the first."),
    Code.SITE_UNKNOWN: _("The place “%(value)s” is not known; the organisation's time zone is used."),
    Code.TIME_ZONE_UNKNOWN: _("The time zone “%(value)s” is not known. Write WIB, WITA, WIT or Asia/Jakarta."),
    Code.EMPLOYMENT_UNKNOWN: _("The status “%(value)s” is not known. Write active, on leave or left."),
    Code.SALUTATION_UNKNOWN: _("The form of address “%(value)s” is not known. Write Pak, Bu, Kak, Mas or Mbak."),
    Code.LANGUAGE_UNKNOWN: _("The language “%(value)s” is not known. Write id or en."),
    Code.KNOWN_AS_LEFT: _("%(value)s is recorded as having left, and stays so: the file gives no employment status."),
    Code.ERASED_BEFORE: _(
        "Somebody with this staff number or address asked to be erased, on %(on)s. They come back only if they ask for it."
    ),
    Code.MANAGER_UNKNOWN: _("%(field)s “%(value)s” is neither in the file nor already here."),
    Code.MANAGER_AMBIGUOUS: _("%(field)s “%(value)s” could be %(people)s people. Write the staff number."),
    Code.MANAGER_IS_SELF: _("%(field)s is the person themself."),
    Code.MANAGER_CYCLE: _("The reporting lines go in a circle: %(circle)s."),
}

_DROPPED: Mapping[Dropped, Text] = {
    Dropped.UNKNOWN: _("The programme does not need it."),
    Dropped.PRIVATE: _("Private: never imported."),
    Dropped.NATIONAL_NUMBER: _("National identity numbers: never imported."),
    Dropped.TAKEN: _("Another column already gives it."),
    Dropped.UNSURE: _("We are not sure what it means."),
    Dropped.UNCHOSEN: _("You left it out."),
    Dropped.EMPTY: _("It has no header."),
}

_GAPS: Mapping[Missing, tuple[Any, Any]] = {
    Missing.NAMES: (
        _("The file has no names. People are shown by their staff number."),
        ngettext_lazy(
            "%(people)s person has no name and is shown by staff number.",
            "%(people)s people have no name and are shown by staff number.",
            "people",
        ),
    ),
    Missing.ADDRESSES: (
        _("The file has no mail addresses. Nobody can be invited by mail until addresses are added."),
        ngettext_lazy(
            "%(people)s person has no mail address and cannot be invited by mail.",
            "%(people)s people have no mail address and cannot be invited by mail.",
            "people",
        ),
    ),
    Missing.LINES: (
        _(
            "The file has no reporting lines, so they count as unknown: two people of one unit are not paired until "
            "you decide otherwise, with a reason."
        ),
        ngettext_lazy(
            "The line manager of %(people)s person is unknown; pairs inside their unit wait for your decision.",
            "The line managers of %(people)s people are unknown; pairs inside their units wait for your decision.",
            "people",
        ),
    ),
    Missing.UNITS: (
        _("The file has no units. Pairs across units cannot be preferred, and unknown lines keep everybody apart."),
        ngettext_lazy("%(people)s person has no unit.", "%(people)s people have no unit.", "people"),
    ),
    Missing.LEVELS: (
        _("The file has no job levels. Choose by hand who may mentor and who may be mentored."),
        ngettext_lazy("%(people)s person has no job level.", "%(people)s people have no job level.", "people"),
    ),
    Missing.ZONES: (
        _("The file has no known offices. The time zone of the organisation is used for everybody."),
        ngettext_lazy(
            "The office of %(people)s person is unknown; the organisation's time zone is used.",
            "The offices of %(people)s people are unknown; the organisation's time zone is used.",
            "people",
        ),
    ),
}


def refusal(refused: SpreadsheetRefused) -> str:
    """Why a file cannot be read, and what to do."""
    facts: dict[str, Any] = dict(refused.facts)
    for name in ("bytes", "accepted"):
        if isinstance(facts.get(name), int):
            facts[f"{name}_megabytes"] = max(1, round(facts[name] / 1024 / 1024))
    return str(_FILES.get(refused.code, _FILES[files.ReaderFailed.code])) % facts


def explanation(problem: Problem) -> str:
    """What is wrong, in one sentence, and for how many rows when it is a matter of the value."""
    facts: dict[str, Any] = {
        **problem.facts,
        "value": problem.value,
        "suggestion": problem.suggestion,
        "field": Field(problem.field).label,
        "others": ", ".join(map(str, problem.facts.get("other_rows", ()))),
        "circle": " → ".join(problem.facts.get("circle", ())),
    }
    for name in ("read", "other", "on"):
        if name in problem.facts:
            facts[name] = date_format(date.fromisoformat(problem.facts[name]), "j F Y")
    said = str(_PROBLEMS[problem.code]) % facts
    rows = problem.facts.get("rows", 1)
    counted = ngettext_lazy("(%(rows)s row)", "(%(rows)s rows)", "rows") % {"rows": rows}
    return f"{said} {counted}" if rows > 1 else said


def dropped(reason: Dropped) -> str:
    return str(_DROPPED[reason])


def gap(one: Gap) -> str:
    whole, some = _GAPS[one.missing]
    return str(whole) if one.is_whole else str(some % {"people": one.people})


Explain = Callable[[Problem], str]
