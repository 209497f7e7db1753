"""The workings of a target's figures: the very formulas that gave them, for a workbook that calculates them again.

The terms are those of `calc.figure_formulas` and the branches those of `calc.verdict`, once for a satisfied target and
once for one that is not; docs/report.md, live formulas, says which figures keep their value instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import whole_years
from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.explain.figure_derivations import numbers
from rsplan.calc.figure_evaluation import case_of
from rsplan.calc.figure_formulas import applying
from rsplan.calc.formulas import Condition, Formula
from rsplan.calc.verdict import SATISFIED, Status, target_condition, verdict_branches
from rsplan.model.enums import Bound, Kind


class KeptAsValue(StrEnum):
    """The reasons for which the figures of a target are values in a workbook, and no formulas."""

    NO_TARGET = "no_target"
    NO_ACTUAL = "no_actual"
    SHARES = "shares"
    BOUND = "bound"
    MILESTONES = "milestones"
    MEAN = "mean"
    STOPPED = "stopped"
    YEARS = "years"
    NARROW = "narrow"


class Term(NamedTuple):
    """A figure as a formula where the target is satisfied, and where it is not; None where it has no such figure."""

    satisfied: Formula | None
    otherwise: Formula | None


class Workings(NamedTuple):
    """The formulas of a target's figures over the numbers that they start from, by symbol.

    `actual` is the derivation of A down to the observations, `target` that of T, which of a growth or a change is a
    formula; `condition` says when the target is satisfied.
    """

    symbols: Mapping[str, Fraction]
    actual: Derivation
    limit: Derivation
    target: Derivation
    condition: Condition
    terms: Mapping[str, Term]
    branches: tuple[tuple[Status, Condition | None], ...]


#: Figures that come so near to a limit of the verdict are not the same once they are rounded for a comparison.
_NARROW = Fraction(1, 10**9)


def workings_of(assessment: Assessment) -> Workings | KeptAsValue:
    """The workings of the target's figures, or the reason why they are kept as values."""
    kept = _kept(assessment)
    if kept is not None:
        return kept
    in_force, actual = assessment.in_force, assessment.actual
    derivations = dict(numbers(assessment))
    condition = target_condition(assessment.target.comparator, assessment.indicator.better)
    branches = tuple(
        (status, condition if branch is SATISFIED else branch)
        for status, branch in verdict_branches(
            over=assessment.clock.complete,
            maintenance=in_force.maintenance,
            accumulates=in_force.accumulates,
            expected=assessment.value("expected") is not None,
            better=assessment.indicator.better,
            rules=assessment.rules,
        )
    )
    if any(branch is not None and _is_narrow(branch, assessment.values) for _, branch in branches):
        return KeptAsValue.NARROW
    case, _ = case_of(in_force, actual, assessment.clock)
    satisfied = {name: choice.formula for name, choice in applying(case._replace(satisfied=True))}
    otherwise = {name: choice.formula for name, choice in applying(case._replace(satisfied=False))}
    return Workings(
        symbols={name: value for name, value in assessment.values.items() if value is not None},
        actual=derivations["A"],
        limit=derivations["L"],
        target=derivations["T"],
        condition=condition,
        terms={name: Term(satisfied.get(name), otherwise.get(name)) for name in assessment.figures},
        branches=branches,
    )


def _is_narrow(condition: Condition, values: Mapping[str, Fraction | None]) -> bool:
    left, right = condition.left.evaluate(values), condition.right.evaluate(values)
    return left is not None and right is not None and left != right and abs(left - right) < _NARROW


def _kept(assessment: Assessment) -> KeptAsValue | None:
    in_force, actual, clock = assessment.in_force, assessment.actual, assessment.clock
    if not in_force.exists:
        return KeptAsValue.NO_TARGET
    if in_force.has_shares:
        return KeptAsValue.SHARES
    if actual is None:
        return KeptAsValue.NO_ACTUAL
    if actual.bound is not Bound.EXACT:
        return KeptAsValue.BOUND
    if assessment.indicator.milestones:
        return KeptAsValue.MILESTONES
    if assessment.indicator.kind is Kind.RATE and assessment.indicator.judged.by_means:
        return KeptAsValue.MEAN
    if clock.ended and not clock.complete:
        return KeptAsValue.STOPPED
    if assessment.indicator.kind is Kind.ANNUAL and not _years_are_whole(assessment):
        return KeptAsValue.YEARS
    return None


def _years_are_whole(assessment: Assessment) -> bool:
    """Whether every year that the actual may be the weakest of is known exactly and to its last day."""
    years, actual = assessment.years, assessment.actual
    begun = [year for year in years if actual is not None and year.span[0] <= actual.through]
    return (
        len(whole_years(years)) == len(years)
        and all(year.complete and year.actual is not None and year.actual.bound is Bound.EXACT for year in begun)
        and all(year.actual is None for year in years if year not in begun)
    )
