"""The points of a trajectory along milestones, each down to its printed figures; methodology.md, section 3.

The trajectory itself is calculated in `calc.trajectory`; here each of its points is written as a formula.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin, ReadFrom, derived, leaf, months_between
from rsplan.calc.formulas import Constant, Formula, Symbol, total
from rsplan.calc.trajectory import year_ends
from rsplan.model.period import months
from rsplan.model.plan import Milestone

Inputs = dict[str, Derivation]


def trajectory_points(assessment: Assessment, known: Inputs) -> Iterator[tuple[str, Derivation]]:
    """Months elapsed and value at the trajectory's points before and after `through` (N0, P0, N1, P1) and before
    and after it reaches the actual (N2, P2, N3, P3).

    `known` holds the derivations of the target (T) and, where there is one, of the baseline (B).
    """
    plan = assessment.plan
    for index in "0123":
        elapsed = assessment.values.get(f"N{index}")
        if elapsed is None:
            continue
        end = next((day for day in year_ends(plan) if months(plan.start, day) == elapsed), None)
        yield f"N{index}", _moment(assessment, end)
        if f"P{index}" in assessment.values:
            yield f"P{index}", planned_at(assessment, known, end)


def planned_at(assessment: Assessment, known: Inputs, end: date | None) -> Derivation:
    """The trajectory's value at a year end of the plan; None is its start. `known` as in `trajectory_points`."""
    return (sum_at if assessment.in_force.accumulates else _level_at)(assessment, known, end)


def _moment(assessment: Assessment, end: date | None) -> Derivation:
    """The months from the plan's start to a year end; None is the start itself."""
    if end is None:
        return derived("path_moment", Constant(0), "plan_start", {})
    return _months(assessment, "path_moment", assessment.plan.start, end)


def _months(assessment: Assessment, name: str, first: date, last: date) -> Derivation:
    return months_between(name, (first, last), assessment.plan.document.title.zh, assessment.plan.at)


def _given(assessment: Assessment, milestone: Milestone) -> Derivation:
    source = milestone.source or assessment.plan.document.title.zh
    origin = Origin(source, milestone.at, ReadFrom.ENTRY, period=str(milestone.year))
    return leaf("milestone", Fraction(milestone.value), origin)


def sum_at(assessment: Assessment, known: Inputs, end: date | None) -> Derivation:
    """The trajectory of a sum at a year end (None: at the start): the milestones' amounts, and shares by months of what
    they leave of the target."""
    if end is None:
        return derived("path_point", Constant(0), "zero_baseline", {})
    given = {f"m{found.year}": _given(assessment, found) for found in assessment.indicator.milestones}
    ends = year_ends(assessment.plan)
    free = {
        f"w{day.year}": _months(assessment, "months", max(assessment.plan.start, date(day.year, 1, 1)), day)
        for day in ends
        if f"m{day.year}" not in given
    }
    inputs: Inputs = {}
    terms: list[Formula] = []
    for day in ends[: ends.index(end) + 1]:
        symbol = f"m{day.year}"
        if symbol in given:
            inputs[symbol] = given[symbol]
            terms.append(Symbol(symbol))
        else:
            weight = f"w{day.year}"
            inputs |= {"rest": _rest(known["T"], given), "free": _free(free), weight: free[weight]}
            terms.append(Symbol("rest") * Symbol(weight) / Symbol("free"))
    return derived("path_point", total(terms), "milestones_sum", inputs)


def _rest(target: Derivation, given: Inputs) -> Derivation:
    formula: Formula = Symbol("T")
    for symbol in given:
        formula = formula - Symbol(symbol)
    return derived("path_rest", formula, "", {"T": target, **given})


def _free(weights: Inputs) -> Derivation:
    return derived("months", total([Symbol(symbol) for symbol in weights]), "", weights)


def _level_at(assessment: Assessment, known: Inputs, end: date | None) -> Derivation:
    """A given level, or the straight line between those before and after."""
    if end is None:
        return known["B"]
    fixed = dict(_fixed(assessment, known))
    if end in fixed:
        return fixed[end]
    after = min(day for day in fixed if day is not None and day > end)
    before = max((day for day in fixed if day is not None and day < end), default=None)
    n, n0, p0, n1, p1 = (Symbol(name) for name in ("n", "n0", "p0", "n1", "p1"))
    inputs = {"n": _moment(assessment, end), "n0": _moment(assessment, before), "p0": fixed[before]}
    inputs |= {"n1": _moment(assessment, after), "p1": fixed[after]}
    return derived("path_point", p0 + (p1 - p0) * ((n - n0) / (n1 - n0)), "milestones", inputs)


def _fixed(assessment: Assessment, known: Inputs) -> Iterator[tuple[date | None, Derivation]]:
    """The levels that are given: the baseline (at no year end), the milestones, the target at the plan's end."""
    if "B" in known:
        yield None, known["B"]
    *ends, last = year_ends(assessment.plan)
    years = {end.year: end for end in ends}
    for milestone in assessment.indicator.milestones:
        if milestone.year in years:
            yield years[milestone.year], _given(assessment, milestone)
    yield last, known["T"]
