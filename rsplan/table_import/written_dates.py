"""Dates that a spreadsheet made of what stands for a month: serial numbers, first days, a zero that was lost."""

import re
from datetime import date, timedelta
from functools import lru_cache

from rsplan.model.plain_text import plain

#: The day before day 1 of the spreadsheets' count, which has a 29 February 1900.
_DAY_ZERO = date(1899, 12, 30)

#: Five digits that a spreadsheet may mean as a day between 1990 and 2099.
_SERIALS = range(32874, 73051)

_ONE_DIGIT = re.compile(r"((?:19|20|21)[0-9]{2})\.([1-9])")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT = re.compile(f"(?P<name>{'|'.join(_MONTHS)})-(?P<number>[0-9]{{2}})")


@lru_cache(maxsize=1 << 13)
def misread_date(text: str) -> str:
    """The day or months that the text may stand for, where it is no period that can be read for sure; else nothing.

    45292 is 2024-01-01 in the count of spreadsheets; 2024.1 is January, or October without its zero, and 2024.2 is a
    number like others. Jun-24 is June 2024, or the 24th.
    """
    folded = plain(text)
    if re.fullmatch("[0-9]{5}", folded) and int(folded) in _SERIALS:
        return str(_DAY_ZERO + timedelta(int(folded)))
    if match := _ONE_DIGIT.fullmatch(folded):
        year, month = match.groups()
        return f"{year}-01 / {year}-10" if month == "1" else f"{year}-0{month}"
    if match := _SHORT.fullmatch(folded.lower()):
        month = _MONTHS.index(match["name"]) + 1
        return f"20{match['number']}-{month:02} / {month:02}-{match['number']}"
    return ""
