"""Observations to the actual to date: bases, overlaps, coverage, bounds, vintages; methodology.md, section 2."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from rsplan.model import Bound, Kind, Observation
from rsplan.period import ONE_DAY, name_gap

Span = tuple[date, date]


class Actual(NamedTuple):
    """What is known of an indicator at a date.

    `values` is one exact number, or shares; `missing` names the gaps between the plan's start
    and `through`; `parts` are the observations that the figure stands on.
    """

    values: tuple[Fraction, ...]
    bound: Bound
    through: date
    missing: tuple[str, ...]
    provisional: bool
    parts: tuple[Observation, ...]

    @property
    def value(self) -> Fraction:
        """The single number of the actual (A)."""
        return self.values[0]

    @property
    def printed(self) -> str | None:
        """The figure as the plan document prints it, where one printed figure is the whole actual."""
        return self.parts[0].printed if len(self.parts) == 1 else None


class Year(NamedTuple):
    """What is known of one calendar year of an annual or cumulative indicator."""

    year: int
    span: Span
    actual: Actual | None

    @property
    def complete(self) -> bool:
        """Whether the known figure covers every day of the year that the plan has."""
        return self.actual is not None and not self.actual.missing and self.actual.through == self.span[1]

    @property
    def known(self) -> Actual | None:
        """What is known of the whole year: a part of it is a lower bound."""
        if self.actual is None or self.complete:
            return self.actual
        return self.actual._replace(bound=sum_bound([self.actual.bound], gaps=True))

    @property
    def missing(self) -> list[str]:
        """The parts of the year without a figure."""
        if self.actual is None:
            return name_gap(*self.span)
        rest = name_gap(self.actual.through + ONE_DAY, self.span[1]) if self.actual.through < self.span[1] else []
        return [*self.actual.missing, *rest]


class Conflict(NamedTuple):
    """Sets of observations over the same days that do not agree; `falls_from` where a sum falls from that day on."""

    span: Span
    chosen: Decimal
    other: Decimal
    falls_from: date | None = None


def known(
    observations: Iterable[Observation], within: Span, as_of: date, known_on: date | None
) -> tuple[list[Observation], list[Observation]]:
    """The observations that count for the plan that day, and those that count for no plan or straddle one.

    Of observations over the same days only the one published last is left (then the later line).
    """
    start, end = within
    latest: dict[Span, Observation] = {}
    outside = []
    for observation in observations:
        first, last = observation.span
        if last > as_of or not was_known(observation, known_on):
            continue
        if first < start <= last or first <= end < last:
            outside.append(observation)
        elif start <= first and last <= end:
            rival = latest.get(observation.span)
            if rival is None or vintage(rival) <= vintage(observation):
                latest[observation.span] = observation
    return sorted(latest.values(), key=lambda one: (one.span[1], one.span[0])), outside


def was_known(observation: Observation, known_on: date | None) -> bool:
    """Whether the observation was published by that day; without a date of publication it always was."""
    return known_on is None or observation.published is None or observation.published <= known_on


def vintage(observation: Observation) -> tuple[date, int]:
    """The order in which observations became known: by publication, then by place; the last one counts."""
    return observation.published or date.min, observation.order


def level_steps(observations: Sequence[Observation]) -> Iterator[Actual]:
    """The actual of a level after each observation day, in order of days."""
    for one in observations:
        values = tuple(Fraction(value) for value in one.values)
        yield Actual(values, one.bound, one.span[1], (), one.provisional, (one,))


class _Path(NamedTuple):
    """The best set of disjoint observations up to a day, and their sum; the first four fields rank it."""

    days: int
    unbounded: int
    fewest: int
    latest: tuple[tuple[date, int], ...]
    chosen: tuple[Observation, ...]
    following: date
    total: Fraction
    bound: Bound
    missing: tuple[str, ...]
    provisional: bool

    @property
    def rank(self) -> tuple[int, int, int, tuple[tuple[date, int], ...]]:
        return self[:4]

    def plus(self, one: Observation) -> "_Path":
        first, last = one.span
        gap = name_gap(self.following, first - ONE_DAY) if first > self.following else []
        return _Path(
            self.days + (last - first).days + 1,
            self.unbounded - (one.bound is not Bound.EXACT),
            self.fewest - 1,
            tuple(sorted((*self.latest, vintage(one)), reverse=True)),
            (*self.chosen, one),
            last + ONE_DAY,
            self.total + Fraction(one.value),
            sum_bound((self.bound, one.bound), gaps=bool(gap)),
            (*self.missing, *gap),
            self.provisional or one.provisional,
        )

    @property
    def actual(self) -> Actual:
        through = self.following - ONE_DAY
        return Actual((self.total,), self.bound, through, self.missing, self.provisional, self.chosen)


def sum_steps(observations: Sequence[Observation], start: date) -> Iterator[Actual]:
    """The cumulative actual after each observation day: no day counted twice.

    Of all sets that share no day the one covering the most days counts; among equals the one with
    the fewest bounds, then the fewest observations, then the latest published.
    `observations` come sorted by their last day, one per span (see `known`).
    """
    nothing = _Path(0, 0, 0, (), (), start, Fraction(0), Bound.EXACT, (), provisional=False)
    best: list[tuple[date, _Path]] = [(date.min, nothing)]
    for one, following in zip_longest(observations, observations[1:]):
        path = _before(best, one.span[0]).plus(one)
        end = one.span[1]
        if path.rank > best[-1][1].rank:
            if best[-1][0] == end:
                best[-1] = end, path
            else:
                best.append((end, path))
        if following is None or following.span[1] != end:
            yield best[-1][1].actual


def _before(best: list[tuple[date, _Path]], day: date) -> _Path:
    low, high = 0, len(best)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if best[middle][0] < day else (low, middle)
    return best[low][1]


def sum_bound(bounds: Iterable[Bound], *, gaps: bool) -> Bound:
    """The bound of a sum: a gap leaves something out of what is never negative."""
    seen = Bound.AT_LEAST if gaps else Bound.EXACT
    for bound in bounds:
        if bound is not seen and bound is not Bound.EXACT:
            seen = bound if seen is Bound.EXACT else Bound.UNKNOWN
    return seen


def steps(kind: Kind, observations: Sequence[Observation], start: date) -> list[Actual]:
    """The actual after each observation day; the last one is the actual to date.

    `annual` is summed like `cumulative` here: `years` judges each year alone.
    """
    return list(sum_steps(observations, start) if kind.adds_up else level_steps(observations))


def years(observations: Sequence[Observation], within: Span) -> list[Year]:
    """What is known of each calendar year of the plan from the observations inside that year."""
    start, end = within
    found = []
    for year in range(start.year, end.year + 1):
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        inside = [one for one in observations if first <= one.span[0] and one.span[1] <= last]
        sums = list(sum_steps(inside, first))
        found.append(Year(year, (first, last), sums[-1] if sums else None))
    return found


def conflicts(observations: Sequence[Observation], parts: Sequence[Observation]) -> list[Conflict]:
    """Other sets of exact observations that tile the same days as the chosen parts with another sum,
    and year-to-date figures that fall although nothing can be taken away again.
    """
    exact = [one for one in observations if one.bound is Bound.EXACT]
    floors = [one for one in observations if one.bound in (Bound.EXACT, Bound.AT_LEAST)]
    ceilings = [one for one in observations if one.bound in (Bound.EXACT, Bound.AT_MOST)]
    found = []
    for run in _runs([part for part in parts if part.bound is Bound.EXACT]):
        chosen = sum((part.value for part in run), Decimal(0))
        first, last = run[0].span[0], run[-1].span[1]
        others = _tilings(exact, first, last) - {chosen}
        others |= {floor for floor in _tilings(floors, first, last) if floor > chosen}
        others |= {ceiling for ceiling in _tilings(ceilings, first, last) if ceiling < chosen}
        found += [Conflict((first, last), chosen, other) for other in sorted(others)]
    by_start: dict[date, Observation] = {}
    for one in exact:  # sorted by last day
        shorter = by_start.get(one.span[0])
        if shorter is not None and shorter.value > one.value:
            found.append(Conflict(one.span, one.value, shorter.value, shorter.span[1]))
            continue
        by_start[one.span[0]] = one
    return found


def _runs(parts: Sequence[Observation]) -> Iterator[list[Observation]]:
    run: list[Observation] = []
    for part in parts:
        if run and run[-1].span[1] + ONE_DAY != part.span[0]:
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _tilings(observations: Sequence[Observation], first: date, last: date) -> set[Decimal]:
    """The smallest and largest sum of any set that tiles the days from first to last exactly."""
    reach: dict[date, tuple[Decimal, Decimal]] = {first: (Decimal(0), Decimal(0))}
    for one in observations:  # sorted by last day, so what ends before this one starts is settled
        if one.span[0] in reach and one.span[1] <= last:
            low, high = (value + one.value for value in reach[one.span[0]])
            after = one.span[1] + ONE_DAY
            old = reach.get(after, (low, high))
            reach[after] = min(old[0], low), max(old[1], high)
    return set(reach.get(last + ONE_DAY, ()))
