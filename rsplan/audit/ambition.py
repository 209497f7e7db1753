"""The ambition of targets: each beside the last figure known when it was set, and beside other cities' targets."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.audit.former_plans import FormerPlans, indicator_with_id
from rsplan.audit.indicator_traits import higher_is_better, is_cumulative
from rsplan.audit.unit_scaling import result_of
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.period import months
from rsplan.model.plan import Indicator, Plan
from rsplan.model.printed_figure_reading import read_figure
from rsplan.model.rounding import shown


class LastKnown(NamedTuple):
    """The last figure known when the target was set."""

    values: tuple[Fraction, ...]
    bound: Bound
    printed: str
    where: str


def last_known(plan: Plan, indicator: Indicator, before: Plan | None) -> LastKnown | None:
    """Find the baseline, the earlier value of the row or, for totals, the result of a plan before of equal length."""
    for value in (indicator.baseline, indicator.earlier):
        if value is not None and value.values:
            bound = read_figure(value.printed).bound
            return LastKnown(_exact(value.values), bound, value.printed.strip(), value.where)
    if not is_cumulative(indicator.kind) or before is None:
        return None
    former = indicator_with_id(before, indicator.id)
    if former is None or former.result is None or months(before.start, before.end) != months(plan.start, plan.end):
        return None
    reading = result_of(former)
    if not reading.values:
        return None
    return LastKnown(_exact(reading.values), reading.bound, former.result.printed.strip(), former.result.where)


def _exact(values: Iterable[Decimal | Fraction]) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)


class Ambition(NamedTuple):
    """A target as a share of the last known figure (`level`); `effort` is higher the more the target demands."""

    plan: Plan
    printed: str
    known: Fraction
    level: Fraction
    effort: Fraction

    @property
    def percent(self) -> str:
        """The target in per cent of the last known figure."""
        return f"{shown(self.level * 100, 1)}%"


def ambition_of(plan: Plan, indicator: Indicator, before: Plan | None) -> Ambition | None:
    """Relate the target to the last known figure; None where no exact figure was known, and for shares."""
    known = last_known(plan, indicator, before)
    if known is None or known.bound is not Bound.EXACT or not known.values[0] or len(indicator.target.values) != 1:
        return None
    level = Fraction(indicator.target.value) / known.values[0]
    effort = level if higher_is_better(indicator.better) else -level
    return Ambition(plan, f"{indicator.target.printed.strip()}/{known.printed}", known.values[0], level, effort)


#: Equal for comparable targets of two cities: the days of the plan, the indicator, and what it counts.
ComparisonKey = tuple[date, date, str, Kind, Better, str]


def comparison_key(plan: Plan, indicator: Indicator) -> ComparisonKey:
    """The key under which other cities' targets can be compared with this one."""
    return plan.start, plan.end, indicator.id, indicator.kind, indicator.better, indicator.unit.zh


def most_ambitious(plans: Iterable[Plan], former: FormerPlans) -> Mapping[ComparisonKey, tuple[Ambition, ...]]:
    """The two cities with the highest effort for each indicator, the highest first."""
    by_key: dict[ComparisonKey, list[Ambition]] = {}
    for plan in plans:
        before = former.get((plan.city.id, plan.start))
        for indicator in plan.indicators:
            ambition = ambition_of(plan, indicator, before)
            if ambition is not None:
                by_key.setdefault(comparison_key(plan, indicator), []).append(ambition)
    return {key: tuple(sorted(all_, key=lambda known: -known.effort)[:2]) for key, all_ in by_key.items()}
