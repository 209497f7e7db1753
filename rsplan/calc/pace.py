"""The pace: planned, known and needed in each year to reach the target; methodology.md, section 5."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import ActualHistory, KnownYear, level_history, whole_years, whole_years_of
from rsplan.calc.assess import Assessment
from rsplan.calc.chosen_observations import sum_bound
from rsplan.calc.formulas import Symbol
from rsplan.calc.trajectory import Point, planned_trajectory, value_at, year_ends
from rsplan.model.enums import Bound, By, Kind
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Indicator
from rsplan.model.tasks import Task

#: Units that are counted one by one; with 万 or 亿 before them they are measured.
COUNTED = frozenset("人家个场名期所户件项次位座")

#: The finest step of a pace that is not counted: nobody plans a hundredth of a per cent of 10,000 persons.
FINEST_STEP = Decimal("0.01")


#: The months of a year.
_YEAR = 12


#: The level on the way to L after N of M months, from A, with equal growth.
_A, _L, _N, _M = (Symbol(name) for name in "ALNM")
_ON_THE_CURVE = _A * (_L / _A) ** (_N / _M)


class YearPace(NamedTuple):
    """One calendar year of a plan: amounts for sums, year-end levels for the others; None is unknown.

    `task` is the bureau's for the running year, which then is what is planned, and what is needed leads to.
    """

    year: int
    start: date
    end: date
    planned: Fraction | None
    actual: Fraction | None
    actual_bound: Bound | None
    provisional: bool
    complete: bool
    required: Fraction | None
    required_bound: Bound | None
    task: Task | None = None


class Pace(NamedTuple):
    """The pace of one target: the step in which sums are spread, and its years."""

    step: Decimal | None
    years: tuple[YearPace, ...]


def pace_of(assessment: Assessment, task: Task | None = None) -> Pace:
    """The planned, known and needed amounts or levels in each year of the plan.

    `task` is the bureau's for the running year.
    """
    pace = _pace_of_plan(assessment)
    return pace if task is None else pace._replace(years=_with_task(assessment, pace, task))


def _pace_of_plan(assessment: Assessment) -> Pace:
    kind = assessment.indicator.kind
    match kind:
        case Kind.CUMULATIVE:
            step = step_of(assessment)
            return Pace(step, _sums(assessment, Fraction(step)))
        case Kind.ANNUAL:
            return Pace(None, _amounts(assessment))
        case Kind.RATE if assessment.in_force.averages:
            return Pace(None, tuple(_means(assessment)))
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return Pace(None, _levels(assessment))
        case _:
            assert_never(kind)


def _with_task(assessment: Assessment, pace: Pace, task: Task) -> tuple[YearPace, ...]:
    """The years with the task in its year; what it leaves of a sum is spread over the later years."""
    kind, years = assessment.indicator.kind, {year.year: year for year in pace.years}
    running = years.get(task.year)
    if running is None or kind.has_shares:
        return pace.years
    value, left_from = Fraction(task.value), assessment.clock.left_from
    rest: Fraction | None = value
    bound: Bound | None = Bound.EXACT
    if kind.is_additive:
        known = next(year for year in assessment.years if year.year == task.year)
        rest, bound = _rest_of(known, value, assessment)
    if (left_from is not None and running.end <= left_from) or (left_from is None and not kind.is_additive):
        rest, bound = None, None
    years[task.year] = running._replace(planned=value, required=rest, required_bound=bound, task=task)
    if kind.sums_whole_plan and rest is not None and pace.step is not None:
        required = _required_amounts(assessment, Fraction(pace.step), {task.year: rest})
        years |= {
            year: paced._replace(required=required.get(year)) for year, paced in years.items() if year > task.year
        }
    return tuple(years.values())


class Per(StrEnum):
    """The span of time that an amount is needed in."""

    YEAR = "year"
    MONTH = "month"


class Need(NamedTuple):
    """The amount that is needed in each year or month that is left, in the indicator's unit."""

    per: Per
    amount: Fraction
    bound: Bound


def need_of(assessment: Assessment) -> Need | None:
    """The pace that people are told: of what is counted only, and never more than what is left.

    A year's amount while twelve months or more are left, then a month's, in the last month none; none where the greater
    part of the time since the last figure has gone by already, where nothing is to do, and of a target to be kept: a
    limit that is broken is not made good at a pace. A rate has no amount a year, nor has a growth, which is judged by
    the level that it leads to; of changes only those by points of what is counted have one.
    """
    if assessment.maintenance:
        return None
    kind = assessment.indicator.kind
    match kind:
        case Kind.RATE | Kind.COMPOSITION | Kind.GROWTH:
            return None
        case Kind.CHANGE if assessment.indicator.by is not By.POINTS or _is_share(assessment.indicator):
            return None
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.CHANGE:
            figure, since = assessment.figures.get("required_per_year"), assessment.clock.left_from
        case _:
            assert_never(kind)
    if figure is None or not figure.value or since is None or not is_told(assessment):
        return None
    if months(since + ONE_DAY, assessment.plan.end) >= _YEAR:
        return Need(Per.YEAR, figure.value, figure.bound)
    return Need(Per.MONTH, figure.value / _YEAR, figure.bound)


def is_told(assessment: Assessment) -> bool:
    """Whether enough of the time is still to come that an amount is spread over: a month, and half of it."""
    since, end = assessment.clock.left_from, assessment.plan.end
    left = months(assessment.clock.as_of + ONE_DAY, end)
    return since is not None and left >= 1 and left * 2 >= months(since + ONE_DAY, end)


def needs_of(assessment: Assessment) -> Mapping[Per, Need]:
    """The need that people are told, and beside that of a year its twelfth; nothing where its bound is unknown."""
    need = need_of(assessment)
    if need is None or need.bound is Bound.UNKNOWN:
        return {}
    if need.per is Per.MONTH:
        return {Per.MONTH: need}
    return {Per.YEAR: need, Per.MONTH: Need(Per.MONTH, need.amount / _YEAR, need.bound)}


def _is_share(indicator: Indicator) -> bool:
    """Whether the indicator is a share, in per cent or per mille, and no count."""
    return indicator.unit.zh.strip() in ("%", "％", "‰")


def step_of(assessment: Assessment) -> Decimal:
    """1 for counted units, else the finest decimal place of target and data, or that of a tenth of a year's amount.

    Milestones count as data. Never finer than 0.01.
    """
    unit = assessment.indicator.unit.zh
    if unit[:1] in COUNTED:
        return Decimal(1)
    numbers = [*assessment.target.values, *(one.value for one in assessment.observations)]
    numbers += [milestone.value for milestone in assessment.indicator.milestones]
    finest = min((_place(number) for number in numbers if isinstance(number, Decimal)), default=Decimal(1))
    return max(min(finest, _place_of_a_tenth_of_a_year(assessment)), FINEST_STEP)


def _place_of_a_tenth_of_a_year(assessment: Assessment) -> Decimal:
    """The power of ten, 1 at most, that is no more than a tenth of the mean yearly amount of the target."""
    if not assessment.in_force.exists or assessment.target.value <= 0:
        return Decimal(1)
    plan = assessment.plan
    tenth = Fraction(assessment.target.value) / (months(plan.start, plan.end) / 12) / 10
    place = Decimal(1)
    while Fraction(place) > max(tenth, Fraction(FINEST_STEP)):
        place = place.scaleb(-1)
    return place


def _place(number: Decimal) -> Decimal:
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))


def spread(amount: Fraction, weights: Sequence[Fraction], step: Fraction) -> list[Fraction]:
    """The amount in whole steps over the weights by largest remainder; a last fraction of a step goes to the last.

    The parts add up to the amount exactly; all are zero or more for an amount of zero or more.
    """
    whole = sum(weights, Fraction(0))
    if not whole:
        weights, whole = [Fraction(1)] * len(weights), Fraction(len(weights))
    count = amount // step
    shares = [count * weight / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - shares[index], index))
    for index in by_remainder[: int(count) - sum(parts)]:
        parts[index] += 1
    amounts = [part * step for part in parts]
    amounts[-1] += amount - count * step
    return amounts


def _sums(assessment: Assessment, step: Fraction) -> tuple[YearPace, ...]:
    planned, required = _planned_amounts(assessment, step), _required_amounts(assessment, step)
    return tuple(
        _year_pace(
            year,
            planned=planned.get(year.year),
            required=required.get(year.year),
            required_bound=assessment.figures["required_per_year"].bound if year.year in required else None,
        )
        for year in assessment.years
    )


def _planned_amounts(assessment: Assessment, step: Fraction) -> dict[int, Fraction]:
    """The target over the years of the plan: what milestones state as it stands, the rest in steps."""
    points = _trajectory(assessment)
    if not points:
        return {}
    ends = [end.year for end in year_ends(assessment.plan)]
    amounts = {year: after[1] - before[1] for year, (before, after) in zip(ends, pairwise(points), strict=True)}
    given = {milestone.year: Fraction(milestone.value) for milestone in assessment.indicator.milestones}
    spread_years = [year for year in ends if year not in given]
    if not spread_years:
        return given
    rest = Fraction(assessment.target.value) - sum(given.values(), Fraction(0))
    return given | dict(zip(spread_years, spread(rest, [amounts[year] for year in spread_years], step), strict=True))


def _required_amounts(
    assessment: Assessment, step: Fraction, given: Mapping[int, Fraction] = {}
) -> dict[int, Fraction]:
    """The remaining amount spread over the years that are left; years that are `given` take theirs of it."""
    points, actual, remaining = _trajectory(assessment), assessment.actual, assessment.value("remaining")
    if actual is None or remaining is None or not points:
        return {}
    left_from = assessment.clock.left_from or actual.through
    now = months(assessment.plan.start, left_from)
    weights = {
        year.year: after[1] - value_at(points, max(before[0], now))
        for year, (before, after) in zip(assessment.years, pairwise(points), strict=True)
        if after[0] > now and year.year not in given
    }
    remaining = max(remaining - sum(given.values(), Fraction(0)), Fraction(0))
    return dict(zip(weights, spread(remaining, [*weights.values()], step), strict=True)) if weights else {}


def _year_pace(
    year: KnownYear, *, planned: Fraction | None, required: Fraction | None, required_bound: Bound | None
) -> YearPace:
    return YearPace(
        year=year.year,
        start=year.span[0],
        end=year.span[1],
        planned=planned,
        actual=year.actual.value if year.actual else None,
        actual_bound=year.known.bound if year.known else None,
        provisional=year.actual is not None and year.actual.provisional,
        complete=year.complete,
        required=required,
        required_bound=required_bound,
    )


def _trajectory(assessment: Assessment) -> list[Point]:
    return planned_trajectory(assessment.in_force) if assessment.in_force.exists else []


def _amounts(assessment: Assessment) -> tuple[YearPace, ...]:
    """An annual target: the same amount in each whole calendar year."""
    target = Fraction(assessment.target.value) if assessment.in_force.exists else None
    left_from = assessment.clock.left_from
    whole = whole_years(assessment.years)
    paces = []
    for year in assessment.years:
        is_open = left_from is not None and year.span[1] > left_from and year in whole
        required, bound = _rest_of_year(year, assessment) if is_open else (None, None)
        planned = target if year in whole else None
        paces.append(_year_pace(year, planned=planned, required=required, required_bound=bound))
    return tuple(paces)


def _rest_of_year(year: KnownYear, assessment: Assessment) -> tuple[Fraction | None, Bound | None]:
    """The amount a year still needs on top of what is known of it; less, if more came than is known."""
    return (None, None) if assessment.limit is None else _rest_of(year, assessment.limit, assessment)


def _rest_of(year: KnownYear, limit: Fraction, assessment: Assessment) -> tuple[Fraction, Bound]:
    known = year.actual.value if year.actual else Fraction(0)
    bounds = [year.actual.bound.opposite] if year.actual else []
    if year.actual is None and year.span[0] <= assessment.clock.as_of:
        bounds.append(Bound.AT_MOST)
    return max(limit - known, Fraction(0)), sum_bound(bounds, gaps=False)


def _means(assessment: Assessment) -> Iterator[YearPace]:
    """A mean over the plan: the mean known of each year, and the one that the years to come need on average.

    None is needed where a year that is past is not known.
    """
    actual, limit, left_from = assessment.actual, assessment.limit, assessment.clock.left_from
    parts = actual.parts if actual else ()
    known = {part.span[1].year: part for part in parts if whole_years_of(part) == 1}
    ends = year_ends(assessment.plan)
    to_come = [end.year for end in ends if left_from is not None and end > left_from]
    required, bound = None, None
    if limit is not None and to_come and sum(map(whole_years_of, parts)) + len(to_come) == len(ends):
        total = sum((Fraction(part.value) * whole_years_of(part) for part in parts), Fraction(0))
        required = (limit * len(ends) - total) / len(to_come)
        bound = sum_bound((part.bound.opposite for part in parts), gaps=False)
    for end in ends:
        part, is_open = known.get(end.year), end.year in to_come
        yield YearPace(
            year=end.year,
            start=max(assessment.plan.start, date(end.year, 1, 1)),
            end=end,
            planned=limit,
            actual=Fraction(part.value) if part else None,
            actual_bound=part.bound if part else None,
            provisional=part is not None and part.provisional,
            complete=part is not None,
            required=required if is_open else None,
            required_bound=bound if is_open else None,
        )


def _levels(assessment: Assessment) -> tuple[YearPace, ...]:
    return tuple(_level_of_year(assessment, end) for end in year_ends(assessment.plan))


def _level_of_year(assessment: Assessment, end: date) -> YearPace:
    """The planned, last known and required level at the end of a year; shares have none."""
    first = max(assessment.plan.start, date(end.year, 1, 1))
    single = not assessment.in_force.has_shares and bool(assessment.target.values)
    history, is_fixed = assessment.actuals.history, assessment.in_force.reference is None
    if not is_fixed:  # other years have other numbers, and their own levels
        history = level_history(assessment.actuals.columns, assessment.actuals.effective.within)
    inside = [step for step in history.steps if first <= step[0] <= end]
    last = inside[-1] if inside and single else None
    left_from = assessment.clock.left_from
    is_open = single and is_fixed and left_from is not None and end > left_from
    required = _required_level(assessment, end) if is_open else None
    return YearPace(
        year=end.year,
        start=first,
        end=end,
        planned=_planned_level(assessment, end) if single and is_fixed else None,
        actual=Fraction(last[1][0]) if last else None,
        actual_bound=last[2] if last else None,
        provisional=last is not None and _is_provisional(assessment, history, last[0]),
        complete=bool(inside) and inside[-1][0] == end,
        required=required,
        required_bound=None if required is None else _bound_of_level(assessment, end),
    )


def _is_provisional(assessment: Assessment, history: ActualHistory, day: date) -> bool:
    """Whether the level of that day is provisional."""
    observed = dict(zip(history.days, history.observed, strict=True))
    return assessment.actuals.columns.metadata.each[observed[day]].provisional


def _bound_of_level(assessment: Assessment, end: date) -> Bound:
    """The line from a bounded actual is bounded too, until it ends at the limit.

    Where every value that the bound allows satisfies the target, the limit is needed whatever the value.
    """
    if assessment.actual is None or assessment.maintenance or end == assessment.plan.end:
        return Bound.EXACT
    if assessment.clock.left_from_as_of:
        return Bound.UNKNOWN
    remaining = assessment.figures["remaining"]
    certain = remaining.value == 0 and remaining.bound is Bound.EXACT
    return Bound.EXACT if certain else assessment.actual.bound


def _planned_level(assessment: Assessment, end: date) -> Fraction | None:
    if assessment.maintenance:
        return assessment.limit
    if assessment.in_force.baseline is None and not assessment.indicator.milestones:
        return None
    return dict(_trajectory(assessment)).get(months(assessment.plan.start, end))


def _required_level(assessment: Assessment, end: date) -> Fraction | None:
    """The level on the way from the actual to the limit, or along the milestones; or the limit to be kept.

    The way is a line, that of a growth one of equal growth, as the plan's own.
    """
    plan, actual, limit = assessment.plan, assessment.actual, assessment.limit
    if actual is None or limit is None:
        return None
    if assessment.maintenance or assessment.value("remaining") == 0:
        return limit
    given = {milestone.year: Fraction(milestone.value) for milestone in assessment.indicator.milestones}
    left_from = assessment.clock.left_from or actual.through
    points = [(months(plan.start, left_from), actual.value)]
    points += [
        (months(plan.start, day), given[day.year])
        for day in year_ends(plan)
        if day.year in given and left_from < day < plan.end
    ]
    points.append((months(plan.start, plan.end), limit))
    if assessment.in_force.kind is Kind.GROWTH and not given and end < plan.end and actual.value > 0 < limit:
        (since, _), (until, _) = points
        numbers = {"A": actual.value, "L": limit, "N": months(plan.start, end) - since, "M": until - since}
        return _ON_THE_CURVE.evaluate(numbers)
    return value_at(points, months(plan.start, end))
