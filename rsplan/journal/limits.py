"""The values between which a figure certainly lies, whatever its bound allows."""

from decimal import Decimal
from typing import assert_never

from rsplan.model.enums import Bound
from rsplan.model.observations import Observation

#: Every value is less than this, and more than its negative.
NO_LIMIT = Decimal("Infinity")


def floor_of(observation: Observation) -> Decimal:
    """The value that the figure certainly reaches."""
    match observation.bound:
        case Bound.EXACT | Bound.AT_LEAST:
            return observation.value
        case Bound.AT_MOST | Bound.UNKNOWN:
            return -NO_LIMIT
        case _:
            assert_never(observation.bound)


def ceiling_of(observation: Observation) -> Decimal:
    """The value that the figure certainly does not exceed."""
    match observation.bound:
        case Bound.EXACT | Bound.AT_MOST:
            return observation.value
        case Bound.AT_LEAST | Bound.UNKNOWN:
            return NO_LIMIT
        case _:
            assert_never(observation.bound)
