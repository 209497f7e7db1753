"""Periods and bases as tables write them: 2024年1月, 1—5月, 一季度, 上半年, 2024-Q1, Jan 2024, 本年累计."""

import contextlib
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.enums import Basis
from rsplan.model.period import FIRST_YEAR, LAST_YEAR, month_end, name_gap, parse_period
from rsplan.model.plain_text import plain

_DECEMBER = 12

#: Texts that are kept: a table repeats its periods in every row.
_CACHED = 1 << 13

#: Words for the basis, beside a period or in a cell of their own.
BASIS_WORDS = {
    **dict.fromkeys(
        ("本年累计", "年初累计", "当年累计", "本年累计数", "累计数", "累计值", "累计完成", "累计", "ytd", "yeartodate"),
        Basis.YTD,
    ),
    **dict.fromkeys(
        (
            "当月",
            "本月",
            "当月数",
            "本月数",
            "单月",
            "当期",
            "本期",
            "当期值",
            "当季",
            "本季",
            "期内",
            "period",
        ),
        Basis.PERIOD,
    ),
    **dict.fromkeys(("规划期累计", "五年累计", "规划以来累计", "ptd", "plantodate"), Basis.PTD),
    **dict.fromkeys(("期末", "年末", "月末", "季末", "时点", "时点数", "存量", "水平", "level"), Basis.LEVEL),
    **dict.fromkeys(("年均", "年平均", "平均", "平均值", "均值", "mean"), Basis.MEAN),
}

#: Those that may follow a period; of two that fit, the longer one is meant.
_SUFFIXES = {
    **{word: basis for word, basis in BASIS_WORDS.items() if not word.isascii() and not word.endswith(("末", "年"))},
    **dict.fromkeys(("末", "底"), Basis.LEVEL),
    "ytd": Basis.YTD,
}
_AFTER = re.compile(f"(?P<body>.+?)(?P<word>{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})")
_UNTIL = re.compile("(?P<until>截[至止])?(?P<body>.+?月)份?(?P<end>[底末])?(?P<sum>累计)?")
_FIGURE = re.compile("(?P<body>.+?)(?:实际)?(?:完成数|完成值|完成|数值|数据|实绩|实际数|实际值|实际)")
_NUMERALS = {**{numeral: month for month, numeral in enumerate("一二三四五六七八九十", 1)}, "十一": 11, "十二": 12}
_NUMERAL = re.compile("(?:十[一二]?|[一二三四五六七八九])(?=月|[-—–~至](?:十[一二]?|[一二三四五六七八九])月)")
_BRACKETS = str.maketrans("", "", "()（）[]【】")
#: A number right before a number in brackets is a mark of a note, or nobody knows what.
_TWO_NUMBERS = re.compile(r"[0-9]\s*[(（\[【]\s*[0-9]+\s*[)）\]】]")

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_NAMES = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember")
_EN_MONTH = "(?:" + "|".join(f"{a}(?:{b})?" for a, b in zip(_MONTH_NAMES, _LONG_NAMES, strict=True)) + ")"
_DIGITS_OF = {"一": 1, "二": 2, "三": 3, "四": 4, "首": 1}

_TO = "[-—–~至]"
_YEAR = "(?P<year>[0-9]{4})"
_MAYBE_YEAR = f"(?:{_YEAR}[年/.-])?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        f"{_YEAR}(?:年度?|年?全年)?",
        "(?P<whole>全年|年度)",
        f"{_MAYBE_YEAR}(?P<first>[0-9]{{1,2}})(?:月?{_TO}(?P<last>[0-9]{{1,2}}))?月份?",
        f"{_YEAR}[-/](?P<first>[0-9]{{1,2}})",
        rf"{_YEAR}\.(?P<first>[0-9]{{2}})",
        f"{_YEAR}(?P<first>0[1-9]|1[0-2])",
        f"{_YEAR}[年/.-](?P<first>[0-9]{{1,2}})月?[-—–~至/](?P<year2>[0-9]{{4}})[年/.-](?P<last>[0-9]{{1,2}})月?",
        f"(?:{_YEAR}年?-?)?第?(?P<quarter>[一二三四1-4])季度?",
        f"(?:{_YEAR}年?-?)?q(?P<quarter>[1-4])",
        f"(?:{_YEAR}年?-?)?(?:前|[1一]{_TO}?)(?P<quarters>[二三四2-4])季度?",
        f"(?:{_YEAR}年?-?)?(?:(?P<half1>上半年|h1)|(?P<half2>下半年|h2))",
        f"{_YEAR}年(?P<first>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日?",
        f"{_YEAR}(?P<sign>[-/.])(?P<first>[0-9]{{1,2}})(?P=sign)(?P<day>[0-9]{{1,2}})",
        f"(?P<name>{_EN_MONTH})(?:{_TO}(?P<name2>{_EN_MONTH}))?(?:,?{_YEAR})?",
        f"{_YEAR}(?P<name>{_EN_MONTH})(?:{_TO}(?P<name2>{_EN_MONTH}))?",
    )
)
_LIKE_A_PERIOD = re.compile(
    f"(?:[0-9]{{2,4}}年?[-/.]?)?(?:[0-9]{{1,2}}{_TO})?(?:[0-9]{{1,2}}月份?|第?[0-9一二三四五]季度)"
)
_YEARS_IN_TEXT = re.compile("(?<![0-9])((?:19|20|21)[0-9]{2})(?=年)")


class WrittenPeriod(NamedTuple):
    """A period as a table writes it: a span of months or one day, its year where it states one, and its basis.

    `basis` is the one that words beside it state; months from January on are the year to date by themselves.
    `exact` is the text where it is written as data files spell it, `ranged` says that it names a first and a last
    month.
    """

    year: int | None
    first: int
    last: int
    day: int | None = None
    basis: Basis | None = None
    to_date: bool = False
    exact: str = ""
    ranged: bool = False

    @property
    def starts_the_year(self) -> bool:
        """Whether the period and the year to date are the same days."""
        return self.first == 1 and self.day is None

    def text(self, year: int) -> str:
        """Spell the period as data files do, in its own year, else the one given."""
        if self.exact:
            return self.exact
        year = self.year or year
        if self.day is not None:
            return f"{year}-{self.first:02}-{self.day:02}"
        if self.to_date:
            return f"{year}-{self.last:02}"
        return name_gap(date(year, self.first, 1), month_end(year, self.last))[0]


@lru_cache(maxsize=_CACHED)
def read_period(text: str) -> WrittenPeriod | None:
    """Read a text that is a period as a whole; returns None for any other, also for months that do not exist."""
    with contextlib.suppress(BadText):
        exact = parse_period(text)
        day = exact.end.day if exact.start == exact.end else None
        return WrittenPeriod(exact.start.year, exact.start.month, exact.end.month, day, exact=text)
    if _TWO_NUMBERS.search(text):
        return None
    folded = plain(text).lower().translate(_BRACKETS).replace("元月", "1月")
    folded = _NUMERAL.sub(lambda match: str(_NUMERALS[match[0]]), folded)
    if match := _FIGURE.fullmatch(folded):
        folded = match["body"]
    if (match := _UNTIL.fullmatch(folded)) and (match["until"] or (match["end"] and match["sum"])):
        period = _read_form(match["body"])
        return period and _counted(period, "累计" if match["sum"] else "") if period else None
    period = _read_form(folded)
    if period is None and (match := _AFTER.fullmatch(folded)):
        period = _read_form(match["body"])
        if period is not None:
            return _counted(period, match["word"])
    return period


def _counted(period: WrittenPeriod, word: str) -> WrittenPeriod | None:
    """The period with the basis of the word behind it; None where the two contradict each other, as 4—6月累计 does."""
    basis, several = _SUFFIXES.get(word), period.first != period.last
    if several and ((basis is Basis.YTD and period.first > 1) or (basis is Basis.PERIOD and "月" in word)):
        return None
    return period._replace(basis=basis)


def looks_like_a_period(text: str) -> bool:
    """Whether the text has the form of a month or quarter, even of one that does not exist."""
    return _LIKE_A_PERIOD.fullmatch(plain(text)) is not None


@lru_cache(maxsize=_CACHED)
def read_basis(text: str) -> Basis | None:
    """Read a basis in a cell of its own: 累计, 当月, ytd; returns None for any other text."""
    folded = plain(text).lower().translate(_BRACKETS)
    if re.fullmatch(f"1{_TO}本?[0-9]*月?累?计?", folded):  # 1—本月, the year to date of whatever month it is
        return Basis.YTD
    return BASIS_WORDS.get(folded)


def years_in(text: str) -> set[int]:
    """Find the years that a title names, as 2024年."""
    return {int(year) for year in _YEARS_IN_TEXT.findall(plain(text))}


def _read_form(folded: str) -> WrittenPeriod | None:
    for form in _FORMS:
        match = form.fullmatch(folded)
        if match and (period := _written({key: part for key, part in match.groupdict().items() if part})):
            return period
    return None


def _written(parts: dict[str, str]) -> WrittenPeriod | None:
    year = int(parts["year"]) if "year" in parts else None
    first, last, to_date = _months(parts)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not 1 <= first <= last <= _DECEMBER or int(parts.get("year2", year or 0)) != (year or 0):
        return None
    if "day" in parts:
        return WrittenPeriod(year, first, last, int(parts["day"]))
    ranged = "last" in parts or "name2" in parts
    return WrittenPeriod(year, first, last, basis=Basis.YTD if to_date else None, to_date=to_date, ranged=ranged)


def _months(parts: dict[str, str]) -> tuple[int, int, bool]:
    """The first and last month, and whether the words mean the year to date."""
    if "quarter" in parts:
        last = 3 * _digit(parts["quarter"])
        return last - 2, last, False
    if "quarters" in parts:
        return 1, 3 * _digit(parts["quarters"]), True
    if "half1" in parts or "half2" in parts:
        return (1, 6, False) if "half1" in parts else (7, _DECEMBER, False)
    if "name" in parts:
        first = _MONTH_NAMES.index(parts["name"][:3]) + 1
        last = _MONTH_NAMES.index(parts["name2"][:3]) + 1 if "name2" in parts else first
    elif "first" in parts:
        first = int(parts["first"])
        last = int(parts["last"]) if "last" in parts else first
    else:
        return 1, _DECEMBER, False
    return first, last, first == 1 < last


def _digit(text: str) -> int:
    return _DIGITS_OF[text] if text in _DIGITS_OF else int(text)
