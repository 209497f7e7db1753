"""The series of observations of one indicator of one city: its key, and the facts that reading it depends on."""

from typing import NamedTuple

from rsplan.model.enums import Kind
from rsplan.model.period import Period
from rsplan.model.plan import Plan

#: A city's id and an indicator's id.
SeriesKey = tuple[str, str]


class Series(NamedTuple):
    """The facts about an indicator that the reading of its observations depends on.

    `plans` are the plans of the city, those with the indicator first. `shares` is the number of shares in the
    target of a composition.
    """

    kind: Kind
    unit: str
    plans: tuple[Plan, ...]
    shares: int = 0

    def plan_of(self, period: Period) -> Plan | None:
        """The plan that contains the last day of the period; None where there is none."""
        return next((plan for plan in self.plans if plan.start <= period.end <= plan.end), None)
