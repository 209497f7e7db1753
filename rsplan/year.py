"""Is the running year on time: a year of a plan judged by the rules of a plan; methodology.md, section 6."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.assess import Assessment, assess
from rsplan.figures import shown
from rsplan.model import Baseline, Comparator, Indicator, Kind, Milestone, Observation, Target
from rsplan.pace import pace_of
from rsplan.path import planned_path, year_ends
from rsplan.period import months
from rsplan.verdict import Rules


class YearAssessment(NamedTuple):
    """Where a target stands within one calendar year of its plan.

    `origin` says where the year's target comes from: `milestone`, `annual` (the same in each year), `held`
    (a guard rail) or `straight_line`; `milestone` is the one that sets it. `standing` is None where the year
    has no target of its own: shares, no target, a level without a baseline.
    """

    year: int
    start: date
    end: date
    origin: str | None
    milestone: Milestone | None
    standing: Assessment | None


def assess_year(
    one: Assessment, year: int, observations: Iterable[Observation], as_of: date, known_on: date | None, rules: Rules
) -> YearAssessment:
    """The year of an assessed indicator: its own target, the year to date, time elapsed in it, the verdict."""
    plan = one.plan
    start, end = max(plan.start, date(year, 1, 1)), min(plan.end, date(year, 12, 31))
    milestone = next((given for given in one.indicator.milestones if given.year == year), None)
    found = _target_of_year(one, start, end)
    if found is None:
        return YearAssessment(year, start, end, None, None, None)
    goal, base, origin = found
    indicator = _indicator_of_year(one, goal, base, start)
    standing = assess(plan._replace(start=start, end=end), indicator, observations, as_of, known_on, rules)
    return YearAssessment(year, start, end, "milestone" if milestone else origin, milestone, standing)


def _target_of_year(one: Assessment, start: date, end: date) -> tuple[Fraction, Fraction | None, str] | None:
    """The year's target, the level from which it starts (None for sums and guard rails), and where they come from."""
    indicator, target = one.indicator, one.target
    if target.comparator is Comparator.NONE or indicator.kind is Kind.COMPOSITION:
        return None
    if indicator.kind is Kind.ANNUAL:
        return Fraction(target.value), None, "annual"
    if one.held:
        return Fraction(target.value), None, "held"
    if indicator.kind is Kind.CUMULATIVE:
        planned = next(year.planned for year in pace_of(one).years if year.end == end)
        return (planned, None, "straight_line") if planned is not None else None
    path = dict(planned_path(indicator, target, one.plan))
    before = [day for day in year_ends(one.plan) if day < start]
    base = path.get(months(one.plan.start, before[-1]) if before else Fraction(0))
    goal = path.get(months(one.plan.start, end))
    if goal is None or (indicator.baseline is None and not indicator.milestones):
        return None
    return goal, base, "straight_line"


def _indicator_of_year(one: Assessment, goal: Fraction, base: Fraction | None, start: date) -> Indicator:
    """The indicator with the year as its plan: an annual target accumulates within its year."""
    indicator, target = one.indicator, one.target
    comparator = Comparator.AT_LEAST if target.comparator is Comparator.BETWEEN else target.comparator
    own = Target(
        _plain(goal),
        target.where,
        target.at,
        comparator,
        (goal,),
        None,
        target.tolerance,
        target.tolerance_assumed,
        one.held and indicator.kind is not Kind.ANNUAL,
    )
    baseline = None
    if base is not None:
        baseline = Baseline((base,), _plain(base), target.where, start, target.at, None)
    return indicator._replace(
        kind=Kind.CUMULATIVE if indicator.kind is Kind.ANNUAL else indicator.kind,
        target=own,
        revisions=(),
        result=None,
        earlier=None,
        baseline=baseline,
        milestones=(),
        note=None,
    )


def _plain(value: Fraction | Decimal) -> str:
    return shown(value, None)
