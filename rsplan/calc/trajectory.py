"""The trajectory of a plan from its start to its target; methodology.md, section 3, `expected`."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rsplan.calc.figure_formulas import A, B, Choice, E, L, M, N, T
from rsplan.calc.formulas import Symbol
from rsplan.calc.target_in_force import TargetInForce, level_formula
from rsplan.model.enums import Kind
from rsplan.model.period import months
from rsplan.model.plan import Plan

Symbols = dict[str, Fraction | None]

#: Months elapsed since the plan's start, and the trajectory's value then.
Point = tuple[Fraction, Fraction]


_N0, _P0, _N1, _P1 = (Symbol(name) for name in ("N0", "P0", "N1", "P1"))
_N2, _P2, _N3, _P3 = (Symbol(name) for name in ("N2", "P2", "N3", "P3"))
_STRAIGHT_REACH = Choice(A / T * M)
_REACH_BETWEEN = Choice(_N2 + (_N3 - _N2) * ((A - _P2) / (_P3 - _P2)), "milestones")
_HELD, _AVERAGED = Choice(L, "held"), Choice(L, "averaged")
_SUM = Choice(T * E)
_LEVEL = Choice(B + (T - B) * E)
_GROWN = Choice(level_formula(Kind.GROWTH, None, N), "compound")
_BETWEEN_POINTS = Choice(_P0 + (_P1 - _P0) * ((N - _N0) / (_N1 - _N0)), "milestones")
_AT_POINT = Choice(_P1, "milestones")


def expected(in_force: TargetInForce, through: date | None) -> tuple[Choice | None, Symbols]:
    """The formula for where the trajectory stands at `through`, with the numbers that only it needs.

    None where there is no trajectory: a level without a baseline, also before the first milestone, shares, no target.
    """
    if not in_force.exists or in_force.has_shares:
        return None, {}
    if in_force.maintenance:
        return (_AVERAGED if in_force.averages else _HELD), {}
    if in_force.indicator.milestones and through is not None:
        elapsed, points = months(in_force.plan.start, through), planned_trajectory(in_force)
        return _along_milestones(points, elapsed) if points[0][0] <= elapsed else (None, {})
    if in_force.accumulates:
        return _SUM, {}
    if in_force.kind is Kind.GROWTH:
        return _GROWN, {}
    return (_LEVEL if in_force.baseline else None), {}


def reached(in_force: TargetInForce, actual: Fraction | None) -> tuple[Choice | None, Symbols]:
    """The formula for the months after which the trajectory of a sum first reaches the actual, with its own numbers.

    Beyond the target the last year's slope goes on. None where there is no trajectory of a sum.
    """
    if actual is None or not in_force.exists or not in_force.accumulates or in_force.maintenance:
        return None, {}
    if not in_force.indicator.milestones:
        return _STRAIGHT_REACH, {}
    points = planned_trajectory(in_force)
    index = next((index for index, point in enumerate(points) if point[1] >= actual), len(points) - 1)
    before, after = points[max(index - 1, 0)], points[index]
    if index == 0:  # more than nothing is reached later
        after = next((point for point in points if point[1] > before[1]), after)
    if before == after:
        return Choice(_N3, "milestones"), {"N3": after[0]}
    return _REACH_BETWEEN, dict(zip(("N2", "P2", "N3", "P3"), (*before, *after), strict=True))


def _along_milestones(points: list[Point], elapsed: Fraction) -> tuple[Choice, Symbols]:
    """The straight line between the points before and after the months elapsed."""
    before, after = _around(points, elapsed)
    chosen = _BETWEEN_POINTS if before != after else _AT_POINT
    return chosen, dict(zip(("N0", "P0", "N1", "P1"), (*before, *after), strict=True))


def value_at(points: list[Point], elapsed: Fraction) -> Fraction:
    """The trajectory's value after the months elapsed, on the straight line between the points around them."""
    before, after = _around(points, elapsed)
    if before == after:
        return after[1]
    return before[1] + (after[1] - before[1]) * (elapsed - before[0]) / (after[0] - before[0])


def _around(points: list[Point], elapsed: Fraction) -> tuple[Point, Point]:
    """The last point before the months elapsed and the first one at or after them; twice that where none is before."""
    after = next(point for point in points if point[0] >= elapsed)
    before = max((point for point in points if point[0] < elapsed), default=after)
    return before, after


def planned_trajectory(in_force: TargetInForce) -> list[Point]:
    """The trajectory's value at the plan's start and at the end of each of its years.

    Sums: the milestones' amounts, the rest of the target spread over the other years by their months.
    Levels: the straight line between the baseline, the milestones and the target; without a baseline
    it begins at the first year end that is given.
    """
    plan, indicator, target = in_force.plan, in_force.indicator, Fraction(in_force.target.value)
    ends = year_ends(plan)
    given = {milestone.year: Fraction(milestone.value) for milestone in indicator.milestones}
    if in_force.accumulates:
        return _sums(plan.start, ends, given, target)
    start = Fraction(in_force.baseline.values[0]) if in_force.baseline else None
    if in_force.kind is Kind.GROWTH and start is not None and not given:
        growth = Fraction(in_force.stated.value)
        elapsed = [Fraction(0), *(months(plan.start, end) for end in ends)]
        return [
            (passed, _GROWN.formula.evaluate({"B": start, "G": growth, "N": passed}) or start) for passed in elapsed
        ]
    return _levels(plan.start, ends, given, start, target)


def year_ends(plan: Plan) -> list[date]:
    """The last day of each calendar year that the plan has a part of."""
    return [min(plan.end, date(year, 12, 31)) for year in range(plan.start.year, plan.end.year + 1)]


def _sums(start: date, ends: list[date], given: Mapping[int, Fraction], target: Fraction) -> list[Point]:
    lengths = {end.year: months(max(start, date(end.year, 1, 1)), end) for end in ends}
    open_months = sum((length for year, length in lengths.items() if year not in given), Fraction(0))
    rest = target - sum(given.values(), Fraction(0))
    points = [(Fraction(0), Fraction(0))]
    for end in ends:
        amount = given[end.year] if end.year in given else rest * lengths[end.year] / open_months
        points.append((months(start, end), points[-1][1] + amount))
    return points


def _levels(
    start: date, ends: list[date], given: Mapping[int, Fraction], baseline: Fraction | None, target: Fraction
) -> list[Point]:
    fixed = [(Fraction(0), baseline)] if baseline is not None else []
    fixed += [(months(start, end), given[end.year]) for end in ends[:-1] if end.year in given]
    fixed.append((months(start, ends[-1]), target))
    later = [elapsed for end in ends if (elapsed := months(start, end)) > fixed[0][0]]
    return [fixed[0], *((elapsed, value_at(fixed, elapsed)) for elapsed in later)]
