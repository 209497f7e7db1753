"""The record of a target to be kept: breaches, years known, the change of its margin; methodology.md, section 4."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import Actuals, whole_years, year_passes
from rsplan.calc.target_in_force import TargetInForce, improvement
from rsplan.calc.trajectory import year_ends
from rsplan.model.enums import Bound, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months_later

#: The margin is held against the last one at least so many months earlier: figures of the same season.
_A_YEAR = 12


class Breaches(NamedTuple):
    """The number of times the target was certainly broken, of so many figures (annual targets: years) known."""

    number: int
    first: date | None
    last: date | None
    known: int


class MaintenanceRecord(NamedTuple):
    """The record of a target that is to be kept.

    `years_known` of the `years_past` calendar years of the plan (annual: whole ones) have a figure. `margin_change`
    is the margin now minus that of `margin_since`, the last figure at least twelve months earlier, in the indicator's
    unit; negative is erosion.
    """

    breaches: Breaches
    years_known: int
    years_past: int
    margin_change: Fraction | None
    margin_since: Observation | None


def maintenance_record(in_force: TargetInForce, actuals: Actuals, as_of: date) -> MaintenanceRecord | None:
    """The record of a maintenance target; None for the others, for shares, and for a mean over the plan."""
    if not in_force.maintenance or not in_force.exists or in_force.has_shares or in_force.averages:
        return None
    ends = [year.span[1] for year in whole_years(actuals.calendar_years)] if in_force.kind is Kind.ANNUAL else None
    past = [end.year for end in (year_ends(in_force.plan) if ends is None else ends) if end <= as_of]
    known, since = _known_years(in_force, actuals), _margin_since(in_force, actuals)
    now = actuals.actual
    return MaintenanceRecord(
        breaches=_breaches(in_force, actuals),
        years_known=len(known.intersection(past)),
        years_past=len(past),
        margin_change=improvement(in_force.better, now.value - Fraction(since.value)) if now and since else None,
        margin_since=since,
    )


def _breaches(in_force: TargetInForce, actuals: Actuals) -> Breaches:
    match in_force.kind:
        case Kind.ANNUAL:
            passes = [(year.span[1], year_passes(in_force, year)) for year in whole_years(actuals.calendar_years)]
            broken = [day for day, passed in passes if passed is False]
            known = sum(year.complete for year in whole_years(actuals.calendar_years))
            return _counted(broken, max(known, len(broken)))
        case Kind.CUMULATIVE | Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            certainty, steps = in_force.certainty, list(actuals.history.steps)
            return _counted([day for day, values, bound in steps if certainty.missed(values, bound)], len(steps))
        case _:
            assert_never(in_force.kind)


def _counted(broken: list[date], known: int) -> Breaches:
    return Breaches(len(broken), broken[0] if broken else None, broken[-1] if broken else None, known)


def _known_years(in_force: TargetInForce, actuals: Actuals) -> set[int]:
    """The calendar years with a figure: whole ones of an annual target."""
    match in_force.kind:
        case Kind.ANNUAL:
            return {year.year for year in whole_years(actuals.calendar_years) if year.complete}
        case Kind.CUMULATIVE | Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return {day.year for day in actuals.history.days}
        case _:
            assert_never(in_force.kind)


def _margin_since(in_force: TargetInForce, actuals: Actuals) -> Observation | None:
    """The level that the margin is held against; None for sums, and from or to a bound."""
    history = actuals.history
    if in_force.kind.is_additive or not history.days or history.bounds[-1] is not Bound.EXACT:
        return None
    earlier = [
        index
        for day, bound, index in zip(history.days, history.bounds, history.observed, strict=True)
        if bound is Bound.EXACT and months_later(day, _A_YEAR) <= history.days[-1]
    ]
    return actuals.columns.at(earlier[-1]) if earlier else None
