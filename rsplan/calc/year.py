"""Is the running year on time: a year of a plan judged by the rules of a plan; methodology.md, section 6."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.trajectory import planned_path
from rsplan.calc.verdict import Rules
from rsplan.model.message import Message
from rsplan.model.period import months
from rsplan.model.plan import Baseline, Better, Comparator, Indicator, Kind, Milestone, Observation, Target, Text
from rsplan.model.rounding import shown


class YearAssessment(NamedTuple):
    """Where a target stands within one calendar year of its plan.

    `origin` says where the year's target comes from: `milestone`, `annual` (the same in each year), `maintenance`
    (a guard rail) or `straight_line`; None where the year has no target of its own: shares, no target, a level
    without a baseline. `milestone` is the one that sets it.
    """

    year: int
    start: date
    end: date
    origin: str | None
    milestone: Milestone | None
    standing: Assessment


class _Goal(NamedTuple):
    """The year's target, and the level from which it starts (None for sums and guard rails)."""

    value: Fraction
    base: Fraction | None
    origin: str


def assess_year(
    assessment: Assessment,
    year: int,
    observations: Iterable[Observation],
    as_of: date,
    known_on: date | None,
    rules: Rules,
) -> YearAssessment:
    """The year of an assessed indicator: its own target, the year to date, time elapsed in it, the verdict."""
    start, end = max(assessment.plan.start, date(year, 1, 1)), min(assessment.plan.end, date(year, 12, 31))
    milestone = next((given for given in assessment.indicator.milestones if given.year == year), None)
    goal = _goal(assessment, milestone, start, end)
    plan, indicator = assessment.plan._replace(start=start, end=end), _indicator_of_year(assessment, goal, start)
    standing = assess(plan, indicator, observations, as_of, known_on, rules)
    notes = [note for note in standing.notes if isinstance(note, Text) or note.key != "note.outside_plan"]
    standing = standing._replace(reason=_reason(standing.reason), notes=notes)
    return YearAssessment(year, start, end, goal.origin if goal else None, milestone if goal else None, standing)


def _reason(reason: Message) -> Message:
    """The reason in words that speak of the year, where it speaks of the plan."""
    keys = {"reason.missed": "reason.year_missed", "reason.no_data": "reason.year_no_data"}
    keys["reason.no_target"] = "reason.year_no_target"
    return Message(keys.get(reason.key, reason.key), reason.details)


def _goal(assessment: Assessment, milestone: Milestone | None, start: date, end: date) -> _Goal | None:
    if assessment.target.comparator is Comparator.NONE or assessment.indicator.kind is Kind.COMPOSITION:
        return None
    goal = _goal_of_plan(assessment, start, end)
    if milestone is None:
        return goal
    return _Goal(Fraction(milestone.value), goal.base if goal else None, "milestone")


def _goal_of_plan(assessment: Assessment, start: date, end: date) -> _Goal | None:
    """What the plan's own target asks of the year; nothing of an annual target in a part of a year."""
    indicator, target = assessment.indicator, assessment.target
    if indicator.kind is Kind.ANNUAL:
        whole = (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31))
        return _Goal(Fraction(target.value), None, "annual") if whole else None
    if assessment.maintenance and indicator.kind is Kind.CUMULATIVE:
        return None  # a ceiling on the sum of all years is none on one of them
    if assessment.maintenance:
        return _Goal(Fraction(target.value), None, "held")
    if indicator.kind is not Kind.CUMULATIVE and indicator.baseline is None and not indicator.milestones:
        return None
    path = dict(planned_path(indicator, target, assessment.plan))
    before = path.get(months(assessment.plan.start, start) - months(start, start))
    after = path.get(months(assessment.plan.start, end))
    if after is None:
        return None
    if indicator.kind is Kind.CUMULATIVE:
        return _Goal(after - (before or 0), None, "straight_line")
    return _Goal(after, before, "straight_line")


def _indicator_of_year(assessment: Assessment, goal: _Goal | None, start: date) -> Indicator:
    """The indicator with the year as its plan: an annual target accumulates within its year."""
    indicator = assessment.indicator
    baseline = None
    if goal is not None and goal.base is not None:
        baseline = Baseline(
            (goal.base,), shown(goal.base, None), assessment.target.where, start, assessment.target.at, None
        )
    return indicator._replace(
        kind=Kind.CUMULATIVE if indicator.kind is Kind.ANNUAL else indicator.kind,
        target=_target_of_year(assessment, goal),
        revisions=(),
        result=None,
        earlier=None,
        baseline=baseline,
        milestones=(),
        note=None,
    )


def _target_of_year(assessment: Assessment, goal: _Goal | None) -> Target:
    target = assessment.target
    if goal is None:
        return target._replace(comparator=Comparator.NONE, values=(), high=None, tolerance=None)
    comparator = target.comparator
    if comparator is Comparator.BETWEEN:
        comparator = Comparator.AT_LEAST if assessment.indicator.better is Better.HIGHER else Comparator.AT_MOST
    return target._replace(
        printed=shown(goal.value),
        comparator=comparator,
        values=(goal.value,),
        high=None,
        tolerance=_tolerance_of_year(assessment, goal),
        hold=assessment.maintenance,
    )


def _tolerance_of_year(assessment: Assessment, goal: _Goal) -> Decimal | Fraction | None:
    """A year's share of a sum has its share of the tolerance: years that are all met are the plan met."""
    tolerance, whole = assessment.target.tolerance, assessment.target.value
    if tolerance is None or not whole or assessment.indicator.kind is not Kind.CUMULATIVE:
        return tolerance
    return Fraction(tolerance) * goal.value / Fraction(whole)
