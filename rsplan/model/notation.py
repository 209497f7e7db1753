"""The printed marks of plan documents, read on their face; methodology.md, section 1.

〔130〕, 5左右, 4以内, ≥98, 14∶42∶44, 5—6个, 1.2万人以上, [1000 ], ** … to a `Reading`, and nothing
else: what a target means is decided elsewhere.
"""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.plan import Bound, Comparator

#: More digits than a reader using doubles gives back unchanged are refused (RFC 7493, section 2.2).
MOST_DIGITS = 15

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)

# Only signs with one meaning; a general folding such as NFKC would also turn ² into 2.
_PLAIN = str.maketrans("０１２３４５６７８９．％，＞＜＋－＊：∶～", "0123456789.%,><+-*::~")


class Reading(NamedTuple):
    """What a printed figure says on its face.

    `comparator` is None for a bare number, `values` is empty where there is no figure
    (an empty cell, ——, **), `unit` is the unit printed beside the number, if any.
    """

    values: tuple[Decimal, ...] = ()
    comparator: Comparator | None = None
    high: Decimal | None = None
    cumulative: bool = False
    unit: str = ""

    @property
    def bound(self) -> Bound:
        """The bound that the sign puts on a printed result (≥98 is not 98)."""
        match self.comparator:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return Bound.AT_LEAST
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return Bound.AT_MOST
            case _:
                return Bound.EXACT


def number(text: str) -> Decimal:
    """An exact decimal from plain ASCII digits; raises BadText for anything else."""
    if not _NUMBER.fullmatch(text):
        raise BadText("text.not_a_number", text=text)
    if len(text.lstrip("-0").replace(".", "")) > MOST_DIGITS:
        raise BadText("text.too_many_digits", text=text, most=str(MOST_DIGITS))
    return Decimal(text)


def plain(text: str) -> str:
    """The text with full-width digits and signs as ASCII, without white space: for look-ups only."""
    return "".join(text.translate(_PLAIN).split())


_ABSENT = {"", "-", "--", "—", "——", "…", "……", "/"}
_WORDS = {
    "全覆盖": (Comparator.AT_LEAST, Decimal(100)),
    "应保尽保": (Comparator.AT_LEAST, Decimal(100)),
    "清零": (Comparator.AT_MOST, Decimal(0)),
    "动态清零": (Comparator.AT_MOST, Decimal(0)),
    "动态为零": (Comparator.AT_MOST, Decimal(0)),
}
_BEFORE = {
    "≥": Comparator.AT_LEAST,
    "不少于": Comparator.AT_LEAST,
    "不低于": Comparator.AT_LEAST,
    "至少": Comparator.AT_LEAST,
    "达到": Comparator.AT_LEAST,
    "达": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "不超过": Comparator.AT_MOST,
    "不高于": Comparator.AT_MOST,
    ">": Comparator.MORE_THAN,
    "超过": Comparator.MORE_THAN,
    "突破": Comparator.MORE_THAN,
    "超": Comparator.MORE_THAN,
    "<": Comparator.LESS_THAN,
    "低于": Comparator.LESS_THAN,
    "约": Comparator.ABOUT,
}
_AFTER = {
    "及以上": Comparator.AT_LEAST,
    "以上": Comparator.AT_LEAST,
    "以内": Comparator.AT_MOST,
    "以下": Comparator.AT_MOST,
    "左右": Comparator.ABOUT,
}

#: The words that qualify a figure, before and after it: for finding figures in running text.
QUALIFIERS_BEFORE, QUALIFIERS_AFTER = tuple(_BEFORE), tuple(_AFTER)

#: The words that are figures themselves.
FIGURE_WORDS = tuple(_WORDS)

_MARKED = re.compile(r"[〔\[［【]([^〔\[［【〕\]］】]*)[〕\]］】]")
_SHARES = re.compile(r"[0-9.]+(?::[0-9.]+)+")
_FIGURE = (
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})?"
    r"双?(?P<low>-?[0-9.]+)(?:(?:—|–|~|至|-)(?P<high>[0-9.]+))?"
    rf"(?P<unit>[^0-9.〔〕\[\]［］【】≥≤<>—–~:*-]*?)(?P<after>{'|'.join(_AFTER)})?"
)


@cache
def _figure() -> re.Pattern[str]:
    """Compiled when a figure is read: most runs read no target file anew."""
    return re.compile(_FIGURE)


def read_figure(printed: str) -> Reading:
    """What the printed figure says on its face; raises BadText where it says nothing known."""
    text = plain(printed)
    if text in _ABSENT:
        return Reading()
    if not text.strip("*"):
        return Reading(comparator=Comparator.NONE)
    if word := _WORDS.get(text):
        return Reading((word[1],), word[0])
    if marked := _MARKED.fullmatch(text):
        return read_figure(marked[1])._replace(cumulative=True)
    if _SHARES.fullmatch(text):
        return Reading(tuple(number(part) for part in text.split(":")))
    match = _figure().fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        raise BadText("text.not_a_figure", text=printed)
    low = number(match["low"])
    if match["high"]:
        if match["before"] or match["after"]:
            raise BadText("text.not_a_figure", text=printed)
        return Reading((low,), Comparator.BETWEEN, number(match["high"]), unit=match["unit"])
    sign = _BEFORE.get(match["before"] or "") or _AFTER.get(match["after"] or "")
    return Reading((low,), sign, unit=match["unit"])
