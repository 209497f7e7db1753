"""The range in which an indicator's history, target and baseline let a value be expected; docs/observations.md.

Sizes are absolute values in the indicator's unit, of sums per month. A zero has no size.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, assert_never

from rsplan.model.enums import Better, Kind
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

#: No figure was moved by more places: none has more digits.
_MOST_PLACES = 30

#: Two sizes that differ by less than this part are compared exactly.
_NEARLY = Decimal("1e-20")

#: Sizes within this factor are certainly not doubtful beside each other.
_NEARLY_DOUBTFUL = Decimal("4.99")


class Size:
    """A size: with 28 digits for comparisons that are not close, and exact for those that are.

    `observation` is None for sizes of targets and of amounts between two sums.
    """

    __slots__ = ("_exact", "_summed", "observation", "rough")

    def __init__(self, rough: Decimal, observation: Observation | None = None, *, summed: bool = False) -> None:
        self.rough, self.observation, self._summed = rough, observation, summed
        self._exact: Fraction | None = None

    @property
    def forced(self) -> bool:
        """Whether a reason vouches for the value."""
        return self.observation is not None and self.observation.is_forced

    @classmethod
    def of_amount(cls, amount: Fraction) -> "Size":
        """The size of an amount that is no observation's."""
        size = cls(_rough(abs(amount)))
        size._exact = abs(amount)
        return size

    @property
    def exact(self) -> Fraction:
        """The size itself."""
        if self._exact is None:
            assert self.observation is not None
            length = months(*self.observation.span) if self._summed else 1
            self._exact = abs(Fraction(self.observation.value)) / length
        return self._exact


#: Sizes in ascending order; those of which 28 digits are equal differ by nothing that matters.
ROUGH = attrgetter("rough")


def _rough(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


@lru_cache(maxsize=1 << 12)
def _rough_months(first: date, last: date) -> Decimal:
    return _rough(months(first, last))


def _reaches(size: Size, factor: int, other: Size) -> bool:
    """Whether the size is at least so many times the other."""
    difference = size.rough - factor * other.rough
    if abs(difference) > _NEARLY * size.rough:
        return difference > 0
    return size.exact >= factor * other.exact


def size_of(observation: Observation, kind: Kind) -> Size:
    """The size of the observation's value."""
    return sizes_of((observation,), kind)[0]


def sizes_of(observations: Iterable[Observation], kind: Kind) -> list[Size]:
    """The sizes of the values of several observations."""
    each, summed = [*observations], kind.is_additive
    return [Size(rough, one, summed=summed) for rough, one in zip(_roughs(each, kind), each, strict=True)]


def _roughs(observations: Iterable[Observation], kind: Kind) -> list[Decimal]:
    """The sizes of the values with 28 digits."""
    if not kind.is_additive:
        return [abs(one.values[0]) for one in observations]
    return [abs(one.values[0]) / _rough_months(*one.span) for one in observations]


def are_alike(observations: Sequence[Observation], kind: Kind, about: "Range | None") -> bool:
    """Whether all observations of a basis are ordinary beside each other and the target; see `Sizes.ordinary`.

    The least and the greatest size tell, and nearly always suffice: False may mean that each has to be looked at.
    """
    if len(observations) <= LEAST_KNOWN:
        return False
    roughs = _roughs(observations, kind)
    ends = least, most = min(roughs), max(roughs)
    if not least or most >= _NEARLY_DOUBTFUL * least:
        return False
    sizes = sizes_of([observations[roughs.index(end)] for end in ends], kind)
    return about is None or not any(about.beyond(size, about.far) for size in sizes)


class Range(NamedTuple):
    """The least and the greatest size to be expected, and the factors beyond them that are far off, or doubtful.

    `least` is None where nothing is too small: below a ceiling, and of changes, which may be slight.
    """

    least: Size | None
    most: Size
    far: int
    doubtful: int

    def beyond(self, size: Size, factor: int) -> int:
        """1 for a size of at least so many times the greatest, -1 for at most such a part of the least, else 0."""
        if _reaches(size, factor, self.most):
            return 1
        return -1 if self.least is not None and _reaches(self.least, factor, size) else 0

    def power_of_ten(self, size: Size, way: int, known: Iterable[Size]) -> int:
        """The power of ten, at least one, that the size was probably entered too large (`way` 1) or too small (-1).

        It is the first that leads into the widened range, or else the one that leads nearest to it.
        """
        least, most = self._widened(known)

        def distance(power: int) -> Fraction:
            moved = size.exact / Fraction(10) ** (way * power)
            return max(moved / most, least / moved, Fraction(1))

        return way * min(range(1, _MOST_PLACES), key=distance)

    def contains(self, number: Fraction, known: Iterable[Size]) -> bool:
        """Whether the number lies in the widened range."""
        least, most = self._widened(known)
        return least <= number <= most

    def _widened(self, known: Iterable[Size]) -> tuple[Fraction, Fraction]:
        """The ends of the range with the known sizes that are not far from it, widened by half."""
        near = [size.exact for size in known if not self.beyond(size, self.far)]
        least, most = min([(self.least or self.most).exact, *near]), max([self.most.exact, *near])
        return least / 2, most * 3 / 2


class Expectation(NamedTuple):
    """The expectation that a plan raises of its indicator: the sizes that it names, and the range about them.

    `documented` are the values of the target, of the baseline and of the earlier value that the document prints.
    """

    documented: Sequence[Fraction]
    planned: Sequence[Size]
    about: Range | None

    @classmethod
    def of(cls, plan: Plan, indicator: Indicator) -> "Expectation":
        """The sizes of the target, by the month for sums, and of the levels that the plan starts from."""
        target, levels = indicator.target, (indicator.baseline, indicator.earlier)
        high = () if target.high is None else (target.high,)
        aims = () if indicator.kind.states_change else (*target.values, *high)  # no level
        known = (*aims, *(value for level in levels if level is not None for value in level.values))
        documented = [Fraction(value) for value in known]
        length = _months_of_target(indicator.kind, plan)
        values = target.values if indicator.kind.is_additive else documented
        planned = [Size.of_amount(Fraction(value) / length) for value in values if value]
        return cls(documented, planned, range_about(planned, indicator))


def _months_of_target(kind: Kind, plan: Plan) -> Fraction:
    """The months over which the target is an amount; 1 for levels, which have no length."""
    match kind:
        case Kind.CUMULATIVE:
            return months(plan.start, plan.end)
        case Kind.ANNUAL:
            return Fraction(_MONTHS_PER_YEAR)
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return Fraction(1)
        case _:
            assert_never(kind)


def range_about(sizes: Sequence[Size], indicator: Indicator) -> Range | None:
    """The range about the sizes, which are few or those of the target; None where there are none."""
    if not sizes:
        return None
    least = None if indicator.signed or _is_ceiling(indicator) else min(sizes, key=ROUGH)
    return Range(least, max(sizes, key=ROUGH), FAR_FROM_TARGET, DOUBTFUL_FROM_TARGET)


def _is_ceiling(indicator: Indicator) -> bool:
    """Whether the target limits the indicator from above: it says nothing of how far below a value may lie."""
    match indicator.better:
        case Better.LOWER:
            return True
        case Better.HIGHER:
            return False
        case _:
            assert_never(indicator.better)


class Sizes:
    """Known sizes in groups that hang together, each of them less than the factor `FAR` from the next.

    A group at a distance from the target is not trusted: a whole table in another unit would otherwise bear witness
    to itself. One of its members near the target, or one that a reason vouches for, makes it trusted.
    """

    def __init__(self, sizes: Iterable[Size]) -> None:
        self.each = sorted(sizes, key=ROUGH)
        pairs = () if self._is_close(0, len(self.each)) else enumerate(pairwise(self.each), 1)
        starts = [place for place, (low, high) in pairs if _reaches(high, FAR, low)]
        self._starts = [0, *starts]
        self._ends = [*starts, len(self.each)]
        self._ordinary: dict[tuple[int, bool], tuple[Expectation, frozenset[int]]] = {}
        self._vouchers: dict[int, tuple[Range | None, Sequence[int]]] = {}

    def _is_close(self, start: int, end: int) -> bool:
        """Whether no size from the one place up to the other is far from any of them: the ends tell."""
        return start < end and not _reaches(self.each[end - 1], FAR, self.each[start])

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(size.observation): place for place, size in enumerate(self.each)}

    def place_of(self, observation: Observation) -> int | None:
        """The place of the observation's size; None where it has none among these."""
        return self._places.get(id(observation))

    def without(self, place: int) -> list[Size]:
        """The sizes but for the one at the place."""
        return [*self.each[:place], *self.each[place + 1 :]]

    def ends(self, expectation: Expectation) -> tuple[Size, Size]:
        """The least and the greatest of the trusted sizes, of which there have to be some."""
        trusted = [*self._trusted(None, expectation.about)]
        return self.each[trusted[0].least], self.each[trusted[-1].most]

    def range_without(self, place: int | None, expectation: Expectation, indicator: Indicator) -> Range | None:
        """The range of the trusted sizes but for one, else about the target; None where nothing is known."""
        if place is not None and self._parts(place):
            return Sizes(self.without(place)).range_without(None, expectation, indicator)
        trusted = [*self._trusted(place, expectation.about)]
        if sum(group.number for group in trusted) >= LEAST_KNOWN:
            least, most = self.each[trusted[0].least], self.each[trusted[-1].most]
            return Range(None if indicator.signed else least, most, FAR, DOUBTFUL)
        forced = [size for index, size in enumerate(self.each) if size.forced and index != place]
        if forced:
            return range_about([*expectation.planned, *forced], indicator)
        if expectation.about is not None:
            return expectation.about
        few = (self.each[index] for group in trusted for index in range(group.least, group.most + 1) if index != place)
        return range_about([*few], indicator)

    def ordinary(self, expectation: Expectation, indicator: Indicator) -> frozenset[int]:
        """The ids of observations that are not even doubtful beside the others; those of some may be missing.

        All but few have the same range: without them the groups have the same ends, and are trusted as before.
        """
        key = id(expectation), indicator.signed
        if key not in self._ordinary:
            found = frozenset(map(id, self._find_ordinary(expectation, indicator)))
            self._ordinary[key] = expectation, found  # which keeps the expectation, and thereby its id
        return self._ordinary[key][1]

    def _find_ordinary(self, expectation: Expectation, indicator: Indicator) -> Iterator[Observation]:
        vouching, around = self._vouching(expectation.about), self.range_without(None, expectation, indicator)
        if (
            around is None
            or around.far != FAR
            or sum(group.number for group in self._trusted(None, expectation.about)) <= LEAST_KNOWN
        ):
            return
        for group, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            inside = range(start + 1, end - 1) if vouching[group] > 1 else range(0)
            # What holds of the ends of a group holds of all between them.
            all_are = inside and self._is_close(start, end) and not self._any_end(start, end, around, around.doubtful)
            for place in inside:
                size = self.each[place]
                if size.observation and (all_are or not (self._parts(place) or around.beyond(size, around.doubtful))):
                    yield size.observation
            for place in {start, end - 1} if inside else ():  # without them the range is another one
                size, others = self.each[place], self.range_without(place, expectation, indicator)
                if size.observation and others is not None and not others.beyond(size, others.doubtful):
                    yield size.observation

    def _any_end(self, start: int, end: int, about: Range, factor: int) -> bool:
        """Whether one of the ends of a group is by the factor beyond the range."""
        return any(about.beyond(self.each[place], factor) for place in (start, end - 1))

    def _parts(self, place: int) -> bool:
        """Whether the sizes below and above this one of a group would not hang together without it."""
        group = bisect_right(self._starts, place) - 1
        inside = self._starts[group] < place < self._ends[group] - 1
        return inside and _reaches(self.each[place + 1], FAR, self.each[place - 1])

    def _trusted(self, place: int | None, about: Range | None) -> Iterator["_Group"]:
        """The groups that are trusted without the size at the place."""
        for group, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            here = place is not None and start <= place < end
            number, vouching = end - start - here, self._vouching(about)[group]
            if here and place is not None and _vouches(self.each[place], about):
                vouching -= 1
            if number and vouching:
                least = start + 1 if here and place == start else start
                most = end - 2 if here and place == end - 1 else end - 1
                yield _Group(number, least, most)

    def _vouching(self, about: Range | None) -> Sequence[int]:
        """The number of sizes in each group that make it trusted."""
        if id(about) not in self._vouchers:
            numbers = [self._number_vouching(*ends, about) for ends in zip(self._starts, self._ends, strict=True)]
            self._vouchers[id(about)] = about, numbers  # which keeps the range, and thereby its id
        return self._vouchers[id(about)][1]

    def _number_vouching(self, start: int, end: int, about: Range | None) -> int:
        if start < end and (about is None or not self._any_end(start, end, about, about.far)):
            return end - start  # what holds of the ends of a group holds of all between them
        return sum(_vouches(size, about) for size in self.each[start:end])


class _Group(NamedTuple):
    """A group of trusted sizes: how many they are, and the places of the least and the greatest."""

    number: int
    least: int
    most: int


def _vouches(size: Size, about: Range | None) -> bool:
    """Whether the size is near the target, or a reason vouches for it."""
    return about is None or size.forced or not about.beyond(size, about.far)


def amounts_between(observations: Sequence[Observation]) -> Iterator[Size]:
    """The amounts, per month, between one sum and the next that are counted from the same day."""
    for former, latter in pairwise(sorted(observations, key=lambda observation: observation.span)):
        if former.span[0] == latter.span[0] and former.value < latter.value:
            length = months(former.span[1] + ONE_DAY, latter.span[1])
            yield Size.of_amount(Fraction(latter.value - former.value) / length)
