"""The values that a figure with a bound may have."""

from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.model.enums import Bound


class Interval(NamedTuple):
    """The values that a figure may have; None is no bound on that side."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one such value."""
        return self.low is not None and self.low == self.high


def interval_of(value: Fraction, bound: Bound) -> Interval:
    """The values that the figure may have, given the known value and its bound."""
    match bound:
        case Bound.EXACT:
            return Interval(value, value)
        case Bound.AT_LEAST:
            return Interval(value, None)
        case Bound.AT_MOST:
            return Interval(None, value)
        case Bound.UNKNOWN:
            return Interval(None, None)
        case _:
            assert_never(bound)


def is_below(first: Interval, second: Interval) -> bool:
    """Whether every value of the first is below every value of the second."""
    return first.high is not None and second.low is not None and first.high < second.low
