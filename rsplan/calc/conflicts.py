"""Observations of a sum that contradict each other; methodology.md, section 2."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.calc.chosen_observations import EXACT
from rsplan.calc.effective_observations import BY_END, Indexes, Span, kept_with_metadata
from rsplan.model.enums import Bound
from rsplan.model.observations import MetadataColumn, ObservationColumns
from rsplan.model.period import ONE_DAY


class Conflict(NamedTuple):
    """Sets of observations over the same days that do not agree; `falls_from` where a sum falls from that day on."""

    span: Span
    chosen: Decimal
    other: Decimal
    falls_from: date | None = None


def conflicts(columns: ObservationColumns, within: Indexes, chosen: Indexes) -> list[Conflict]:
    """Find sums over the same days that disagree with the chosen ones, and year-to-date figures that fall.

    `chosen` are some of `within`. Nothing can be taken away from a sum again, so a falling one contradicts itself.
    """
    if len(chosen) == len(within):
        return []  # all are counted, so no two say anything of one day
    rivals, longer = _rivals(columns.metadata, within, chosen)
    found = []
    for span, run, exact, floors, ceilings in rivals:
        total = Decimal(0)
        for index in run:
            total = EXACT.add(total, columns.values[index][0])
        others = _tilings(columns, exact, span) - {total}
        others |= {floor for floor in _tilings(columns, floors, span) if floor > total}
        others |= {ceiling for ceiling in _tilings(columns, ceilings, span) if ceiling < total}
        found += [Conflict(span, total, other) for other in sorted(others)]
    return found + sorted(_falls(columns, longer), key=lambda conflict: BY_END(conflict.span))


#: Whether the true figure is certainly no less, and no more, than a value of that bound.
_IS_FLOOR: Mapping[Bound, bool] = {
    Bound.EXACT: True,
    Bound.AT_LEAST: True,
    Bound.AT_MOST: False,
    Bound.UNKNOWN: False,
}
_IS_CEILING: Mapping[Bound, bool] = {bound: _IS_FLOOR[bound.opposite] for bound in Bound}


class _Rivals(NamedTuple):
    """A run of chosen exact observations without a gap, and those of which another sum over its days may be made."""

    span: Span
    run: Indexes
    exact: Indexes
    floors: Indexes
    ceilings: Indexes


@kept_with_metadata
def _rivals(metadata: MetadataColumn, within: Indexes, chosen: Indexes) -> tuple[list[_Rivals], list[Indexes]]:
    """Find the days over which another sum may be made, and exact observations that begin on one day."""
    each = metadata.each
    exact = [index for index in within if each[index].bound is Bound.EXACT]
    floors = [index for index in within if _IS_FLOOR[each[index].bound]]
    ceilings = [index for index in within if _IS_CEILING[each[index].bound]]
    rivals = []
    for run in _runs([index for index in chosen if each[index].bound is Bound.EXACT], metadata):
        span = each[run[0]].span[0], each[run[-1]].span[1]
        linked = [_linked(some, span, metadata) for some in (exact, floors, ceilings)]
        if any(set(some) - set(run) for some in linked):
            rivals.append(_Rivals(span, run, *linked))
    from_one_day: dict[date, list[int]] = {}
    for index in exact:
        from_one_day.setdefault(each[index].span[0], []).append(index)
    return rivals, [tuple(some) for some in from_one_day.values() if len(some) > 1]


def _runs(chosen: Sequence[int], metadata: MetadataColumn) -> Iterator[Indexes]:
    """The observations, split where days lie between them."""
    run: list[int] = []
    for index in chosen:
        if run and metadata.each[run[-1]].span[1] + ONE_DAY != metadata.each[index].span[0]:
            yield tuple(run)
            run = []
        run.append(index)
    if run:
        yield tuple(run)


def _linked(some: Sequence[int], span: Span, metadata: MetadataColumn) -> Indexes:
    """Those that lie in the span, begin with it or where another ends, and end with it or where another begins."""
    inside = [
        index for index in some if span[0] <= metadata.each[index].span[0] and metadata.each[index].span[1] <= span[1]
    ]
    begins = {metadata.each[index].span[0] for index in inside} | {span[1] + ONE_DAY}
    ends = {metadata.each[index].span[1] + ONE_DAY for index in inside} | {span[0]}
    return tuple(
        [
            index
            for index in inside
            if metadata.each[index].span[0] in ends and metadata.each[index].span[1] + ONE_DAY in begins
        ]
    )


def _tilings(columns: ObservationColumns, some: Indexes, span: Span) -> set[Decimal]:
    """The smallest and largest sum of any set that tiles the days of the span exactly."""
    first, last = span
    reach: dict[date, tuple[Decimal, Decimal]] = {first: (Decimal(0), Decimal(0))}
    for index in some:  # sorted by last day, so what ends before this one starts is settled
        begins, ends = columns.metadata.each[index].span
        before = reach.get(begins)
        if before is not None:
            value = columns.values[index][0]
            low, high = EXACT.add(before[0], value), EXACT.add(before[1], value)
            after = ends + ONE_DAY
            old = reach.get(after)
            reach[after] = (min(old[0], low), max(old[1], high)) if old else (low, high)
    return set(reach.get(last + ONE_DAY, ()))


def _falls(columns: ObservationColumns, longer: Iterable[Indexes]) -> Iterator[Conflict]:
    """Find observations from one first day of which the longer one is less."""
    values = columns.values
    for some in longer:
        highest = some[0]
        for index in some[1:]:
            if values[highest][0] > values[index][0]:
                before, after = columns.metadata.each[highest], columns.metadata.each[index]
                yield Conflict(after.span, values[index][0], values[highest][0], before.span[1])
            else:
                highest = index
