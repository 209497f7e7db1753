"""The figures of one target: the definitions that apply, evaluated, each with its bound; methodology.md, section 3."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import Actual
from rsplan.calc.chosen_observations import sum_bound
from rsplan.calc.clock import Clock
from rsplan.calc.figure_formulas import FALLING, IMPROVES, Case, applying, completion_rule
from rsplan.calc.formulas import Formula
from rsplan.calc.target_in_force import TargetInForce, share_symbols
from rsplan.calc.trajectory import expected, reached
from rsplan.model.enums import Better, Bound, Comparator, Kind
from rsplan.model.period import months
from rsplan.model.plan import Earlier

#: The exact numbers behind the figures, by symbol or by the name of a figure; None where one is missing.
Numbers = dict[str, Fraction | None]


class Figure(NamedTuple):
    """One figure with the formula that gave it; `value` None where an input is missing.

    `rule` names the case of the definition that applied.
    """

    name: str
    value: Fraction | None
    bound: Bound
    formula: Formula
    rule: str


class Figures(NamedTuple):
    """The figures that apply to a target, the numbers behind them, and the rule of its completion rate."""

    each: Mapping[str, Figure]
    numbers: Mapping[str, Fraction | None]
    completion_rule: str | None


def figures_of(in_force: TargetInForce, actual: Actual | None, clock: Clock) -> Figures:
    """Evaluate every figure that applies to the target; each value is a number for those that need it."""
    case, numbers = case_of(in_force, actual, clock)
    certain = actual is not None and in_force.certainty.satisfied(actual.values, actual.bound)
    figures = _evaluate(case, numbers, actual.bound if actual else Bound.EXACT, certain=certain)
    figures |= _with_own_bounds(case, figures, actual)
    return Figures(figures, numbers, completion_rule(case))


def case_of(in_force: TargetInForce, actual: Actual | None, clock: Clock) -> tuple[Case, Numbers]:
    """The facts that decide which formulas apply, and the numbers to put in."""
    indicator, target = in_force.indicator, in_force.target
    expected_choice, trajectory = expected(in_force, clock.through)
    reached_choice, reach = reached(in_force, actual.value if actual and not in_force.has_shares else None)
    baseline, earlier = in_force.baseline, _number(indicator.earlier)
    case = Case(
        kind=in_force.kind,
        states_change=indicator.kind_of_plan.states_change and baseline is not None,
        better=in_force.better,
        comparator=target.comparator,
        maintenance=in_force.maintenance,
        averages=in_force.averages,
        capped=_is_capped(in_force),
        no_ratio=bool(target.values) and not in_force.has_shares and target.value <= 0,
        shares=len(target.values) if in_force.has_shares else 0,
        observed=actual is not None,
        satisfied=actual is not None and in_force.satisfied_by(actual.values),
        started_satisfied=baseline is not None
        and in_force.satisfied_by([Fraction(value) for value in baseline.values]),
        grows=earlier is not None and earlier > 0,
        complete=clock.complete,
        ended=clock.ended,
        partial=actual is not None and bool(actual.missing),
        same_days=indicator.earlier is not None and bool(indicator.earlier.parts),
        has_time=clock.has_time,
        has_month=clock.has_month,
        left_from_as_of=clock.left_from_as_of,
        expected=expected_choice,
        reached=reached_choice,
    )
    return case, _symbols(in_force, actual, clock) | trajectory | reach


def _symbols(in_force: TargetInForce, actual: Actual | None, clock: Clock) -> Numbers:
    """The numbers that stand for themselves: A, T, G, L, B, V, M, N, and the shares."""
    plan, indicator, target = in_force.plan, in_force.indicator, in_force.target
    single = not in_force.has_shares
    numbers: Numbers = {
        "A": actual.value if actual and single else None,
        "T": Fraction(target.value) if target.values and single else None,
        "G": Fraction(in_force.stated.value) if in_force.kind.states_change and in_force.exists else None,
        "L": in_force.limit,
        "B": _start(in_force),
        "V": _number(indicator.earlier) if single else None,
        "M": months(plan.start, plan.end),
        "N": months(plan.start, actual.through) if actual else None,
        "D": months(plan.start, clock.as_of) if clock.left_from_as_of else None,
        "K": _months_covered(actual) if actual and in_force.accumulates else None,
    }
    if actual and target.values and in_force.has_shares:
        numbers |= share_symbols(target, actual.values)
    return numbers


def _months_covered(actual: Actual) -> Fraction:
    return sum((months(*part.span) for part in actual.parts), Fraction(0))


def _number(earlier: Earlier | None) -> Fraction | None:
    """The earlier value; None for an empty cell, and for a printed bound, which is no number."""
    return Fraction(earlier.values[0]) if earlier and earlier.values and earlier.bound is Bound.EXACT else None


def _start(in_force: TargetInForce) -> Fraction | None:
    """B: 0 for sums (an earlier sum is no baseline), else the baseline where there is one."""
    match in_force.kind:
        case Kind.CUMULATIVE:
            return Fraction(0)
        case Kind.COMPOSITION:
            return None
        case Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            return Fraction(in_force.baseline.values[0]) if in_force.baseline else None
        case _:
            assert_never(in_force.kind)


def _is_capped(in_force: TargetInForce) -> bool:
    """Whether the completion rate ends at 100 %: a rate once reached is to be kept, not exceeded."""
    if in_force.indicator.completion_ratio:
        return False
    return _CAPPED_KIND[in_force.indicator.kind_of_plan] or _CAPPED_COMPARATOR[in_force.target.comparator]


#: Remark 2 under Nanjing's table 1: a rate that is reached counts as 100 %.
_CAPPED_KIND: Mapping[Kind, bool] = {
    Kind.CUMULATIVE: False,
    Kind.ANNUAL: False,
    Kind.STOCK: False,
    Kind.RATE: True,
    Kind.COMPOSITION: False,
    Kind.GROWTH: False,
    Kind.CHANGE: False,
}
_CAPPED_COMPARATOR: Mapping[Comparator, bool] = {
    Comparator.AT_LEAST: False,
    Comparator.MORE_THAN: False,
    Comparator.AT_MOST: False,
    Comparator.LESS_THAN: False,
    Comparator.ABOUT: True,
    Comparator.BETWEEN: True,
    Comparator.NONE: False,
}


def _evaluate(case: Case, numbers: Numbers, bound: Bound, *, certain: bool) -> dict[str, Figure]:
    """The figures that apply, in the order of calculation; `certain`: every value of the bound satisfies the target."""
    figures: dict[str, Figure] = {}
    exact = bound is Bound.EXACT
    directions = {} if exact else {"A": 1} | {name: 1 for name in numbers if name[0] == "A"}
    for name, (formula, rule) in applying(case):
        numbers[name] = value = formula.evaluate(numbers)
        moved = Bound.EXACT
        if not exact:
            direction = formula.direction(numbers, directions)
            if direction == 0 and name in IMPROVES and not certain:
                direction = _direction_once_satisfied(name, case.better)
            directions[name] = direction
            moved = _moved(bound, direction)
        figures[name] = Figure(name, value, moved, formula, rule)
    return figures


def _with_own_bounds(case: Case, figures: Mapping[str, Figure], actual: Actual | None) -> dict[str, Figure]:
    """The figures whose bound is not that of the actual: paces from the as-of date, and the pace of the known parts.

    What came between `through` and the as-of date is not known: it leaves less of a sum to do, and of a level
    either more or less.
    """
    bounds: dict[str, Bound] = {}
    if case.left_from_as_of:
        since = Bound.AT_MOST if case.kind is Kind.CUMULATIVE else Bound.UNKNOWN
        for name in ("required_per_year", "required_per_month", "required_growth"):
            if name in figures and not (case.kind is Kind.CUMULATIVE and case.satisfied and not case.maintenance):
                bounds[name] = sum_bound((figures[name].bound, since), gaps=False)
    if "known_per_year" in figures and actual is not None:
        bounds["known_per_year"] = sum_bound((part.bound for part in actual.parts), gaps=False)
    return {name: figures[name]._replace(bound=bound) for name, bound in bounds.items()}


def _direction_once_satisfied(name: str, better: Better) -> int:
    """The way in which a figure that is constant for satisfied targets would move with the actual."""
    match better:
        case Better.HIGHER:
            return IMPROVES[name]
        case Better.LOWER:
            return IMPROVES[name] if name in FALLING else -IMPROVES[name]
        case _:
            assert_never(better)


def _moved(bound: Bound, direction: int) -> Bound:
    """The bound of a figure that moves with, against or without a bounded actual."""
    if direction == 0:
        return Bound.EXACT
    return bound if direction > 0 else bound.opposite
