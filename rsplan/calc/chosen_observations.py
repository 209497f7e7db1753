"""The choice of observations that make up a sum: no day counts twice; the gaps and the bound that remain."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Context, Inexact
from typing import NamedTuple

from rsplan.calc.effective_observations import Indexes, Span, kept_with_metadata
from rsplan.model.enums import Bound
from rsplan.model.observations import MetadataColumn
from rsplan.model.period import ONE_DAY, name_gap

#: Adds decimals exactly, or not at all: numbers of 15 digits with up to 15 places, as many as there may ever be.
EXACT = Context(prec=100, traps=[Inexact])


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


class ChosenSum(NamedTuple):
    """The observations that a sum is made of, whatever their numbers.

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


@kept_with_metadata
def chosen_sum(metadata: MetadataColumn, within: Indexes, start: date) -> ChosenSum:
    """The sets of observations that count after each observation day: no day counted twice.

    Of all sets that share no day the one covering the most days counts; among equals the one with
    the fewest bounds, then the fewest observations, then the latest published.
    `within` comes sorted by the last day, one observation per span (see `effective_observations`).
    """
    sets = [_Set((0, 0, 0), Bound.EXACT, start.toordinal(), -1, -1)]
    ends, best = [date.min], [0]
    counted: list[int] = []
    day = date.min
    for index in within:
        first, last = metadata.each[index].span
        before = best[-1] if ends[-1] < first else best[bisect_left(ends, first) - 1]
        sets.append(_with(sets[before], before, metadata, index))
        if _beats(sets, len(sets) - 1, best[-1], metadata):
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
    return ChosenSum(
        sets=[(one.before, one.last) for one in sets[1:]],
        counted=counted,
        days=[date.fromordinal(sets[one].following - 1) for one in counted],
        bounds=[sets[one].bound for one in counted],
        parts=parts,
        missing=tuple(_gaps([metadata.each[index].span for index in parts], start)),
        provisional=any(metadata.each[index].provisional for index in parts),
    )


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


def _gaps(spans: Iterable[Span], start: date) -> Iterator[str]:
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
