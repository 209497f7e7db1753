"""The effective observations of one indicator beside a new one, kept so that thousands are compared in little time.

A table of ten thousand lines asks for each of them what is known of the same days, of the same first day, and what is
usual. None of these questions goes through all that is known.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple, overload

from rsplan.calc.effective_observations import BY_END, Span, vintage
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation

#: The size of an observation, by which it is compared with others.
Size = Callable[[Observation], Fraction]

_NO_VALUE = Decimal("Infinity")

#: Whether the true figure is certainly no less, and no more, than a value of that bound.
_IS_FLOOR = {Bound.EXACT, Bound.AT_LEAST}
_IS_CEILING = {Bound.EXACT, Bound.AT_MOST}


class _FromOneDay(NamedTuple):
    """The effective observations from one first day in order of their last days.

    `highest` is the largest value that is certain up to each of them, `lowest` the smallest one from each of them on.
    """

    each: Sequence[Observation]
    last_days: Sequence[date]
    highest: Sequence[Decimal]
    lowest: Sequence[Decimal]


class EffectiveFigures:
    """The observations known of one indicator; of those over the same days the last published one is effective."""

    def __init__(self, observations: Iterable[Observation] = ()) -> None:
        self._by_span: dict[Span, list[Observation]] = {}  # each in order of publication
        self._sizes: dict[Size, list[Fraction]] = {}
        self._by_first_day: dict[date, _FromOneDay] | None = None
        for observation in observations:
            self.add(observation)

    def __len__(self) -> int:
        return len(self._by_span)

    def add(self, observation: Observation) -> None:
        """Make the observation known."""
        insort(self._by_span.setdefault(observation.span, []), observation, key=vintage)
        self._sizes.clear()
        self._by_first_day = None

    def beside(self, new: Observation) -> "OtherFigures":
        """The effective observations without the new one, whether or not it is among those known."""
        return OtherFigures(self, new)

    def latest(self, span: Span, without: Observation | None = None) -> Observation | None:
        """The effective observation of the days, or the one that would be effective without another."""
        of_span = self._by_span.get(span, ())
        return next((one for one in reversed(of_span) if one is not without), None)

    def effective(self) -> list[Observation]:
        """All effective observations in order of days."""
        return [self._by_span[span][-1] for span in sorted(self._by_span, key=BY_END)]

    def sizes(self, size: Size) -> list[Fraction]:
        """The sizes of all effective observations in ascending order."""
        if size not in self._sizes:
            self._sizes[size] = sorted(size(of_span[-1]) for of_span in self._by_span.values())
        return self._sizes[size]

    def from_day(self, first_day: date) -> _FromOneDay:
        """The effective observations from the first day."""
        if self._by_first_day is None:
            by_first_day: dict[date, list[Observation]] = {}
            for observation in self.effective():
                by_first_day.setdefault(observation.span[0], []).append(observation)
            self._by_first_day = {day: _from_one_day(each) for day, each in by_first_day.items()}
        return self._by_first_day.get(first_day) or _from_one_day(())


def _from_one_day(each: Sequence[Observation]) -> _FromOneDay:
    floors = [one.value if one.bound in _IS_FLOOR else -_NO_VALUE for one in each]
    ceilings = [one.value if one.bound in _IS_CEILING else _NO_VALUE for one in reversed(each)]
    lowest = [*accumulate(ceilings, min)][::-1]
    return _FromOneDay(each, [one.span[1] for one in each], [*accumulate(floors, max)], lowest)


class OtherFigures(Sequence[Observation]):
    """The effective observations without a new one; `current` is that of the same days."""

    def __init__(self, figures: EffectiveFigures, new: Observation) -> None:
        self._figures, self._new = figures, new
        self.current = figures.latest(new.span, without=new)

    def __len__(self) -> int:
        known = self._figures.latest(self._new.span) is not None
        return len(self._figures) - known + (self.current is not None)

    @overload
    def __getitem__(self, index: int) -> Observation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Observation]: ...
    def __getitem__(self, index: int | slice) -> Observation | Sequence[Observation]:
        return [*self][index]

    def __iter__(self) -> Iterator[Observation]:
        return self._without_new(self._figures.effective())

    def _without_new(self, each: Iterable[Observation]) -> Iterator[Observation]:
        for one in each:
            if one.span != self._new.span:
                yield one
            elif self.current is not None:
                yield self.current

    def falling(self) -> Iterator[Observation]:
        """The observations from the same first day beside which the new one may fall, or they beside it."""
        first, last = self._new.span
        series = self._figures.from_day(first)
        before, after = bisect_left(series.last_days, last), bisect_right(series.last_days, last)
        falls = before > 0 and series.highest[before - 1] > self._new.value
        if falls or (after < len(series.each) and series.lowest[after] < self._new.value):
            yield from self._without_new(series.each)

    def median(self, size: Size) -> Fraction | None:
        """The median of the sizes, zeros aside; None where there is none but zeros."""
        sizes = self._figures.sizes(size)
        effective = self._figures.latest(self._new.span)
        if effective is not self.current:
            sizes = sizes.copy()
            if effective is not None:
                del sizes[bisect_left(sizes, size(effective))]
            if self.current is not None:
                insort(sizes, size(self.current))
        zeros = bisect_right(sizes, 0)
        low, high = (len(sizes) - zeros - 1) // 2 + zeros, (len(sizes) - zeros) // 2 + zeros
        return (sizes[low] + sizes[high]) / 2 if zeros < len(sizes) else None
