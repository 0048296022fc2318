"""Timbalik: formal reverse mentoring, from the first HR spreadsheet to an honest closing report."""
