"""The few observations that a standing rests on, kept up while more and more become known.

The standing after each of thousands of observations follows from the last level, or from the last figure to date of
each year: assessing these alone gives the same actual, figures, verdict and reason as assessing all that is known.
Notes and the record of a maintenance target are those of all observations, and need them all.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import assert_never

from rsplan.calc.actuals import is_judged
from rsplan.calc.baseline import span_before, takes_observed_baseline
from rsplan.calc.chosen_observations import chosen_sum
from rsplan.calc.effective_observations import Span, effective_observations, vintage
from rsplan.calc.target_in_force import Numbers, TargetInForce, target_in_force
from rsplan.model.enums import Bound, Judged, Kind
from rsplan.model.observations import Observation, ObservationColumns, in_columns
from rsplan.model.plan import Indicator, Plan


class DecidingObservations:
    """The observations known so far of one indicator, and those of them that decide its standing in a plan.

    The target is that known on the known-on date.
    """

    def __init__(
        self, plan: Plan, indicator: Indicator, as_of: date, known_on: date | None, known: Iterable[Observation] = ()
    ) -> None:
        self._as_of = as_of
        self._known: dict[int, Observation] = {}
        self._of_days: dict[Span, list[Observation]] = {}
        self._latest: dict[Span, Observation] = {}
        self._deciding: list[Observation] = []
        self._columns, self._suffice = in_columns(self._deciding), True
        self._of_kind = _of_kind(target_in_force(plan, indicator, as_of, known_on), self._latest)
        for observation in known:
            self.add(observation)

    def add(self, observation: Observation) -> None:
        """Make the observation known."""
        self._known[observation.order] = observation
        if self._concerns(observation):
            insort(self._of_days.setdefault(observation.span, []), observation, key=vintage)
            self._changed(observation.span)

    @property
    def known(self) -> Iterable[Observation]:
        """The observations known so far."""
        return self._known.values()

    def withdraw(self, observation: Observation) -> None:
        """Make the observation unknown again."""
        del self._known[observation.order]
        if self._concerns(observation):
            self._of_days[observation.span].remove(observation)
            self._changed(observation.span)

    def _concerns(self, observation: Observation) -> bool:
        return observation.span[1] <= self._as_of and self._of_kind.concerns(observation.span)

    def _changed(self, span: Span) -> None:
        before, after = self._latest.get(span), next(reversed(self._of_days[span]), None)
        if after is before:
            return
        if after is None:
            del self._latest[span]
        else:
            self._latest[span] = after
        self._of_kind.changed(span)

    def columns(self) -> ObservationColumns:
        """The observations that decide the standing: the same object as before where nothing has changed.

        They are all that are known where fewer do not decide.
        """
        deciding = [self._latest[span] for span in self._of_kind.deciding()]
        if deciding != self._deciding:
            self._deciding, self._columns = deciding, in_columns(deciding)
            self._suffice = self._of_kind.suffice(self._columns, self._as_of)
        return self._columns if self._suffice else in_columns(self.known)


class _Levels:
    """The levels that decide: the last one, the first that reached the target, the last before each break.

    The last one before the plan decides as well where it is the baseline.
    """

    def __init__(self, in_force: TargetInForce, latest: dict[Span, Observation]) -> None:
        plan, indicator = in_force.plan, in_force.indicator
        self._latest = latest
        self._reaches = in_force.certainty.satisfied if not in_force.has_shares else _no_level_reaches
        self._plan = plan.start, plan.end
        self._before = span_before(plan) if takes_observed_baseline(indicator) else None
        self._judged = indicator.judged if indicator.kind is Kind.RATE else None
        self._is_relative = in_force.target.relative_to is not None
        self._breaks = [one.since for one in indicator.breaks]
        # Pairs of a last and a first day, in order: those in the plan that count, those of them that reached the
        # target, and those before the plan.
        self._counting: list[Span] = []
        self._reaching: list[Span] = []
        self._earlier: list[Span] = []
        self._in_plan: dict[Span, None] = {}

    def concerns(self, span: Span) -> bool:
        """Whether an observation over these days may matter."""
        return _within(span, self._plan) or (self._before is not None and _within(span, self._before))

    def changed(self, span: Span) -> None:
        """Take note of the observation that is effective over these days from now on, if any."""
        in_plan, observation, key = _within(span, self._plan), self._latest.get(span), (span[1], span[0])
        if in_plan and observation:
            self._in_plan[span] = None
        elif in_plan:
            del self._in_plan[span]
        end = self._plan[1] if in_plan or self._before is None else self._before[1]
        judged = self._judged or (Judged.LATEST if not in_plan else None)
        counts = observation is not None and (judged is None or is_judged(observation, judged, end))
        if observation and not in_plan:
            counts = counts and observation.bound is Bound.EXACT
        _keep(self._counting if in_plan else self._earlier, key, wanted=counts)
        if in_plan:
            reaches = observation is not None and self._reaches(observation.values, observation.bound)
            _keep(self._reaching, key, wanted=counts and reaches)

    def deciding(self) -> list[Span]:
        """The days of the observations that decide."""
        found = dict.fromkeys(islice(self._in_plan, 1))
        found |= dict.fromkeys(
            (first, last) for last, first in (*self._counting[-1:], *self._reaching[:1], *self._earlier[-1:])
        )
        for since in self._breaks:
            place = bisect_left(self._counting, (since, date.min))
            found |= dict.fromkeys((first, last) for last, first in self._counting[max(place - 1, 0) : place])
        return [*found]

    def suffice(self, deciding: ObservationColumns, as_of: date) -> bool:
        """Whether these decide the standing alone: levels do.

        A mean over the plan needs each of its years, and a target relative to another series the last level that one of
        the other's stands beside.
        """
        return self._judged is not Judged.PLAN_MEAN and not self._is_relative


class _Sums:
    """The sums that decide: all but those that a longer one from the same first day makes needless.

    A longer one covers more days, so it counts instead, unless another observation begins between the last days of
    both and continues the shorter one.
    """

    def __init__(self, in_force: TargetInForce, latest: dict[Span, Observation], *, by_year: bool) -> None:
        self._latest, self._by_year = latest, by_year
        self._plan = in_force.plan.start, in_force.plan.end
        self._last_days: dict[date, list[date]] = {}
        self._first_days: list[date] = []
        self._needed: dict[Span, None] = {}
        self._simple = True

    def concerns(self, span: Span) -> bool:
        """Whether an observation over these days may matter: also one that begins before the plan, or ends after it."""
        return span[0] <= self._plan[1] and self._plan[0] <= span[1]

    def changed(self, span: Span) -> None:
        """Take note of the observation that is effective over these days from now on, if any."""
        first, last = span
        if not _within(span, self._plan) or (self._by_year and first.year != last.year):
            self._simple = False  # figures to date are subtracted from each other
        series = self._last_days.setdefault(first, [])
        place = bisect_left(series, last)
        if span not in self._latest:
            del series[place]
            self._needed.pop(span, None)
        elif place == len(series) or series[place] != last:
            series.insert(place, last)
        else:
            return
        if len(series) == (span in self._latest):  # none of the series from that day before, or none any more
            self._first_days = sorted(first for first, series in self._last_days.items() if series)
            for start in self._first_days:  # one of them may be continued from this day on, or is not any more
                self._sort_out(start, 0, len(self._last_days[start]))
        else:
            self._sort_out(first, place - 1, min(place + 1, len(series)))

    def _sort_out(self, first: date, begin: int, end: int) -> None:
        """Decide which of the series from the first day are needed, from one place to another."""
        series = self._last_days[first]
        for place in range(max(begin, 0), end):
            span, longer = (first, series[place]), series[place + 1 : place + 2]
            if longer and not self._begins_between(series[place], longer[0]):
                self._needed.pop(span, None)
            else:
                self._needed[span] = None

    def _begins_between(self, last: date, longer: date) -> bool:
        return bisect_right(self._first_days, last) < bisect_right(self._first_days, longer)

    def deciding(self) -> list[Span]:
        """The days of the observations that decide."""
        return [*self._needed]

    def suffice(self, deciding: ObservationColumns, as_of: date) -> bool:
        """Whether these decide the standing alone: where days are left out, any other sum may be the larger one."""
        if not self._simple:
            return False
        if not self._by_year:
            return self._covers_all(deciding, self._plan, as_of)
        years = range(self._plan[0].year, self._plan[1].year + 1)
        return all(self._covers_all(deciding, (date(year, 1, 1), date(year, 12, 31)), as_of) for year in years)

    def _covers_all(self, deciding: ObservationColumns, days: Span, as_of: date) -> bool:
        start, end = max(days[0], self._plan[0]), min(days[1], self._plan[1])
        within = effective_observations(deciding.metadata, (start, end), as_of, None).within
        return all(chosen_sum(deciding.metadata, within, start).covers_all[-1:])


def _no_level_reaches(values: Numbers, bound: Bound) -> bool:
    """The days on which shares reached their target are not told."""
    return False


def _keep(places: list[Span], key: Span, *, wanted: bool) -> None:
    """Put the key in its place among those in order where it is wanted, and take it out where it is not."""
    place = bisect_left(places, key)
    there = place < len(places) and places[place] == key
    if wanted and not there:
        places.insert(place, key)
    elif there and not wanted:
        del places[place]


def _of_kind(in_force: TargetInForce, latest: dict[Span, Observation]) -> _Levels | _Sums:
    match in_force.kind:
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return _Levels(in_force, latest)
        case Kind.CUMULATIVE:
            return _Sums(in_force, latest, by_year=False)
        case Kind.ANNUAL:
            return _Sums(in_force, latest, by_year=True)
        case _:
            assert_never(in_force.kind)


def _within(span: Span, days: Span) -> bool:
    return days[0] <= span[0] and span[1] <= days[1]
