"""Assumptions as people type them: urban-new-jobs:2026=42, urban-new-jobs=90, urban-new-jobs=3%; docs/words.md."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.plain_text import number, plain
from rsplan.model.plan import Indicator, Plan
from rsplan.model.series_key import Series
from rsplan.words.values import read_typed_value

_OF_YEAR = re.compile(r"(?P<word>.+?)\s*[:：]\s*(?P<year>[0-9]{4})年?\s*[=＝]\s*(?P<value>.+)", re.DOTALL)
_OF_ALL = re.compile(r"(?P<word>.+?)\s*[=＝]\s*(?P<value>.+)", re.DOTALL)


class TypedAssumption(NamedTuple):
    """An assumption in its parts: a word for an indicator, a year (None: for all of them), and a value."""

    word: str
    year: int | None
    value: str


def read_year_assumption(text: str) -> TypedAssumption:
    """Read `ID:YEAR=VALUE`; raises BadText for anything else."""
    match = _OF_YEAR.fullmatch(text.strip())
    if match is None:
        raise BadText("text.not_a_year_assumption", text=text)
    return TypedAssumption(match["word"].strip(), int(match["year"]), match["value"].strip())


def read_assumption(text: str) -> TypedAssumption:
    """Read `ID=VALUE`; raises BadText for anything else."""
    match = _OF_ALL.fullmatch(text.strip())
    if match is None:
        raise BadText("text.not_an_assumption", text=text)
    return TypedAssumption(match["word"].strip(), None, match["value"].strip())


def assumed_value(text: str, indicator: Indicator, plans: Sequence[Plan]) -> Decimal:
    """The one exact number that the text says of the indicator, with or without its unit.

    Raises BadText for another unit, and for a bound.
    """
    series = Series(indicator.kind, indicator.unit.zh, tuple(plans))
    typed = read_typed_value(text, series, indicator.unit.en)
    if typed.bound is not None or indicator.kind.has_shares:
        raise BadText("text.not_a_number", text=text)
    return number(typed.text)


def assumed_growth(text: str) -> Fraction:
    """The growth per year that a percentage says, as a share: 3% or 3 is 3/100.

    Raises BadText for what is no number, and for growth that leaves less than nothing.
    """
    growth = Fraction(number(plain(text).removesuffix("%"))) / 100
    if growth < -1:
        raise BadText("text.growth_below_nothing", text=text)
    return growth
