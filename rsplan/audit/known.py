"""What was known when a target was set, and how much the target asks for beside it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.notation import Reading, read_figure
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import shown

#: The plan of the same city that ended the day before a plan began, by city and that plan's start.
Former = Mapping[tuple[str, date], Plan]


def former_plans(plans: Iterable[Plan]) -> Former:
    """Each plan under the city and the day on which a plan after it would begin."""
    return {(plan.city.id, plan.end + ONE_DAY): plan for plan in plans}


def with_id(plan: Plan | None, wanted: str) -> Indicator | None:
    """The plan's indicator of that id."""
    return next((one for one in plan.indicators if one.id == wanted), None) if plan else None


def result_of(indicator: Indicator) -> Reading:
    """The printed result as it reads; without values where there is none, or an empty cell."""
    return read_figure(indicator.result.printed) if indicator.result else Reading()


class LastKnown(NamedTuple):
    """The last figure known when the target was set."""

    values: tuple[Fraction, ...]
    bound: Bound
    printed: str
    where: str


def last_known(plan: Plan, indicator: Indicator, before: Plan | None) -> LastKnown | None:
    """The baseline, the earlier value of the row, or for sums the result of the plan before of the same length."""
    for spot in (indicator.baseline, indicator.earlier):
        if spot is not None and spot.values:
            return LastKnown(_exact(spot.values), read_figure(spot.printed).bound, spot.printed.strip(), spot.where)
    if indicator.kind is not Kind.CUMULATIVE or before is None:
        return None
    former = with_id(before, indicator.id)
    if former is None or former.result is None or months(before.start, before.end) != months(plan.start, plan.end):
        return None
    reading = result_of(former)
    if not reading.values:
        return None
    return LastKnown(_exact(reading.values), reading.bound, former.result.printed.strip(), former.result.where)


def _exact(values: Iterable[Decimal | Fraction]) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)


class Asked(NamedTuple):
    """A target as a share of what was last known (`level`); `effort` grows with what it asks for."""

    plan: Plan
    printed: str
    known: Fraction
    level: Fraction
    effort: Fraction

    @property
    def percent(self) -> str:
        """The target in per cent of the last known figure."""
        return f"{shown(self.level * 100, 1)}%"


def asked(plan: Plan, indicator: Indicator, before: Plan | None) -> Asked | None:
    """What the target asks for; None where no exact figure was known, and for shares."""
    known = last_known(plan, indicator, before)
    if known is None or known.bound is not Bound.EXACT or not known.values[0] or len(indicator.target.values) != 1:
        return None
    level = Fraction(indicator.target.value) / known.values[0]
    effort = level if indicator.better is Better.HIGHER else -level
    return Asked(plan, f"{indicator.target.printed.strip()}/{known.printed}", known.values[0], level, effort)


#: What makes targets of two cities comparable: the days of the plan, the indicator, and what it counts.
Key = tuple[date, date, str, Kind, Better, str]


def key_of(plan: Plan, indicator: Indicator) -> Key:
    """Under which other cities' targets can be compared with this one."""
    return plan.start, plan.end, indicator.id, indicator.kind, indicator.better, indicator.unit.zh


def most_demanding(plans: Iterable[Plan], former: Former) -> Mapping[Key, tuple[Asked, ...]]:
    """The two cities that ask for most of each indicator, the most demanding first."""
    found: dict[Key, list[Asked]] = {}
    for plan in plans:
        before = former.get((plan.city.id, plan.start))
        for indicator in plan.indicators:
            own = asked(plan, indicator, before)
            if own is not None:
                found.setdefault(key_of(plan, indicator), []).append(own)
    return {key: tuple(sorted(every, key=lambda known: -known.effort)[:2]) for key, every in found.items()}
