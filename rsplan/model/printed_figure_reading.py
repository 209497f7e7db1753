"""The notation of plan documents: printed figures to their literal reading; docs/methodology.md, section 1.

〔130〕, 5左右, 4以内, ≥98, 14∶42∶44, 5—6个, 1.2万人以上, [1000 ], ** and others become a `Reading`. The meaning of a
target, which the target file may state otherwise, is decided in `meaning`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple, assert_never

from rsplan.errors import BadText
from rsplan.model.enums import Bound, Comparator

#: More digits than a reader using doubles gives back unchanged are refused (RFC 7493, section 2.2).
MOST_DIGITS = 15

#: The sign between shares in what is written for other programs: with a colon a spreadsheet reads a time of day.
SHARE_SIGN = "∶"

_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"

# Only signs with one meaning; a general folding such as NFKC would also turn ² into 2.
_PLAIN = str.maketrans("０１２３４５６７８９．％，＞＜＋－＊：∶～", "0123456789.%,><+-*::~")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first used: a run that finds all target files in the cache needs none."""
    return re.compile(pattern)


class Reading(NamedTuple):
    """The literal reading of a printed figure.

    `comparator` is None for a bare number, `values` is empty where there is no figure
    (an empty cell, ——, **), `unit` is the unit printed beside the number, if any, and `remark` what stands in
    brackets behind it, as 年均.
    """

    values: tuple[Decimal, ...] = ()
    comparator: Comparator | None = None
    high: Decimal | None = None
    cumulative: bool = False
    unit: str = ""
    remark: str = ""

    @property
    def bound_of_start(self) -> Bound:
        """The bound of the printed figure as a baseline or an earlier value: 45左右 and 40—45 are no number either."""
        return Bound.UNKNOWN if self.comparator in (Comparator.ABOUT, Comparator.BETWEEN) else self.bound

    @property
    def bound(self) -> Bound:
        """The bound of the printed figure as an observation (≥98 is not 98)."""
        match self.comparator:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return Bound.AT_LEAST
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return Bound.AT_MOST
            case None | Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
                return Bound.EXACT
            case _:
                assert_never(self.comparator)


def number(text: str) -> Decimal:
    """The exact decimal written in plain ASCII digits; raises BadText for any other text."""
    if not _compiled(_NUMBER).fullmatch(text):
        raise BadText("text.not_a_number", text=text)
    if len(text.lstrip("-0").replace(".", "")) > MOST_DIGITS:
        raise BadText("text.too_many_digits", text=text, most=str(MOST_DIGITS))
    return Decimal(text)


def share_texts(text: str) -> list[str]:
    """The shares of a composition as texts, at any of the signs between them."""
    return _compiled("[:∶：]").split(text)


def plain(text: str) -> str:
    """The text with full-width digits and signs as ASCII and without white space, for comparisons only."""
    return "".join(text.translate(_PLAIN).split())


def has_blank_inside(text: str) -> bool:
    """Whether white space parts the digits of a number, or its minus from it: 1 2 may be 12, 1.2, or two numbers."""
    return _compiled(r"[0-9.,]\s+[0-9.,]|^\s*-\s+[0-9]").search(text.translate(_PLAIN)) is not None


_ABSENT = {"", "-", "--", "—", "——", "…", "……", "/"}


class _Words(NamedTuple):
    """The words for a comparator: before a figure, after it, and those that are a figure themselves."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    figures: Mapping[str, Decimal] = {}


#: The printed words for every comparator; the longest that fits is read.
_WORDS = {
    Comparator.AT_LEAST: _Words(
        before=("≥", "不少于", "不低于", "至少", "达到", "达"),
        after=("及以上", "以上"),
        figures={"全覆盖": Decimal(100), "应保尽保": Decimal(100)},
    ),
    Comparator.AT_MOST: _Words(
        before=("≤", "不超过", "不高于"),
        after=("以内", "以下"),
        figures={"清零": Decimal(0), "动态清零": Decimal(0), "动态为零": Decimal(0)},
    ),
    Comparator.MORE_THAN: _Words(before=(">", "超过", "突破", "超")),
    Comparator.LESS_THAN: _Words(before=("<", "低于")),
    Comparator.ABOUT: _Words(before=("约",), after=("左右",)),
    Comparator.BETWEEN: _Words(),  # a range: 5—6
    Comparator.NONE: _Words(),  # asterisks
}
_BEFORE = {word: comparator for comparator, words in _WORDS.items() for word in words.before}
_AFTER = {word: comparator for comparator, words in _WORDS.items() for word in words.after}
_FIGURES = {
    word: Reading((figure,), comparator)
    for comparator, words in _WORDS.items()
    for word, figure in words.figures.items()
}

#: The words that qualify a figure, before and after it, for finding figures in running text.
QUALIFIERS_BEFORE, QUALIFIERS_AFTER = tuple(_BEFORE), tuple(_AFTER)

#: The words that are figures themselves.
FIGURE_WORDS = tuple(_FIGURES)

_MARKED = r"[〔\[［【]([^〔\[［【〕\]］】]*)[〕\]］】]"
_SHARES = r"[0-9.]+(?::[0-9.]+)+"

#: A remark in brackets, as （年均）: it says what is counted, and nothing of the number.
_REMARK = r"[（(][^（）()0-9]*[）)]"
_FIGURE = (
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})?"
    r"双?(?P<low>-?[0-9.]+)(?:(?:—|–|~|至|-)(?P<high>[0-9.]+))?"
    rf"(?P<unit>[^0-9.〔〕\[\]［］【】≥≤<>—–~:*-]*?)(?P<after>{'|'.join(_AFTER)})?"
)


def read_figure(printed: str) -> Reading:
    """The literal reading of the printed figure; raises BadText where the notation is unknown."""
    text = plain(printed)
    if text in _ABSENT:
        return Reading()
    if not text.strip("*"):
        return Reading(comparator=Comparator.NONE)
    if text in _FIGURES:
        return _FIGURES[text]
    if marked := _compiled(_MARKED).fullmatch(text):
        return read_figure(marked[1])._replace(cumulative=True)
    if _compiled(_SHARES).fullmatch(text):
        return Reading(tuple(number(part) for part in text.split(":")))
    if remark := _compiled(_REMARK).search(text):
        rest = text[: remark.start()] + text[remark.end() :]
        if rest:
            return read_figure(rest)._replace(remark=remark[0][1:-1])
    match = _compiled(_FIGURE).fullmatch(text)
    if match is None or (match["before"] and match["after"]) or any(word in match["unit"] for word in _AFTER):
        raise BadText("text.not_a_figure", text=printed)
    low = number(match["low"])
    if match["high"]:
        if match["before"] or match["after"]:
            raise BadText("text.not_a_figure", text=printed)
        return Reading((low,), Comparator.BETWEEN, number(match["high"]), unit=match["unit"])
    if match["before"]:
        return Reading((low,), _BEFORE[match["before"]], unit=match["unit"])
    return Reading((low,), _AFTER[match["after"]] if match["after"] else None, unit=match["unit"])
