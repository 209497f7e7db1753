"""A baseline from data, where the plan document gives none; methodology.md, section 2."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import judged_observations
from rsplan.calc.effective_observations import Span, effective_observations
from rsplan.calc.target_in_force import TargetInForce
from rsplan.model.enums import Bound, Judged, Kind
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import ONE_DAY, months_later
from rsplan.model.plan import Baseline, Indicator, Plan

#: A level is no baseline where it was observed longer before the plan, in months.
_LATEST_BEFORE = 12


def takes_observed_baseline(indicator: Indicator) -> bool:
    """Whether the plan document leaves the baseline of a level to the data: neither baseline nor earlier value."""
    if indicator.baseline or indicator.earlier or indicator.baseline_refused:
        return False
    match indicator.kind:
        case Kind.STOCK | Kind.RATE:
            return True
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.COMPOSITION:
            return False
        case _:
            assert_never(indicator.kind)


def span_before(plan: Plan) -> Span:
    """The days before the plan in which a level may be observed that is its baseline."""
    return months_later(plan.start, -_LATEST_BEFORE), plan.start - ONE_DAY


def with_observed_baseline(
    in_force: TargetInForce, observations: Iterable[Observation], as_of: date, known_on: date | None
) -> TargetInForce:
    """The target in force with the last exact level before the plan as baseline, where the file gives none.

    The level is at most twelve months older than the plan; the trajectory starts at the plan's start all the same.
    Whether the target is to be kept follows from the target file alone.
    """
    if not takes_observed_baseline(in_force.indicator):
        return in_force
    level = _last_level_before(in_force, observations, as_of, known_on)
    if level is None:
        return in_force
    baseline = Baseline(
        values=tuple(Fraction(value) for value in level.values),
        printed=level.printed or "",
        where=level.where or "",
        day=level.span[1],
        at=level.at,
        note=None,
        observation=level,
    )
    return in_force._replace(indicator=in_force.indicator._replace(baseline=baseline))


def _last_level_before(
    in_force: TargetInForce, observations: Iterable[Observation], as_of: date, known_on: date | None
) -> Observation | None:
    columns, before = in_columns(observations), span_before(in_force.plan)
    effective = effective_observations(columns.metadata, before, min(as_of, before[1]), known_on)
    judged = in_force.indicator.judged if in_force.kind is Kind.RATE else Judged.LATEST
    levels = judged_observations(columns.metadata, effective.within, judged, before[1])
    exact = [index for index in levels if columns.metadata.each[index].bound is Bound.EXACT]
    return columns.at(exact[-1]) if exact else None
