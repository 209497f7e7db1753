"""Assumptions as people type them: urban-new-jobs:2026=42, urban-new-jobs=90, urban-new-jobs=3%; docs/words.md."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.enums import By, Kind
from rsplan.model.plain_text import has_blank_inside, narrow, number, plain
from rsplan.model.plan import Indicator, Plan
from rsplan.model.series_key import Series
from rsplan.words.values import read_typed_value

_WHOLE = 100

#: Growth a year, and a change over the plan, beyond these is a level that was taken for one.
_MOST_GROWTH, _MOST_CHANGE = 100, 1000

#: So many times the move that the plan states is a level as like as not.
_FAR_BEYOND = 3

#: What may stand behind a growth or a change.
_MOVE_UNIT = re.compile("(?:%|个?百分点|点)$")

#: The refusals of values that help with an assumption too; others name options of `record`.
_SAID_OF_VALUES = {"text.not_a_number_of", "text.blank_inside_number", "text.too_many_digits"}
_SAID_OF_VALUES |= {"text.value_in_other_scale", "text.value_in_other_unit"}

_OF_YEAR = re.compile(r"(?P<word>.+?)\s*[:：]\s*(?P<year>[0-9０-９]{4})年?\s*[=＝]\s*(?P<value>.+)", re.DOTALL)
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
    return TypedAssumption(match["word"].strip(), int(narrow(match["year"])), match["value"].strip())


def read_assumption(text: str) -> TypedAssumption:
    """Read `ID=VALUE`; raises BadText for anything else."""
    match = _OF_ALL.fullmatch(text.strip())
    if match is None:
        raise BadText("text.not_an_assumption", text=text)
    return TypedAssumption(match["word"].strip(), None, match["value"].strip())


def assumed_value(text: str, indicator: Indicator, plans: Sequence[Plan]) -> Decimal:
    """The one exact number that the text says of the indicator, with or without its unit.

    Raises BadText for another unit, for a bound, and for whatever else an observation may be but not an assumption.
    """
    not_one = BadText("text.not_a_number_of", text=text, unit=indicator.unit.zh)
    try:
        typed = read_typed_value(
            narrow(text), Series(indicator.kind, indicator.unit.zh, tuple(plans)), indicator.unit.en
        )
    except BadText as error:
        raise error if error.key in _SAID_OF_VALUES else not_one from None
    if typed.bound is not None or indicator.kind.has_shares:
        raise not_one
    return number(typed.text)


def assumed_target(text: str, indicator: Indicator, plans: Sequence[Plan]) -> Decimal:
    """The target that the text says: a level or a sum, or of a growth or a change how far the level is to move.

    Raises BadText for what is no such number, for a move that cannot be, and for one without a sign where the plan
    states a fall: 15 may be a fall of 15 or a rise.
    """
    if not indicator.kind.states_change:
        return assumed_value(text, indicator, plans)
    bare = _MOVE_UNIT.sub("", _one_number(text))
    value = number(bare.removeprefix("+"))
    in_points = indicator.kind is Kind.CHANGE and indicator.by is By.POINTS
    most = _MOST_GROWTH if indicator.kind is Kind.GROWTH else _MOST_CHANGE
    if not in_points and not -_WHOLE < value <= most:
        raise BadText("text.assumed_move_impossible", text=text, most=str(most))
    if bare[0] not in "+-" and indicator.target.values:
        stated = Fraction(indicator.target.value)
        if value > 0 > stated:
            raise BadText("text.assumed_sign", text=text, fall=f"-{bare}", rise=f"+{bare}")
        if value > _FAR_BEYOND * abs(stated):
            raise BadText("text.assumed_level", text=text, move=f"+{bare}")
    return value


def assumed_growth(text: str) -> Fraction:
    """The growth per year that a percentage says, as a share: 3% or 3 is 3/100.

    Raises BadText for what is no number, for growth that leaves less than nothing, and for a level in its place.
    """
    growth = Fraction(number(_one_number(text).removesuffix("%").removeprefix("+"))) / _WHOLE
    if growth < -1:
        raise BadText("text.growth_below_nothing", text=text)
    if growth * _WHOLE > _MOST_CHANGE:
        raise BadText("text.assumed_move_impossible", text=text, most=str(_MOST_CHANGE))
    return growth


def _one_number(text: str) -> str:
    """The text in ASCII without white space at its signs; raises BadText where it parts the digits of a number."""
    if has_blank_inside(text):
        raise BadText("text.blank_inside_number", text=text)
    return plain(text)
