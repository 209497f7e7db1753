"""What is needed in each year to reach the target; methodology.md, section 5."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.calc.actuals import KnownYear
from rsplan.calc.assess import Assessment
from rsplan.calc.trajectory import Point, planned_path, year_ends
from rsplan.model.period import months
from rsplan.model.plan import Bound, Comparator, Kind

#: Units that are counted one by one; with 万 or 亿 before them they are measured.
COUNTED = frozenset("人家个场名期所户件项次位座")

#: The finest step of a pace that is not counted: nobody plans a hundredth of a per cent of 10,000 persons.
FINEST_STEP = Decimal("0.01")


class YearPace(NamedTuple):
    """One calendar year of a plan: amounts for sums, year-end levels for the others; None is unknown."""

    year: int
    start: date
    end: date
    planned: Fraction | None
    actual: Fraction | None
    actual_bound: Bound | None
    complete: bool
    required: Fraction | None
    required_bound: Bound | None


class Pace(NamedTuple):
    """The pace of one target: the step in which sums are spread, and its years."""

    step: Decimal | None
    years: tuple[YearPace, ...]


def pace_of(assessment: Assessment) -> Pace:
    """What was planned, is known of and is needed in each year of the plan."""
    if assessment.indicator.kind is Kind.CUMULATIVE:
        step = step_of(assessment)
        return Pace(step, _sums(assessment, Fraction(step)))
    return Pace(None, _amounts(assessment) if assessment.indicator.kind is Kind.ANNUAL else _levels(assessment))


def step_of(assessment: Assessment) -> Decimal:
    """1 for counted units, else the finest decimal place of target and data, at least 0.01."""
    unit = assessment.indicator.unit.zh
    if unit[:1] in COUNTED:
        return Decimal(1)
    numbers = [*assessment.target.values, *(one.value for one in assessment.observations)]
    finest = min((_place(number) for number in numbers if isinstance(number, Decimal)), default=Decimal(1))
    return max(finest, FINEST_STEP)


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
    found = [part * step for part in parts]
    found[-1] += amount - count * step
    return found


def _sums(assessment: Assessment, step: Fraction) -> tuple[YearPace, ...]:
    plan, actual = assessment.plan, assessment.actual
    path = _path(assessment)
    planned: list[Fraction | None] = [None] * len(assessment.years)
    if path:
        amounts = [after[1] - before[1] for before, after in pairwise(path)]
        planned = [*spread(Fraction(assessment.target.value), amounts, step)]
    now = months(plan.start, actual.through) if actual else None
    required: list[Fraction | None] = [None] * len(assessment.years)
    remaining = assessment.value("remaining")
    if now is not None and path and remaining is not None:
        left = [index for index, point in enumerate(path[1:]) if point[0] > now]
        if left:
            weights = [path[index + 1][1] - _at(path, max(path[index][0], now)) for index in left]
            for index, part in zip(left, spread(remaining, weights, step), strict=True):
                required[index] = part
    return tuple(
        YearPace(
            one.year,
            *one.span,
            planned[index],
            one.actual.value if one.actual else None,
            one.known.bound if one.known else None,
            one.complete,
            required[index],
            None if required[index] is None else assessment.figures["remaining"].bound,
        )
        for index, one in enumerate(assessment.years)
    )


def _path(assessment: Assessment) -> list[Point]:
    if assessment.target.comparator is Comparator.NONE:
        return []
    return planned_path(assessment.indicator, assessment.target, assessment.plan)


def _at(path: list[Point], evaluation: Fraction) -> Fraction:
    """The path's value at a moment, in months from the plan's start."""
    after = next(point for point in path if point[0] >= evaluation)
    before = max((point for point in path if point[0] < evaluation), default=after)
    if before == after:
        return after[1]
    return before[1] + (after[1] - before[1]) * (evaluation - before[0]) / (after[0] - before[0])


def _amounts(assessment: Assessment) -> tuple[YearPace, ...]:
    """An annual target: the same amount in each whole calendar year."""
    has_target = assessment.target.comparator is not Comparator.NONE
    target = Fraction(assessment.target.value) if has_target else None
    through = assessment.actual.through if assessment.actual else None
    found = []
    for year in assessment.years:
        whole = year.span == (date(year.year, 1, 1), date(year.year, 12, 31))
        needed = through is not None and year.span[1] > through and whole
        required, bound = _rest_of_year(year, assessment.limit) if needed else (None, None)
        found.append(
            YearPace(
                year.year,
                *year.span,
                target if whole else None,
                year.actual.value if year.actual else None,
                year.known.bound if year.known else None,
                year.complete,
                required,
                bound,
            )
        )
    return tuple(found)


def _rest_of_year(year: KnownYear, limit: Fraction | None) -> tuple[Fraction | None, Bound | None]:
    """What a year still needs on top of what is known of it."""
    if limit is None:
        return None, None
    if year.actual is None:
        return limit, Bound.EXACT
    return max(limit - year.actual.value, Fraction(0)), year.actual.bound.opposite


def _levels(assessment: Assessment) -> tuple[YearPace, ...]:
    plan, actual = assessment.plan, assessment.actual
    single = assessment.indicator.kind is not Kind.COMPOSITION and bool(assessment.target.values)
    planned = dict(_planned_levels(assessment)) if single else {}
    found = []
    first = plan.start
    for end in year_ends(plan):
        inside = [one for one in assessment.observations if first <= one.span[1] <= end]
        last = inside[-1] if inside and single else None
        found.append(
            YearPace(
                end.year,
                first,
                end,
                planned.get(end),
                Fraction(last.value) if last else None,
                last.bound if last else None,
                bool(inside) and inside[-1].span[1] == end,
                required := _required_level(assessment, end) if single and actual and end > actual.through else None,
                None if required is None else _bound_of_level(assessment, end),
            )
        )
        first = date(end.year + 1, 1, 1)
    return tuple(found)


def _bound_of_level(assessment: Assessment, end: date) -> Bound:
    """The line from a bounded actual is bounded too, until it ends at the limit.

    Where every value that the bound allows satisfies the target, the limit is needed whatever the value.
    """
    if assessment.actual is None or assessment.maintenance or end == assessment.plan.end:
        return Bound.EXACT
    remaining = assessment.figures["remaining"]
    certain = remaining.value == 0 and remaining.bound is Bound.EXACT
    return Bound.EXACT if certain else assessment.actual.bound


def _planned_levels(assessment: Assessment) -> list[tuple[date, Fraction]]:
    plan, indicator = assessment.plan, assessment.indicator
    ends = year_ends(plan)
    if assessment.maintenance:
        return [(end, assessment.limit) for end in ends if assessment.limit is not None]
    if indicator.baseline is None and not indicator.milestones:
        return []
    path = dict(_path(assessment))
    return [(end, path[months(plan.start, end)]) for end in ends if months(plan.start, end) in path]


def _required_level(assessment: Assessment, end: date) -> Fraction | None:
    """The level on the line from the actual to the limit, or along the milestones; the limit for guard rails."""
    plan, actual, limit = assessment.plan, assessment.actual, assessment.limit
    if actual is None or limit is None:
        return None
    if assessment.maintenance or assessment.value("remaining") == 0:
        return limit
    given = {one.year: Fraction(one.value) for one in assessment.indicator.milestones}
    points = [(months(plan.start, actual.through), actual.value)]
    points += [
        (months(plan.start, day), given[day.year])
        for day in year_ends(plan)
        if day.year in given and actual.through < day < plan.end
    ]
    points.append((months(plan.start, plan.end), limit))
    return _at(points, months(plan.start, end))
