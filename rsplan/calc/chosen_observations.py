"""The choice of observations that make up a sum: no day counts twice; the gaps and the bound that remain."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact
from typing import NamedTuple

from rsplan.calc.effective_observations import Indexes, Span, kept_with_metadata
from rsplan.model.enums import Bound
from rsplan.model.observations import MetadataColumn, ObservationColumns
from rsplan.model.period import ONE_DAY, name_gap

#: Adds decimals exactly, or not at all: numbers of 15 digits with up to 15 places, as many as there may ever be.
EXACT = Context(prec=100, traps=[Inexact])


class _Set(NamedTuple):
    """Observations that share no day: the last one, and the place of the set before it among the sets.

    `rank` says which of two sets counts: by the days covered, then the fewest bounds, then the fewest
    observations; between equals the one that reaches farther, then what was published last. `following` is
    the day after the last one covered.
    """

    rank: tuple[int, int, int]
    bound: Bound
    following: int
    last: int
    before: int


class ChosenSum(NamedTuple):
    """The observations that a sum is made of, whatever their numbers.

    `sets` are pairs of an earlier set and the observation added to it, the first one to nothing (set 0);
    `counted` is the set that counts after each observation day, and `covers_all` says whether it covers every
    day that any observation until then covers; the rest is of the last of them.
    """

    sets: Sequence[tuple[int, int]]
    counted: Sequence[int]
    days: Sequence[date]
    bounds: Sequence[Bound]
    parts: Indexes
    missing: tuple[str, ...]
    provisional: bool
    covers_all: Sequence[bool]


@kept_with_metadata
def chosen_sum(metadata: MetadataColumn, within: Indexes, start: date) -> ChosenSum:
    """The sets of observations that count after each observation day: no day counted twice.

    Of all sets that share no day the one covering the most days counts; among equals the one with
    the fewest bounds, then the fewest observations, then the one that reaches farther, then the latest published.
    `within` comes sorted by the last day, one observation per span (see `effective_observations`).
    """
    sets = [_Set((0, 0, 0), Bound.EXACT, start.toordinal(), -1, -1)]
    ends, best, top = [date.min], [0], 0
    counted: list[int] = []
    day = date.min
    for index in within:
        first, last = metadata.each[index].span
        before = best[-1] if ends[-1] < first else best[bisect_left(ends, first) - 1]
        sets.append(_with(sets[before], before, metadata, index))
        # How far a set reaches decides which one counts, and not which one another observation continues.
        if _beats(sets, len(sets) - 1, top, metadata):
            top = len(sets) - 1
        if _is_better_to_continue(sets, len(sets) - 1, best[-1], metadata):
            if ends[-1] == last:
                best[-1] = len(sets) - 1
            else:
                ends.append(last)
                best.append(len(sets) - 1)
        if last == day:
            counted[-1] = top
        else:
            counted.append(top)
            day = last
    parts = _members(sets, counted[-1]) if counted else ()
    return ChosenSum(
        sets=[(one.before, one.last) for one in sets[1:]],
        counted=counted,
        days=[date.fromordinal(sets[one].following - 1) for one in counted],
        bounds=[sets[one].bound for one in counted],
        parts=parts,
        missing=tuple(named_gaps([metadata.each[index].span for index in parts], start)),
        provisional=any(metadata.each[index].provisional for index in parts),
        covers_all=_cover_all([sets[one].rank[0] for one in counted], [metadata.each[index].span for index in within]),
    )


def _cover_all(covered: Sequence[int], spans: Sequence[Span]) -> list[bool]:
    """Whether the days covered by the set that counts are all days covered so far, after each observation day."""
    union: list[tuple[int, int]] = []  # disjoint runs of days, in order
    totals = []
    for position, (first, last) in enumerate(spans):
        start, end = first.toordinal(), last.toordinal() + 1
        while union and union[-1][1] >= start:
            start = min(start, union.pop()[0])
        union.append((start, end))
        if position + 1 == len(spans) or spans[position + 1][1] != last:
            totals.append(sum(end - start for start, end in union))
    return [days == total for days, total in zip(covered, totals, strict=True)]


class LargerSum(NamedTuple):
    """A sum of observations that share no day and cover one that the chosen ones do not."""

    total: Decimal
    parts: Indexes


def larger_sum(columns: ObservationColumns, within: Indexes, chosen: Indexes) -> LargerSum | None:
    """The largest sum of observations that share no day and cover a day that the chosen ones leave out.

    `within` comes in order of last days. A value that may be less counts as nothing. None where no set covers
    another day. A known sum never shrinks: the actual is at least this.
    """
    each, covered = columns.metadata.each, [columns.metadata.each[index].span for index in chosen]
    ends: list[int] = [0]
    best: list[tuple[LargerSum, LargerSum | None]] = [(LargerSum(Decimal(0), ()), None)]
    for index in within:
        first, last = each[index].span
        part = (index,) if _IS_FLOOR[each[index].bound] else ()
        value = columns.values[index][0] if part else Decimal(0)
        plain, new = best[bisect_left(ends, first.toordinal()) - 1]
        with_it = LargerSum(EXACT.add(plain.total, value), (*plain.parts, *part))
        beyond = with_it if _covers_more((first, last), covered) else None
        if new is not None:
            beyond = _larger(beyond, LargerSum(EXACT.add(new.total, value), (*new.parts, *part)))
        before_plain, before_new = best[-1]
        entry = (_larger(before_plain, with_it) or with_it, _larger(before_new, beyond))
        if ends[-1] == last.toordinal():
            best[-1] = entry
        else:
            ends.append(last.toordinal())
            best.append(entry)
    return best[-1][1]


#: Whether the true figure is certainly no less than a value of that bound.
_IS_FLOOR: Mapping[Bound, bool] = {
    Bound.EXACT: True,
    Bound.AT_LEAST: True,
    Bound.AT_MOST: False,
    Bound.UNKNOWN: False,
}


def _larger(one_sum: LargerSum | None, other: LargerSum | None) -> LargerSum | None:
    """The larger of two sums, the first of equal ones."""
    if one_sum is None or other is None:
        return one_sum or other
    return other if other.total > one_sum.total else one_sum


def _covers_more(span: Span, covered: Sequence[Span]) -> bool:
    """Whether the span has a day that no span of those covered, which share no day, has."""
    days = span[1].toordinal() - span[0].toordinal() + 1
    shared = (
        min(last, span[1]).toordinal() - max(first, span[0]).toordinal() + 1
        for first, last in covered
        if first <= span[1] and span[0] <= last
    )
    return days > sum(shared)


def _with(earlier: _Set, place: int, metadata: MetadataColumn, index: int) -> _Set:
    """The set, which has that place, with one more observation, after all the others."""
    observed = metadata.each[index]
    first, following = observed.span[0].toordinal(), observed.span[1].toordinal() + 1
    days, unbounded, fewest = earlier.rank
    rank = days + following - first, unbounded - (observed.bound is not Bound.EXACT), fewest - 1
    return _Set(
        rank, sum_bound((earlier.bound, observed.bound), gaps=first > earlier.following), following, index, place
    )


def _beats(sets: Sequence[_Set], challenger: int, rival: int, metadata: MetadataColumn) -> bool:
    """Whether the one set counts rather than the other."""
    if sets[challenger].rank != sets[rival].rank:
        return sets[challenger].rank > sets[rival].rank
    if sets[challenger].following != sets[rival].following:
        return sets[challenger].following > sets[rival].following
    return _vintages(sets, challenger, metadata) > _vintages(sets, rival, metadata)


def _is_better_to_continue(sets: Sequence[_Set], challenger: int, rival: int, metadata: MetadataColumn) -> bool:
    """Whether the one set rather than the other is that before an observation: both then reach as far."""
    if sets[challenger].rank != sets[rival].rank:
        return sets[challenger].rank > sets[rival].rank
    return _vintages(sets, challenger, metadata) > _vintages(sets, rival, metadata)


def _vintages(sets: Sequence[_Set], number: int, metadata: MetadataColumn) -> list[tuple[date, int]]:
    """When the observations of the set became known, the last one first."""
    return sorted(map(metadata.vintage, _members(sets, number)), reverse=True)


def _members(sets: Sequence[_Set], number: int) -> Indexes:
    """The observations of the set, in order of days."""
    found = []
    while number > 0:
        found.append(sets[number].last)
        number = sets[number].before
    return tuple(reversed(found))


def named_gaps(spans: Iterable[Span], start: date) -> Iterator[str]:
    """The days from the start that lie before, and between, the spans."""
    following = start
    for first, last in spans:
        if first > following:
            yield from name_gap(following, first - ONE_DAY)
        following = last + ONE_DAY


def sum_bound(bounds: Iterable[Bound], *, gaps: bool) -> Bound:
    """The bound of a sum: a gap leaves something out of what is never negative."""
    seen = Bound.AT_LEAST if gaps else Bound.EXACT
    for bound in bounds:
        if bound is not seen and bound is not Bound.EXACT:
            seen = bound if seen is Bound.EXACT else Bound.UNKNOWN
    return seen
