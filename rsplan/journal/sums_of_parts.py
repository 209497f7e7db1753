"""Sums beside the figures that they consist of: months that together exceed the year to date; docs/observations.md.

Parts have one basis and share no day. Each of them, and the whole, may be off by half a unit of its last digit; days
of the whole that no part covers bring at least half of the least that its parts bring on as many days. Figures that
were forced are neither parts nor wholes, and nothing before one is a part of what is counted from the same day after
it: a reason begins the sum anew.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from rsplan.calc.effective_observations import Span
from rsplan.journal.limits import ceiling_of, floor_of
from rsplan.model.enums import Basis
from rsplan.model.observations import Observation
from rsplan.model.rounding import places_of


class Excess(NamedTuple):
    """A whole and parts of it that together exceed it."""

    whole: Observation
    parts: Sequence[Observation]


class _Whole(NamedTuple):
    """A sum over the days from `first` on that are not settled by a reason; `limit` is the value with its rounding."""

    first: int
    last: int
    value: int
    limit: int
    observation: Observation


class _Total(NamedTuple):
    """A total of parts that share no day: what it certainly is, what is printed, and how many days it covers.

    `least` is the part with the smallest amount per day, by its amount and its days; None where no part counts.
    """

    weight: int = 0
    value: int = 0
    days: int = 0
    least: tuple[int, int] | None = None

    def plus(self, other: "_Total") -> "_Total":
        """The total of both."""
        least = self.least or other.least
        if self.least and other.least and other.least[0] * self.least[1] < self.least[0] * other.least[1]:
            least = other.least
        return _Total(self.weight + other.weight, self.value + other.value, self.days + other.days, least)

    def exceeds(self, whole: _Whole) -> bool:
        """Whether the parts are more than the whole, together with the least that its other days bring."""
        if self.weight > whole.limit:
            return True
        if self.least is None or self.value <= whole.value:
            return False
        amount, days = self.least
        uncovered = whole.last - whole.first + 1 - self.days
        return amount * uncovered > 2 * days * (whole.limit - self.weight)


class _Part(NamedTuple):
    """A figure by the numbers of its first and last day; one that certainly adds something counts."""

    first: int
    last: int
    total: _Total
    observation: Observation

    @property
    def counts(self) -> bool:
        """Whether it certainly adds something; others only cover their days."""
        return self.total.weight > 0


_FIRST, _LAST = attrgetter("first"), attrgetter("last")


class PartsAndWholes:
    """The figures of one additive indicator, one for the same days, as parts of others and as sums of others.

    Amounts are whole numbers, twice the values in units of the finest digit: so half a unit of a digit is one as well.
    """

    def __init__(self, observations: Iterable[Observation]) -> None:
        each = [*observations]
        self._places = max((places_of(one.value) for one in each), default=0)
        self._parts: dict[Basis, list[_Part]] = {}
        for observation in each:
            self._parts.setdefault(observation.basis, []).append(self._part(observation))
        for parts in self._parts.values():
            parts.sort(key=_FIRST)
        self._first_days = {basis: [part.first for part in parts] for basis, parts in self._parts.items()}
        self._wholes = [*self._found_wholes(each)]

    def exceeded(self) -> frozenset[Span]:
        """The days of every whole that its parts exceed, and of those parts."""
        spans: set[Span] = set()
        by_first: dict[int, list[_Whole]] = {}
        for whole in self._wholes:
            by_first.setdefault(whole.first, []).append(whole)
        for basis, parts in self._parts.items():
            for first, wholes in by_first.items():
                last = max(map(_LAST, wholes))
                if not self._may_have_two_parts(basis, first, last):
                    continue
                heaviest = _Heaviest(_inside(parts, first, last))
                for whole in wholes:
                    if heaviest.total_until(whole.last, whole.observation).exceeds(whole):
                        spans.add(whole.observation.span)
                        spans.update(part.observation.span for part in _exceeding(parts, whole))
        return frozenset(spans)

    def _may_have_two_parts(self, basis: Basis, first: int, last: int) -> bool:
        """Whether parts begin on two of the days: those from the same day on share it."""
        first_days = self._first_days[basis]
        start, stop = bisect_left(first_days, first), bisect_right(first_days, last)
        return stop - start > 1 and first_days[start] != first_days[stop - 1]

    def excess_with(self, new: Observation) -> Excess | None:
        """The whole that is exceeded by parts, with the observation among them or as the whole itself."""
        for whole in self._wholes:
            for parts in self._parts.values():
                found = self._parts_with(new, whole, parts)
                counting = [part.observation for part in found if part.counts]
                if len(counting) > 1 and _total(found).exceeds(whole):
                    return Excess(whole.observation, counting)
        return None

    def _parts_with(self, new: Observation, whole: _Whole, parts: Sequence[_Part]) -> Sequence[_Part]:
        """The heaviest parts of the whole that share no day; with the observation among them unless it is the whole."""
        if whole.observation is new:
            return _Heaviest(_inside(parts, whole.first, whole.last)).until(whole.last, new)
        own = next((part for part in parts if part.observation is new), None)
        if own is None or not own.counts or own.first < whole.first or whole.last < own.last:
            return ()
        before, after = _inside(parts, whole.first, own.first - 1), _inside(parts, own.last + 1, whole.last)
        return [*_Heaviest(before).until(own.first), own, *_Heaviest(after).until(whole.last)]

    def _part(self, observation: Observation) -> _Part:
        first, last = (day.toordinal() for day in observation.span)
        total = _Total(days=last - first + 1)
        if floor_of(observation).is_finite() and not observation.is_forced:
            value, unit = self._doubled(observation), self._unit(observation)
            if value > unit:
                total = _Total(value - unit, value, total.days, (value, total.days))
        return _Part(first, last, total, observation)

    def _found_wholes(self, each: Sequence[Observation]) -> Iterator[_Whole]:
        first_day = first = 0
        for observation in sorted(each, key=lambda observation: observation.span):
            start, last = (day.toordinal() for day in observation.span)
            if start != first_day:
                first_day = first = start
            if observation.is_forced:
                first = last + 1
            elif ceiling_of(observation).is_finite() and first < last:
                value = self._doubled(observation)
                yield _Whole(first, last, value, value + self._unit(observation), observation)

    def _doubled(self, observation: Observation) -> int:
        return 2 * int(observation.value.scaleb(self._places))

    def _unit(self, observation: Observation) -> int:
        """One unit of the last digit that the value is printed with, twice a half."""
        return int(10 ** (self._places - places_of(observation.value)))


def _inside(by_first: Sequence[_Part], first: int, last: int) -> list[_Part]:
    """The parts within the days, in order of their last days, of equal ones the shortest first."""
    start, stop = bisect_left(by_first, first, key=_FIRST), bisect_right(by_first, last, key=_FIRST)
    return sorted(
        (part for part in by_first[start:stop] if part.last <= last), key=lambda part: (part.last, -part.first)
    )


def _total(parts: Iterable[_Part]) -> _Total:
    total = _Total()
    for part in parts:
        total = total.plus(part.total)
    return total


class _Heaviest:
    """The heaviest parts that share no day, of equally heavy ones those over the most days, up to any last day."""

    def __init__(self, by_last: Sequence[_Part]) -> None:
        self._parts, self._last_days = by_last, [part.last for part in by_last]
        self._totals = [_Total()]  # of the heaviest among the first so many
        self._before: list[int] = []  # how many of them end before this one begins
        for part in by_last:
            before = bisect_left(self._last_days, part.first)
            self._before.append(before)
            without, with_part = self._totals[-1], self._totals[before].plus(part.total)
            heavier = (with_part.weight, with_part.days) > (without.weight, without.days)
            self._totals.append(with_part if heavier else without)

    def total_until(self, last: int, without: Observation | None = None) -> _Total:
        """The total of those that end by the day."""
        return self._totals[self._number(last, without)]

    def until(self, last: int, without: Observation | None = None) -> list[_Part]:
        """Those that end by the day, in order."""
        number, chosen = self._number(last, without), []
        while number:
            if self._totals[number] is self._totals[number - 1]:
                number -= 1
            else:
                chosen.append(self._parts[number - 1])
                number = self._before[number - 1]
        return chosen[::-1]

    def _number(self, last: int, without: Observation | None) -> int:
        """The number of parts that end by the day; the whole itself, as the longest of them, comes last."""
        number = bisect_right(self._last_days, last)
        return number - 1 if number and self._parts[number - 1].observation is without else number


def _exceeding(parts: Sequence[_Part], whole: _Whole) -> Iterator[_Part]:
    """The parts that exceed the whole together with others that share no day with them."""
    inside = [part for part in _inside(parts, whole.first, whole.last) if part.observation is not whole.observation]
    mirrored = (part._replace(first=-part.last, last=-part.first) for part in inside)
    before, after = _Heaviest(inside), _Heaviest(sorted(mirrored, key=_LAST))
    for part in inside:
        others = before.total_until(part.first - 1).plus(after.total_until(-part.last - 1))
        if part.counts and others.plus(part.total).exceeds(whole):
            yield part
