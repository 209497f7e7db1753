"""A sum split over the calendar years of its plan, with what belongs to no single year; methodology.md, section 5."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.calc.actuals import Actual, Actuals, KnownYear
from rsplan.calc.chosen_observations import chosen_sum, sum_bound
from rsplan.calc.differences import difference, difference_bound
from rsplan.calc.effective_observations import Indexes, Span, effective_observations
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation, ObservationColumns, in_columns
from rsplan.model.period import ONE_DAY, name_gap


class KnownAcross(NamedTuple):
    """A known amount that belongs to no single year, with the days it was counted over."""

    span: Span
    days: tuple[str, ...]
    amount: Fraction
    bound: Bound
    provisional: bool


class _Piece(NamedTuple):
    """A part of a sum, and the spans of days that it counts."""

    observation: Observation
    spans: tuple[Span, ...]
    amount: Fraction
    bound: Bound
    provisional: bool

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

    A part over several years is cut at the figures to date from its first day, and loses what other
    observations say of single years within it, as long as nothing falls below zero.
    """
    parts = actuals.actual.parts if actuals.actual else ()
    beyond = _year_beyond(parts[-1], actuals, plan) if parts else None
    pieces = [piece for part in parts[:-1] for piece in _split(part, actuals)]
    pieces += [piece for part in parts[-1:] for piece in _split(part, actuals, beyond)]
    years = [_known_year(year, [piece for piece in pieces if piece.year == year], plan) for year in _years(plan)]
    across = [
        KnownAcross(
            (piece.spans[0][0], piece.spans[-1][1]),
            tuple(name for span in piece.spans for name in name_gap(*span)),
            piece.amount,
            piece.bound,
            piece.provisional,
        )
        for piece in pieces
        if piece.year is None
    ]
    return SumByYear(tuple(years), tuple(across))


def _years(plan: Span) -> range:
    return range(plan[0].year, plan[1].year + 1)


def _year_beyond(last: Observation, actuals: Actuals, plan: Span) -> Observation | None:
    """The exact figure of the whole year that the last part ends within, where one is known."""
    year = last.span[1].year
    whole = max(plan[0], date(year, 1, 1)), min(plan[1], date(year, 12, 31))
    found = (one for one in actuals.observations if one.span == whole and one.bound is Bound.EXACT)
    return next((one for one in found if last.span[1] < one.span[1]), None)


def _split(part: Observation, actuals: Actuals, beyond: Observation | None = None) -> list[_Piece]:
    """The pieces of a part; with the year `beyond` its end, of at least as much by the end of that year.

    Of each year the figures that cover the most days count, whether published or between two cuts. Where they
    contradict the part it is split by its cuts alone.
    """
    if part.span[0].year == part.span[1].year:
        return [_piece(part)]
    cuts = _cuts(part, actuals)
    longer = [[*cuts, _lengthened(part, beyond)]] if beyond else []
    for candidate in (*longer, cuts):
        split = [_without_single_years(piece, actuals) for piece in _between(_uncrossed(candidate, actuals))]
        if None not in split:
            return [piece for pieces in split for piece in pieces or ()]
    return [piece for whole in _between(cuts) for piece in _without_single_years(whole, actuals) or [_piece(whole)]]


def _cuts(part: Observation, actuals: Actuals) -> list[Observation]:
    """The figures to date from the first day of a part, in order of last days, none more than a later one.

    A lower bound is no less than what an earlier one knows.
    """
    cuts, to_date, known = [part], [], Decimal(0)
    for observation in actuals.observations:  # in order of last days
        if observation.span[0] != part.span[0] or observation.span[1] >= part.span[1]:
            continue
        if observation.bound is Bound.AT_LEAST:
            observation = observation._replace(values=(max(known, observation.value),))
        if observation.bound in (Bound.EXACT, Bound.AT_LEAST) and observation.value <= part.value:
            known = max(known, observation.value)
        to_date.append(observation)
    for earlier in reversed(to_date):
        if earlier.value <= cuts[-1].value:
            cuts.append(earlier)
    return cuts[::-1]


def _lengthened(part: Observation, beyond: Observation) -> Observation:
    """The part by the end of a later year: a sum never falls."""
    return part._replace(
        span=(part.span[0], beyond.span[1]),
        bound=sum_bound((part.bound,), gaps=True),
        provisional=part.provisional or beyond.provisional,
    )


def _between(cuts: Sequence[Observation]) -> list[Observation]:
    """The first figure to date, and the amounts between each and the next."""
    return [cuts[0], *(difference(later, earlier) for earlier, later in pairwise(cuts))]


def _uncrossed(cuts: list[Observation], actuals: Actuals) -> list[Observation]:
    """The cuts but for those within a figure that says more of its year than the amounts between the cuts do."""
    span = cuts[0].span[0], cuts[-1].span[1]
    columns = in_columns([*actuals.observations, *_between(cuts)[1:]])
    effective = effective_observations(columns.metadata, span, date.max, None)
    counting = _of_single_years(columns, effective.within, span)
    crossed = {cut.span[1] for cut in cuts for one in counting if one.span[0] <= cut.span[1] < one.span[1]}
    return [cut for cut in cuts if cut.span[1] not in crossed]


def _of_single_years(columns: ObservationColumns, within: Indexes, span: Span) -> list[Observation]:
    """The observations that count for the calendar years, each alone, of the days."""
    metadata, found = columns.metadata, []
    for year in range(span[0].year, span[1].year + 1):
        start, end = max(span[0], date(year, 1, 1)), min(span[1], date(year, 12, 31))
        inside = [
            index for index in within if start <= metadata.each[index].span[0] and metadata.each[index].span[1] <= end
        ]
        found += columns.select(chosen_sum(metadata, tuple(inside), start).parts)
    return found


def _piece(observation: Observation) -> _Piece:
    return _Piece(
        observation, (observation.span,), Fraction(observation.value), observation.bound, observation.provisional
    )


def _without_single_years(whole: Observation, actuals: Actuals) -> list[_Piece] | None:
    """The observation, or what other observations say of single years within it and the rest; None if they say more."""
    if whole.span[0].year == whole.span[1].year:
        return [_piece(whole)]
    inner = _of_single_years(actuals.columns, actuals.effective.within, whole.span)
    if not inner:
        return [_piece(whole)]
    rest = Fraction(whole.value) - sum((Fraction(one.value) for one in inner), Fraction(0))
    if rest < 0:
        return None
    spans = tuple(_gaps(whole.span, [one.span for one in inner]))
    bound = difference_bound(whole.bound, sum_bound((one.bound for one in inner), gaps=False))
    provisional = any(one.provisional for one in (whole, *inner))
    left = [_Piece(whole, spans or (whole.span,), rest, bound, provisional)] if spans or rest else []
    return [*map(_piece, inner), *left]


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
        provisional=any(piece.provisional for piece in pieces),
        parts=tuple(piece.observation for piece in pieces),
    )
    return KnownYear(year, (start, end), actual)
