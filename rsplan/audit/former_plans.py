"""The plan of the same city before a plan, and the indicators that both have."""

from collections.abc import Iterable, Mapping
from datetime import date

from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Indicator, Plan

#: The plan of the same city that ended the day before a plan began, by city and that plan's start.
FormerPlans = Mapping[tuple[str, date], Plan]


def former_plans(plans: Iterable[Plan]) -> FormerPlans:
    """Index each plan by its city and the day on which a plan after it would begin."""
    return {(plan.city.id, plan.end + ONE_DAY): plan for plan in plans}


def indicator_with_id(plan: Plan | None, id_: str) -> Indicator | None:
    """Find the plan's indicator with the id; None where the plan, if any, has none."""
    return next((one for one in plan.indicators if one.id == id_), None) if plan else None
