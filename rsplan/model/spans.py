"""Which days an observation's value is counted over; methodology.md, section 2."""

from datetime import date
from typing import assert_never

from rsplan.model.period import Period
from rsplan.model.plan import Basis, Kind


def default_basis(kind: Kind) -> Basis:
    """Amounts within the period for what adds up, levels for the rest."""
    return Basis.PERIOD if kind.is_additive else Basis.LEVEL


def basis_fits(basis: Basis, kind: Kind) -> bool:
    """Whether a kind has figures of that basis: a level cannot be added up, an amount is no level, rates have means."""
    match basis:
        case Basis.PERIOD | Basis.YTD | Basis.PTD:
            return kind.is_additive
        case Basis.LEVEL:
            return not kind.is_additive
        case Basis.MEAN:
            return kind is Kind.RATE
        case _:
            assert_never(basis)


def names_a_day(period: Period, basis: Basis) -> bool:
    """Whether an amount is said to lie within one day: a date is for levels and what is counted up to it."""
    return basis is Basis.PERIOD and period.start == period.end


def span_of(period: Period, basis: Basis, plan_start: date | None) -> tuple[date, date]:
    """First and last day of what the value counts; `plan_start` is that of the plan with the period's last day.

    A plan-to-date value in no plan keeps its own period: it enters no figure either way.
    """
    match basis:
        case Basis.PERIOD | Basis.MEAN:
            return period.start, period.end
        case Basis.YTD:
            return date(period.end.year, 1, 1), period.end
        case Basis.PTD:
            return plan_start or period.start, period.end
        case Basis.LEVEL:
            return period.end, period.end
        case _:
            assert_never(basis)
