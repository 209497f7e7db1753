"""The days that the value of an observation covers, by its basis; docs/methodology.md, section 2."""

from datetime import date
from typing import assert_never

from rsplan.model.enums import Basis, Kind
from rsplan.model.period import Period


def default_basis(kind: Kind) -> Basis:
    """The basis of an observation that states none: the period for additive kinds, a level for the others."""
    return Basis.PERIOD if kind.is_additive else Basis.LEVEL


def basis_fits(basis: Basis, kind: Kind) -> bool:
    """Whether the kind can have the basis: levels cannot be added up, an amount is no level, rates have means."""
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
    """Whether an amount or a mean is of a single day: days are for levels, and for amounts counted up to them."""
    match basis:
        case Basis.PERIOD | Basis.MEAN:
            return period.start == period.end
        case Basis.YTD | Basis.PTD | Basis.LEVEL:
            return False
        case _:
            assert_never(basis)


def day_fault(basis: Basis) -> str:
    """The code of the problem of a single day as the period of an amount, or of a mean."""
    return "day_of_mean" if basis is Basis.MEAN else "day_of_sum"


def span_of(period: Period, basis: Basis, plan_start: date | None) -> tuple[date, date]:
    """The first and the last day that the value counts.

    `plan_start` is the start of the plan that contains the last day of the period, None where there is no such
    plan: a plan-to-date value then keeps its own period, for it is not used in any calculation.
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
