"""Periods in the words of a catalogue: 2022-H2 is 2022年下半年 to a Chinese reader, and stays 2022-H2 in English."""

import re
from collections.abc import Mapping

_PART = re.compile(r"([0-9]{4})(?:-(H[12]|Q[1-4]|[0-9]{2}))?", re.ASCII)
_MONTHS = re.compile(r"([0-9]{4})-([0-9]{2})/([0-9]{4})-([0-9]{2})", re.ASCII)
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII)


def in_words(period: str, texts: Mapping[str, str]) -> str:
    """The period, as data files spell it, in the words of the catalogue; a day stays as it is, as any other text."""
    if match := _PART.fullmatch(period):
        year, part = match.groups()
        if part is None:
            return texts["period.year"].format(year=year)
        if part.isdecimal():
            return texts["period.month"].format(year=year, month=_number(part), mm=part)
        return texts[f"period.{part}"].format(year=year)
    if match := _MONTHS.fullmatch(period):
        year, first, last_year, last = match.groups()
        key = "period.months" if year == last_year else "period.months_across"
        details = {"month": _number(first), "mm": first, "last": _number(last), "ll": last}
        return texts[key].format(year=year, last_year=last_year, **details)
    if match := _DAYS.fullmatch(period):
        return texts["period.days"].format(first=match[1], last=match[2])
    return period


def _number(month: str) -> str:
    return month.removeprefix("0")
