"""The ambition of targets: each beside the last figure known when it was set, and beside other cities' targets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.audit.findings import Detail, phrase
from rsplan.audit.former_plans import FormerPlans, indicator_with_id
from rsplan.audit.indicator_traits import higher_is_better, is_cumulative, is_rate
from rsplan.audit.unit_scaling import result_of
from rsplan.calc.baseline import takes_observed_baseline, with_observed_baseline
from rsplan.calc.target_in_force import target_in_force
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Baseline, Earlier, Indicator, Plan
from rsplan.model.printed_figure_reading import read_or_nothing
from rsplan.model.rounding import shown
from rsplan.model.series_key import SeriesKey


class LastKnown(NamedTuple):
    """The last figure known before the plan; `observed` in the data, where the document has none."""

    values: tuple[Fraction, ...]
    bound: Bound
    printed: str
    where: Detail
    observed: bool = False


def with_baselines(
    plan: Plan, observations: Mapping[SeriesKey, Sequence[Observation]], as_of: date, known_on: date | None
) -> Plan:
    """The plan with the baselines that its indicators take from the data, as known on the known-on date."""

    def with_baseline(indicator: Indicator) -> Indicator:
        if not takes_observed_baseline(indicator):
            return indicator
        seen, in_force = (
            observations.get((plan.city.id, indicator.id), ()),
            target_in_force(plan, indicator, as_of, known_on),
        )
        return indicator._replace(baseline=with_observed_baseline(in_force, seen, as_of, known_on).indicator.baseline)

    return plan._replace(indicators=tuple(map(with_baseline, plan.indicators)))


def last_known(plan: Plan, indicator: Indicator, before: Plan | None) -> LastKnown | None:
    """Find the baseline, the earlier value of the row or, for totals, the result of a plan before of equal length."""
    baseline = indicator.baseline
    if baseline is not None and baseline.observation is not None:
        where = phrase("audit.observed", period=baseline.observation.period.text)
        return LastKnown(_exact(baseline.values), Bound.EXACT, _text(baseline), where, observed=True)
    for value in (baseline, indicator.earlier):
        if value is not None and value.values:
            return LastKnown(_exact(value.values), read_or_nothing(value.printed).bound, _text(value), value.where)
    if not is_cumulative(indicator.kind) or before is None:
        return None
    former = indicator_with_id(before, indicator.id)
    if former is None or former.result is None or months(before.start, before.end) != months(plan.start, plan.end):
        return None
    reading = result_of(former)
    if not reading.values:
        return None
    return LastKnown(_exact(reading.values), reading.bound, former.result.printed.strip(), former.result.where)


def _text(value: Baseline | Earlier) -> str:
    """The figure as printed, else the value that the target file or the data state."""
    return value.printed.strip() or ":".join(shown(each, None) for each in value.values)


def _exact(values: Iterable[Decimal | Fraction]) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)


class Ambition(NamedTuple):
    """A target beside the last known figure; `effort` is higher the more the target demands.

    `level` is the target as a share of the last known figure, `change` its distance from it. Rates are compared by
    the change in points, a hundredth for each; other targets by the level.
    """

    plan: Plan
    figures: Detail
    known: Fraction
    level: Fraction
    change: Fraction
    effort: Fraction
    by_points: bool

    @property
    def demand(self) -> str:
        """The change in points with its sign, or the target in per cent of the last known figure."""
        if self.by_points:
            return f"{'+' if self.change > 0 else ''}{shown(self.change, None)}"
        return f"{shown(self.level * 100, 1)}%"

    def applied_to(self, known: Fraction) -> str:
        """The target that asks as much from another last known figure."""
        return shown(known + self.change, None) if self.by_points else shown(known * self.level)


def ambition_of(plan: Plan, indicator: Indicator, before: Plan | None) -> Ambition | None:
    """Relate the target to the last known figure; None where no exact figure was known, and for shares."""
    known = last_known(plan, indicator, before)
    if known is None or known.bound is not Bound.EXACT or not known.values[0] or len(indicator.target.values) != 1:
        return None
    if indicator.kind.states_change:
        return None  # the target is itself what it demands
    target, by_points = Fraction(indicator.target.value), is_rate(indicator.kind)
    level, change = target / known.values[0], target - known.values[0]
    effort = change / 100 if by_points else level
    figures: Detail = f"{indicator.target.printed.strip()}/{known.printed}"
    return Ambition(
        plan=plan,
        figures=phrase("audit.of_observed", figures=figures, observed=known.where) if known.observed else figures,
        known=known.values[0],
        level=level,
        change=change,
        effort=effort if higher_is_better(indicator.better) else -effort,
        by_points=by_points,
    )


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
