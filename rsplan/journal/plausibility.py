"""Plausibility checks of an observation before it is recorded: likely data-entry errors; docs/observations.md.

A check finds a `Problem` of the catalogues, which a reason overrules; a warning never stops anything.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.effective_observations import vintage
from rsplan.errors import Problem
from rsplan.journal.effective_figures import EffectiveFigures, OtherFigures
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import shown

#: A hundred times the usual is the data-entry error of a unit: persons for 万人, 亿元 for 万元.
UNUSUAL = 100

_MONTHS_PER_YEAR = 12


class Candidate(NamedTuple):
    """An observation beside what is known of its indicator.

    `effective` are the known observations that are effective, one for each span of days; `plans` the city's plans
    that have the indicator.
    """

    observation: Observation
    known: Sequence[Observation]
    effective: OtherFigures
    plans: Sequence[PlanIndicator]

    @property
    def current(self) -> Observation | None:
        """The effective observation of the same days."""
        return self.effective.current

    @property
    def outdated(self) -> bool:
        """Whether the effective observation of the same days was published later, so that it stays effective."""
        return self.current is not None and vintage(self.current) > vintage(self.observation)

    @property
    def overlapping(self) -> list[PlanIndicator]:
        """The plans that contain at least one of the observation's days."""
        first, last = self.observation.span
        return [one for one in self.plans if one.plan.start <= last and first <= one.plan.end]

    @property
    def indicator(self) -> Indicator:
        """The indicator as the observation's plan has it."""
        return (self.overlapping or self.plans)[-1].indicator


Check = Callable[[Candidate], Iterator[Problem]]


def candidate_beside(
    observation: Observation, others: Sequence[Observation], plans: Sequence[PlanIndicator]
) -> Candidate:
    """Put the observation beside the others known of its indicator; `plans` are those that have it."""
    return Candidate(observation, others, EffectiveFigures(others).beside(observation), plans)


def check_plausibility(candidate: Candidate) -> list[Problem]:
    """Run every check; the problems are reasons not to record the observation."""
    return [problem for check in CHECKS for problem in check(candidate)]


def _problem(code: str, candidate: Candidate, **details: str) -> Problem:
    at = candidate.observation.at
    return Problem(code, at.file, at.line, 1, details)


def duplicate(candidate: Candidate) -> Iterator[Problem]:
    """The same figure for the same days once more: the effective one, or one of the same date of publication.

    The second comes from a script that runs again after a revision was recorded.
    """
    new = candidate.observation
    for other in candidate.known:
        if _figure(other) == _figure(new) and (other is candidate.current or other.published == new.published):
            place = f"{other.at.file}:{other.at.line}"
            yield _problem("duplicate", candidate, period=new.period.text, value=_value(new), place=place)
            return


def _figure(observation: Observation) -> tuple[object, ...]:
    return observation.span, observation.values, observation.bound, observation.provisional


def falling(candidate: Candidate) -> Iterator[Problem]:
    """A flow from the same first day that falls: below one that ends earlier, or above one that ends later."""
    if not candidate.indicator.kind.is_additive:
        return
    new = candidate.observation
    for other in candidate.effective.falling():
        if other.span[1] == new.span[1]:
            continue
        earlier, later = sorted((other, new), key=lambda observation: observation.span[1])
        if later.value < earlier.value and not _may_be_lower(earlier.bound) and not _may_be_higher(later.bound):
            details = {"start": str(new.span[0]), "place": f"{other.at.file}:{other.at.line}"}
            details |= {"earlier": str(earlier.span[1]), "earlier_value": _value(earlier)}
            details |= {"later": str(later.span[1]), "later_value": _value(later)}
            yield _problem("sum_falls", candidate, **details)
            return


def _may_be_lower(bound: Bound) -> bool:
    """Whether the figure itself may be lower than the value that is known."""
    match bound:
        case Bound.AT_MOST | Bound.UNKNOWN:
            return True
        case Bound.EXACT | Bound.AT_LEAST:
            return False
        case _:
            assert_never(bound)


def _may_be_higher(bound: Bound) -> bool:
    """Whether the figure itself may be higher than the value that is known."""
    match bound:
        case Bound.AT_LEAST | Bound.UNKNOWN:
            return True
        case Bound.EXACT | Bound.AT_MOST:
            return False
        case _:
            assert_never(bound)


def unusual(candidate: Candidate) -> Iterator[Problem]:
    """A value of a hundred times the usual or more, or of a hundredth or less.

    A zero where lower is better may well be true.
    """
    usual = usual_value(candidate)
    new = candidate.observation
    if usual is None or len(new.values) > 1 or (new.value == 0 and _has_ceiling(candidate.indicator)):
        return
    size = abs(Fraction(new.value))
    if size >= UNUSUAL * usual or size * UNUSUAL <= usual:
        code = "value_too_large" if size > usual else "value_too_small"
        unit = " = ".join(dict.fromkeys(candidate.indicator.unit))
        yield _problem(code, candidate, value=_value(new), usual=shown(usual, 4), unit=unit, times=str(UNUSUAL))


#: Every check of a single observation, each `(candidate) -> problems` with a text `problem.CODE`.
CHECKS: tuple[Check, ...] = (duplicate, falling, unusual)


def usual_value(candidate: Candidate) -> Fraction | None:
    """The usual value for the days of the observation: the median of what is known, else the target's.

    Flows are compared by the month. Returns None where nothing is known, or nothing but zeros, and for shares.
    """
    if not _has_single_value(candidate.indicator.kind):
        return None
    additive = candidate.indicator.kind.is_additive
    usual = candidate.effective.median(_monthly if additive else _absolute)
    usual = usual or (None if candidate.effective else _planned(candidate))
    length = months(*candidate.observation.span) if additive else Fraction(1)
    return usual * length if usual else None


def _has_single_value(kind: Kind) -> bool:
    match kind:
        case Kind.COMPOSITION:
            return False
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE:
            return True
        case _:
            assert_never(kind)


def _monthly(observation: Observation) -> Fraction:
    return abs(Fraction(observation.value)) / months(*observation.span)


def _absolute(observation: Observation) -> Fraction:
    return abs(Fraction(observation.value))


def _planned(candidate: Candidate) -> Fraction | None:
    """The target, by the month for flows; a ceiling says nothing of the usual below it."""
    target = candidate.indicator.target
    if not target.values or not candidate.overlapping or _has_ceiling(candidate.indicator):
        return None
    return abs(Fraction(target.value)) / _months_of_target(candidate.indicator.kind, candidate.overlapping[-1].plan)


def _months_of_target(kind: Kind, plan: Plan) -> Fraction:
    """The months over which the target is an amount; 1 for levels, which have no length."""
    match kind:
        case Kind.CUMULATIVE:
            return months(plan.start, plan.end)
        case Kind.ANNUAL:
            return Fraction(_MONTHS_PER_YEAR)
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
            return Fraction(1)
        case _:
            assert_never(kind)


def _has_ceiling(indicator: Indicator) -> bool:
    """Whether the target limits the indicator from above, so that lower is better."""
    match indicator.better:
        case Better.LOWER:
            return True
        case Better.HIGHER:
            return False
        case _:
            assert_never(indicator.better)


def warnings(candidate: Candidate, as_of: date) -> Iterator[Message]:
    """Yield what a reader should know of the observation, though it may be right."""
    new = candidate.observation
    first, last = new.span
    span = {"start": str(first), "end": str(last)}
    if not candidate.overlapping:
        yield Message("warning.no_plan", span)
    elif all(first < one.plan.start or one.plan.end < last for one in candidate.overlapping):
        yield Message("warning.across_plans", span)
    elif last > as_of:
        yield Message("warning.after_as_of", span | {"as_of": str(as_of)})
    if new.published is not None and new.published < last and not new.provisional:
        yield Message("warning.published_early", span | {"published": new.published_text or ""})
    current = candidate.current
    if current is not None and candidate.outdated:
        place = f"{current.at.file}:{current.at.line}"
        yield Message("warning.not_counted", {"published": current.published_text or "-", "place": place})


def _value(observation: Observation) -> str:
    return ":".join(format(value, "f") for value in observation.values)
