"""The range in which an indicator's history, target and baseline let a value be expected; docs/observations.md.

Sizes are absolute values in the indicator's unit, of sums per month. A zero has no size.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import log10
from typing import NamedTuple, assert_never

from rsplan.journal.candidate import Candidate
from rsplan.model.enums import Basis, Better, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Indicator, Plan

#: So many known values make a history. There are no official limits: these are assumptions of this project. A slip
#: of the decimal point is a factor of ten.
LEAST_KNOWN = 4
FAR, DOUBTFUL = 10, 5

#: A target says little of a single month, which may bring hardly anything or a third of the year.
FAR_FROM_TARGET, DOUBTFUL_FROM_TARGET = 30, 10

_MONTHS_PER_YEAR = 12


class Range(NamedTuple):
    """The least and the greatest size to be expected, and the factors beyond them that are far off, or doubtful.

    `least` is None where nothing is too small: below a ceiling, and of changes, which may be slight.
    """

    least: Fraction | None
    most: Fraction
    far: int
    doubtful: int

    def beyond(self, size: Fraction, factor: int) -> int:
        """1 for a size of at least so many times the greatest, -1 for at most such a part of the least, else 0."""
        if size >= factor * self.most:
            return 1
        return -1 if self.least is not None and size * factor <= self.least else 0

    def power_of_ten(self, size: Fraction, way: int) -> int:
        """The power of ten, at least one, that the size was probably entered too large (`way` 1) or too small (-1)."""
        middle = (_log10(self.least or self.most) + _log10(self.most)) / 2
        return way * max(1, round(way * (_log10(size) - middle)))


def _log10(number: Fraction) -> float:
    return log10(number.numerator) - log10(number.denominator)


def size_of(observation: Observation, kind: Kind) -> Fraction:
    """The size of the observation's value."""
    return _size(observation.value, observation.span if kind.is_additive else None)


@lru_cache(maxsize=1 << 14)
def _size(value: Decimal, span: tuple[date, date] | None) -> Fraction:
    return abs(Fraction(value)) / (months(*span) if span else 1)


def expected_range(candidate: Candidate) -> Range | None:
    """The range for the candidate: of the known values of its basis, else about the target; None without either."""
    indicator, new = candidate.indicator, candidate.observation
    planned = _planned_sizes(candidate)
    known = [one for one in candidate.others if one.basis is new.basis and one.value]
    sizes = [_Known(size_of(one, indicator.kind), one.is_forced) for one in known]
    trusted = _trusted(sizes, planned, indicator)
    if len(trusted) >= LEAST_KNOWN:
        return Range(None if indicator.signed else trusted[0], trusted[-1], FAR, DOUBTFUL)
    return _about(planned + [one.size for one in sizes if one.forced] or trusted, indicator)


def with_swings(expected: Range, candidate: Candidate) -> Range:
    """The range widened by the amounts of the months that lie between known figures to date.

    A July with the year's graduates may be the first July of its basis, and yet not the first that swings so.
    """
    indicator = candidate.indicator
    if candidate.observation.basis is not Basis.PERIOD or expected.far != FAR:
        return expected
    others = candidate.others
    sizes = [_Known(size_of(one, indicator.kind), one.is_forced) for one in others if one.value]
    sizes += [_Known(size, forced=False) for size in _amounts_between(others)]
    trusted = _trusted(sizes, _planned_sizes(candidate), indicator)
    least = None if expected.least is None else min(expected.least, trusted[0])
    return expected._replace(least=least, most=max(expected.most, trusted[-1]))


def _amounts_between(observations: Sequence[Observation]) -> Iterator[Fraction]:
    """The amounts, per month, between one sum and the next that are counted from the same day."""
    for former, latter in pairwise(sorted(observations, key=lambda observation: observation.span)):
        if former.span[0] == latter.span[0] and former.value < latter.value:
            yield Fraction(latter.value - former.value) / months(former.span[1] + ONE_DAY, latter.span[1])


class _Known(NamedTuple):
    """The size of a known value, and whether a reason vouches for it."""

    size: Fraction
    forced: bool


def _trusted(known: Iterable[_Known], planned: Sequence[Fraction], indicator: Indicator) -> list[Fraction]:
    """Sort the sizes, without those that hang together at a distance from the target.

    A whole table in another unit would otherwise bear witness to itself.
    """
    groups: list[list[_Known]] = []
    for value in sorted(known, key=lambda value: value.size):
        if groups and value.size < FAR * groups[-1][-1].size:
            groups[-1].append(value)
        else:
            groups.append([value])
    about = _about(planned, indicator)
    return [
        one.size
        for group in groups
        if about is None or any(one.forced or not about.beyond(one.size, about.far) for one in group)
        for one in group
    ]


def _about(sizes: Sequence[Fraction], indicator: Indicator) -> Range | None:
    """The range about the sizes, which are few or those of the target; None where there are none."""
    if not sizes:
        return None
    least = None if indicator.signed or is_ceiling(indicator) else min(sizes)
    return Range(least, max(sizes), FAR_FROM_TARGET, DOUBTFUL_FROM_TARGET)


def _planned_sizes(candidate: Candidate) -> list[Fraction]:
    """The sizes of the target, by the month for sums, and of the levels that the plan starts from."""
    if not candidate.overlapping:
        return []
    plan, indicator = candidate.overlapping[-1]
    length = _months_of_target(indicator.kind, plan)
    values = indicator.target.values if indicator.kind.is_additive else document_values(indicator)
    return [abs(Fraction(value)) / length for value in values if value]


def document_values(indicator: Indicator) -> tuple[Decimal | Fraction, ...]:
    """The values of the target, of the baseline and of the earlier value that the document prints."""
    target, levels = indicator.target, (indicator.baseline, indicator.earlier)
    high = () if target.high is None else (target.high,)
    return (*target.values, *high, *(value for level in levels if level is not None for value in level.values))


def _months_of_target(kind: Kind, plan: Plan) -> Fraction:
    """The months over which the target is an amount; 1 for levels, which have no length."""
    match kind:
        case Kind.CUMULATIVE:
            return months(plan.start, plan.end)
        case Kind.ANNUAL:
            return Fraction(_MONTHS_PER_YEAR)
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
            return Fraction(1)
        case _:
            assert_never(kind)


def is_ceiling(indicator: Indicator) -> bool:
    """Whether the target limits the indicator from above: it says nothing of how far below a value may lie."""
    match indicator.better:
        case Better.LOWER:
            return True
        case Better.HIGHER:
            return False
        case _:
            assert_never(indicator.better)
