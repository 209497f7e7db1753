"""The plans of a city that have an indicator, each with its own definition of it."""

from collections.abc import Sequence
from typing import NamedTuple

from rsplan.errors import RsplanError
from rsplan.model.plan import Indicator, Plan
from rsplan.suggest import nearest


class PlanIndicator(NamedTuple):
    """A plan with its own definition of an indicator."""

    plan: Plan
    indicator: Indicator


def plans_with(plans: Sequence[Plan], city: str, indicator: str) -> list[PlanIndicator]:
    """Find the city's plans that have the indicator; raises RsplanError with the nearest name where none has."""
    of_city = [plan for plan in plans if plan.city.id == city]
    matching = [PlanIndicator(plan, one) for plan in of_city for one in plan.indicators if one.id == indicator]
    if not matching:
        near = nearest(indicator, dict.fromkeys(one.id for plan in of_city for one in plan.indicators))
        key = "error.unknown_indicator_near" if near else "error.unknown_indicator"
        raise RsplanError(key, city=city, indicator=indicator, near=near or "")
    return matching
