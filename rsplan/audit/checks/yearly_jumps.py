"""RS503: years that jump, in amounts, levels or rates."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.audit.bounded_intervals import Interval, interval_of
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, Quote, phrase
from rsplan.audit.indicator_traits import is_composition, is_rate
from rsplan.calc.actuals import Actual, sum_history
from rsplan.calc.assess import Assessment
from rsplan.calc.effective_observations import Span, effective_observations
from rsplan.calc.verdict import bounded
from rsplan.model.enums import Kind
from rsplan.model.observations import Observation
from rsplan.model.period import month_end, months, name_gap
from rsplan.model.plan import Indicator
from rsplan.model.rounding import shown

#: A year that differs from the year before by more than this share has jumped. There is no official limit: a
#: quarter is an assumption of this project, and so are the points below.
JUMP = Fraction(1, 4)

#: The same for rates, in points.
JUMP_POINTS = Fraction(10)

#: Months that must be known of a year for its figure to be compared as a whole year's: a quarter says
#: too little of a year.
LEAST_MONTHS = 6

_YEAR = 12


class _Level(NamedTuple):
    """The known figure of one year: a level, or an amount of the days; `annualised` from a part of the year."""

    year: int
    days: Span
    interval: Interval
    text: str
    at: Observation
    annualised: bool = False

    @property
    def name(self) -> str:
        """The year, or the part of it that is known."""
        return " ".join(name_gap(*self.days))


def jump(context: AuditContext) -> Iterator[Finding]:
    """RS503: a year that differs from the year before by more than milestones or a declared break explain."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        pairs = _amounts(context, assessment) if indicator.kind.is_additive else _year_ends(indicator, assessment)
        for before, after in pairs:
            change = _change(before.interval, after.interval, indicator.kind)
            planned = _planned(indicator, before.year, after.year, change)
            if change and not planned and not _is_declared(indicator, before, after):
                yield _jumped(context, indicator, before, after)


def _amounts(context: AuditContext, assessment: Assessment) -> Iterator[tuple[_Level, _Level]]:
    """The amounts of each two years in a row, like with like.

    Whole years, or the same months of both; else a year known from January on for half of it or more, as a whole
    year's.
    """
    known = [_amount(year.span, year.actual) for year in assessment.years]
    for before, after in pairwise(known):
        if before is None or after is None:
            continue
        first, second = (_same_months(context, assessment, *ends) for ends in ((before, after), (after, before)))
        if first and second:
            yield first, second
        else:
            yield _annualised(before), _annualised(after)


def _amount(year: Span, actual: Actual | None) -> _Level | None:
    """What is known of the year from its first day on, without a gap, for half of it or more."""
    if actual is None or actual.missing or months(year[0], actual.through) < LEAST_MONTHS:
        return None
    days, interval = (year[0], actual.through), interval_of(actual.value, actual.bound)
    return _Level(year[0].year, days, interval, bounded(actual.values, actual.bound), actual.parts[-1])


def _same_months(context: AuditContext, assessment: Assessment, year: _Level, other: _Level) -> _Level | None:
    """The amount of the year until the month in which the shorter of both ends; None where one begins later."""
    if year.days[0].strftime("%m-%d") != other.days[0].strftime("%m-%d"):
        return None
    last = min((one.days[1] for one in (year, other)), key=lambda day: (day.month, day.day))
    days = year.days[0], month_end(year.year, last.month)
    if days[1] == year.days[1]:
        return year
    columns, evaluation = assessment.actuals.columns, context.evaluation
    effective = effective_observations(columns.metadata, days, evaluation.as_of, evaluation.known_on)
    actual = sum_history(columns, effective, days[0]).actual
    return _amount(days, actual) if actual and actual.through == days[1] else None


def _annualised(amount: _Level) -> _Level:
    """The amount of a whole year, if its other months are like those known."""
    covered = months(*amount.days)
    if covered == _YEAR:
        return amount
    low, high = (None if end is None else end * _YEAR / covered for end in amount.interval)
    return amount._replace(interval=Interval(low, high), annualised=True)


def _year_ends(indicator: Indicator, assessment: Assessment) -> Iterator[tuple[_Level, _Level]]:
    """The levels at the ends of each two years in a row; shares are not compared."""
    if is_composition(indicator.kind):
        return
    actuals = assessment.actuals
    levels = []
    for observation in actuals.columns.select(actuals.history.observed):
        day = observation.span[1]
        if (day.month, day.day) == (12, 31):
            value = Fraction(observation.value)
            days = date(day.year, 1, 1), day
            levels.append(
                _Level(day.year, days, interval_of(value, observation.bound), shown(value, None), observation)
            )
    for before, after in pairwise(levels):
        if after.year == before.year + 1:
            yield before, after


def _change(before: Interval, after: Interval, kind: Kind) -> int:
    """1 for a certain jump up, -1 for a certain one down, whatever the bounds allow; else 0."""
    if before.high is not None and after.low is not None and after.low > _above(before.high, kind):
        return 1
    if before.low is not None and after.high is not None and after.high < _below(before.low, kind):
        return -1
    return 0


def _above(value: Fraction, kind: Kind) -> Fraction:
    return value + JUMP_POINTS if is_rate(kind) else value * (1 + JUMP)


def _below(value: Fraction, kind: Kind) -> Fraction:
    return value - JUMP_POINTS if is_rate(kind) else value * (1 - JUMP)


def _planned(indicator: Indicator, first: int, second: int, change: int) -> bool:
    """Whether the plan's own milestones jump the same way between these years."""
    milestones = {milestone.year: Fraction(milestone.value) for milestone in indicator.milestones}
    if first not in milestones or second not in milestones:
        return False
    if change > 0:
        return milestones[second] > _above(milestones[first], indicator.kind)
    return milestones[second] < _below(milestones[first], indicator.kind)


def _is_declared(indicator: Indicator, before: _Level, after: _Level) -> bool:
    """Whether a break that the source declares lies between the figures: within the days of either of a sum."""
    first = before.days[0] if indicator.kind.is_additive else before.days[1]
    return any(one.declared and first < one.since <= after.days[1] for one in indicator.breaks)


def _jumped(context: AuditContext, indicator: Indicator, before: _Level, after: _Level) -> Finding:
    """The finding; the change is measured from the ends that its bounds make certain."""
    start, end = _certain_ends(before.interval, after.interval)
    exact = before.interval.is_exact and after.interval.is_exact
    points = is_rate(indicator.kind) or not start
    change = ("" if exact else "≥") + shown(abs(end - start if points else (end - start) / start * 100), 1)
    return context.finding(
        "RS503",
        indicator,
        Quote(after.text, indicator.target.where, after.at.at),
        first=before.name,
        former=_yearly(before),
        second=after.name,
        value=_yearly(after),
        way=phrase("audit.rise" if end > start else "audit.fall"),
        change=change,
        limit=shown(JUMP_POINTS if is_rate(indicator.kind) else JUMP * 100, None),
        unit=phrase("audit.points") if points else "%",
    )


def _certain_ends(before: Interval, after: Interval) -> tuple[Fraction, Fraction]:
    """The two ends between which the change is the least that the bounds allow."""
    upward = before.high is not None and after.low is not None and after.low > before.high
    start, end = (before.high, after.low) if upward else (before.low, after.high)
    assert start is not None  # the jump is certain
    assert end is not None
    return start, end


def _yearly(level: _Level) -> Detail:
    """The figure, with that of a whole year where it is for a part of one."""
    if not level.annualised:
        return level.text
    year = shown(level.interval.low or level.interval.high or Fraction(0))
    return phrase("audit.annualised", value=level.text, year=year)
