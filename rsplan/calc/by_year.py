"""A sum split over the calendar years of its plan, with what belongs to no single year; methodology.md, section 5."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.calc.actuals import Actual, Actuals, KnownYear
from rsplan.calc.chosen_observations import chosen_sum, sum_bound
from rsplan.calc.differences import difference, difference_bound
from rsplan.calc.effective_observations import Span
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY, name_gap


class KnownAcross(NamedTuple):
    """A known amount that belongs to no single year, with the days it was counted over."""

    span: Span
    days: tuple[str, ...]
    amount: Fraction
    bound: Bound


class _Piece(NamedTuple):
    """A part of a sum, and the spans of days that it counts."""

    observation: Observation
    spans: tuple[Span, ...]
    amount: Fraction
    bound: Bound

    @property
    def year(self) -> int | None:
        """The calendar year that all its days lie in."""
        years = {day.year for span in self.spans for day in span}
        return years.pop() if len(years) == 1 else None


class SumByYear(NamedTuple):
    """The calendar years of a plan with what is known of each, and the amounts across years: together the actual."""

    years: tuple[KnownYear, ...]
    across: tuple[KnownAcross, ...]


def sum_by_year(actuals: Actuals, plan: Span) -> SumByYear:
    """Split the actual of a sum over the calendar years of the plan, exactly.

    A part over several years is split at the figures to date from its first day, and loses what other
    observations say of single years within it, as long as nothing falls below zero.
    """
    parts = actuals.actual.parts if actuals.actual else ()
    pieces = [piece for part in parts for piece in _split(part, actuals)]
    years = [_known_year(year, [piece for piece in pieces if piece.year == year], plan) for year in _years(plan)]
    across = [
        KnownAcross(
            (piece.spans[0][0], piece.spans[-1][1]),
            tuple(name for span in piece.spans for name in name_gap(*span)),
            piece.amount,
            piece.bound,
        )
        for piece in pieces
        if piece.year is None
    ]
    return SumByYear(tuple(years), tuple(across))


def _years(plan: Span) -> range:
    return range(plan[0].year, plan[1].year + 1)


def _split(part: Observation, actuals: Actuals) -> Iterator[_Piece]:
    if part.span[0].year == part.span[1].year:
        yield _piece(part)
        return
    cuts = [part]
    to_date = [one for one in actuals.observations if one.span[0] == part.span[0] and one.span[1] < part.span[1]]
    for earlier in sorted(to_date, key=lambda observation: observation.span[1], reverse=True):
        if earlier.value <= cuts[-1].value:
            cuts.append(earlier)
    cuts.reverse()
    yield from _without_single_years(cuts[0], actuals)
    for earlier, later in pairwise(cuts):
        yield from _without_single_years(difference(later, earlier), actuals)


def _piece(observation: Observation) -> _Piece:
    return _Piece(observation, (observation.span,), Fraction(observation.value), observation.bound)


def _without_single_years(whole: Observation, actuals: Actuals) -> Iterator[_Piece]:
    """The observation, or what other observations say of single years within it and the rest."""
    first, last = whole.span
    if first.year == last.year:
        yield _piece(whole)
        return
    metadata, inner = actuals.columns.metadata, []
    for year in range(first.year, last.year + 1):
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        within = [
            index
            for index in actuals.effective.within
            if start <= metadata.each[index].span[0] and metadata.each[index].span[1] <= end
        ]
        inner += actuals.columns.select(chosen_sum(metadata, tuple(within), start).parts)
    rest = Fraction(whole.value) - sum((Fraction(one.value) for one in inner), Fraction(0))
    if not inner or rest < 0:
        yield _piece(whole)
        return
    yield from map(_piece, inner)
    spans = tuple(_gaps(whole.span, [one.span for one in inner]))
    bound = difference_bound(whole.bound, sum_bound((one.bound for one in inner), gaps=False))
    if spans or rest:
        yield _Piece(whole, spans or (whole.span,), rest, bound)


def _gaps(span: Span, covered: Sequence[Span]) -> Iterator[Span]:
    following = span[0]
    for first, last in sorted(covered):
        if first > following:
            yield following, first - ONE_DAY
        following = last + ONE_DAY
    if following <= span[1]:
        yield following, span[1]


def _known_year(year: int, pieces: Sequence[_Piece], plan: Span) -> KnownYear:
    start, end = max(plan[0], date(year, 1, 1)), min(plan[1], date(year, 12, 31))
    if not pieces:
        return KnownYear(year, (start, end), None)
    spans = sorted(span for piece in pieces for span in piece.spans)
    through = spans[-1][1]
    missing = tuple(name for gap in _gaps((start, through), spans) for name in name_gap(*gap))
    actual = Actual(
        values=(sum((piece.amount for piece in pieces), Fraction(0)),),
        bound=sum_bound((piece.bound for piece in pieces), gaps=bool(missing)),
        through=through,
        missing=missing,
        provisional=any(piece.observation.provisional for piece in pieces),
        parts=tuple(piece.observation for piece in pieces),
    )
    return KnownYear(year, (start, end), actual)
