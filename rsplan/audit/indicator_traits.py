"""Traits of indicators that decide which checks apply and how: one exhaustive decision for each."""

from typing import assert_never

from rsplan.model.enums import Better, Bound, Comparator, Kind, Nature
from rsplan.model.plan import Indicator


def is_cumulative(kind: Kind) -> bool:
    """Whether the target is a total over the years of the plan, which documents mark as 〔130〕."""
    match kind:
        case Kind.CUMULATIVE:
            return True
        case Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return False
        case _:
            assert_never(kind)


def is_annual(kind: Kind) -> bool:
    """Whether the target is set anew for each year, so that an earlier figure is no starting point."""
    match kind:
        case Kind.ANNUAL:
            return True
        case Kind.CUMULATIVE | Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return False
        case _:
            assert_never(kind)


def is_composition(kind: Kind) -> bool:
    """Whether values are shares of a whole rather than one number."""
    match kind:
        case Kind.COMPOSITION:
            return True
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            return False
        case _:
            assert_never(kind)


def is_rate(kind: Kind) -> bool:
    """Whether values are ratios, whose changes are counted in points."""
    match kind:
        case Kind.RATE:
            return True
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return False
        case _:
            assert_never(kind)


def has_empty_result(indicator: Indicator) -> bool:
    """Whether the document has a cell for the result and prints nothing in it; a dash says that there is no figure."""
    return indicator.result is not None and not indicator.result.printed.strip()


def is_binding(indicator: Indicator) -> bool:
    """Whether the target is binding (约束性)."""
    match indicator.nature:
        case Nature.BINDING:
            return True
        case Nature.ANTICIPATORY | None:
            return False
        case _:
            assert_never(indicator.nature)


def higher_is_better(better: Better) -> bool:
    """Whether an increase is an improvement."""
    match better:
        case Better.HIGHER:
            return True
        case Better.LOWER:
            return False
        case _:
            assert_never(better)


def bound_of_the_better(better: Better) -> Bound:
    """The bound of a value that the figure itself may surpass for the better."""
    return Bound.AT_LEAST if higher_is_better(better) else Bound.AT_MOST


def sets_no_target(comparator: Comparator | None) -> bool:
    """Whether the sign says that no target is set (——, **)."""
    match comparator:
        case Comparator.NONE:
            return True
        case (
            Comparator.AT_LEAST
            | Comparator.MORE_THAN
            | Comparator.AT_MOST
            | Comparator.LESS_THAN
            | Comparator.ABOUT
            | Comparator.BETWEEN
            | None
        ):
            return False
        case _:
            assert_never(comparator)


def is_strict(comparator: Comparator) -> bool:
    """Whether a result equal to the target's value does not satisfy it."""
    match comparator:
        case Comparator.MORE_THAN | Comparator.LESS_THAN:
            return True
        case Comparator.AT_LEAST | Comparator.AT_MOST | Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
            return False
        case _:
            assert_never(comparator)
