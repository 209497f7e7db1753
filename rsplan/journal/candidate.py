"""An observation to be checked, beside what is known of its indicator.

None of the questions that a check asks of an observation goes through all that is known: tables have thousands.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from rsplan.calc.effective_observations import BY_END, Span, vintage
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.journal.known_range import FAR, ROUGH, Expectation, Range, Size, Sizes, amounts_between, size_of, sizes_of
from rsplan.journal.limits import NO_LIMIT, ceiling_of, floor_of
from rsplan.journal.sums_of_parts import PartsAndWholes
from rsplan.model.enums import Basis, Bound, Kind
from rsplan.model.observations import Observation, statement
from rsplan.model.plan import Indicator

_RETRACTS = attrgetter("retracts")

_NOTHING_PLANNED = Expectation((), (), None)


class IndicatorHistory:
    """The plans that have an indicator, and its observations, of which the last published of the same days counts."""

    def __init__(self, plans: "Sequence[PlanIndicator] | Plans", observations: Iterable[Observation] = ()) -> None:
        known = plans if isinstance(plans, Plans) else Plans(plans)
        self.plans, self.setting, self.setting_throughout = known.each, known.setting, known.setting_throughout
        self._by_span: dict[Span, list[Observation]] = {}  # each in order of publication
        self._effective: EffectiveFigures | None = None
        self.add_all([*observations])

    def add(self, observation: Observation) -> None:
        """Make the observation known; a line that withdraws others takes them away."""
        if observation.retracts:
            withdrawn = statement(observation, observation.values)
            same = self._by_span.pop(observation.span, [])
            if left := [other for other in same if statement(other, other.values) != withdrawn]:
                self._by_span[observation.span] = left
        elif (same_days := self._by_span.get(observation.span)) is None:
            self._by_span[observation.span] = [observation]
        else:
            insort(same_days, observation, key=vintage)
        self._effective = None

    def add_all(self, observations: Sequence[Observation]) -> None:
        """Make the observations known, one after the other."""
        by_span = {observation.span: [observation] for observation in observations}
        if self._by_span or len(by_span) < len(observations) or any(map(_RETRACTS, observations)):
            for observation in observations:
                self.add(observation)
        else:
            self._by_span, self._effective = by_span, None

    @property
    def effective(self) -> "EffectiveFigures":
        """The observations that count, one for the same days."""
        if self._effective is None:
            self._effective = EffectiveFigures([self._by_span[span][-1] for span in sorted(self._by_span, key=BY_END)])
        return self._effective

    @property
    def is_within_a_plan(self) -> bool:
        """Whether one plan contains the days of all observations."""
        first, last = self.effective.days
        return any(plan.start <= first and last <= plan.end for plan, _ in self.plans)

    @property
    def alone(self) -> list[Observation]:
        """The observations that are the only ones of their days."""
        return [same_days[0] for same_days in self._by_span.values() if len(same_days) == 1]

    def same_days(self, span: Span) -> Sequence[Observation]:
        """The observations of these days in the order in which they were published."""
        return self._by_span.get(span, ())


class Plans:
    """The plans that have an indicator, and what each of them lets expect; for any number of its histories."""

    def __init__(self, each: Sequence[PlanIndicator]) -> None:
        self.each = each
        self._days = [(plan.start, plan.end) for plan, _ in each]
        self._settings: dict[Span, Setting] = {}
        self._settings_within: dict[tuple[int, ...], Setting] = {}  # by the places of the plans
        self._last: tuple[date, date, Setting] | None = None  # days on which nothing begins or ends
        self._expectations: dict[int, Expectation] = {}

    def setting(self, span: Span) -> "Setting":
        """The plans of the days, and what they let expect."""
        first, last = span
        if self._last is not None and self._last[0] <= first and last <= self._last[1]:
            return self._last[2]
        setting = self._settings.get(span)
        if setting is None:
            places = tuple([place for place, (start, end) in enumerate(self._days) if start <= last and first <= end])
            if places not in self._settings_within:
                self._settings_within[places] = self._setting_within([self.each[place] for place in places])
            setting = self._settings[span] = self._settings_within[places]
            self._remember(setting, places)
        return setting

    def setting_throughout(self, first: date, last: date) -> "Setting | None":
        """The setting of every span within the days; None where they may have several."""
        setting = self.setting((first, last))
        start, end, common = self._last or (last, first, None)
        return setting if common is setting and start <= first and last <= end else None

    def _remember(self, setting: "Setting", places: Sequence[int]) -> None:
        """Keep the setting for the days of its plans, unless another plan has some of them: nearly all ask for it."""
        start = max((self._days[place][0] for place in places), default=date.max)
        end = min((self._days[place][1] for place in places), default=date.min)
        others = (days for place, days in enumerate(self._days) if place not in places)
        if start <= end and not any(days[0] <= end and start <= days[1] for days in others):
            self._last = start, end, setting

    def _setting_within(self, overlapping: Sequence[PlanIndicator]) -> "Setting":
        place = (overlapping or self.each)[-1]
        expectation = self._expectation_of(place)
        planned = expectation if overlapping else _NOTHING_PLANNED
        return Setting(overlapping, place.indicator, expectation.documented, planned)

    def _expectation_of(self, place: PlanIndicator) -> Expectation:
        key = id(place.plan)
        if key not in self._expectations:
            self._expectations[key] = Expectation.of(*place)
        return self._expectations[key]


class Setting(NamedTuple):
    """The plans that contain at least one of a span's days, and the indicator as the last of them has it.

    `documented` are the values that its document prints; outside all plans it lets nothing be expected.
    """

    overlapping: Sequence[PlanIndicator]
    indicator: Indicator
    documented: Sequence[Fraction]
    expectation: Expectation


class EffectiveFigures:
    """The observations of one indicator that count, one for the same days, in order of their last days."""

    def __init__(self, each: Sequence[Observation]) -> None:
        self.each = each
        self._sizes: dict[tuple[Basis, Kind], Sizes] = {}

    @cached_property
    def is_simple(self) -> bool:
        """Whether no two share a day, or those that do begin on the same one and rise: then no sum contradicts another.

        False may mean only that it takes a closer look.
        """
        first, last, before = date.min, date.min, None
        for observation in self.each:
            span = observation.span
            if span[0] == first:
                exact = before is not None and before.bound is observation.bound is Bound.EXACT
                if not exact or before is None or observation.value < before.value:
                    return False
            elif span[0] <= last:
                return False
            (first, last), before = span, observation
        return True

    @cached_property
    def days(self) -> Span:
        """The days from the first to the last of all observations; of none the last day before the first."""
        return min((one.span[0] for one in self.each), default=date.max), self.each[-1].span[
            1
        ] if self.each else date.min

    @cached_property
    def highest(self) -> Decimal:
        """The greatest value; 0 where there is none."""
        return max((observation.value for observation in self.each), default=Decimal(0))

    def from_day(self, first_day: date) -> "FromOneDay":
        """The observations from the first day."""
        return self._by_first_day.get(first_day) or FromOneDay((), (), (), ())

    def of_year(self, year: int) -> Sequence[Observation]:
        """The observations of periods that end in the year."""
        return self._by_year.get(year, ())

    def of_basis(self, basis: Basis) -> Sequence[Observation]:
        """The observations of a basis."""
        return [observation for observation in self.each if observation.basis is basis]

    def sizes(self, basis: Basis, kind: Kind) -> Sizes:
        """The sizes of the observations of a basis, as an indicator of the kind has them; a zero has none."""
        if (basis, kind) not in self._sizes:
            known = (one for one in self.of_basis(basis) if one.values[0])
            self._sizes[basis, kind] = Sizes(sizes_of(known, kind))
        return self._sizes[basis, kind]

    @cached_property
    def _by_first_day(self) -> dict[date, "FromOneDay"]:
        grouped: dict[date, list[Observation]] = {}
        for observation in self.each:
            grouped.setdefault(observation.span[0], []).append(observation)
        return {day: FromOneDay.of(each) for day, each in grouped.items()}

    @cached_property
    def _by_year(self) -> dict[int, list[Observation]]:
        grouped: dict[int, list[Observation]] = {}
        for observation in self.each:
            grouped.setdefault(observation.period.end.year, []).append(observation)
        return grouped

    def is_orderly(self, new: Observation) -> bool:
        """Whether the observation, of days that another here covers or itself, exceeds none that contains it.

        Nor is it exceeded by one that it contains and that begins later.
        """
        span = new.span
        exceeds = floor_of(new) > self._ceilings_around.get(span, NO_LIMIT)
        return not exceeds and self._floors_inside.get(span, -NO_LIMIT) <= ceiling_of(new)

    def fits_parts(self, new: Observation) -> bool:
        """Whether the observation, which counts here for its days, is in no sum that its parts together exceed."""
        counting = self.from_day(new.span[0]).until(new.span[1])
        return counting is new and new.span not in self._exceeded

    @cached_property
    def _exceeded(self) -> frozenset[Span]:
        return PartsAndWholes(self.each).exceeded()

    @cached_property
    def _ceilings_around(self) -> dict[Span, Decimal]:
        """The smallest ceiling of those over all days of a span and earlier ones."""
        found, front = {}, _Front()
        for day in sorted(self._by_first_day):
            series = self._by_first_day[day].each
            for observation in series:
                found[observation.span] = front.least_from(observation.span[1].toordinal())
            for observation in series:
                front.add(observation.span[1].toordinal(), ceiling_of(observation))
        return found

    @cached_property
    def _floors_inside(self) -> dict[Span, Decimal]:
        """The greatest floor of those over days of a span without its first."""
        found, front = {}, _Front()
        for day in sorted(self._by_first_day, reverse=True):
            series = self._by_first_day[day].each
            for observation in series:
                found[observation.span] = -front.least_from(-observation.span[1].toordinal())
            for observation in series:
                front.add(-observation.span[1].toordinal(), -floor_of(observation))
        return found


class FromOneDay(NamedTuple):
    """The observations from one first day in order of their last days.

    `floors` are the greatest floors up to each of them, `ceilings` the smallest ceilings from each of them on.
    """

    each: Sequence[Observation]
    last_days: Sequence[date]
    floors: Sequence[Decimal]
    ceilings: Sequence[Decimal]

    @classmethod
    def of(cls, each: Sequence[Observation]) -> "FromOneDay":
        """The observations with the limits that they set each other."""
        ceilings = [*accumulate((ceiling_of(observation) for observation in reversed(each)), min)]
        floors = [*accumulate(map(floor_of, each), max)]
        return cls(each, [observation.span[1] for observation in each], floors, ceilings[::-1])

    def until(self, last_day: date) -> Observation | None:
        """The observation up to the day."""
        place = bisect_left(self.last_days, last_day)
        return self.each[place] if place < len(self.each) and self.last_days[place] == last_day else None

    def is_rising(self, new: Observation) -> bool:
        """Whether the observation from the same day is certainly neither too low nor too high among these."""
        before, after = (cut(self.last_days, new.span[1]) for cut in (bisect_left, bisect_right))
        low = before > 0 and self.floors[before - 1] > ceiling_of(new)
        return not low and not (after < len(self.each) and floor_of(new) > self.ceilings[after])


class _Front:
    """Values at places, of which the least from a place on is asked for."""

    def __init__(self) -> None:
        self._places: list[int] = []  # in ascending order, as are the values: no other is of use
        self._values: list[Decimal] = []

    def add(self, place: int, value: Decimal) -> None:
        """Take the value in."""
        end = bisect_right(self._places, place)
        if end < len(self._places) and self._values[end] <= value:
            return
        start = bisect_left(self._values, value, 0, end)
        self._places[start:end], self._values[start:end] = [place], [value]

    def least_from(self, place: int) -> Decimal:
        """The least value at the place or beyond it."""
        index = bisect_left(self._places, place)
        return self._values[index] if index < len(self._places) else NO_LIMIT


class Candidate:
    """An observation beside what is known of its indicator; it may be known itself.

    `current` is the effective observation of the same days. `overlapping` are the plans that contain at least one of
    its days, `indicator` the indicator as the last of them has it, `documented` the values that its document prints.
    """

    __slots__ = ("current", "documented", "expectation", "history", "indicator", "observation", "overlapping")

    def __init__(self, observation: Observation, history: IndicatorHistory) -> None:
        self.observation, self.history = observation, history
        self.overlapping, self.indicator, self.documented, self.expectation = history.setting(observation.span)
        same_days = history.same_days(observation.span)
        self.current = None
        if same_days:
            self.current = next((other for other in reversed(same_days) if other is not observation), None)

    @property
    def others(self) -> list[Observation]:
        """The effective observations without the observation itself."""
        span = self.observation.span
        others = [other for other in self.history.effective.each if other.span != span]
        return others if self.current is None else [*others, self.current]

    @property
    def outdated(self) -> bool:
        """Whether the effective observation of the same days was published later, so that it stays effective."""
        return self.current is not None and vintage(self.current) > vintage(self.observation)

    @property
    def fits_sums(self) -> bool:
        """Whether the observation can certainly stand beside the others: only sums may contradict each other.

        It does not fall from the same first day, and no part exceeds the whole, nor do several together. False may
        mean only that nobody knows.
        """
        if not self.indicator.kind.is_additive:
            return True
        new, effective = self.observation, self.history.effective
        if effective.is_simple and effective.from_day(new.span[0]).until(new.span[1]) is new:
            return True
        if not self.history.same_days(new.span) or not effective.from_day(new.span[0]).is_rising(new):
            return False
        return effective.is_orderly(new) and effective.fits_parts(new)

    @property
    def is_ordinary(self) -> bool:
        """Whether the size of the value is known to be nothing unusual; False may mean only that nobody knows."""
        new, indicator = self.observation, self.indicator
        known = self.history.effective.sizes(new.basis, indicator.kind)
        return self.current is None and id(new) in known.ordinary(self.expectation, indicator)

    def expected_range(self) -> Range | None:
        """The range of the known values of its basis, else about the target; None without either."""
        new, current, indicator = self.observation, self.current, self.indicator
        known = self.history.effective.sizes(new.basis, indicator.kind)
        place = known.place_of(new)
        if place is None or current is None or current.basis is not new.basis or not current.value:
            return known.range_without(place, self.expectation, indicator)
        if (current.value, current.is_forced) == (new.value, new.is_forced):
            return known.range_without(None, self.expectation, indicator)
        others = Sizes([*known.without(place), size_of(current, indicator.kind)])
        return others.range_without(None, self.expectation, indicator)

    def known_sizes(self) -> list[Size]:
        """The sizes of the other figures of its basis."""
        new, kind = self.observation, self.indicator.kind
        return [size_of(other, kind) for other in self.others if other.basis is new.basis and other.value]

    def with_swings(self, expected: Range) -> Range:
        """The range widened by the amounts of the months that lie between known figures to date.

        A July with the year's graduates may be the first July of its basis, and yet not the first that swings so.
        """
        if self.observation.basis is not Basis.PERIOD or expected.far != FAR:
            return expected
        others, kind = self.others, self.indicator.kind
        sizes = [*(size_of(one, kind) for one in others if one.value), *amounts_between(others)]
        least, most = Sizes(sizes).ends(self.expectation)
        if expected.least is not None:
            expected = expected._replace(least=min(expected.least, least, key=ROUGH))
        return expected._replace(most=max(expected.most, most, key=ROUGH))
