"""RS5xx: what is missing, old, provisional, or at odds with itself in the data."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, Quote, found, phrase
from rsplan.audit.quantity import places_of
from rsplan.calc.assess import Assessment
from rsplan.calc.conflicts import conflicts
from rsplan.calc.effective import effective, was_known
from rsplan.calc.verdict import bounded
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator
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
        for spot in (indicator.result, indicator.earlier):
            if spot is not None and not spot.printed.strip():
                yield found("RS501", context.plan, indicator, spot)


def nothing_observed(context: AuditContext) -> Iterator[Finding]:
    """RS502: the indicators of the plan of which nothing is known, in one finding."""
    if context.evaluation.as_of < context.plan.start:
        return
    bare = [one for one in context.indicators if not context.assessments[one.id].observations]
    if bare:
        rows = [phrase("audit.row", number=one.number, name=one.name) if one.number else one.name for one in bare]
        names = Text("、".join(row.zh for row in rows), "; ".join(row.en for row in rows))
        counts = {"count": str(len(bare)), "total": str(len(context.indicators))}
        yield found("RS502", context.plan, None, Quote(None, None, context.plan.at), names=names, **counts)


class _Level(NamedTuple):
    """What is known of one year, as a level or as a whole year's amount; None is no bound on that side."""

    year: int
    low: Fraction | None
    high: Fraction | None
    text: str
    at: Observation
    annualised: bool = False

    @property
    def name(self) -> str:
        """The year, or the part of it that is known."""
        return self.at.period.text if self.annualised else str(self.year)


def jump(context: AuditContext) -> Iterator[Finding]:
    """RS503: a year that differs from the year before by more than the plan's own path explains."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        levels = list(_amounts(assessment) if indicator.kind.is_additive else _year_ends(indicator, assessment))
        for before, after in pairwise(levels):
            change = _change(before, after, indicator.kind)
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
            value = actual.value * _YEAR / covered
            low = value if actual.bound in (Bound.EXACT, Bound.AT_LEAST) else None
            high = value if actual.bound in (Bound.EXACT, Bound.AT_MOST) else None
            yield _Level(year.year, low, high, bounded(actual.values, actual.bound), actual.parts[-1], covered != _YEAR)


def _year_ends(indicator: Indicator, assessment: Assessment) -> Iterator[_Level]:
    """The levels at the ends of years; shares are not compared."""
    if indicator.kind is Kind.COMPOSITION:
        return
    for seen in assessment.observations:
        day = seen.span[1]
        if (day.month, day.day) == (12, 31):
            value = Fraction(seen.value)
            low = value if seen.bound in (Bound.EXACT, Bound.AT_LEAST) else None
            high = value if seen.bound in (Bound.EXACT, Bound.AT_MOST) else None
            yield _Level(day.year, low, high, shown(value, None), seen)


def _change(before: _Level, after: _Level, kind: Kind) -> int:
    """1 for a certain jump up, -1 for a certain one down, whatever the bounds allow; else 0."""
    if before.high is not None and after.low is not None and after.low > _above(before.high, kind):
        return 1
    if before.low is not None and after.high is not None and after.high < _below(before.low, kind):
        return -1
    return 0


def _above(value: Fraction, kind: Kind) -> Fraction:
    return value + JUMP_POINTS if kind is Kind.RATE else value * (1 + JUMP)


def _below(value: Fraction, kind: Kind) -> Fraction:
    return value - JUMP_POINTS if kind is Kind.RATE else value * (1 - JUMP)


def _planned(indicator: Indicator, first: int, second: int, change: int) -> bool:
    """Whether the plan's own milestones jump the same way between these years."""
    given = {milestone.year: Fraction(milestone.value) for milestone in indicator.milestones}
    if first not in given or second not in given:
        return False
    if change > 0:
        return given[second] > _above(given[first], indicator.kind)
    return given[second] < _below(given[first], indicator.kind)


def _jumped(context: AuditContext, indicator: Indicator, before: _Level, after: _Level) -> Finding:
    """The finding; the change is measured from the ends that its bounds make certain."""
    upward = before.high is not None and after.low is not None and after.low > before.high
    start, end = (before.high, after.low) if upward else (before.low, after.high)
    assert start is not None  # the jump is certain
    assert end is not None
    exact = before.low == before.high and after.low == after.high
    points = indicator.kind is Kind.RATE or not start
    change = ("" if exact else "≥") + shown(abs(end - start if points else (end - start) / start * 100), 1)
    return found(
        "RS503",
        context.plan,
        indicator,
        Quote(after.text, indicator.target.where, after.at.at),
        first=before.name,
        former=_yearly(before),
        second=after.name,
        value=_yearly(after),
        way=phrase("audit.rise" if upward else "audit.fall"),
        change=change,
        limit=shown(JUMP_POINTS if indicator.kind is Kind.RATE else JUMP * 100, None),
        unit=phrase("audit.points") if points else "%",
    )


def _yearly(level: _Level) -> Detail:
    """The figure, with that of a whole year where it is for a part of one."""
    if not level.annualised:
        return level.text
    return phrase("audit.annualised", value=level.text, year=shown(level.low or level.high or Fraction(0)))


def contradictory(context: AuditContext) -> Iterator[Finding]:
    """RS504: observations of the same days that do not agree, and of which none replaces the other."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        for used, other in _rivals(context, indicator):
            spot = Quote(_text(other), indicator.target.where, other.at)
            sources = {"used": _text(used), "source": used.source, "other_source": other.source}
            days = {"start": str(used.span[0]), "end": str(used.span[1])}
            yield found("RS504", context.plan, indicator, spot, _text(used), **sources, **days)
        actuals = assessment.actuals
        chosen = actuals.history.parts if indicator.kind is Kind.CUMULATIVE else ()
        within = actuals.effective.within if indicator.kind.is_additive else ()
        for conflict in conflicts(actuals.columns, within, chosen):
            spot = Quote(shown(conflict.other, None), indicator.target.where, indicator.at)
            days = {"start": str(conflict.span[0]), "end": str(conflict.span[1])}
            yield found("RS504", context.plan, indicator, spot, shown(conflict.chosen, None), "sums", **days)


def _rivals(context: AuditContext, indicator: Indicator) -> Iterator[tuple[Observation, Observation]]:
    """The observation that counts with each other one of the same days that contradicts it."""
    evaluation, plan = context.evaluation, context.plan
    every = context.observations.get((plan.city.id, indicator.id), ())
    counted = effective(every, (plan.start, plan.end), evaluation.as_of, evaluation.known_on)
    by_span = {used.span: used for used in counted}
    for other in every:
        used = by_span.get(other.span)
        if (
            used is not None
            and used is not other
            and was_known(other, evaluation.known_on)
            and _contradicts(used, other)
        ):
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
    match used.bound, other.bound:
        case Bound.EXACT, Bound.EXACT:
            coarse, fine = sorted((used.value, other.value), key=places_of)
            return rounded(Fraction(fine), places_of(coarse)) != coarse
        case Bound.AT_LEAST, Bound.EXACT | Bound.AT_MOST:
            return other.value < used.value
        case Bound.EXACT, Bound.AT_LEAST:
            return other.value > used.value
        case Bound.AT_MOST, Bound.EXACT | Bound.AT_LEAST:
            return other.value > used.value
        case Bound.EXACT, Bound.AT_MOST:
            return other.value < used.value
        case _:
            return False


def _text(observation: Observation) -> str:
    """The figure as printed, else with the sign of its bound."""
    return observation.printed or bounded(observation.values, observation.bound)


def partial_sum(context: AuditContext) -> Iterator[Finding]:
    """RS505: a sum or a row of years with gaps: no more than a lower bound."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        if actual is not None and actual.missing and indicator.kind.is_additive:
            spot = Quote(bounded(actual.values, actual.bound), indicator.target.where, indicator.at)
            missing = Text("、".join(actual.missing), ", ".join(actual.missing))
            yield found("RS505", context.plan, indicator, spot, missing=missing, through=str(actual.through))


def provisional(context: AuditContext) -> Iterator[Finding]:
    """RS506: a provisional figure that still counts."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        for part in actual.parts if actual else ():
            if part.provisional:
                spot = Quote(_text(part), indicator.target.where, part.at)
                published = part.published_text or "-"
                details = {"period": part.period.text, "published": published, "as_of": str(context.evaluation.as_of)}
                yield found("RS506", context.plan, indicator, spot, **details)


def stale(context: AuditContext) -> Iterator[Finding]:
    """RS507: a series that ended long before the plan did, or before the day of the audit."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        if assessment.stale and assessment.actual:
            last = assessment.actual
            spot = Quote(bounded(last.values, last.bound), indicator.target.where, last.parts[-1].at)
            until = min(context.evaluation.as_of, context.plan.end)
            gap = {
                "through": str(last.through),
                "until": str(until),
                "limit": str(context.evaluation.rules.stale_after),
            }
            yield found("RS507", context.plan, indicator, spot, **gap)
