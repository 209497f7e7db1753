"""The actual to date of an indicator: a sum, the latest level, or the weakest year; methodology.md, section 2."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.chosen_observations import EXACT, ChosenSum, chosen_sum, larger_sum, named_gaps, sum_bound
from rsplan.calc.differences import differences
from rsplan.calc.effective_observations import (
    EffectiveObservations,
    Indexes,
    Span,
    effective_observations,
    kept_with_metadata,
)
from rsplan.calc.split_parts import left_of_years
from rsplan.calc.target_in_force import Numbers, TargetInForce, ends_of, satisfied_at
from rsplan.model.enums import Basis, Better, Bound, Judged, Kind
from rsplan.model.observations import MetadataColumn, Observation, ObservationColumns, ObservationMetadata, in_columns
from rsplan.model.period import ONE_DAY, name_gap


class Actual(NamedTuple):
    """The known value of an indicator at a date, its actual.

    `values` is one exact number, or shares; `missing` names the gaps between the plan's start
    and `through`; `parts` are the observations that the figure stands on. `larger` marks a sum of other observations
    than those that cover the most days: a known sum never shrinks.
    """

    values: tuple[Fraction, ...]
    bound: Bound
    through: date
    missing: tuple[str, ...]
    provisional: bool
    parts: tuple[Observation, ...]
    larger: bool = False

    @property
    def value(self) -> Fraction:
        """The single number of the actual (A)."""
        return self.values[0]

    def left_out(self, start: date) -> tuple[str, ...]:
        """The days from the plan's start to `through` that the figure does not contain, as gaps are named."""
        if not self.larger:
            return self.missing
        spans = [part.span for part in self.parts if part.span[0] <= self.through]
        return tuple(named_gaps([*spans, (self.through + ONE_DAY, self.through)], start))

    @property
    def printed(self) -> str | None:
        """The figure as the plan document prints it, where one printed figure is the whole actual."""
        return self.parts[0].printed if len(self.parts) == 1 else None


class KnownYear(NamedTuple):
    """The known amount of one calendar year of an annual or cumulative indicator."""

    year: int
    span: Span
    actual: Actual | None
    parts: Indexes = ()

    @property
    def complete(self) -> bool:
        """Whether the known figure covers every day of the year that the plan has."""
        return self.actual is not None and not self.actual.missing and self.actual.through == self.span[1]

    @property
    def known(self) -> Actual | None:
        """The known amount of the whole year: a part of it is a lower bound."""
        if self.actual is None or self.complete:
            return self.actual
        return self.actual._replace(bound=sum_bound([self.actual.bound], gaps=True))

    @property
    def missing(self) -> list[str]:
        """The parts of the year without a figure."""
        if self.actual is None:
            return name_gap(*self.span)
        rest = name_gap(self.actual.through + ONE_DAY, self.span[1]) if self.actual.through < self.span[1] else []
        return [*self.actual.missing, *rest]


class ActualHistory(NamedTuple):
    """The figures after each observation day, in order of days, with their bounds, and the actual to date.

    A figure is one number, or shares; the last one is the actual's. `parts` are the observations that it stands on,
    `observed` those of each day where the figures are levels.
    """

    days: Sequence[date]
    figures: Sequence[tuple[Fraction | Decimal, ...]]
    bounds: Sequence[Bound]
    actual: Actual | None
    parts: Indexes
    observed: Indexes = ()

    @property
    def steps(self) -> Iterable[tuple[date, Numbers, Bound]]:
        """The days with their figures and bounds."""
        return zip(self.days, self.figures, self.bounds, strict=True)


class Actuals(NamedTuple):
    """Everything known of an indicator on a day: its observations, those that count, and what they add up to.

    `calendar_years` is filled for annual targets, which are judged by them.
    """

    columns: ObservationColumns
    effective: EffectiveObservations
    history: ActualHistory
    calendar_years: Sequence[KnownYear] = ()

    @property
    def actual(self) -> Actual | None:
        """The actual to date."""
        return self.history.actual

    @property
    def observations(self) -> list[Observation]:
        """The observations that count, in order of days, without amounts that were subtracted."""
        return [one for one in self.columns.select(self.effective.within) if not one.difference_of]

    @property
    def straddling(self) -> list[Observation]:
        """The observations that lie across the plan's first or last day, and so count for no plan."""
        return self.columns.select(self.effective.straddling)

    @property
    def subtracted(self) -> list[Observation]:
        """The observations that an amount of the actual was subtracted from, and those subtracted."""
        return [figure for part in (self.actual.parts if self.actual else ()) for figure in part.difference_of]

    def years(self, plan: Span) -> list[KnownYear]:
        """The known amounts of the calendar years of the plan, for what adds up."""
        return known_years(self.columns, self.effective, plan)


def actuals_of(
    in_force: TargetInForce, observations: Iterable[Observation], as_of: date, known_on: date | None
) -> Actuals:
    """The actuals of an indicator for its plan on the as-of date, from what was known on the known-on date."""
    columns, plan = in_columns(observations), (in_force.plan.start, in_force.plan.end)
    effective = effective_observations(columns.metadata, plan, as_of, known_on)
    match in_force.kind:
        case Kind.CUMULATIVE:
            if effective.straddling:
                columns, effective = _with_differences_across_start(columns, effective, plan, as_of, known_on)
            return Actuals(columns, effective, sum_history(columns, effective, plan[0]))
        case Kind.STOCK | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return Actuals(columns, effective, level_history(columns, effective.within))
        case Kind.RATE:
            judged = judged_observations(columns.metadata, effective.within, in_force.indicator.judged, plan[1])
            history = mean_history(columns, judged, plan[0]) if in_force.averages else level_history(columns, judged)
            return Actuals(columns, effective, history)
        case Kind.ANNUAL:
            years = known_years(columns, effective, plan)
            return Actuals(columns, effective, _annual_history(in_force, years), years)
        case _:
            assert_never(in_force.kind)


def _with_differences_across_start(
    columns: ObservationColumns, effective: EffectiveObservations, plan: Span, as_of: date, known_on: date | None
) -> tuple[ObservationColumns, EffectiveObservations]:
    """The observations with the amounts within the plan between figures to date that began before it."""
    between = [one for one in differences(columns, effective, plan) if one.difference_of[0].span[0] < plan[0]]
    if not between:
        return columns, effective
    columns = in_columns([*columns, *between])
    return columns, effective_observations(columns.metadata, plan, as_of, known_on)


@kept_with_metadata
def judged_observations(metadata: MetadataColumn, within: Indexes, judged: Judged, plan_end: date) -> Indexes:
    """The observations that a rate is judged by: its levels, those of year ends, or means over whole years."""
    return tuple([index for index in within if is_judged(metadata.each[index], judged, plan_end)])


def is_judged(observed: ObservationMetadata | Observation, judged: Judged, plan_end: date) -> bool:
    """Whether a rate is judged by the observation: a level, that of a year end, the mean of a year, or of years."""
    first, last = observed.span
    match judged:
        case Judged.LATEST:
            return observed.basis is Basis.LEVEL
        case Judged.YEAR_END:
            return observed.basis is Basis.LEVEL and (last == plan_end or (last.month, last.day) == (12, 31))
        case Judged.MEAN:
            return observed.basis is Basis.MEAN and (first, last) == (date(last.year, 1, 1), date(last.year, 12, 31))
        case Judged.PLAN_MEAN:
            return observed.basis is Basis.MEAN and (first, last) == (date(first.year, 1, 1), date(last.year, 12, 31))
        case _:
            assert_never(judged)


def level_history(columns: ObservationColumns, counting: Indexes) -> ActualHistory:
    """The levels that count, in order of days; the last one is the actual."""
    each = columns.metadata.each
    return ActualHistory(
        [each[index].span[1] for index in counting],
        [columns.values[index] for index in counting],
        [each[index].bound for index in counting],
        _level(columns.at(counting[-1])) if counting else None,
        counting[-1:],
        counting,
    )


def _level(observation: Observation) -> Actual:
    return Actual(
        values=tuple([Fraction(value) for value in observation.values]),
        bound=observation.bound,
        through=observation.span[1],
        missing=(),
        provisional=observation.provisional,
        parts=(observation,),
    )


def mean_history(columns: ObservationColumns, counting: Indexes, start: date) -> ActualHistory:
    """The means over the plan's years from the start to each observation day; the last one is the actual.

    Every year weighs the same; where one is missing, the mean may lie on either side. `counting` are means over whole
    calendar years, one or several.
    """
    each = columns.metadata.each
    means: dict[date, Actual] = {}
    parts: Indexes = ()
    for day in dict.fromkeys(each[index].span[1] for index in counting):
        chosen = chosen_sum(columns.metadata, tuple(one for one in counting if each[one].span[1] <= day), start)
        parts, observed = chosen.parts, columns.select(chosen.parts)
        total = sum((Fraction(one.value) * whole_years_of(one) for one in observed), Fraction(0))
        means[chosen.days[-1]] = Actual(
            values=(total / sum(map(whole_years_of, observed)),),
            bound=Bound.UNKNOWN if chosen.missing else sum_bound((one.bound for one in observed), gaps=False),
            through=chosen.days[-1],
            missing=chosen.missing,
            provisional=chosen.provisional,
            parts=tuple(observed),
        )
    steps = list(means.values())
    return ActualHistory(
        [*means], [one.values for one in steps], [one.bound for one in steps], steps[-1] if steps else None, parts
    )


def whole_years_of(observation: Observation) -> int:
    """The number of calendar years that a mean over whole years spans."""
    first, last = observation.span
    return last.year - first.year + 1


def sum_history(columns: ObservationColumns, effective: EffectiveObservations, start: date) -> ActualHistory:
    """The sums from the start to each observation day; the last one is the actual."""
    return _sum_history(columns, effective.within, start)


def _sum_history(columns: ObservationColumns, within: Indexes, start: date) -> ActualHistory:
    chosen = chosen_sum(columns.metadata, within, start)
    history = _history_of(columns, chosen)
    return history if all(chosen.covers_all) else _never_shrinking(columns, within, start, history)


def _history_of(columns: ObservationColumns, chosen: ChosenSum) -> ActualHistory:
    add, values = EXACT.add, columns.values
    totals = [Decimal(0)]
    for before, index in chosen.sets:
        totals.append(add(totals[before], values[index][0]))
    figures = [(totals[number],) for number in chosen.counted]
    if not figures:
        return ActualHistory((), (), (), None, ())
    actual = Actual(
        values=(Fraction(figures[-1][0]),),
        bound=chosen.bounds[-1],
        through=chosen.days[-1],
        missing=chosen.missing,
        provisional=chosen.provisional,
        parts=tuple(columns.select(chosen.parts)),
    )
    return ActualHistory(chosen.days, figures, chosen.bounds, actual, chosen.parts)


def _never_shrinking(
    columns: ObservationColumns, within: Indexes, start: date, history: ActualHistory
) -> ActualHistory:
    """The history with at least the largest sum that covers a day which the chosen observations leave out."""
    each, days, figures, bounds = columns.metadata.each, [*history.days], [*history.figures], [*history.bounds]
    larger, last_days = None, sorted({each[index].span[1] for index in within})
    for step, day in enumerate(last_days):
        so_far = tuple(index for index in within if each[index].span[1] <= day)
        larger = larger_sum(columns, so_far, chosen_sum(columns.metadata, so_far, start).parts)
        if larger is not None and larger.total > figures[step][0]:
            days[step], figures[step], bounds[step] = day, (larger.total,), Bound.AT_LEAST
        else:
            larger = None
    actual, parts = history.actual, history.parts
    if larger is not None and actual is not None:
        parts = larger.parts
        actual = actual._replace(
            values=(Fraction(larger.total),),
            bound=Bound.AT_LEAST,
            provisional=any(each[index].provisional for index in parts),
            parts=tuple(columns.select(parts)),
            larger=True,
        )
    return ActualHistory(days, figures, bounds, actual, parts)


def known_years(columns: ObservationColumns, effective: EffectiveObservations, plan: Span) -> list[KnownYear]:
    """The known amounts of the plan's calendar years: from observations inside them, and what longer ones leave."""
    given = effective.within
    chosen = columns.select(chosen_sum(columns.metadata, given, plan[0]).parts)
    between = [*differences(columns, effective, plan), *left_of_years(chosen, columns, effective, plan)]
    if between:
        columns = in_columns([*columns.select(effective.within), *between])
        effective = effective_observations(columns.metadata, plan, date.max, None)
    start, end = plan
    inside: dict[int, list[int]] = {year: [] for year in range(start.year, end.year + 1)}
    for index in effective.within:
        first, last = columns.metadata.each[index].span
        if first.year == last.year:
            inside[last.year].append(index)
    years = []
    for year, indexes in inside.items():
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        history = _sum_history(columns, tuple(indexes), first)
        # What was subtracted has no place among the observations.
        parts = tuple(given[index] for index in history.parts if index < len(given)) if between else history.parts
        years.append(KnownYear(year, (first, last), history.actual, parts))
    return years


def _annual_history(in_force: TargetInForce, years: Sequence[KnownYear]) -> ActualHistory:
    """The weakest of the years that count, after each of them."""
    whole = whole_years(years)
    deciding = deciding_years(in_force, whole)
    weakest = []
    for last in deciding:
        seen = [year.known for year in deciding if year.known and year.year <= last.year]
        gaps = [gap for year in whole if year.year < last.year for gap in year.missing]
        gaps += last.actual.missing if last.actual else ()
        weakest.append(_weakest(seen, in_force.better, tuple(gaps)))
    return ActualHistory(
        [actual.through for actual in weakest],
        [actual.values for actual in weakest],
        [actual.bound for actual in weakest],
        weakest[-1] if weakest else None,
        tuple(index for year in years for index in year.parts),
    )


def whole_years(years: Sequence[KnownYear]) -> list[KnownYear]:
    """The calendar years that lie in the plan from their first to their last day."""
    return [one for one in years if one.span == (date(one.year, 1, 1), date(one.year, 12, 31))]


def deciding_years(in_force: TargetInForce, whole: Sequence[KnownYear]) -> list[KnownYear]:
    """The years that an annual actual is the weakest of: complete, or decided although they are not."""
    return [year for year in whole if year.complete or year_passes(in_force, year) is not None]


def year_passes(in_force: TargetInForce, year: KnownYear) -> bool | None:
    """Whether what is known of the year satisfies the target whatever its rest brings; None where that is open."""
    known = year.known
    if known is None or not in_force.exists:
        return None
    answers = {
        satisfied_at(in_force.target, in_force.better, known.values if end >= 0 else _NOTHING, max(end, 0))
        for end in ends_of(known.bound)
    }
    return answers.pop() if len(answers) == 1 else None


#: The least that a bound on a sum allows.
_NOTHING = (Fraction(0),)


def _weakest(years: list[Actual], better: Better, missing: tuple[str, ...]) -> Actual:
    """The weakest of the years that count; its parts and provisional mark are those of all of them."""
    match better:
        case Better.HIGHER:
            weakest, open_side = min(years, key=lambda year: year.value), Bound.AT_MOST
        case Better.LOWER:
            weakest, open_side = max(years, key=lambda year: year.value), Bound.AT_LEAST
        case _:
            assert_never(better)
    rivals = [one.bound for one in years if one.value == weakest.value or one.bound in (open_side, Bound.UNKNOWN)]
    return weakest._replace(
        bound=sum_bound(rivals, gaps=False),
        through=years[-1].through,
        missing=missing,
        provisional=any(one.provisional for one in years),
        parts=tuple(part for one in years for part in one.parts),
    )
