"""RS503: years that jump, in amounts, levels or rates."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.audit.bounded_intervals import Interval, interval_of
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, Quote, phrase
from rsplan.audit.indicator_traits import is_composition, is_rate
from rsplan.calc.assess import Assessment
from rsplan.calc.verdict import bounded
from rsplan.model.enums import Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
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
    """The known figure of one year: a level, or a whole year's amount, `annualised` from a part of the year."""

    year: int
    interval: Interval
    text: str
    at: Observation
    annualised: bool = False

    @property
    def name(self) -> str:
        """The year, or the part of it that is known."""
        return self.at.period.text if self.annualised else str(self.year)


def jump(context: AuditContext) -> Iterator[Finding]:
    """RS503: a year that differs from the year before by more than the plan's own milestones explain."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        levels = list(_amounts(assessment) if indicator.kind.is_additive else _year_ends(indicator, assessment))
        for before, after in pairwise(levels):
            change = _change(before.interval, after.interval, indicator.kind)
            if after.year == before.year + 1 and change and not _planned(indicator, before.year, after.year, change):
                yield _jumped(context, indicator, before, after)


def _amounts(assessment: Assessment) -> Iterator[_Level]:
    """The amounts of the years; one known from January on for half the year or more, as a whole year's."""
    for year in assessment.years:
        actual = year.actual
        if actual is None or actual.missing:
            continue
        covered = months(year.span[0], actual.through)
        if covered >= LEAST_MONTHS:
            interval = interval_of(actual.value * _YEAR / covered, actual.bound)
            yield _Level(year.year, interval, bounded(actual.values, actual.bound), actual.parts[-1], covered != _YEAR)


def _year_ends(indicator: Indicator, assessment: Assessment) -> Iterator[_Level]:
    """The levels at the ends of years; shares are not compared."""
    if is_composition(indicator.kind):
        return
    for observation in assessment.observations:
        day = observation.span[1]
        if (day.month, day.day) == (12, 31):
            value = Fraction(observation.value)
            yield _Level(day.year, interval_of(value, observation.bound), shown(value, None), observation)


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
