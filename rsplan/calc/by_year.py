"""A sum split over the calendar years of its plan, with what belongs to no single year; methodology.md, section 5."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import Actual, Actuals, KnownYear
from rsplan.calc.chosen_observations import sum_bound
from rsplan.calc.effective_observations import Span
from rsplan.calc.split_parts import Piece, gaps_between, split
from rsplan.model.enums import Bound
from rsplan.model.period import name_gap


class KnownAcross(NamedTuple):
    """A known amount that belongs to no single year, with the days it was counted over."""

    span: Span
    days: tuple[str, ...]
    amount: Fraction
    bound: Bound
    provisional: bool


class SumByYear(NamedTuple):
    """The calendar years of a plan with what is known of each, and the amounts across years: together the actual."""

    years: tuple[KnownYear, ...]
    across: tuple[KnownAcross, ...]


def sum_by_year(actuals: Actuals, plan: Span) -> SumByYear:
    """Split the actual of a sum over the calendar years of the plan, exactly; see `split_parts.split`."""
    pieces = split(actuals.actual.parts if actuals.actual else (), actuals.columns, actuals.effective, plan)
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


def _known_year(year: int, pieces: Sequence[Piece], plan: Span) -> KnownYear:
    start, end = max(plan[0], date(year, 1, 1)), min(plan[1], date(year, 12, 31))
    if not pieces:
        return KnownYear(year, (start, end), None)
    spans = sorted(span for piece in pieces for span in piece.spans)
    through = spans[-1][1]
    missing = tuple(name for gap in gaps_between((start, through), spans) for name in name_gap(*gap))
    actual = Actual(
        values=(sum((piece.amount for piece in pieces), Fraction(0)),),
        bound=sum_bound((piece.bound for piece in pieces), gaps=bool(missing)),
        through=through,
        missing=missing,
        provisional=any(piece.provisional for piece in pieces),
        parts=tuple(piece.observation for piece in pieces),
    )
    return KnownYear(year, (start, end), actual)
