"""Cells of a data file that a spreadsheet rewrote when it saved the file; docs/observations.md.

Excel and WPS turn 2024-06 into Jun-24 or 2024/6/1, 2024-07-12 into 2024/7/12 and true into TRUE. A cell that
can only mean one thing is understood; nothing else is guessed.
"""

import re
from datetime import date
from typing import NamedTuple

from rsplan.model.enums import Basis

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME = f"(?P<name>{'|'.join(_MONTHS)})"

#: What a spreadsheet makes of months and days. It shows two digits of a year: no plan is of another century.
_FORMS = (
    f"{_NAME}-(?P<short>[0-9]{{2}})",
    "(?P<month>[0-9]{1,2})月-(?P<short>[0-9]{2})",
    "(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?",
    "(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})(?:/(?P<day>[0-9]{1,2}))?",
)

#: What a spreadsheet makes of them as well, and nobody can turn back: the year is lost, or day and month look alike.
_LOST = (
    f"[0-9]{{1,2}}-{_NAME}",
    "[0-9]{1,2}月(?:[0-9]{1,2}日)?",
    "[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}|[0-9]{4})",
    "[34][0-9]{4}(?:\\.0)?",
)

_FLAGS = {"TRUE": "true", "FALSE": "false"}


class Ambiguous(Exception):
    """A cell that a spreadsheet rewrote, and that may mean several things."""


class _Written(NamedTuple):
    year: int
    month: int
    day: int | None

    @property
    def month_text(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def text(self) -> str:
        return self.month_text if self.day is None else f"{self.month_text}-{self.day:02}"


def respelt_period(text: str, basis: Basis | None) -> str | None:
    """The period as data files spell it; None for a text that no spreadsheet makes of one.

    A first day may have been typed as the month: of an amount it was, since no amount is of a day.
    Raises Ambiguous for a text that may mean several things, also where the `basis` is not known.
    """
    written = _written(text)
    if written is None:
        return None
    if written.day == 1 and basis is Basis.PERIOD:
        return written.month_text
    if written.day == 1:
        raise Ambiguous
    return written.text


def respelt_cell(column: str, text: str) -> str | None:
    """The cell of another column than the period, as data files spell it; None where no spreadsheet rewrote it.

    Raises Ambiguous as `respelt_period` does.
    """
    if column == "provisional":
        return _FLAGS.get(text)
    if column not in ("published", "entered"):
        return None
    written = _written(text)
    if written is None:
        return None
    # A month may be a date of publication, and is written as its first day by some spreadsheets.
    if (column == "published" and written.day == 1) or (column == "entered" and written.day is None):
        raise Ambiguous
    return written.text


def _written(text: str) -> _Written | None:
    """The month or the day; raises Ambiguous for a text in which a spreadsheet has lost some of it."""
    for form in _FORMS:
        if match := re.fullmatch(form, text, re.ASCII):
            parts = match.groupdict()
            year = int(parts.get("year") or f"20{parts['short']}")
            month = int(parts.get("month") or 0) or _MONTHS.index(parts["name"]) + 1
            day = int(parts["day"]) if parts.get("day") else None
            try:
                date(year, month, day or 1)
            except ValueError:
                return None
            return _Written(year, month, day)
    if any(re.fullmatch(form, text, re.ASCII) for form in _LOST):
        raise Ambiguous
    return None
