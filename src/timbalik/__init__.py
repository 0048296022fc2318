"""Timbalik: formal reverse mentoring, from the first HR spreadsheet to an honest closing report."""

__version__ = "0.1.0"
