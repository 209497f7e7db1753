"""The forecast of a level: its range, and what else there is to be told of it; methodology.md, section 7."""

from datetime import date
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.forecast.values import Known, Range
from rsplan.calc.formulas import Constant, Formula, Greatest, Least

_WHOLE = 100


class Line(NamedTuple):
    """The straight line through levels: the first day, the value on it, and the slope per month."""

    first: date
    at_first: Derivation
    slope: Derivation


class LevelForecast(NamedTuple):
    """The range of the end value, the yearly steps known, and the line of a trend."""

    range: Range
    steps: Known
    line: Line | None = None


def is_percentage(assessment: Assessment) -> bool:
    """Whether the levels are percentages."""
    return assessment.indicator.unit.zh.strip() in ("%", "％")


def clipped(assessment: Assessment, end: Formula) -> Formula:
    """The end within what a level can be: a percentage is at most 100, and none but a signed one is negative."""
    if assessment.indicator.signed:
        return end
    if is_percentage(assessment):
        end = Least(end, Constant(_WHOLE))
    return Greatest(end, Constant(0))
