"""Where one target stands at one date; methodology.md, sections 2 to 4.

Pure functions from (indicator, what is known, dates, rules) to an `Assessment`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import (
    Actual,
    ActualHistory,
    EffectiveObservations,
    Indexes,
    KnownYear,
    conflicts,
    counting,
    history,
    sum_bound,
    was_known,
    years,
)
from rsplan.calc.attainment import (
    as_known,
    as_revised,
    in_force,
    is_maintenance_target,
    limit_of,
    satisfies,
    share_symbols,
    stood_before,
)
from rsplan.calc.definitions import FALLING, IMPROVES, YEAR, Case, applying, completion_rule
from rsplan.calc.formula import Formula
from rsplan.calc.trajectory import expected
from rsplan.calc.verdict import (
    Certainty,
    Rules,
    Status,
    VerdictInput,
    bounded,
    counting_years,
    verdict,
    verdict_of_years,
)
from rsplan.model.message import Message
from rsplan.model.observations import ObservationColumns, observed
from rsplan.model.period import ONE_DAY, day_after_months, months
from rsplan.model.plan import Better, Bound, Comparator, Indicator, Kind, Observation, Plan, Revision, Target, Text
from rsplan.model.rounding import shown

DEFAULT_RULES = Rules()

#: A rate of a whole; more is possible for some, but worth a second look.
_WHOLE = 100

#: A hundred times what is needed is the slip of a unit: persons for 万人.
_HUNDREDFOLD = 100


#: No month has more days, so no span of a day or longer is a smaller part of one.
_DAYS_OF_MONTH = 31
_DOWN = Context(prec=9, rounding=ROUND_FLOOR)

#: What is broken month after month is told once.
_FEW = 3


class Figure(NamedTuple):
    """One figure with the formula that gave it; `value` None where an input is missing.

    `rule` names the case of the definition that applied.
    """

    name: str
    value: Fraction | None
    bound: Bound
    formula: Formula
    rule: str


class Assessment(NamedTuple):
    """Where one target stands at one date; `values` are the numbers that went into the figures."""

    plan: Plan
    indicator: Indicator
    target: Target
    revision: Revision | None
    limit: Fraction | None
    maintenance: bool
    actual: Actual | None
    figures: Mapping[str, Figure]
    values: Mapping[str, Fraction | None]
    completion_rule: str | None
    status: Status
    reason: Message
    stale: bool | None
    reached_on: date | None
    reach_date: date | None
    every: ObservationColumns
    within: Indexes
    parts: Indexes
    notes: Sequence[Message | Text]

    @property
    def observations(self) -> list[Observation]:
        """The observations that count for the plan at the date, in order of days."""
        return self.every.some(self.within)

    @property
    def years(self) -> list[KnownYear]:
        """What is known of each calendar year of the plan, for what adds up."""
        span = self.plan.start, self.plan.end
        return years(self.every, self.within, span) if self.indicator.kind.is_additive else []

    def value(self, name: str) -> Fraction | None:
        """The exact value of a figure, None where it does not apply or lacks an input."""
        figure = self.figures.get(name)
        return figure.value if figure else None


def assess(
    plan: Plan,
    indicator: Indicator,
    observations: Iterable[Observation],
    as_of: date,
    known_on: date | None = None,
    rules: Rules = DEFAULT_RULES,
    unassigned: Sequence[Observation] = (),
) -> Assessment:
    """Where the indicator's target stands on the as-of date, as known on the known-on date.

    `unassigned` are observations of the indicator that lie in no plan that has it: they are only mentioned.
    """
    indicator = as_known(indicator, known_on)
    target, revision = in_force(indicator, as_of, known_on)
    overtaken = [Message("note.milestones_overtaken")] if revision and indicator.milestones else []
    indicator = as_revised(indicator, revision)
    maintenance = is_maintenance_target(indicator, target)
    unassigned = [one for one in unassigned if one.span[1] <= as_of and was_known(one, known_on)]
    every, span = observed(observations), (plan.start, plan.end)
    counted = counting(every.remarks, span, as_of, known_on)
    by_year = years(every, counted.within, span) if indicator.kind is Kind.ANNUAL else []
    past = _history(plan, indicator, target, every, counted, by_year)
    actual = past.actual
    case, values = _case(plan, indicator, target, maintenance, actual)
    certainty = Certainty(target, indicator.better)
    certain = actual is not None and certainty.satisfied(actual.values, actual.bound)
    figures = _figures(case, values, actual.bound if actual else Bound.EXACT, certain)
    status, reason = _verdict(
        plan, indicator, target, maintenance, actual, by_year, bool(counted.within), values, rules
    )
    return Assessment(
        plan,
        indicator,
        target,
        revision,
        limit_of(target, indicator.better),
        maintenance,
        actual,
        figures,
        values,
        completion_rule(case),
        status,
        reason,
        _stale(actual, plan, as_of, rules),
        _reached_on(indicator, maintenance, certainty, past),
        _reach_date(plan, case, values),
        every,
        counted.within,
        past.parts,
        [
            *overtaken,
            *_notes(plan, indicator, target, revision, maintenance, certainty, past, every, counted, unassigned),
        ],
    )


def _history(
    plan: Plan,
    indicator: Indicator,
    target: Target,
    every: ObservationColumns,
    counted: EffectiveObservations,
    by_year: Sequence[KnownYear],
) -> ActualHistory:
    """The figures after each observation day, or after each year that counts, and the actual to date."""
    if indicator.kind is not Kind.ANNUAL:
        return history(indicator.kind, every, counted, plan.start)
    whole = whole_years(by_year)
    counting = counting_years(indicator, target, whole)
    weakest = []
    for last in counting:
        seen = [one.known for one in counting if one.known and one.year <= last.year]
        gaps = [gap for one in whole if one.year < last.year for gap in one.missing]
        gaps += last.actual.missing if last.actual else ()
        weakest.append(_weakest(seen, indicator.better, tuple(gaps)))
    return ActualHistory(
        [one.through for one in weakest],
        [one.values for one in weakest],
        [one.bound for one in weakest],
        weakest[-1] if weakest else None,
        tuple(index for one in by_year for index in one.parts),
    )


def whole_years(by_year: Sequence[KnownYear]) -> list[KnownYear]:
    """The calendar years that lie in the plan from their first to their last day."""
    return [one for one in by_year if one.span == (date(one.year, 1, 1), date(one.year, 12, 31))]


def _weakest(seen: list[Actual], better: Better, missing: tuple[str, ...]) -> Actual:
    """The weakest of the years that count; its parts and provisional mark are those of all of them."""
    pick, open_side = (min, Bound.AT_MOST) if better is Better.HIGHER else (max, Bound.AT_LEAST)
    weakest = pick(seen, key=lambda actual: actual.value)
    rivals = [one.bound for one in seen if one.value == weakest.value or one.bound in (open_side, Bound.UNKNOWN)]
    return weakest._replace(
        bound=sum_bound(rivals, gaps=False),
        through=seen[-1].through,
        missing=missing,
        provisional=any(one.provisional for one in seen),
        parts=tuple(part for one in seen for part in one.parts),
    )


def _case(
    plan: Plan, indicator: Indicator, target: Target, maintenance: bool, actual: Actual | None
) -> tuple[Case, dict[str, Fraction | None]]:
    shares = len(target.values) if indicator.kind is Kind.COMPOSITION else 0
    through = actual.through if actual else None
    baseline, earlier = indicator.baseline, indicator.earlier
    chosen, path = expected(indicator, target, plan, through, maintenance=maintenance)
    values: dict[str, Fraction | None] = {
        "A": actual.value if actual and not shares else None,
        "T": Fraction(target.value) if target.values and not shares else None,
        "L": limit_of(target, indicator.better),
        "B": _start(indicator),
        # Growth on a negative number would fall as the figure rises.
        "V": Fraction(earlier.values[0]) if earlier and earlier.values and earlier.values[0] > 0 else None,
        "M": months(plan.start, plan.end),
        "N": months(plan.start, through) if through else None,
        **path,
        **(share_symbols(target, actual.values) if shares and actual else {}),
    }
    case = Case(
        indicator.kind,
        indicator.better,
        target.comparator,
        maintenance,
        _capped(indicator, target),
        bool(target.values) and not shares and target.value <= 0,
        shares,
        actual is not None,
        actual is not None and satisfies(target, indicator.better, actual.values),
        baseline is not None and satisfies(target, indicator.better, [Fraction(one) for one in baseline.values]),
        through is not None and through < plan.end,
        chosen,
    )
    return case, values


def _start(indicator: Indicator) -> Fraction | None:
    """B: 0 for sums (an earlier sum is no baseline), else the baseline where there is one."""
    if indicator.kind is Kind.CUMULATIVE:
        return Fraction(0)
    if indicator.baseline is None or indicator.kind is Kind.COMPOSITION:
        return None
    return Fraction(indicator.baseline.values[0])


def _capped(indicator: Indicator, target: Target) -> bool:
    """A rate once reached is to be kept, not exceeded (remark 2 under Nanjing's table 1)."""
    if indicator.completion_ratio:
        return False
    return indicator.kind is Kind.RATE or target.comparator in (Comparator.ABOUT, Comparator.BETWEEN)


def _figures(case: Case, values: dict[str, Fraction | None], bound: Bound, certain: bool) -> dict[str, Figure]:
    """All figures that apply; each value joins `values`, for the figures that need it."""
    figures: dict[str, Figure] = {}
    exact = bound is Bound.EXACT
    directions = {} if exact else {"A": 1} | {name: 1 for name in values if name[0] == "A"}
    for name, (formula, rule) in applying(case):
        values[name] = value = formula.evaluate(values)
        moved = Bound.EXACT
        if not exact:
            direction = formula.direction(values, directions)
            if direction == 0 and name in IMPROVES and not certain:
                direction = IMPROVES[name] if case.better is Better.HIGHER or name in FALLING else -IMPROVES[name]
            directions[name] = direction
            moved = _moved(bound, direction)
        figures[name] = Figure(name, value, moved, formula, rule)
    return figures


def _moved(bound: Bound, direction: int) -> Bound:
    """The bound of a figure that moves with, against or without a bounded actual."""
    if direction == 0:
        return Bound.EXACT
    return bound if direction > 0 else bound.opposite


def _verdict(
    plan: Plan,
    indicator: Indicator,
    target: Target,
    maintenance: bool,
    actual: Actual | None,
    by_year: Sequence[KnownYear],
    observed: bool,
    values: Mapping[str, Fraction | None],
    rules: Rules,
) -> tuple[Status, Message]:
    if target.comparator is Comparator.NONE:
        return Status.NO_TARGET, Message("reason.no_target")
    if not observed:
        return Status.NO_DATA, Message("reason.no_data")
    if actual is None or indicator.kind is Kind.ANNUAL:
        return verdict_of_years(indicator, target, whole_years(by_year), actual)
    standing = VerdictInput(
        indicator,
        target,
        maintenance,
        actual.through == plan.end,
        actual,
        values["B"],
        values.get("expected"),
        values.get("lead_points"),
    )
    return verdict(standing, rules)


def _stale(actual: Actual | None, plan: Plan, as_of: date, rules: Rules) -> bool | None:
    if actual is None:
        return None
    # Counted from the day after, so that from month end to month end are whole months.
    return months(actual.through + ONE_DAY, min(as_of, plan.end)) > rules.stale_after


def _reached_on(indicator: Indicator, maintenance: bool, certainty: Certainty, past: ActualHistory) -> date | None:
    """The first day whose actual satisfies the target; shares have no figure but completion and verdict.

    A ceiling on a sum is kept, from the first day on, and not reached.
    """
    if indicator.kind is Kind.COMPOSITION or (indicator.kind is Kind.CUMULATIVE and maintenance):
        return None
    return certainty.first_satisfied(past)


def _reach_date(plan: Plan, case: Case, values: Mapping[str, Fraction | None]) -> date | None:
    """The first day on which the achieved pace gets to L; none when satisfied, held, or never."""
    pace, limit, start = values.get("achieved_per_year"), values["L"], values["B"]
    if case.satisfied or not pace or limit is None or start is None:
        return None
    needed = (limit - start) / pace * YEAR
    # Before what is known the pace would have to lead backwards: it leads away from the target.
    return day_after_months(plan.start, needed) if needed >= (values["N"] or 0) else None


def _notes(
    plan: Plan,
    indicator: Indicator,
    target: Target,
    revision: Revision | None,
    maintenance: bool,
    certainty: Certainty,
    past: ActualHistory,
    every: ObservationColumns,
    counted: EffectiveObservations,
    unassigned: Sequence[Observation],
) -> Iterable[Message | Text]:
    """What has to be said beside the figures."""
    if indicator.note:
        yield indicator.note
    if revision:
        before = stood_before(indicator, revision)
        details = {"since": str(revision.since), "before": before.printed, "source": revision.source}
        yield Message("note.revised", details)
        yield revision.reason
    if target.tolerance is not None:
        key = "note.tolerance_assumed" if target.tolerance_assumed else "note.tolerance"
        yield Message(key, {"tolerance": shown(target.tolerance, None), "print": target.printed})
    if indicator.baseline and indicator.baseline.note:
        yield indicator.baseline.note
    if indicator.result and not indicator.result.printed.strip():
        yield Message("note.empty_result", {"where": indicator.result.where})
    if past.actual is not None:
        yield from _notes_on_actual(plan, indicator, target, past.actual)
    if maintenance and indicator.kind is not Kind.ANNUAL:
        yield from _breaches(certainty, past)
    for observation in every.some(counted.outside):
        yield Message("note.outside_plan", {"period": observation.period.text, "basis": str(observation.basis)})
    for observation in unassigned:
        yield Message("note.no_plan", {"period": observation.period.text, "basis": str(observation.basis)})
    if indicator.kind.is_additive:
        for conflict in conflicts(every, counted.within, past.parts):
            first, last = conflict.span
            details = {"start": str(first), "end": str(last)}
            details |= {"chosen": shown(conflict.chosen, None), "other": shown(conflict.other, None)}
            details["earlier"] = str(conflict.falls_from or "")
            yield Message("note.falling" if conflict.falls_from else "note.conflict", details)


def _slips(plan: Plan, indicator: Indicator, target: Target, actual: Actual) -> Iterable[Message]:
    """Figures that look like slips of the pen: a rate above 100 %, a hundred times what the target would need."""
    of_whole = indicator.kind is Kind.RATE and indicator.unit.zh in ("%", "％")
    if of_whole and actual.parts[0].value > _WHOLE:
        yield Message("note.above_whole", _details(actual.parts[0], indicator))
        return
    needed = _HUNDREDFOLD * Fraction(target.value) if len(target.values) == 1 else Fraction(0)
    if needed <= 0:
        return
    if indicator.kind is Kind.CUMULATIVE:
        needed /= months(plan.start, plan.end)
    # No part is shorter than a day, so most are seen to be no slip without their months.
    least = _DOWN.divide(Decimal(needed.numerator), _DAYS_OF_MONTH * needed.denominator)
    for part in actual.parts:
        if part.values[0] >= least:
            share = months(*part.span) if indicator.kind is Kind.CUMULATIVE else 1
            if part.value >= needed * share:
                yield Message("note.hundredfold", _details(part, indicator))


def _details(part: Observation, indicator: Indicator) -> dict[str, str]:
    return {"period": part.period.text, "value": shown(part.value, None), "unit": indicator.unit.zh}


def _notes_on_actual(plan: Plan, indicator: Indicator, target: Target, actual: Actual) -> Iterable[Message | Text]:
    if actual.bound is Bound.UNKNOWN:
        yield Message("note.unknown_bound")
    strict = target.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
    if strict and actual.values == (Fraction(target.value),):
        yield Message(f"note.{target.comparator}", {"target": shown(target.value, None)})
    if indicator.kind is not Kind.COMPOSITION:
        yield from _slips(plan, indicator, target, actual)
    for part in actual.parts:
        if part.note:
            yield Text(f"{part.period.text}：{part.note.zh}", f"{part.period.text}: {part.note.en}")


def _breaches(certainty: Certainty, past: ActualHistory) -> Iterable[Message]:
    """The earlier days on which a guard rail was broken: each where they are few, else how many and which."""
    steps = list(zip(past.days, past.figures, past.bounds, strict=True))
    broken = [(day, bounded(values, bound)) for day, values, bound in steps[:-1] if certainty.missed(values, bound)]
    if len(broken) <= _FEW:
        for day, figure in broken:
            yield Message("note.breach", {"actual": figure, "through": str(day)})
        return
    (first_day, first), (last_day, last) = broken[0], broken[-1]
    details = {"number": str(len(broken)), "first": first, "first_day": str(first_day)}
    yield Message("note.breaches", details | {"last": last, "last_day": str(last_day)})


__all__ = ["DEFAULT_RULES", "Assessment", "Figure", "Status", "assess", "whole_years"]
