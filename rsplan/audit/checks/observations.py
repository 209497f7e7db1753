"""RS5xx: observations that are missing, old, provisional or contradictory, and years that jump."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, assert_never

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, Quotation, phrase
from rsplan.audit.indicator_traits import is_composition, is_cumulative, is_rate
from rsplan.audit.printed_figures import places_of
from rsplan.calc.actuals import conflicts, known, was_known
from rsplan.calc.assess import Assessment
from rsplan.calc.verdict import bounded
from rsplan.model.period import months
from rsplan.model.plan import Bound, Indicator, Kind, Observation, Text
from rsplan.model.rounding import rounded, shown

#: A year that differs from the year before by more than this share has jumped. There is no official limit: a
#: quarter is an assumption of this project, and so are the points below.
JUMP = Fraction(1, 4)

#: The same for rates, in points.
JUMP_POINTS = Fraction(10)

#: Months that must be known of a year for its figure to be compared as a whole year's: a quarter says
#: too little of a year.
LEAST_MONTHS = 6

_YEAR = 12


def empty_cell(context: AuditContext) -> Iterator[Finding]:
    """RS501: an empty cell of the document, each its own finding."""
    for indicator in context.indicators:
        for cell in (indicator.result, indicator.earlier):
            if cell is not None and not cell.printed.strip():
                yield context.finding("RS501", indicator, cell)


def nothing_observed(context: AuditContext) -> Iterator[Finding]:
    """RS502: the indicators of the plan without any observation, in one finding."""
    if context.evaluation.as_of < context.plan.start:
        return
    bare = [one for one in context.indicators if not context.assessments[one.id].observations]
    if bare:
        rows = [phrase("audit.row", number=one.number, name=one.name) if one.number else one.name for one in bare]
        names = Text("、".join(row.zh for row in rows), "; ".join(row.en for row in rows))
        counts = {"count": str(len(bare)), "total": str(len(context.indicators))}
        yield context.finding("RS502", None, Quotation(None, None, context.plan.at), names=names, **counts)


class _Interval(NamedTuple):
    """The values that a figure may have; None is no bound on that side."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one such value."""
        return self.low is not None and self.low == self.high


def _interval(value: Fraction, bound: Bound) -> _Interval:
    match bound:
        case Bound.EXACT:
            return _Interval(value, value)
        case Bound.AT_LEAST:
            return _Interval(value, None)
        case Bound.AT_MOST:
            return _Interval(None, value)
        case Bound.UNKNOWN:
            return _Interval(None, None)
        case _:
            assert_never(bound)


class _Level(NamedTuple):
    """The known figure of one year: a level, or a whole year's amount, `annualised` from a part of the year."""

    year: int
    interval: _Interval
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
            interval = _interval(actual.value * _YEAR / covered, actual.bound)
            yield _Level(year.year, interval, bounded(actual.values, actual.bound), actual.parts[-1], covered != _YEAR)


def _year_ends(indicator: Indicator, assessment: Assessment) -> Iterator[_Level]:
    """The levels at the ends of years; shares are not compared."""
    if is_composition(indicator.kind):
        return
    for observation in assessment.observations:
        day = observation.span[1]
        if (day.month, day.day) == (12, 31):
            value = Fraction(observation.value)
            yield _Level(day.year, _interval(value, observation.bound), shown(value, None), observation)


def _change(before: _Interval, after: _Interval, kind: Kind) -> int:
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
        Quotation(after.text, indicator.target.where, after.at.at),
        first=before.name,
        former=_yearly(before),
        second=after.name,
        value=_yearly(after),
        way=phrase("audit.rise" if end > start else "audit.fall"),
        change=change,
        limit=shown(JUMP_POINTS if is_rate(indicator.kind) else JUMP * 100, None),
        unit=phrase("audit.points") if points else "%",
    )


def _certain_ends(before: _Interval, after: _Interval) -> tuple[Fraction, Fraction]:
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


def contradictory(context: AuditContext) -> Iterator[Finding]:
    """RS504: observations of the same days that do not agree, and of which none replaces the other."""
    for indicator in context.indicators:
        for used, other in _contradicting(context, indicator):
            quotation = Quotation(_text(other), indicator.target.where, other.at)
            sources = {"used": _text(used), "source": used.source, "other_source": other.source}
            days = {"start": str(used.span[0]), "end": str(used.span[1])}
            yield context.finding("RS504", indicator, quotation, _text(used), **sources, **days)
        if indicator.kind.is_additive:
            yield from _contradicting_sums(context, indicator)


def _contradicting_sums(context: AuditContext, indicator: Indicator) -> Iterator[Finding]:
    """Sets of observations that cover the same days with different sums."""
    assessment = context.assessments[indicator.id]
    chosen = assessment.parts if is_cumulative(indicator.kind) else ()
    for conflict in conflicts(assessment.every, assessment.within, chosen):
        quotation = Quotation(shown(conflict.other, None), indicator.target.where, indicator.at)
        days = {"start": str(conflict.span[0]), "end": str(conflict.span[1])}
        yield context.finding("RS504", indicator, quotation, shown(conflict.chosen, None), case="sums", **days)


def _contradicting(context: AuditContext, indicator: Indicator) -> Iterator[tuple[Observation, Observation]]:
    """The effective observation with each other one of the same days that contradicts it."""
    evaluation, plan = context.evaluation, context.plan
    observations = context.observations.get((plan.city.id, indicator.id), ())
    effective, _ = known(observations, (plan.start, plan.end), evaluation.as_of, evaluation.known_on)
    by_span = {used.span: used for used in effective}
    for other in observations:
        used = by_span.get(other.span)
        if used is None or used is other or not was_known(other, evaluation.known_on):
            continue
        if _contradicts(used, other):
            yield used, other


def _contradicts(used: Observation, other: Observation) -> bool:
    """Whether two observations of the same days cannot both be true and neither replaces the other.

    A later publication replaces an earlier one, a final figure a provisional one, and a figure may be
    published once more with fewer digits.
    """
    dated = used.published is not None and other.published is not None
    if (dated and used.published != other.published) or (other.provisional and not used.provisional):
        return False
    if len(used.values) > 1:
        return used.values != other.values
    one, two = (_interval(Fraction(each.value), each.bound) for each in (used, other))
    if one.is_exact and two.is_exact:
        coarse, fine = sorted((used.value, other.value), key=places_of)
        return rounded(Fraction(fine), places_of(coarse)) != coarse
    return _is_below(one, two) or _is_below(two, one)


def _is_below(first: _Interval, second: _Interval) -> bool:
    """Whether every value of the first is below every value of the second."""
    return first.high is not None and second.low is not None and first.high < second.low


def _text(observation: Observation) -> str:
    """The figure as printed, else with the sign of its bound."""
    return observation.printed or bounded(observation.values, observation.bound)


def partial_sum(context: AuditContext) -> Iterator[Finding]:
    """RS505: a total or a row of years with gaps: no more than a lower bound."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        if actual is not None and actual.missing and indicator.kind.is_additive:
            quotation = Quotation(bounded(actual.values, actual.bound), indicator.target.where, indicator.at)
            missing = Text("、".join(actual.missing), ", ".join(actual.missing))
            yield context.finding("RS505", indicator, quotation, missing=missing, through=str(actual.through))


def provisional(context: AuditContext) -> Iterator[Finding]:
    """RS506: a provisional figure that is still effective."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        for part in actual.parts if actual else ():
            if part.provisional:
                quotation = Quotation(_text(part), indicator.target.where, part.at)
                published = part.published_text or "-"
                details = {"period": part.period.text, "published": published, "as_of": str(context.evaluation.as_of)}
                yield context.finding("RS506", indicator, quotation, **details)


def stale(context: AuditContext) -> Iterator[Finding]:
    """RS507: a series that ended long before the plan did, or before the day of the audit."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        if assessment.stale and assessment.actual:
            actual = assessment.actual
            quotation = Quotation(bounded(actual.values, actual.bound), indicator.target.where, actual.parts[-1].at)
            until = str(min(context.evaluation.as_of, context.plan.end))
            limit = str(context.evaluation.rules.stale_after)
            yield context.finding("RS507", indicator, quotation, through=str(actual.through), until=until, limit=limit)
