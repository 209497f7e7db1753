"""The path that a plan takes from its start to its target; methodology.md, section 3, `expected`."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rsplan.calc.definitions import B, Choice, E, L, N, T
from rsplan.calc.formula import Symbol
from rsplan.model.period import months
from rsplan.model.plan import Comparator, Indicator, Kind, Plan, Target

Symbols = dict[str, Fraction | None]

#: A moment of the plan, in months from its start, and the path's value then.
Point = tuple[Fraction, Fraction]


_N0, _P0, _N1, _P1 = (Symbol(name) for name in ("N0", "P0", "N1", "P1"))
_HELD = Choice(L, "held")
_SUM = Choice(T * E)
_LEVEL = Choice(B + (T - B) * E)
_BETWEEN_POINTS = Choice(_P0 + (_P1 - _P0) * ((N - _N0) / (_N1 - _N0)), "milestones")
_AT_POINT = Choice(_P1, "milestones")


def expected(
    indicator: Indicator, target: Target, plan: Plan, through: date | None, *, maintenance: bool
) -> tuple[Choice | None, Symbols]:
    """The formula for where the path stands at `through`, with the numbers that only it needs.

    None where there is no path: a level without a baseline, shares, no target.
    """
    if target.comparator is Comparator.NONE or indicator.kind is Kind.COMPOSITION:
        return None, {}
    if maintenance:
        return _HELD, {}
    if indicator.milestones and through is not None:
        return _along_milestones(planned_path(indicator, target, plan), months(plan.start, through))
    if indicator.kind is Kind.CUMULATIVE:
        return _SUM, {}
    return (_LEVEL if indicator.baseline else None), {}


def _along_milestones(path: list[Point], now: Fraction) -> tuple[Choice, Symbols]:
    """The straight line between the path's points before and after now."""
    after = next(point for point in path if point[0] >= now)
    before = max((point for point in path if point[0] < now), default=after)
    chosen = _BETWEEN_POINTS if before != after else _AT_POINT
    return chosen, dict(zip(("N0", "P0", "N1", "P1"), (*before, *after), strict=True))


def planned_path(indicator: Indicator, target: Target, plan: Plan) -> list[Point]:
    """The path's value at the plan's start and at the end of each of its years.

    Sums: the milestones' amounts, the rest of the target spread over the other years by their months.
    Levels: the straight line between the baseline, the milestones and the target; without a baseline
    it begins at the first year end that is given.
    """
    ends = year_ends(plan)
    given = {milestone.year: Fraction(milestone.value) for milestone in indicator.milestones}
    goal = Fraction(target.value)
    if indicator.kind is Kind.CUMULATIVE:
        return _path_of_sums(plan.start, ends, given, goal)
    start = Fraction(indicator.baseline.values[0]) if indicator.baseline else None
    return _path_of_levels(plan.start, ends, given, start, goal)


def year_ends(plan: Plan) -> list[date]:
    """The last day of each calendar year that the plan has a part of."""
    return [min(plan.end, date(year, 12, 31)) for year in range(plan.start.year, plan.end.year + 1)]


def _path_of_sums(start: date, ends: list[date], given: Mapping[int, Fraction], goal: Fraction) -> list[Point]:
    lengths = {end.year: months(max(start, date(end.year, 1, 1)), end) for end in ends}
    open_months = sum((length for year, length in lengths.items() if year not in given), Fraction(0))
    rest = goal - sum(given.values(), Fraction(0))
    path = [(Fraction(0), Fraction(0))]
    for end in ends:
        amount = given[end.year] if end.year in given else rest * lengths[end.year] / open_months
        path.append((months(start, end), path[-1][1] + amount))
    return path


def _path_of_levels(
    start: date, ends: list[date], given: Mapping[int, Fraction], baseline: Fraction | None, goal: Fraction
) -> list[Point]:
    fixed = [(Fraction(0), baseline)] if baseline is not None else []
    fixed += [(months(start, end), given[end.year]) for end in ends[:-1] if end.year in given]
    fixed.append((months(start, ends[-1]), goal))
    path = fixed[:1]
    for end in ends:
        at = months(start, end)
        if at > path[0][0]:
            after = next(point for point in fixed if point[0] >= at)
            before = max(point for point in fixed if point[0] < at)
            path.append((at, before[1] + (after[1] - before[1]) * (at - before[0]) / (after[0] - before[0])))
    return path
