"""A baseline from data, where the plan document gives none; methodology.md, section 2."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import judged_observations
from rsplan.calc.effective_observations import Span, effective_observations
from rsplan.calc.target_in_force import TargetInForce, with_level
from rsplan.model.enums import Basis, Bound, Judged, Kind
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import ONE_DAY, months_later
from rsplan.model.plan import Baseline, Indicator, Plan

#: A level is no baseline where it was observed longer before the plan, in months.
_LATEST_BEFORE = 12


def takes_observed_baseline(indicator: Indicator) -> bool:
    """Whether the baseline of a level is left to the data: by the target file, or by a document without one."""
    if indicator.baseline or indicator.baseline_refused or (indicator.earlier and indicator.result_of is None):
        return False
    match indicator.kind:
        case Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            return True
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.COMPOSITION:
            return False
        case _:
            assert_never(indicator.kind)


def may_give_baseline(plan: Plan, indicator: Indicator, observation: Observation) -> bool:
    """Whether the observation is a level of the twelve months from which the plan's baseline is taken.

    It belongs to no plan and is kept without a warning, also where another level is the baseline.
    """
    first, last = _before(plan)
    is_candidate = observation.basis is Basis.LEVEL or indicator.judged.by_means
    within = first <= observation.span[1] <= last
    return within and is_candidate and takes_observed_baseline(indicator)


def span_before(plan: Plan) -> Span:
    """All days before the plan: the span of a mean may begin earlier than twelve months before."""
    return date.min, plan.start - ONE_DAY


def _before(plan: Plan) -> Span:
    """The first and the last day of the months before the plan that a baseline may come from."""
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
    return with_level(in_force._replace(indicator=in_force.indicator._replace(baseline=baseline)))


def _last_level_before(
    in_force: TargetInForce, observations: Iterable[Observation], as_of: date, known_on: date | None
) -> Observation | None:
    columns, start, before = in_columns(observations), in_force.plan.start, span_before(in_force.plan)
    effective = effective_observations(columns.metadata, before, min(as_of, before[1]), known_on)
    judged = in_force.indicator.judged if in_force.kind is Kind.RATE else Judged.LATEST
    levels = judged_observations(columns.metadata, effective.within, judged, before[1])
    exact = [index for index in levels if columns.metadata.each[index].bound is Bound.EXACT]
    last = columns.at(exact[-1]) if exact else None
    return last if last and months_later(start, -_LATEST_BEFORE) <= last.span[1] else None
