"""The figures of records that have bounds, by the names of `calc.figure_formulas`."""

from decimal import Decimal
from typing import TypedDict

#: A figure: one number, a list for shares, None where there is none.
Figures = Decimal | list[Decimal] | None


class StandingBounds(TypedDict):
    """The bounds of the figures of a standing; None where the figure is."""

    completion_rate: str | None
    elapsed: str | None
    lead_points: str | None
    expected: str | None


class IndicatorBounds(TypedDict):
    """The bound of each figure; None where the figure is."""

    completion_rate: str | None
    raw_ratio: str | None
    elapsed: str | None
    lead_points: str | None
    lead_months: str | None
    progress: str | None
    growth: str | None
    change: str | None
    expected: str | None
    margin: str | None
    planned_per_year: str | None
    achieved_per_year: str | None
    known_per_year: str | None
    required_per_year: str | None
    required_per_month: str | None
    remaining: str | None
    required_growth: str | None
    projected: str | None
    reach_date: str | None
    margin_change: str | None


class YearBounds(StandingBounds):
    """The bounds of the figures of a year; None where the figure is."""

    growth: str | None
    change: str | None
    margin: str | None
    remaining: str | None
    required_per_month: str | None
