"""The days on which a target is reached or broken if the forecast comes true; methodology.md, section 7."""

from collections.abc import Sequence
from itertools import pairwise

from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.explain.figure_derivations import known_numbers
from rsplan.calc.forecast.aim import Aim
from rsplan.calc.forecast.level_forecast import Line
from rsplan.calc.forecast.level_history import Level
from rsplan.calc.forecast.sums import SumForecast, SumToCome
from rsplan.calc.forecast.values import Breach, Range, Reach, made, number_of
from rsplan.calc.formulas import Formula, Logarithm, Symbol
from rsplan.calc.target_in_force import improvement
from rsplan.model.period import ONE_DAY, day_after_months, months

#: A moment, in months from the plan's start, and the value then.
_Point = tuple[Derivation, Derivation]


def reach_of_sum(aim: Aim, subject: SumToCome, found: SumForecast) -> Reach | None:
    """The first days on which the target is reached, at the high and at the low end; None for a ceiling."""
    if aim.is_ceiling:
        return None
    if aim.is_satisfied:
        reached = aim.assessment.reached_on if subject.base is not None else aim.through
        return Reach(reached, reached)

    start = aim.assessment.plan.start

    def reached_at(name: str, end: Derivation, key: str) -> Derivation | None:
        between, rest = [], found.rests.get(key)
        if rest is not None and subject.run_end < aim.end:
            known = {"A": aim.number, f"rest_{key}": rest}
            sum_then = made("at_year_end", Symbol("A") + Symbol(f"rest_{key}"), known)
            between = [(aim.months("months_to_year_end", start, subject.run_end), sum_then)]
        between += [(aim.months("months_to_year_end", start, day), one) for day, one in found.year_ends.get(key, ())]
        return _first_reached(name, aim, between, end)

    return _reach(
        reached_at("reach_earliest", found.range.high, "max"), reached_at("reach_latest", found.range.low, "min")
    )


def reach_of_level(aim: Aim, found: Range, assumed: Sequence[Level]) -> Reach:
    """The first days on which the line to the good end of the range, and that to the bad one, is at the limit.

    The lines go over the levels that are assumed.
    """
    if aim.is_satisfied:
        return Reach(aim.assessment.reached_on, aim.assessment.reached_on)
    bad, good = sorted((found.low, found.high), key=lambda end: improvement(aim.better, number_of(end)))
    start = aim.assessment.plan.start
    between = [(aim.months("months_to_year_end", start, one.day), one.figure) for one in assumed if one.day < aim.end]
    return _reach(
        _first_reached("reach_earliest", aim, between, good), _first_reached("reach_latest", aim, between, bad)
    )


def breach_of(aim: Aim, line: Line | None) -> Breach | None:
    """The year in which the trend breaks the target; that of the last level where it is broken already."""
    if not aim.is_satisfied:
        return Breach(aim.through.year)
    if line is None or improvement(aim.better, number_of(line.slope)) >= 0:
        return None
    limit = dict(known_numbers(aim.assessment))["L"]
    known = {"a": line.at_first, "b": line.slope, "L": limit}
    found = made("breach", (Symbol("L") - Symbol("a")) / Symbol("b"), known)
    elapsed = number_of(found)
    if elapsed > months(line.first + ONE_DAY, aim.end):
        return None
    # It is kept on the last day that is known, whatever the line says of that day.
    first = aim.through + ONE_DAY
    day = day_after_months(line.first + ONE_DAY, elapsed) if elapsed > 0 else first
    if day is None:
        return None
    day = max(day, first)
    return Breach(day.year, found._replace(day=day)) if day <= aim.end else None


def _reach(earliest: Derivation | None, latest: Derivation | None) -> Reach:
    how = tuple(one for one in (earliest, latest) if one is not None)
    return Reach(earliest.day if earliest else None, latest.day if latest else None, how)


def _first_reached(name: str, aim: Aim, between: Sequence[_Point], end: Derivation) -> Derivation | None:
    """The months to the first day at the limit, on the lines from the value now over the points between to the end.

    None where no value at one of the points satisfies the target: more than 10 is not reached at 10.
    """
    start = aim.assessment.plan.start
    points = [
        (aim.months("months_elapsed", start, aim.through), aim.number),
        *between,
        (aim.months("months_to_end", start, aim.end), end),
    ]
    limit = dict(known_numbers(aim.assessment))["L"]
    for before, after in pairwise(points):
        value = number_of(after[1])
        if aim.assessment.in_force.satisfied_by((value,)) and value != number_of(before[1]):
            known = {"n0": before[0], "y0": before[1], "n1": after[0], "y1": after[1], "L": limit}
            moment = Symbol("n0") + _share_of_way(aim, before[1], after[1]) * (Symbol("n1") - Symbol("n0"))
            found = made(name, moment, known)
            return found._replace(day=day_after_months(start, number_of(found)))
    return None


def _share_of_way(aim: Aim, before: Derivation, after: Derivation) -> Formula:
    """The share of the time between two values after which the limit is reached, evenly or by equal growth."""
    y0, y1, limit = Symbol("y0"), Symbol("y1"), Symbol("L")
    if aim.compounds and number_of(before) > 0 and number_of(after) > 0:
        return Logarithm(limit / y0, y1 / y0)
    return (limit - y0) / (y1 - y0)
