"""The assessment of one calendar year of a plan as if it were a plan of its own; methodology.md, section 6."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import actuals_of, judged_observations, level_history, sum_history
from rsplan.calc.assess import Assessment, assess
from rsplan.calc.chosen_observations import chosen_sum
from rsplan.calc.differences import difference, differences
from rsplan.calc.effective_observations import Span, effective_observations
from rsplan.calc.formulas import Symbol
from rsplan.calc.split_parts import left_of_years
from rsplan.calc.target_in_force import TargetInForce, improvement, level_formula, target_in_force
from rsplan.calc.trajectory import planned_trajectory
from rsplan.calc.verdict import Rules
from rsplan.model.bilingual import Text
from rsplan.model.enums import Basis, Better, Bound, By, Comparator, Judged, Kind
from rsplan.model.message import Message
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import ONE_DAY, month_end, months, months_later
from rsplan.model.plan import Baseline, Earlier, Indicator, Milestone, Plan, Target
from rsplan.model.rounding import shown
from rsplan.model.tasks import Task, task_of_year

_MONTHS = 12


class YearAssessment(NamedTuple):
    """The assessment of a target within one calendar year of its plan.

    `origin` names the source of the year's target: `task` (the bureau's), `milestone`, `annual` (the same in each
    year), `held` (a maintenance target), `plan` (in its last year) or `straight_line`; None where the year has no
    target of its own: no target, shares or a level without a baseline before the last year. `task` and `milestone`
    are those that set it.
    """

    year: int
    start: date
    end: date
    origin: str | None
    milestone: Milestone | None
    standing: Assessment
    task: Task | None = None

    @property
    def month(self) -> Observation | None:
        """The amount of the last month known, published or the difference of two figures to date; see `month_of`."""
        return month_of(self.standing)


class _Goal(NamedTuple):
    """The year's target, and the level from which it starts (None for sums and maintenance targets)."""

    value: Fraction
    base: Fraction | None
    origin: str


def assess_year(
    assessment: Assessment,
    year: int,
    observations: Iterable[Observation],
    as_of: date,
    known_on: date | None,
    rules: Rules,
    tasks: Iterable[Task] = (),
) -> YearAssessment:
    """Assess the year of an assessed indicator: its own target, the year to date, time elapsed in it, the verdict.

    Of `tasks`, those of the bureau, the one in force for the year comes before every other target of the year.
    """
    start, end = max(assessment.plan.start, date(year, 1, 1)), min(assessment.plan.end, date(year, 12, 31))
    milestone = next((given for given in assessment.indicator.milestones if given.year == year), None)
    task = None if assessment.in_force.has_shares else task_of_year(tasks, year, known_on)
    goal = _goal(assessment.in_force, milestone, task, start, end)
    # The year's target was set when the plan's was.
    document = assessment.plan.document._replace(dated=assessment.in_force.set_on)
    plan = assessment.plan._replace(start=start, end=end, document=document)
    is_relative = task is None and assessment.in_force.target.relative_to is not None
    indicator = assessment.indicator if is_relative else _indicator_of_year(assessment, goal, start, end)
    observations = in_columns(observations)
    within = _with_differences(assessment, observations, (start, end))
    earlier = _a_year_before(plan, indicator, observations, within, as_of, known_on)
    standing = assess(plan, indicator._replace(earlier=earlier), within, as_of, known_on, rules)
    notes = [note for note in standing.notes if isinstance(note, Text) or note.key != "note.outside_plan"]
    standing = standing._replace(reason=_reason(standing.reason), notes=notes)
    origin = "held" if is_relative and standing.in_force.exists else goal.origin if goal else None
    return YearAssessment(
        year=year,
        start=start,
        end=end,
        origin=origin,
        milestone=milestone if origin == "milestone" else None,
        standing=standing,
        task=task,
    )


def _a_year_before(
    plan: Plan,
    indicator: Indicator,
    observations: Sequence[Observation],
    within: Iterable[Observation],
    as_of: date,
    known_on: date | None,
) -> Earlier | None:
    """The exact figure of the same days a year before, whichever plan they lie in; None where nothing can be compared.

    Days that are missing from either figure, or a break between them, leave nothing to compare.
    """
    if indicator.kind.has_shares:
        return None
    actual = actuals_of(target_in_force(plan, indicator, as_of, known_on), within, as_of, known_on).actual
    if actual is None or actual.missing:
        return None
    first, last = same_day_a_year_before(plan.start), same_day_a_year_before(actual.through)
    if any(first < one.since <= actual.through for one in indicator.breaks):
        return None
    columns, span = in_columns(observations), (first, last)
    effective = effective_observations(columns.metadata, span, last, known_on)
    if indicator.kind.is_additive:
        if between := differences(columns, effective, span):
            columns = in_columns([*columns, *between])
            effective = effective_observations(columns.metadata, span, last, known_on)
        history = sum_history(columns, effective, first)
    else:
        judged = effective.within
        if indicator.kind is Kind.RATE:
            judged = judged_observations(columns.metadata, judged, indicator.judged, last)
        history = level_history(columns, judged)
    before = history.actual
    if before is None or before.through != last or before.missing or before.larger or before.bound is not Bound.EXACT:
        return None
    (*_, latest) = before.parts
    return Earlier(
        values=(before.value,),
        printed="",
        where="",
        day=last,
        at=latest.at,
        growth=None,
        parts=before.parts,
    )


def same_day_a_year_before(day: date) -> date:
    """The same day of the year before; the last day of a month for the last one."""
    if (day + ONE_DAY).day == 1:
        return month_end(day.year - 1, day.month)
    return months_later(day, -_MONTHS)


def month_of(standing: Assessment) -> Observation | None:
    """The amount of the month that the actual of a sum ends with: published, else between two figures to date.

    None for what is no sum, where the actual ends within a month, and where the month is not known by itself.
    """
    actual = standing.actual
    if actual is None or not standing.indicator.kind.is_additive or (actual.through + ONE_DAY).day != 1:
        return None
    span = actual.through.replace(day=1), actual.through
    known = standing.actuals.columns.select(standing.actuals.effective.within)
    if published := [one for one in known if one.span == span]:
        return published[-1]
    to_date = [one for one in known if one.basis is Basis.YTD]
    later = next((one for one in to_date if one.span[1] == span[1]), None)
    earlier = next((one for one in to_date if one.span[1] == span[0] - ONE_DAY), None)
    if later is None or earlier is None or later.span[0] != earlier.span[0] or later.value < earlier.value:
        return None
    return difference(later, earlier)


def _with_differences(assessment: Assessment, observations: Iterable[Observation], year: Span) -> Iterable[Observation]:
    """The observations, and the amounts within the year that longer figures leave."""
    if not assessment.indicator.kind.is_additive:
        return observations
    actuals = assessment.actuals
    between = [*differences(actuals.columns, actuals.effective, year), *_left_of_year(assessment, year)]
    return in_columns([*actuals.columns, *between]) if between else observations


def _left_of_year(assessment: Assessment, year: Span) -> list[Observation]:
    """The amounts within the year that the parts of the sum leave of it, as `pace` knows them."""
    actuals, plan = assessment.actuals, (assessment.plan.start, assessment.plan.end)
    parts: Sequence[Observation] = actuals.actual.parts if actuals.actual else ()
    if not assessment.in_force.accumulates:
        metadata, within = actuals.columns.metadata, actuals.effective.within
        parts = actuals.columns.select(chosen_sum(metadata, within, plan[0]).parts)
    left = left_of_years(parts, actuals.columns, actuals.effective, plan)
    return [one for one in left if year[0] <= one.span[0] and one.span[1] <= year[1]]


def _reason(reason: Message) -> Message:
    """The reason in words that speak of the year, where it speaks of the plan."""
    return Message(_REASONS_OF_YEAR.get(reason.key, reason.key), reason.details)


_REASONS_OF_YEAR: Mapping[str, str] = {
    "reason.missed": "reason.year_missed",
    "reason.no_data": "reason.year_no_data",
    "reason.no_target": "reason.year_no_target",
    "reason.final_figure_missing": "reason.year_final_figure_missing",
    "reason.no_final_figure": "reason.year_no_final_figure",
}


def _goal(
    in_force: TargetInForce, milestone: Milestone | None, task: Task | None, start: date, end: date
) -> _Goal | None:
    if not in_force.exists or (in_force.has_shares and end != in_force.plan.end):
        return _Goal(Fraction(task.value), None, "task") if task else None
    goal = _goal_of_plan(in_force, start, end)
    if task is not None:
        return _Goal(Fraction(task.value), goal.base if goal else None, "task")
    if milestone is None:
        return goal
    return _Goal(Fraction(milestone.value), goal.base if goal else None, "milestone")


def _goal_of_plan(in_force: TargetInForce, start: date, end: date) -> _Goal | None:
    """The share of the plan's own target in the year."""
    target = Fraction(in_force.target.value)
    match in_force.kind:
        case Kind.ANNUAL:  # it asks nothing of a part of a year
            whole = (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31))
            return _Goal(target, None, "annual") if whole else None
        case Kind.CUMULATIVE:
            if in_force.maintenance:
                return None  # a ceiling on the sum of all years is none on one of them
            before, after = _on_trajectory(in_force, start, end)
            return None if after is None else _Goal(after - (before or 0), None, "straight_line")
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            if in_force.averages and (start, end) != (in_force.plan.start, in_force.plan.end):
                return None  # years may lie on either side of the mean of all
            if in_force.maintenance and not in_force.has_shares:
                return _Goal(target, None, "held")
            if end == in_force.plan.end:  # the year's end is the plan's
                return _Goal(target, _on_trajectory(in_force, start, end)[0] if _has_path(in_force) else None, "plan")
            if not _has_path(in_force):
                return None
            before, after = _on_trajectory(in_force, start, end)
            return None if after is None else _Goal(after, before, "straight_line")
        case _:
            assert_never(in_force.kind)


def _has_path(in_force: TargetInForce) -> bool:
    return not in_force.has_shares and (in_force.baseline is not None or bool(in_force.indicator.milestones))


def _on_trajectory(in_force: TargetInForce, start: date, end: date) -> tuple[Fraction | None, Fraction | None]:
    """The trajectory's values at the end of the year before and at the end of the year."""
    points, plan_start = dict(planned_trajectory(in_force)), in_force.plan.start
    return points.get(months(plan_start, start) - months(start, start)), points.get(months(plan_start, end))


_KIND_WITHIN_YEAR: Mapping[Kind, Kind] = {
    Kind.CUMULATIVE: Kind.CUMULATIVE,
    Kind.ANNUAL: Kind.CUMULATIVE,
    Kind.STOCK: Kind.STOCK,
    Kind.RATE: Kind.RATE,
    Kind.COMPOSITION: Kind.COMPOSITION,
    Kind.GROWTH: Kind.STOCK,  # the year asks for the level at its end
    Kind.CHANGE: Kind.STOCK,
}


def _kind_within_year(indicator: Indicator) -> Kind:
    """A level that changes by points is itself a share or a rate: it changes by points on the year before too."""
    if indicator.kind is Kind.CHANGE and indicator.by is By.POINTS:
        return Kind.RATE
    return _KIND_WITHIN_YEAR[indicator.kind]


def _indicator_of_year(assessment: Assessment, goal: _Goal | None, start: date, end: date) -> Indicator:
    """The indicator with the year as its plan: an annual target accumulates within its year."""
    indicator = assessment.indicator
    baseline = None
    if goal is not None and goal.base is not None:
        baseline = Baseline(
            values=(goal.base,),
            printed=shown(goal.base, None),
            where=assessment.target.where,
            day=start,
            at=assessment.target.at,
            note=None,
        )
    return indicator._replace(
        kind=_kind_within_year(indicator),
        year_of=indicator.kind,
        target=_target_of_year(assessment, goal, end),
        revisions=(),
        result=None,
        earlier=None,
        baseline=baseline,
        milestones=(),
        note=None,
        baseline_refused=True,  # the year starts from the plan's trajectory, or from nothing
        judged=Judged.MEAN if assessment.in_force.averages else indicator.judged,
    )


def _target_of_year(assessment: Assessment, goal: _Goal | None, end: date) -> Target:
    target = assessment.target
    if goal is None:
        return target._replace(comparator=Comparator.NONE, values=(), high=None, tolerance=None)
    if goal.origin == "plan":
        return target._replace(hold=assessment.maintenance)  # whatever the year starts from
    return target._replace(
        printed=target.printed if goal.origin in ("held", "annual") else shown(goal.value),
        values=(goal.value,),
        high=None,
        tolerance=_tolerance_of_year(assessment, goal, end),
        tolerance_assumed=target.tolerance_assumed and not assessment.in_force.kind.states_change,
        hold=assessment.maintenance,
        comparator=target.comparator if assessment.in_force.exists else _OF_TASK[assessment.indicator.better],
    )


#: What a task asks for where the plan itself sets no target.
_OF_TASK: Mapping[Better, Comparator] = {
    Better.HIGHER: Comparator.AT_LEAST,
    Better.LOWER: Comparator.AT_MOST,
}


def _tolerance_of_year(assessment: Assessment, goal: _Goal, end: date) -> Decimal | Fraction | None:
    """A year's share of a sum has its share of the tolerance: years that are all met are the plan met."""
    tolerance = assessment.target.tolerance
    if tolerance is None:
        return None
    if assessment.in_force.kind.states_change:
        return _tolerance_on_path(assessment.in_force, goal, end)
    whole = assessment.target.value
    if not whole or not assessment.in_force.accumulates:
        return tolerance
    return Fraction(tolerance) * goal.value / Fraction(whole)


def _tolerance_on_path(in_force: TargetInForce, goal: _Goal, end: date) -> Fraction:
    """How far the path of the stated change lies from that of the change moved by its tolerance, at the year's end."""
    stated, start = in_force.stated, in_force.baseline
    assert start is not None  # else there is no target
    elapsed, whole = months(in_force.plan.start, end), months(in_force.plan.start, in_force.plan.end)
    lenient = Fraction(stated.value) - improvement(in_force.better, Fraction(stated.tolerance or 0))
    known = {"B": Fraction(start.values[0]), "G": lenient, "N": elapsed, "M": whole}
    match in_force.kind:
        case Kind.GROWTH:
            moved = level_formula(in_force.kind, None, Symbol("N")).evaluate(known)
            return abs(goal.value - (moved or goal.value))
        case Kind.CHANGE:
            return Fraction(in_force.target.tolerance or 0) * elapsed / whole
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
            raise ValueError("the target is the level itself")
        case _:
            assert_never(in_force.kind)
