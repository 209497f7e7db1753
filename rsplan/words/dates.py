"""Periods and dates as people type them: 2025年1—5月, 三季度, 24年6月, 2024/6/30, 今天; docs/words.md.

Everything is spelled out as data files spell it, or refused: where two readings are possible, both are named.
"""

import re
from datetime import date
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.enums import Basis
from rsplan.model.period import FIRST_YEAR, LAST_YEAR, Period, parse_day, parse_period
from rsplan.model.period_words import WrittenPeriod, read_period
from rsplan.model.plain_text import has_blank_inside, plain

_TODAY = ("今天", "今日", "本日", "today")

_DIGITS = {numeral: str(digit) for digit, numeral in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_NUMERAL_YEAR = re.compile(f"^(?:[{''.join(_DIGITS)}]{{4}}|[{''.join(_DIGITS)}]{{2}})(?=年)")
_NUMERAL = re.compile("[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九](?=[月日号]|[-—–~至])")

#: Two digits before 年 are a year of this century; of the last one only the four digits are read.
_SHORT_YEAR = re.compile("^([0-4][0-9])(?=年)", re.ASCII)

_HYPHENS = re.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DAY = re.compile("([0-9]{4})[-年/.]([0-9]{1,2})[-月/.]([0-9]{1,2})[日号]?|([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SPREADSHEET_DAY = re.compile("[0-9]{4}([-/.])[0-9]{1,2}\\1[0-9]{1,2}", re.ASCII)
_MONTH = re.compile("([0-9]{4})(?:[-年/.]([0-9]{1,2})月?份?|([0-9]{2}))", re.ASCII)
_END = "([0-9]{4})(?:[-年/.]([0-9]{1,2})月?|年?)"
_SPAN = re.compile(f"{_END}[-—–~至/]{_END}", re.ASCII)


class TypedPeriod(NamedTuple):
    """A period as it was typed: spelled as data files spell it, with the basis that its words state, if any.

    `to_date` says that the months begin with January, as in 1—5月: the year to date of a sum, and `whole` is the
    same days as one span.
    """

    text: str
    basis: Basis | None = None
    to_date: bool = False
    whole: str = ""

    @property
    def period(self) -> Period:
        """The days, all of them for months from January on."""
        return parse_period(self.whole or self.text)


def read_typed_period(text: str, today: date) -> TypedPeriod:
    """Read a period with its year.

    Raises BadText for what is none, lacks its year, may mean two things, or does not exist; `today` only gives the
    year of the example in the remedy.
    """
    text = text.strip()
    try:
        return TypedPeriod(parse_period(text).text)
    except BadText as error:
        if error.key != "text.not_a_period":
            raise
    if has_blank_inside(text):  # 2025 1 2 would be December
        raise BadText("text.not_a_typed_period", text=text)
    spelled = _spelled(text)
    _refuse_two_readings(spelled, text)
    written = _whole_day(spelled) or read_period(spelled)
    _refuse_first_of_month(written, spelled, text)
    if written is None and (match := _SPAN.fullmatch(spelled)):
        return _several_years(match, text)
    if written is None:
        return TypedPeriod(_month(spelled, BadText("text.not_a_typed_period", text=text)))
    if written.year is None:
        example = f"{today.year} {text}" if text.isascii() else f"{today.year}年{text}"
        raise BadText("text.period_without_year", text=text, example=example)
    return _typed(written, written.year)


def _typed(written: WrittenPeriod, year: int) -> TypedPeriod:
    text = parse_period(written.text(year)).text  # raises BadText for a day that does not exist
    if not written.to_date:
        return TypedPeriod(text, written.basis)
    basis = None if written.basis is Basis.YTD else written.basis  # that they are the year to date needs no word
    return TypedPeriod(text, basis, to_date=True, whole=written._replace(to_date=False).text(year))


def _several_years(match: re.Match[str], text: str) -> TypedPeriod:
    """Months or whole years, from one year to another."""
    first, month, last, last_month = match.groups()
    if (month is None) != (last_month is None):
        raise BadText("text.not_a_typed_period", text=text)
    return TypedPeriod(parse_period(f"{first}-{month or '01':0>2}/{last}-{last_month or '12':0>2}").text)


def read_typed_day(text: str, today: date) -> date:
    """Read a date, or a month, which stands for its last day as in a date of publication.

    Raises BadText for anything else.
    """
    return parse_period(read_typed_date(text, today)).end


def read_typed_date(text: str, today: date) -> str:
    """Read a date or a month as `read_typed_day` does, and spell it as data files do: `2024-06-30`, `2024-06`."""
    text = text.strip()
    if text.lower() in _TODAY:
        return today.isoformat()
    if has_blank_inside(text):
        raise BadText("text.not_a_date", text=text)
    spelled = _spelled(text)
    if match := _DAY.fullmatch(spelled):
        year, month, day = (part for part in match.groups() if part)
        return parse_day(f"{year}-{month:0>2}-{day:0>2}").isoformat()
    return _month(spelled, BadText("text.not_a_date", text=text))


def _month(spelled: str, error: BadText) -> str:
    """The month of a year, which may be written 2024.6; raises the error for anything else."""
    if re.fullmatch("[0-9]{4}[.]1", spelled):  # October, where a spreadsheet dropped the zero
        year = spelled[:4]
        raise BadText("text.two_readings", text=spelled, known=f"{year}-01, {year}-10")
    match = _MONTH.fullmatch(spelled)
    if match is None:
        raise error
    return parse_period(f"{match[1]}-{match[2] or match[3]:0>2}").text


def read_typed_year(text: str) -> int:
    """Read a calendar year: 2025, 2025年, 25年; raises BadText for anything else."""
    spelled = _spelled(text.strip()).removesuffix("度").removesuffix("年")
    if has_blank_inside(text) or not re.fullmatch("[0-9]{4}", spelled) or not FIRST_YEAR <= int(spelled) <= LAST_YEAR:
        raise BadText("text.year_out_of_range", text=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return int(spelled)


def _spelled(text: str) -> str:
    """The text with half-width digits, without white space, its numerals and its short year as digits."""
    spelled = _NUMERAL_YEAR.sub(lambda match: "".join(_DIGITS[numeral] for numeral in match[0]), plain(text))
    return _NUMERAL.sub(lambda match: str(numeral_value(match[0])), _SHORT_YEAR.sub(r"20\1", spelled))


def numeral_value(numeral: str) -> int:
    """The number below 40 that a Chinese numeral writes: 六, 十四, 二十, 三十一."""
    tens, ten, ones = numeral.rpartition("十")
    return (10 * int(_DIGITS.get(tens, "1")) if ten else 0) + int(_DIGITS.get(ones, "0"))


def _refuse_two_readings(spelled: str, text: str) -> None:
    """2025-1-5 is a day to one reader and five months to another."""
    match = _HYPHENS.fullmatch(spelled)
    if match and 1 <= int(match[2]) < int(match[3]) <= 12:
        day = f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
        raise BadText("text.two_readings", text=text, known=f"{day}, {match[1]}年{match[2]}—{match[3]}月")


def _refuse_first_of_month(written: WrittenPeriod | None, spelled: str, text: str) -> None:
    """2024/6/1 is what a spreadsheet makes of a month; 2024-06-01 and 2024年6月1日 are days that somebody wrote."""
    if written is not None and written.day == 1 and _SPREADSHEET_DAY.fullmatch(spelled):
        month = f"{written.year}-{written.first:02}"
        raise BadText("text.first_of_month", text=text, month=month, day=f"{month}-01")


def _whole_day(spelled: str) -> WrittenPeriod | None:
    """Eight digits, which no table writes for a period."""
    match = _DAY.fullmatch(spelled)
    return WrittenPeriod(int(match[4]), int(match[5]), int(match[6]), int(match[6])) if match and match[4] else None
