"""Periods as data files write them, dates of publication, and lengths in months; docs/methodology.md, sections 2, 3."""

import re
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rsplan.errors import BadText

#: Years outside these are typos, not plans.
FIRST_YEAR, LAST_YEAR = 1900, 2199

ONE_DAY = timedelta(days=1)
_MONTHS_PER_YEAR = 12
_DAYS_OF_EVERY_MONTH, _FEBRUARY = 28, 2

#: Cached months, and spans with their lengths: many indicators have observations of the same months.
_CACHED = 4096

# Patterns are compiled when they are first used: a run that finds all target files in the cache needs few of them.
_PERIOD = (
    "(?P<year>[0-9]{4})(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})|"
    "/(?P<year2>[0-9]{4})-(?P<month2>[0-9]{2}))?)?"
)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONTH = "[0-9]{4}-[0-9]{2}"


class Period(NamedTuple):
    """A span of days, both ends included, and the text that names it."""

    start: date
    end: date
    text: str


@lru_cache(maxsize=_CACHED)
def parse_period(text: str) -> Period:
    """A period from `2023`, `2023-H1`, `2023-Q3`, `2023-06`, `2023-06-30` or `2023-01/2023-05`.

    Raises BadText for anything else and for days and months that do not exist.
    """
    match = re.fullmatch(_PERIOD, text)
    if match is None:
        raise BadText("text.not_a_period", text=text)
    if match["day"]:
        day = parse_day(text)
        return Period(day, day, text)
    year = _year(match["year"], text)
    if match["half"]:
        first, last = 6 * int(match["half"]) - 5, 6 * int(match["half"])
    elif match["quarter"]:
        first, last = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    elif match["month"]:
        first = last = int(match["month"])
    else:
        first, last = 1, _MONTHS_PER_YEAR
    last_year = year
    if match["month2"]:
        last_year, last = _year(match["year2"], text), int(match["month2"])
    if not (1 <= first <= _MONTHS_PER_YEAR and 1 <= last <= _MONTHS_PER_YEAR):
        raise BadText("text.no_such_month", text=text)
    if (last_year, last) < (year, first):
        raise BadText("text.period_backwards", text=text)
    return Period(date(year, first, 1), month_end(last_year, last), text)


def today() -> date:
    """The day by the calendar on the wall: a report is as of the day that its reader calls today."""
    return date.today()  # noqa: DTZ011


def parse_day(text: str) -> date:
    """A day from `2023-06-30`; raises BadText for anything else and for days that do not exist."""
    if not re.fullmatch(_DAY, text):
        raise BadText("text.not_a_date", text=text)
    _year(text[:4], text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadText("text.no_such_day", text=text) from None


def parse_published(text: str) -> date:
    """A date of publication from `2023-06-30`, or from `2023-06`, which stands for the last day of the month.

    Raises BadText for anything else.
    """
    if re.fullmatch(_MONTH, text):
        return parse_period(text).end
    if not re.fullmatch(_DAY, text):
        raise BadText("text.not_a_date_or_month", text=text)
    return parse_day(text)


def parse_entered(text: str) -> date:
    """The day of an entry, which is over at least somewhere on earth; raises BadText for anything else."""
    day = parse_day(text)
    if day > today() + ONE_DAY:
        raise BadText("text.day_to_come", text=text)
    return day


def parse_month_or_year(text: str) -> Period:
    """A period from `2023` or `2023-06`; raises BadText for anything else."""
    if not re.fullmatch(f"[0-9]{{4}}|{_MONTH}", text):
        raise BadText("text.not_a_month_or_year", text=text)
    return parse_period(text)


def _year(digits: str, text: str) -> int:
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadText("text.year_out_of_range", text=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return year


@lru_cache(maxsize=_CACHED)
def month_end(year: int, month: int) -> date:
    """The last day of the month."""
    following = date(year + month // _MONTHS_PER_YEAR, month % _MONTHS_PER_YEAR + 1, 1)
    return following - ONE_DAY


@lru_cache(maxsize=_CACHED)
def months_later(day: date, number: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day."""
    if day.day <= _DAYS_OF_EVERY_MONTH or (number % _MONTHS_PER_YEAR == 0 and day.month != _FEBRUARY):
        years, month = divmod(day.month - 1 + number, _MONTHS_PER_YEAR)
        return day.replace(year=day.year + years, month=month + 1)
    from dateutil.relativedelta import relativedelta  # few runs need it, and start-up counts

    return day + relativedelta(months=number)


def _days_of_month(day: date) -> int:
    return month_end(day.year, day.month).day


@lru_cache(maxsize=_CACHED)
def months(start: date, end: date) -> Fraction:
    """The exact number of months from the first to the last day, both included; docs/methodology.md, section 3.

    A month counts by the share of its days that is covered. Returns 0 where the end lies before the start.
    """
    if end < start:
        return Fraction(0)
    before = Fraction(start.day - 1, _days_of_month(start))
    covered = Fraction(end.day, _days_of_month(end))
    return (end.year - start.year) * _MONTHS_PER_YEAR + (end.month - start.month) + covered - before


def day_after_months(start: date, length: Fraction) -> date | None:
    """The first day D with months(start, D) ≥ length; None where it lies beyond the last year of the calendar."""
    position = Fraction(start.day - 1, _days_of_month(start)) + length
    whole = position.numerator // position.denominator
    part = position - whole
    if part == 0:  # reached on the last day of the month before
        whole, part = whole - 1, Fraction(1)
    if whole > (LAST_YEAR - start.year + 1) * _MONTHS_PER_YEAR:  # and too far for any calendar, perhaps
        return None
    month = months_later(start.replace(day=1), whole)
    if month.year > LAST_YEAR:
        return None
    day = -(-part.numerator * _days_of_month(month) // part.denominator)
    return max(start, month.replace(day=day))


def name_gap(start: date, end: date) -> list[str]:
    """The names of the parts of the span, which is cut at the ends of years: `2023-Q3`, `2024-01-01/2024-01-15`."""
    names = []
    while start <= end:
        last = min(end, date(start.year, 12, 31))
        names.append(_name_within_year(start, last))
        start = last + ONE_DAY
    return names


def _name_within_year(start: date, end: date) -> str:
    if start.day != 1 or end != month_end(end.year, end.month):
        return start.isoformat() if start == end else f"{start}/{end}"
    first, last = start.month, end.month
    if (first, last) == (1, 12):
        return f"{start.year}"
    if last - first == 5 and first in (1, 7):
        return f"{start.year}-H{1 + first // 7}"
    if last - first == 2 and first % 3 == 1:
        return f"{start.year}-Q{1 + first // 3}"
    if first == last:
        return f"{start:%Y-%m}"
    return f"{start:%Y-%m}/{end:%Y-%m}"
