"""The evidence of an assessment: how firm the figures are that it rests on; methodology.md, section 2."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.actuals import Actual, Actuals
from rsplan.calc.chosen_observations import sum_bound
from rsplan.calc.clock import Clock
from rsplan.calc.figure_evaluation import Figures
from rsplan.calc.figure_formulas import B
from rsplan.calc.target_in_force import TargetInForce
from rsplan.calc.verdict import Status
from rsplan.model.enums import Bound, Via
from rsplan.model.observations import Observation
from rsplan.model.plan import Baseline, Break


class Doubt(StrEnum):
    """The reasons why evidence is not firm, from the lightest to the gravest."""

    PROVISIONAL = "provisional"
    PRESS = "press"
    COPY = "copy"
    PARTIAL = "partial"
    BREAK = "break"
    STALE = "stale"


#: The grade of evidence that nothing shakes.
FIRM = "firm"


class Evidence(NamedTuple):
    """The doubts about an assessment, from the lightest to the gravest; none leave it firm."""

    doubts: tuple[Doubt, ...]

    @property
    def grade(self) -> str:
        """The gravest doubt, else `firm`."""
        return str(self.doubts[-1]) if self.doubts else FIRM


class Amount(NamedTuple):
    """An amount or a level, with its bound."""

    value: Fraction
    bound: Bound


class AcrossBreak(NamedTuple):
    """The parts of an actual before and after a break, in the indicator's unit; None where there is none.

    `earlier` are other breaks before it that the actual lies across.
    """

    at: Break
    before: Amount | None
    after: Amount | None
    earlier: tuple[Break, ...] = ()


def evidence_of(
    beside: Sequence[Observation | None],
    actual: Actual | None,
    status: Status,
    clock: Clock,
    broken: AcrossBreak | None,
) -> Evidence | None:
    """The evidence of an assessment; None where there is no target or no figure.

    `beside` are the observations that the figures use beside those of the actual: that of the baseline (see
    `used_baseline`), and the one that a target is relative to.
    """
    match status:
        case Status.NO_TARGET | Status.NOT_QUANTIFIED | Status.NO_DATA:
            return None
        case Status.MET | Status.AHEAD | Status.ON_TRACK | Status.BEHIND | Status.MISSED | Status.INCOMPLETE:
            if actual is None:
                return None
            doubts = set(_doubts(beside, actual, status, clock, broken))
            return Evidence(tuple(doubt for doubt in Doubt if doubt in doubts))
        case _:
            assert_never(status)


def _doubts(
    beside: Sequence[Observation | None], actual: Actual, status: Status, clock: Clock, broken: AcrossBreak | None
) -> Iterator[Doubt]:
    parts = [*actual.parts, *(one for one in beside if one is not None)]
    if any(part.provisional for part in parts):
        yield Doubt.PROVISIONAL
    for part in parts:
        yield from _of_source(part.via)
    if actual.missing and status is Status.INCOMPLETE:  # else the known part decides already
        yield Doubt.PARTIAL
    if broken is not None:
        yield Doubt.BREAK
    if clock.stale:
        yield Doubt.STALE


def used_baseline(in_force: TargetInForce, figures: Figures) -> Baseline | None:
    """The baseline of a level, where what is expected or the progress rests on it.

    A trajectory through milestones rests on it before the first of them only (its point at month 0).
    """
    expected, progress = figures.each.get("expected"), figures.each.get("progress")
    if progress is not None and progress.value is not None:
        return in_force.baseline
    if expected is None or expected.value is None or in_force.accumulates or in_force.maintenance:
        return None
    starts_from_it = B.name in expected.formula.names() or figures.numbers.get("N0") == 0
    return in_force.baseline if starts_from_it else None


def _of_source(via: Via | None) -> Iterator[Doubt]:
    match via:
        case None | Via.OFFICIAL:
            return
        case Via.PRESS:
            yield Doubt.PRESS
        case Via.COPY:
            yield Doubt.COPY
        case _:
            assert_never(via)


def across_break(in_force: TargetInForce, baseline: Baseline | None, actuals: Actuals) -> AcrossBreak | None:
    """The latest break that parts of the actual lie behind, where the target or the used baseline was set before it."""
    actual = actuals.actual
    if actual is None:
        return None
    set_on = min(in_force.set_on, baseline.day) if baseline else in_force.set_on
    crossed = [one for one in in_force.indicator.breaks if set_on < one.since and _lies_behind(actual, one.since)]
    if not crossed:
        return None
    *earlier, latest = sorted(crossed, key=lambda broken: broken.since)
    before, after = _split(in_force, actuals, latest.since)
    return AcrossBreak(latest, before, after, tuple(earlier))


def _lies_behind(actual: Actual, since: date) -> bool:
    return any(part.span[1] >= since for part in actual.parts)


def _split(in_force: TargetInForce, actuals: Actuals, since: date) -> tuple[Amount | None, Amount | None]:
    """The amounts, or the last levels, before and after the break; a part across it is in neither."""
    actual = actuals.actual
    if actual is None or in_force.has_shares or in_force.averages:
        return None, None
    if in_force.kind.is_additive:
        before = [part for part in actual.parts if part.span[1] < since]
        return _total(before), _total([part for part in actual.parts if part.span[0] >= since])
    earlier = [(values, bound) for day, values, bound in actuals.history.steps if day < since]
    before_break = Amount(Fraction(earlier[-1][0][0]), earlier[-1][1]) if earlier else None
    return before_break, Amount(actual.value, actual.bound)


def _total(parts: Sequence[Observation]) -> Amount | None:
    """The sum of the observations; None of none."""
    if not parts:
        return None
    bound = sum_bound((part.bound for part in parts), gaps=False)
    return Amount(sum((Fraction(part.value) for part in parts), Fraction(0)), bound)
