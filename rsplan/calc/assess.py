"""One target assessed on one day: target in force, actual, figures, verdict, notes; methodology.md, sections 2 to 4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import Actual, Actuals, KnownYear, actuals_of
from rsplan.calc.baseline import may_give_baseline, with_observed_baseline
from rsplan.calc.by_year import SumByYear, sum_by_year
from rsplan.calc.clock import Clock
from rsplan.calc.effective_observations import was_known
from rsplan.calc.evidence import AcrossBreak, Evidence, across_break, evidence_of, used_baseline
from rsplan.calc.figure_evaluation import Figure, figures_of
from rsplan.calc.figure_formulas import FIGURE_NAMES, PACE, REACH_MONTHS
from rsplan.calc.maintenance import MaintenanceRecord, maintenance_record
from rsplan.calc.notes import Note, notes_on
from rsplan.calc.relative_target import with_reference
from rsplan.calc.target_in_force import TargetInForce, improvement, target_in_force
from rsplan.calc.verdict import Rules, Status, judge, limits_of
from rsplan.model.enums import Bound
from rsplan.model.message import Message
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import day_after_months
from rsplan.model.plan import Indicator, Plan, Revision, Target

DEFAULT_RULES = Rules()


class Assessment(NamedTuple):
    """The assessment of one target on one day; `values` are the exact numbers that went into the figures."""

    in_force: TargetInForce
    actuals: Actuals
    figures: Mapping[str, Figure]
    values: Mapping[str, Fraction | None]
    completion_rule: str | None
    status: Status
    reason: Message
    clock: Clock
    reached_on: date | None
    reach_date: date | None
    notes: Sequence[Note]
    across_break: AcrossBreak | None
    evidence: Evidence | None
    maintenance_record: MaintenanceRecord | None
    rules: Rules

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.in_force.plan

    @property
    def indicator(self) -> Indicator:
        """The indicator as it was known that day."""
        return self.in_force.indicator

    @property
    def target(self) -> Target:
        """The target in force."""
        return self.in_force.target

    @property
    def revision(self) -> Revision | None:
        """The revision that set the target in force; None for the original."""
        return self.in_force.revision

    @property
    def limit(self) -> Fraction | None:
        """L, from which on the target is satisfied."""
        return self.in_force.limit

    @property
    def maintenance(self) -> bool:
        """Whether the target is to be kept throughout the plan."""
        return self.in_force.maintenance

    @property
    def stale(self) -> bool | None:
        """Whether the data are old; None without data and without a target."""
        return self.clock.stale if self.in_force.exists or self.in_force.lacks_baseline else None

    @property
    def actual(self) -> Actual | None:
        """The actual to date; None without data."""
        return self.actuals.actual

    @property
    def lost(self) -> bool:
        """Whether a level that reached its target certainly does not satisfy it any more."""
        actual, certainty = self.actual, self.in_force.certainty
        if self.reached_on is None or actual is None or self.indicator.kind.is_additive:
            return False
        return certainty.missed(actual.values, actual.bound)

    @property
    def broken_since(self) -> tuple[date, bool] | None:
        """The day since which a target that is to be kept is broken, and whether it was broken before; None if kept.

        The day is that of the first of the last figures that follow each other and certainly do not satisfy it.
        """
        if not (self.lost and self.maintenance):
            return None
        missed = [
            (day, self.in_force.certainty.missed(values, bound)) for day, values, bound in self.actuals.history.steps
        ]
        last = len(missed)
        while last and missed[last - 1][1]:
            last -= 1
        return missed[last][0], any(broken for _, broken in missed[:last])

    @property
    def observations(self) -> list[Observation]:
        """The observations that count for the plan that day, in order of days."""
        return self.actuals.observations

    @property
    def by_year(self) -> SumByYear:
        """The known amounts of the calendar years of the plan, and across years, for what adds up."""
        span = self.plan.start, self.plan.end
        if self.in_force.accumulates:
            return sum_by_year(self.actuals, span)
        return SumByYear(tuple(self.actuals.years(span)) if self.indicator.kind.is_additive else (), ())

    @property
    def years(self) -> tuple[KnownYear, ...]:
        """The known amounts of the calendar years of the plan, for what adds up."""
        return self.by_year.years

    def value(self, name: str) -> Fraction | None:
        """The exact value of a figure, None where it does not apply or lacks an input; its bound is in `figures`.

        Raises KeyError for a name that no figure has.
        """
        if name not in FIGURE_NAMES:
            raise KeyError(f"{name} is not one of the figures: {', '.join(FIGURE_NAMES)}")
        figure = self.figures.get(name)
        return figure.value if figure else None

    def limits_of(self, name: str) -> tuple[Fraction | int, ...]:
        """The values that rounding may not put the figure on: there the verdict, or what it says, is another."""
        return limits_of(name, self.values, self.rules)

    @property
    def reach_bound(self) -> Bound:
        """The bound of the reach date: at a higher pace it is earlier."""
        bound = self.figures[PACE.name].bound
        return bound if REACH_MONTHS.direction(self.values, {PACE.name: 1}) > 0 else bound.opposite


def assess(
    plan: Plan,
    indicator: Indicator,
    observations: Iterable[Observation],
    as_of: date,
    known_on: date | None = None,
    rules: Rules = DEFAULT_RULES,
    *,
    unassigned: Iterable[Observation] = (),
    whole: bool = True,
) -> Assessment:
    """Assess the indicator's target on the as-of date, as known on the known-on date.

    `unassigned` are observations of the indicator that lie in no plan that has it: they are only mentioned.
    Not `whole` is an assessment without notes, without the record of a maintenance target, without the day on which a
    sum reached it and that on which it will be reached: of each of thousands of states of knowledge nobody asks for
    these.
    """
    columns = in_columns(observations)
    in_force = with_observed_baseline(target_in_force(plan, indicator, as_of, known_on), columns, as_of, known_on)
    actuals = actuals_of(in_force, columns, as_of, known_on)
    in_force, actuals = with_reference(in_force, actuals, as_of, known_on)
    actual = actuals.actual
    clock = Clock(plan, as_of, actual.through if actual else None, rules.stale_after)
    figures = figures_of(in_force, actual, clock)
    status, reason = judge(in_force, actuals, figures.numbers, clock, rules)
    lost = [
        one
        for one in unassigned
        if one.span[1] <= as_of and was_known(one, known_on) and not may_give_baseline(plan, indicator, one)
    ]
    start = used_baseline(in_force, figures)
    broken = across_break(in_force, start, actuals)
    return Assessment(
        in_force=in_force,
        actuals=actuals,
        figures=figures.each,
        values=figures.numbers,
        completion_rule=figures.completion_rule,
        status=status,
        reason=reason,
        clock=clock,
        reached_on=_reached_on(in_force, actuals) if whole or not indicator.kind.is_additive else None,
        reach_date=_reach_date(in_force, actual, figures.numbers) if whole else None,
        notes=notes_on(in_force, actuals, lost) if whole else (),
        across_break=broken,
        evidence=evidence_of((start and start.observation, in_force.reference), actual, status, clock, broken),
        maintenance_record=maintenance_record(in_force, actuals, as_of) if whole else None,
        rules=rules,
    )


def _reached_on(in_force: TargetInForce, actuals: Actuals) -> date | None:
    """The first day whose actual satisfies the target; shares have no figure but completion and verdict.

    A ceiling on a sum is kept, from the first day on, and not reached; a mean over the plan is reached at its end.
    """
    if in_force.has_shares or in_force.is_ceiling_on_sum or in_force.averages:
        return None
    return in_force.certainty.first_satisfied(actuals.history.steps)


def _reach_date(in_force: TargetInForce, actual: Actual | None, numbers: Mapping[str, Fraction | None]) -> date | None:
    """The first day on which the achieved pace gets to L; None when satisfied, kept, or never."""
    pace, limit, start = numbers.get("achieved_per_year"), numbers["L"], numbers["B"]
    if not pace or limit is None or start is None or actual is None or in_force.satisfied_by(actual.values):
        return None
    if improvement(in_force.better, pace) < 0:
        return None  # a strict target is not satisfied at L, where a level passes it on the way down
    needed = REACH_MONTHS.evaluate(numbers)
    # Before what is known the pace would have to lead backwards: it leads away from the target.
    reached = needed is not None and needed >= (numbers["N"] or 0)
    return day_after_months(in_force.plan.start, needed) if reached and needed is not None else None


__all__ = ["DEFAULT_RULES", "Assessment", "Status", "assess"]
