"""What a line of observations needs to know of its indicator."""

from typing import NamedTuple

from rsplan.model.period import Period
from rsplan.model.plan import Kind, Plan

#: A city's id and an indicator's id.
SeriesKey = tuple[str, str]


class Series(NamedTuple):
    """What a line needs to know of its indicator: the sort of quantity, its unit, its city's plans, how many shares."""

    kind: Kind
    unit: str
    plans: tuple[Plan, ...]
    shares: int = 0

    def plan_of(self, period: Period) -> Plan | None:
        """The plan that contains the period's last day."""
        return next((plan for plan in self.plans if plan.start <= period.end <= plan.end), None)
