"""How firm a verdict is: the smallest changes that would give another one; methodology.md, section 8.

The rule of the verdict is inverted: between the values at which one of its comparisons turns, nothing can change.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from rsplan.calc.actuals import Actual, whole_years_of
from rsplan.calc.assess import Assessment, assess
from rsplan.calc.effective_observations import Span
from rsplan.calc.split_parts import gaps_between
from rsplan.calc.verdict import Rules, Status
from rsplan.model.enums import Basis, Bound, Comparator, Kind
from rsplan.model.input_places import Place
from rsplan.model.observations import Observation
from rsplan.model.period import Period, name_gap
from rsplan.model.rounding import places_of

#: The step of thresholds and tolerances: the last place that reports have.
FINE_STEP = Fraction(1, 10**6)


class Lever(StrEnum):
    """The numbers that a verdict hangs on."""

    LATEST_FIGURE = "latest_figure"
    GAP = "gap"
    TOLERANCE = "tolerance"
    AHEAD_BY = "ahead_by"
    SLACK = "slack"


class Flip(NamedTuple):
    """The smallest change of one number, in its steps, that gives another verdict.

    `value` is the number as it is, `change` what is added to it; `before` and `after` are the verdicts. A gap counts
    from nothing: `value` is 0 and `before` the verdict with nothing in it; `days` names it. `observation` is the latest
    figure.
    """

    lever: Lever
    value: Fraction
    change: Fraction
    step: Fraction
    before: Status
    after: Status
    observation: Observation | None = None
    days: tuple[str, ...] = ()

    @property
    def flipped(self) -> Fraction:
        """The number after the change."""
        return self.value + self.change


def flips_of(assessment: Assessment, known_on: date | None) -> list[Flip]:
    """The smallest change of each number that would flip the verdict; what cannot flip it is left out.

    `known_on` is that of the assessment. Shares have no single figure, and without a target there is no verdict.
    """
    if not assessment.in_force.exists or assessment.in_force.has_shares or assessment.actual is None:
        return []
    trial = Trial(assessment, known_on)
    found = [_of_latest(trial), _of_gap(trial), _of_tolerance(trial), *_of_thresholds(trial)]
    return [flip for flip in found if flip is not None]


class Trial:
    """The assessment with one number changed."""

    def __init__(self, assessment: Assessment, known_on: date | None) -> None:
        self.assessment, self._known_on = assessment, known_on
        self._observations = [*assessment.actuals.columns]

    def with_figure(self, figure: Observation, value: Fraction) -> Status:
        """The verdict if the figure had another value, of as many decimal places."""
        return self._with_figure(figure, value).status

    def actual_without(self, figure: Observation) -> Fraction:
        """The actual if the figure were nothing."""
        actual = self._with_figure(figure, Fraction(0)).actual
        return actual.value if actual is not None else Fraction(0)

    def _with_figure(self, figure: Observation, value: Fraction) -> Assessment:
        changed = figure._replace(values=(_decimal(value),))
        return self._assessed([changed if one == figure else one for one in self._observations])

    @cached_property
    def gaps(self) -> list[Span]:
        """The days that are missing from a sum, cut at the ends of years."""
        actual = self.assessment.actual
        if actual is None:
            return []
        covered = sorted(part.span for part in actual.parts)
        return [
            (max(gap[0], date(year, 1, 1)), min(gap[1], date(year, 12, 31)))
            for gap in gaps_between((self.assessment.plan.start, actual.through), covered)
            for year in range(gap[0].year, gap[1].year + 1)
        ]

    @property
    def filled(self) -> list[Span]:
        """The gaps that an amount is put into: the first, of an annual target the first of each year."""
        if self.assessment.indicator.kind is Kind.ANNUAL:
            return list({gap[0].year: gap for gap in reversed(self.gaps)}.values())
        return self.gaps[:1]

    def with_gap(self, amount: Fraction) -> Status:
        """The verdict if that amount were known of the days that are missing (of an annual target: in each year)."""
        amounts = [_amount(gap, amount if gap in self.filled else Fraction(0)) for gap in self.gaps]
        return self._assessed([*self._observations, *amounts]).status

    def with_tolerance(self, tolerance: Fraction) -> Status:
        """The verdict if the target had another tolerance."""
        in_force = self.assessment.in_force
        target = in_force.stated._replace(tolerance=tolerance, hold=in_force.maintenance)
        indicator = in_force.indicator._replace(target=target, revisions=())
        rules, as_of = self.assessment.rules, self.assessment.clock.as_of
        plan = self.assessment.plan
        return assess(plan, indicator, self._observations, as_of, self._known_on, rules, whole=False).status

    def with_threshold(self, name: Lever, value: Fraction) -> Status:
        """The verdict if a threshold of the rules were another."""
        rules = self.assessment.rules
        match name:
            case Lever.AHEAD_BY:
                rules = rules._replace(ahead_by=value)
            case Lever.SLACK:
                rules = rules._replace(slack=value)
        return self._assessed(self._observations, rules).status

    def _assessed(self, observations: list[Observation], rules: Rules | None = None) -> Assessment:
        assessment = self.assessment
        indicator = assessment.in_force.indicator._replace(
            target=assessment.in_force.stated._replace(hold=assessment.maintenance), revisions=()
        )
        plan, as_of, changed = assessment.plan, assessment.clock.as_of, rules or assessment.rules
        return assess(plan, indicator, observations, as_of, self._known_on, changed, whole=False)


def _decimal(value: Fraction) -> Decimal:
    """A number with a finite number of decimal places, exactly."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _amount(span: Span, value: Fraction) -> Observation:
    period = Period(*span, " ".join(name_gap(*span)))
    return Observation(
        period=period,
        span=span,
        values=(_decimal(value),),
        basis=Basis.PERIOD,
        bound=Bound.EXACT,
        provisional=False,
        printed=None,
        source="",
        where=None,
        published=date.min,
        published_text=None,
        note=None,
        at=Place("", 0),
        order=-1,
    )


def _turns(assessment: Assessment) -> Iterator[Fraction]:
    """The values of the actual at which a comparison of the verdict turns."""
    values, rules = assessment.values, assessment.rules
    if assessment.limit is not None:
        yield assessment.limit
    expected, target = values.get("expected"), values.get("T")
    if expected is None or target is None:
        return
    yield expected
    way = abs(target - (values.get("B") or 0)) * rules.slack / 100
    yield expected - way
    yield expected + way
    yield expected + rules.ahead_by * target / 100


def _first_flip(
    value: Fraction, step: Fraction, turns: Iterable[Fraction], before: Status, status: Callable[[Fraction], Status]
) -> tuple[Fraction, Status] | None:
    """The smallest change of the value, in steps, after which the status is another; the smaller value of two.

    `turns` are all values at which it may become another: it is tried on both sides of each.
    """
    steps = set()
    for turn in turns:
        count = (turn - value) / step
        whole = count.numerator // count.denominator
        steps |= {whole - 1, whole, whole + 1, whole + 2}
    for number in sorted(steps - {0}, key=lambda number: (abs(number), number)):
        changed = value + number * step
        if changed >= 0 and (after := status(changed)) is not before:
            return number * step, after
    return None


def latest_figure(assessment: Assessment) -> Observation | None:
    """The figure of the actual that reaches farthest; of a difference the one that was subtracted from."""
    parts = assessment.actual.parts if assessment.actual else ()
    if not parts:
        return None
    latest = max(parts, key=lambda part: (part.span[1], part.order))
    return latest.difference_of[0] if latest.difference_of else latest


def _years_averaged(actual: Actual) -> Fraction:
    return Fraction(sum(map(whole_years_of, actual.parts)))


def _of_latest(trial: Trial) -> Flip | None:
    assessment, figure = trial.assessment, latest_figure(trial.assessment)
    actual = assessment.actual
    if figure is None or actual is None:
        return None
    value, step = Fraction(figure.value), Fraction(Decimal(1).scaleb(-places_of(figure.value)))
    now = actual.value
    if assessment.indicator.kind is Kind.ANNUAL:
        year = next(year for year in assessment.years if year.year == figure.span[1].year)
        now = year.actual.value if year.actual is not None else now
    # A year moves the mean of all years by its share of them.
    weight = _years_averaged(actual) / whole_years_of(figure) if assessment.in_force.averages else Fraction(1)
    turns = [value + (turn - now) * weight for turn in _turns(assessment)]
    if assessment.indicator.kind.is_additive:
        # Below it a sum of other observations is the larger one: a known sum never shrinks.
        turns += [Fraction(0), value - now + trial.actual_without(figure)]
    # Below a figure to date of earlier days nothing can be subtracted any more.
    turns += [
        Fraction(one.value)
        for one in assessment.actuals.columns
        if one.span[0] == figure.span[0] and one.span != figure.span
    ]
    found = _first_flip(value, step, turns, assessment.status, lambda other: trial.with_figure(figure, other))
    if found is None:
        return None
    change, after = found
    flip = Flip(Lever.LATEST_FIGURE, value, change, step, assessment.status, after)
    return flip._replace(observation=figure)


def _of_gap(trial: Trial) -> Flip | None:
    """The amount of the days that are missing from which on the verdict is another than with nothing in them.

    Of an annual target the amount of each year that is not known as a whole.
    """
    assessment, actual = trial.assessment, trial.assessment.actual
    if actual is None or not actual.missing or actual.larger or not assessment.indicator.kind.is_additive:
        return None
    figure = latest_figure(assessment)
    step = Fraction(Decimal(1).scaleb(-places_of(figure.value))) if figure else FINE_STEP
    turns = [turn - actual.value for turn in _turns(assessment)]
    if assessment.indicator.kind is Kind.ANNUAL and assessment.limit is not None:
        known = {year.year: year.actual.value for year in assessment.years if year.actual is not None}
        turns = [assessment.limit, *(assessment.limit - known.get(gap[0].year, Fraction(0)) for gap in trial.filled)]
    before = trial.with_gap(Fraction(0))
    found = _first_flip(Fraction(0), step, turns, before, trial.with_gap)
    if found is None:
        return None
    change, after = found
    return Flip(Lever.GAP, Fraction(0), change, step, before, after, days=actual.missing)


def _of_tolerance(trial: Trial) -> Flip | None:
    assessment, target = trial.assessment, trial.assessment.target
    if target.comparator is not Comparator.ABOUT or assessment.actual is None:
        return None
    if assessment.in_force.kind.states_change:
        return None  # it moves the growth or the change, and only through it the level
    value, aim = Fraction(target.tolerance or 0), Fraction(target.value)
    turns = [abs(aim - year) for year in _judged_values(assessment)]
    found = _first_flip(value, FINE_STEP, turns, assessment.status, trial.with_tolerance)
    if found is None:
        return None
    return Flip(Lever.TOLERANCE, value, found[0], FINE_STEP, assessment.status, found[1])


def _judged_values(assessment: Assessment) -> Iterator[Fraction]:
    """The values that are held against the target: the actual, and of an annual target each year.

    A bound on a sum may be nothing at all.
    """
    if assessment.indicator.kind.is_additive:
        yield Fraction(0)
    if assessment.actual is not None:
        yield assessment.actual.value
    if assessment.indicator.kind is Kind.ANNUAL:
        yield from (year.actual.value for year in assessment.years if year.actual is not None)


def _of_thresholds(trial: Trial) -> Iterator[Flip | None]:
    assessment, values = trial.assessment, trial.assessment.values
    lead, expected, target = values.get("lead_points"), values.get("expected"), values.get("T")
    actual = assessment.actual
    if actual is None or expected is None or target is None or assessment.maintenance:
        return
    # A bound on a sum may be nothing at all.
    nows = [actual.value, Fraction(0)] if assessment.in_force.accumulates else [actual.value]
    if lead is not None:
        yield _of_threshold(trial, Lever.AHEAD_BY, [(now - expected) / target * 100 for now in nows])
    way = abs(target - (values.get("B") or 0))
    if way:
        yield _of_threshold(trial, Lever.SLACK, [abs(expected - now) / way * 100 for now in nows])


def _of_threshold(trial: Trial, lever: Lever, turns: Iterable[Fraction]) -> Flip | None:
    before, rules = trial.assessment.status, trial.assessment.rules
    value = rules.ahead_by if lever is Lever.AHEAD_BY else rules.slack
    found = _first_flip(value, FINE_STEP, turns, before, lambda other: trial.with_threshold(lever, other))
    return Flip(lever, value, found[0], FINE_STEP, before, found[1]) if found else None
