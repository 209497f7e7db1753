"""The parts of a sum split at calendar years, by what else is known of them; methodology.md, section 2."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.calc.chosen_observations import chosen_sum, sum_bound
from rsplan.calc.differences import difference, difference_bound, rest_of_year
from rsplan.calc.effective_observations import EffectiveObservations, Indexes, Span, effective_observations
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation, ObservationColumns, in_columns
from rsplan.model.period import ONE_DAY


class Piece(NamedTuple):
    """A piece of a part of a sum, and the spans of days that it counts."""

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


class _Known(NamedTuple):
    """The observations that count, with their places among all."""

    columns: ObservationColumns
    within: Indexes

    @property
    def observations(self) -> list[Observation]:
        return self.columns.select(self.within)


def split(
    parts: Sequence[Observation], columns: ObservationColumns, effective: EffectiveObservations, plan: Span
) -> list[Piece]:
    """Split the parts at calendar years; the pieces add up to the parts exactly.

    A part over several years is cut at the figures to date from its first day, and loses what other
    observations say of single years within it, as long as nothing falls below zero.
    """
    if all(part.span[0].year == part.span[1].year for part in parts):
        return list(map(_piece, parts))
    known = _Known(columns, effective.within)
    beyond = _year_beyond(parts[-1], known, plan)
    return [piece for part in parts for piece in _split(part, known, beyond if part is parts[-1] else None)]


def left_of_years(
    parts: Sequence[Observation], columns: ObservationColumns, effective: EffectiveObservations, plan: Span
) -> list[Observation]:
    """The amounts of single years that the parts leave once those of other days are taken out."""
    pieces = split(parts, columns, effective, plan)
    return [piece.observation for piece in pieces if piece.year is not None and piece.observation.difference_of]


def gaps_between(span: Span, covered: Sequence[Span]) -> Iterator[Span]:
    """The days of the span that none of those covered has; these share no day."""
    following = span[0]
    for first, last in sorted(covered):
        if first > following:
            yield following, first - ONE_DAY
        following = last + ONE_DAY
    if following <= span[1]:
        yield following, span[1]


def _year_beyond(last: Observation, known: _Known, plan: Span) -> Observation | None:
    """The exact figure of the whole year that the last part ends within, where one is known."""
    whole = _within(last.span[1].year, plan)
    found = (one for one in known.observations if one.span == whole and one.bound is Bound.EXACT)
    return next((one for one in found if last.span[1] < one.span[1]), None)


def _within(year: int, span: Span) -> Span:
    return max(span[0], date(year, 1, 1)), min(span[1], date(year, 12, 31))


def _split(part: Observation, known: _Known, beyond: Observation | None) -> list[Piece]:
    """The pieces of a part; with the year `beyond` its end, of at least as much by the end of that year.

    Of each year the figures that cover the most days count, whether published or between two cuts. Where they
    contradict the part it is split by its cuts alone.
    """
    if part.span[0].year == part.span[1].year:
        return [_piece(part)]
    cuts = _cuts(part, known)
    longer = [[*cuts, _lengthened(part, beyond)]] if beyond else []
    for candidate in (*longer, cuts):
        pieces = [_without_single_years(whole, known) for whole in _between(_uncrossed(candidate, known))]
        if None not in pieces:
            return [piece for some in pieces for piece in some or ()]
    return [piece for whole in _between(cuts) for piece in _without_single_years(whole, known) or [_piece(whole)]]


def _cuts(part: Observation, known: _Known) -> list[Observation]:
    """The figures to date from the first day of a part, in order of last days, none more than a later one."""
    cuts = [part]
    to_date = [one for one in known.observations if one.span[0] == part.span[0] and one.span[1] < part.span[1]]
    for earlier in sorted(to_date, key=lambda observation: observation.span[1], reverse=True):
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


def _uncrossed(cuts: list[Observation], known: _Known) -> list[Observation]:
    """The cuts but for those within a figure that says more of its year than the amounts between the cuts do."""
    span = cuts[0].span[0], cuts[-1].span[1]
    columns = in_columns([*known.observations, *_between(cuts)[1:]])
    effective = effective_observations(columns.metadata, span, date.max, None)
    counting = _of_single_years(_Known(columns, effective.within), span)
    crossed = {cut.span[1] for cut in cuts for one in counting if one.span[0] <= cut.span[1] < one.span[1]}
    return [cut for cut in cuts if cut.span[1] not in crossed]


def _of_single_years(known: _Known, span: Span) -> list[Observation]:
    """The observations that count for the calendar years, each alone, of the days."""
    metadata, found = known.columns.metadata, []
    for year in range(span[0].year, span[1].year + 1):
        start, end = _within(year, span)
        inside = [
            index
            for index in known.within
            if start <= metadata.each[index].span[0] and metadata.each[index].span[1] <= end
        ]
        found += known.columns.select(chosen_sum(metadata, tuple(inside), start).parts)
    return found


def _piece(observation: Observation) -> Piece:
    return Piece(
        observation, (observation.span,), Fraction(observation.value), observation.bound, observation.provisional
    )


def _without_single_years(whole: Observation, known: _Known) -> list[Piece] | None:
    """The observation, or what other observations say of single years within it and the rest; None if they say more.

    A rest of days of one year alone is told with what is known of other days of that year.
    """
    if whole.span[0].year == whole.span[1].year:
        return [_piece(whole)]
    inner = _of_single_years(known, whole.span)
    rest = Fraction(whole.value) - sum((Fraction(one.value) for one in inner), Fraction(0))
    if rest < 0:
        return None
    spans = tuple(gaps_between(whole.span, [one.span for one in inner]))
    years = {day.year for span in spans for day in span}
    if len(years) == 1:
        (year,) = years
        others = [one for one in inner if one.span[0].year != year]
        return [*map(_piece, others), _piece(rest_of_year(whole, others, _within(year, whole.span)))]
    bound = difference_bound(whole.bound, sum_bound((one.bound for one in inner), gaps=False))
    provisional = any(one.provisional for one in (whole, *inner))
    left = [Piece(whole, spans or (whole.span,), rest, bound, provisional)] if spans or rest else []
    return [*map(_piece, inner), *left]
