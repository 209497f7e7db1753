"""Observations to the actual to date: bases, overlaps, coverage, bounds, vintages; methodology.md, section 2."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from rsplan.model.observations import MetadataColumn, ObservationColumns, observed
from rsplan.model.period import ONE_DAY, name_gap
from rsplan.model.plan import Bound, Kind, Observation

Span = tuple[date, date]

#: Adds decimals exactly, or not at all: numbers of 15 digits with up to 15 places, as many as there may ever be.
EXACT = Context(prec=100, traps=[Inexact])

#: Spans by their last day, then their first.
_BY_END = itemgetter(1, 0)

#: Of observations of which the same is said, what follows is worked out once: so many are remembered.
_REMEMBERED = 1000

#: Observations by their places among those of an indicator.
Indexes = tuple[int, ...]


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


class KnownYear(NamedTuple):
    """What is known of one calendar year of an annual or cumulative indicator."""

    year: int
    span: Span
    actual: Actual | None
    parts: Indexes = ()

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


class EffectiveObservations(NamedTuple):
    """The observations that count for a plan at a day, in order of days, and those that count for no plan."""

    within: Indexes
    outside: Indexes
    days: tuple[date, ...]
    bounds: tuple[Bound, ...]


@lru_cache(maxsize=_REMEMBERED)
def counting(remarks: MetadataColumn, plan: Span, as_of: date, known_on: date | None) -> EffectiveObservations:
    """The observations that count for the plan that day, and those that count for no plan or straddle one.

    Of observations over the same days only the one published last is left (then the later line).
    """
    start, end = plan
    latest: dict[Span, int] = {}
    outside = []
    for index, remark in enumerate(remarks.each):
        first, last = span = remark.span
        published = remark.published
        if last > as_of or (known_on is not None and published is not None and published > known_on):
            continue
        if start <= first and last <= end:
            rival = latest.get(span)
            if rival is None or remarks.vintage(rival) <= remarks.vintage(index):
                latest[span] = index
        elif first < start <= last or first <= end < last:
            outside.append(index)
    spans = sorted(latest, key=_BY_END)
    within = tuple([latest[span] for span in spans])
    bounds = tuple([remarks.each[index].bound for index in within])
    return EffectiveObservations(within, tuple(outside), tuple([last for _, last in spans]), bounds)


@lru_cache(maxsize=_REMEMBERED)
def beyond(remarks: MetadataColumn, plan: Span) -> Indexes:
    """The observations no day of which lies in the plan."""
    start, end = plan
    return tuple([index for index, one in enumerate(remarks.each) if one.span[1] < start or end < one.span[0]])


def known(
    observations: Iterable[Observation], plan: Span, as_of: date, known_on: date | None
) -> tuple[list[Observation], list[Observation]]:
    """The observations that count for the plan that day, and those that count for no plan; see `counting`."""
    every = observed(observations)
    found = counting(every.remarks, plan, as_of, known_on)
    return every.some(found.within), every.some(found.outside)


def was_known(observation: Observation, known_on: date | None) -> bool:
    """Whether the observation was published by that day; without a date of publication it always was."""
    return known_on is None or observation.published is None or observation.published <= known_on


def vintage(observation: Observation) -> tuple[date, int]:
    """The order in which observations became known: by publication, then by place; the last one counts."""
    return observation.published or date.min, observation.order


class ActualHistory(NamedTuple):
    """The figures after each observation day, in order of days, with their bounds, and the actual to date.

    A figure is one number, or shares; the last one is the actual's.
    """

    days: Sequence[date]
    figures: Sequence[tuple[Fraction | Decimal, ...]]
    bounds: Sequence[Bound]
    actual: Actual | None
    parts: Indexes


def history(kind: Kind, every: ObservationColumns, found: EffectiveObservations, start: date) -> ActualHistory:
    """What was known after each observation day, and what is known now.

    `annual` is summed like `cumulative` here: `years` judges each year alone.
    """
    if kind.is_additive:
        return _history_of_sum(every, _sum(every.remarks, found.within, start))
    figures = [every.values[index] for index in found.within]
    last = found.within[-1:]
    return ActualHistory(found.days, figures, found.bounds, level(every.at(*last)) if last else None, last)


def level(observation: Observation) -> Actual:
    """The actual of a level that was observed."""
    values = tuple([Fraction(value) for value in observation.values])
    return Actual(values, observation.bound, observation.span[1], (), observation.provisional, (observation,))


class _Set(NamedTuple):
    """Observations that share no day: the last one, and the place of the set before it among the sets.

    `rank` says which of two sets counts: by the days covered, then the fewest bounds, then the fewest
    observations; what was published last decides between equals. `following` is the day after the last
    one covered.
    """

    rank: tuple[int, int, int]
    bound: Bound
    following: int
    last: int
    before: int


class _Sum(NamedTuple):
    """What a sum is made of, whatever the numbers are.

    `sets` are pairs of an earlier set and the observation added to it, the first one to nothing (set 0);
    `counted` is the set that counts after each observation day; the rest is of the last of them.
    """

    sets: Sequence[tuple[int, int]]
    counted: Sequence[int]
    days: Sequence[date]
    bounds: Sequence[Bound]
    parts: Indexes
    missing: tuple[str, ...]
    provisional: bool


@lru_cache(maxsize=_REMEMBERED)
def _sum(remarks: MetadataColumn, within: Indexes, start: date) -> _Sum:
    """The sets of observations that count after each observation day: no day counted twice.

    Of all sets that share no day the one covering the most days counts; among equals the one with
    the fewest bounds, then the fewest observations, then the latest published.
    `within` comes sorted by the last day, one observation per span (see `counting`).
    """
    sets = [_Set((0, 0, 0), Bound.EXACT, start.toordinal(), -1, -1)]
    ends, best = [date.min], [0]
    counted: list[int] = []
    day = date.min
    for index in within:
        first, last = remarks.each[index].span
        before = best[-1] if ends[-1] < first else best[bisect_left(ends, first) - 1]
        sets.append(_with(sets[before], before, remarks, index))
        if _beats(sets, len(sets) - 1, best[-1], remarks):
            if ends[-1] == last:
                best[-1] = len(sets) - 1
            else:
                ends.append(last)
                best.append(len(sets) - 1)
        if last == day:
            counted[-1] = best[-1]
        else:
            counted.append(best[-1])
            day = last
    parts = _members(sets, counted[-1]) if counted else ()
    return _Sum(
        [(one.before, one.last) for one in sets[1:]],
        counted,
        [date.fromordinal(sets[one].following - 1) for one in counted],
        [sets[one].bound for one in counted],
        parts,
        tuple(_gaps([remarks.each[index].span for index in parts], start)),
        any(remarks.each[index].provisional for index in parts),
    )


def _with(earlier: _Set, place: int, remarks: MetadataColumn, index: int) -> _Set:
    """The set, which has that place, with one more observation, after all the others."""
    remark = remarks.each[index]
    first, following = remark.span[0].toordinal(), remark.span[1].toordinal() + 1
    days, unbounded, fewest = earlier.rank
    rank = days + following - first, unbounded - (remark.bound is not Bound.EXACT), fewest - 1
    return _Set(rank, sum_bound((earlier.bound, remark.bound), gaps=first > earlier.following), following, index, place)


def _beats(sets: Sequence[_Set], challenger: int, rival: int, remarks: MetadataColumn) -> bool:
    """Whether the one set counts rather than the other."""
    if sets[challenger].rank != sets[rival].rank:
        return sets[challenger].rank > sets[rival].rank
    return _vintages(sets, challenger, remarks) > _vintages(sets, rival, remarks)


def _vintages(sets: Sequence[_Set], number: int, remarks: MetadataColumn) -> list[tuple[date, int]]:
    """When the observations of the set became known, the last one first."""
    return sorted(map(remarks.vintage, _members(sets, number)), reverse=True)


def _members(sets: Sequence[_Set], number: int) -> Indexes:
    """The observations of the set, in order of days."""
    found = []
    while number > 0:
        found.append(sets[number].last)
        number = sets[number].before
    return tuple(reversed(found))


def _gaps(spans: Iterable[Span], start: date) -> Iterator[str]:
    """The days from the start that lie before, and between, the spans."""
    following = start
    for first, last in spans:
        if first > following:
            yield from name_gap(following, first - ONE_DAY)
        following = last + ONE_DAY


def _history_of_sum(every: ObservationColumns, made: _Sum) -> ActualHistory:
    add, values = EXACT.add, every.values
    totals = [Decimal(0)]
    for before, index in made.sets:
        totals.append(add(totals[before], values[index][0]))
    figures = [(totals[one],) for one in made.counted]
    if not figures:
        return ActualHistory((), (), (), None, ())
    parts = tuple(every.some(made.parts))
    total = (Fraction(figures[-1][0]),)
    actual = Actual(total, made.bounds[-1], made.days[-1], made.missing, made.provisional, parts)
    return ActualHistory(made.days, figures, made.bounds, actual, made.parts)


def sum_bound(bounds: Iterable[Bound], *, gaps: bool) -> Bound:
    """The bound of a sum: a gap leaves something out of what is never negative."""
    seen = Bound.AT_LEAST if gaps else Bound.EXACT
    for bound in bounds:
        if bound is not seen and bound is not Bound.EXACT:
            seen = bound if seen is Bound.EXACT else Bound.UNKNOWN
    return seen


def years(every: ObservationColumns, within: Indexes, plan: Span) -> list[KnownYear]:
    """What is known of each calendar year of the plan from the observations inside that year."""
    start, end = plan
    inside: dict[int, list[int]] = {year: [] for year in range(start.year, end.year + 1)}
    for index in within:
        first, last = every.remarks.each[index].span
        if first.year == last.year:
            inside[last.year].append(index)
    found = []
    for year, own in inside.items():
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        sums = _history_of_sum(every, _sum(every.remarks, tuple(own), first))
        found.append(KnownYear(year, (first, last), sums.actual, sums.parts))
    return found


def conflicts(every: ObservationColumns, within: Indexes, chosen: Indexes) -> list[Conflict]:
    """Other sets of exact observations that tile the same days as the chosen ones with another sum,
    and year-to-date figures that fall although nothing can be taken away again.

    `chosen` are some of `within`.
    """
    if len(chosen) == len(within):
        return []  # all are counted, so no two say anything of one day
    rivals, longer = _rivals(every.remarks, within, chosen)
    found = []
    for span, run, exact, floors, ceilings in rivals:
        total = Decimal(0)
        for index in run:
            total = EXACT.add(total, every.values[index][0])
        others = _tilings(every, exact, span) - {total}
        others |= {floor for floor in _tilings(every, floors, span) if floor > total}
        others |= {ceiling for ceiling in _tilings(every, ceilings, span) if ceiling < total}
        found += [Conflict(span, total, other) for other in sorted(others)]
    return found + sorted(_falls(every, longer), key=lambda conflict: _BY_END(conflict.span))


class _Rivals(NamedTuple):
    """A run of chosen exact observations without a gap, and those of which another sum over its days may be made."""

    span: Span
    run: Indexes
    exact: Indexes
    floors: Indexes
    ceilings: Indexes


@lru_cache(maxsize=_REMEMBERED)
def _rivals(remarks: MetadataColumn, within: Indexes, chosen: Indexes) -> tuple[list[_Rivals], list[Indexes]]:
    """Where another sum may be made, whatever the numbers are, and exact observations that begin on one day."""
    each = remarks.each
    exact = [index for index in within if each[index].bound is Bound.EXACT]
    floors = [index for index in within if each[index].bound in (Bound.EXACT, Bound.AT_LEAST)]
    ceilings = [index for index in within if each[index].bound in (Bound.EXACT, Bound.AT_MOST)]
    rivals = []
    for run in _runs([index for index in chosen if each[index].bound is Bound.EXACT], remarks):
        span = each[run[0]].span[0], each[run[-1]].span[1]
        linked = [_linked(some, span, remarks) for some in (exact, floors, ceilings)]
        if any(set(some) - set(run) for some in linked):
            rivals.append(_Rivals(span, run, *linked))
    from_one_day: dict[date, list[int]] = {}
    for index in exact:
        from_one_day.setdefault(each[index].span[0], []).append(index)
    return rivals, [tuple(some) for some in from_one_day.values() if len(some) > 1]


def _runs(chosen: Sequence[int], remarks: MetadataColumn) -> Iterator[Indexes]:
    """The observations parted where days lie between them."""
    run: list[int] = []
    for index in chosen:
        if run and remarks.each[run[-1]].span[1] + ONE_DAY != remarks.each[index].span[0]:
            yield tuple(run)
            run = []
        run.append(index)
    if run:
        yield tuple(run)


def _linked(some: Sequence[int], span: Span, remarks: MetadataColumn) -> Indexes:
    """Those that lie in the span, begin with it or where another ends, and end with it or where another begins."""
    inside = [
        index for index in some if span[0] <= remarks.each[index].span[0] and remarks.each[index].span[1] <= span[1]
    ]
    begins = {remarks.each[index].span[0] for index in inside} | {span[1] + ONE_DAY}
    ends = {remarks.each[index].span[1] + ONE_DAY for index in inside} | {span[0]}
    return tuple(
        [
            index
            for index in inside
            if remarks.each[index].span[0] in ends and remarks.each[index].span[1] + ONE_DAY in begins
        ]
    )


def _tilings(every: ObservationColumns, some: Indexes, span: Span) -> set[Decimal]:
    """The smallest and largest sum of any set that tiles the days of the span exactly."""
    first, last = span
    reach: dict[date, tuple[Decimal, Decimal]] = {first: (Decimal(0), Decimal(0))}
    for index in some:  # sorted by last day, so what ends before this one starts is settled
        begins, ends = every.remarks.each[index].span
        before = reach.get(begins)
        if before is not None:
            value = every.values[index][0]
            low, high = EXACT.add(before[0], value), EXACT.add(before[1], value)
            after = ends + ONE_DAY
            old = reach.get(after)
            reach[after] = (min(old[0], low), max(old[1], high)) if old else (low, high)
    return set(reach.get(last + ONE_DAY, ()))


def _falls(every: ObservationColumns, longer: Iterable[Indexes]) -> Iterator[Conflict]:
    """Where of observations that begin on one day the longer one is less."""
    values = every.values
    for some in longer:
        highest = some[0]
        for index in some[1:]:
            if values[highest][0] > values[index][0]:
                before, after = every.remarks.each[highest], every.remarks.each[index]
                yield Conflict(after.span, values[index][0], values[highest][0], before.span[1])
            else:
                highest = index
