"""What speaks against an observation before it is recorded: slips that a person would see; docs/observations.md.

An objection is a `Problem` of the catalogues, to be overruled with a reason; a warning never stops anything.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.effective import effective, vintage
from rsplan.errors import Problem
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import shown

#: A hundred times the usual is the slip of a unit: persons for 万人, 亿元 for 万元.
UNUSUAL = 100

_MONTHS_PER_YEAR = 12
_EVER = (date.min, date.max)

#: A plan with an indicator of its own.
Home = tuple[Plan, Indicator]


class Candidate(NamedTuple):
    """An observation beside what is known of its indicator.

    `counting` are the known observations that count, one a span; `homes` the city's plans that have the
    indicator, each with its own.
    """

    observation: Observation
    known: Sequence[Observation]
    counting: Sequence[Observation]
    homes: Sequence[Home]

    @property
    def rival(self) -> Observation | None:
        """The known observation that covers the same days and counts."""
        return next((one for one in self.counting if one.span == self.observation.span), None)

    @property
    def outdated(self) -> bool:
        """Whether what covers the same days became known later, so that this observation does not count."""
        return self.rival is not None and vintage(self.rival) > vintage(self.observation)

    @property
    def touched(self) -> list[Home]:
        """The plans that the observation's days lie in, if only in part."""
        first, last = self.observation.span
        return [home for home in self.homes if home[0].start <= last and first <= home[0].end]

    @property
    def indicator(self) -> Indicator:
        """The indicator as the plan has it that the observation is for."""
        return (self.touched or self.homes)[-1][1]


def candidate(observation: Observation, others: Sequence[Observation], homes: Sequence[Home]) -> Candidate:
    """The observation beside the others known of its indicator, which the plans have."""
    counting = effective(others, _EVER, date.max, None)
    return Candidate(observation, others, counting, homes)


def objections(candidate: Candidate) -> list[Problem]:
    """Everything that speaks against recording it."""
    return [problem for check in CHECKS for problem in check(candidate)]


def _objection(code: str, candidate: Candidate, **details: str) -> Problem:
    at = candidate.observation.at
    return Problem(code, at.file, at.line, 1, details)


def duplicate(candidate: Candidate) -> Iterator[Problem]:
    """The same figure for the same days once more: what counts already, or a line of the same date of publication.

    The second is a script that runs again after a revision was recorded.
    """
    new = candidate.observation
    for other in candidate.known:
        if _says(other) == _says(new) and (other is candidate.rival or other.published == new.published):
            place = f"{other.at.file}:{other.at.line}"
            yield _objection("duplicate", candidate, period=new.period.text, value=_value(new), place=place)
            return


def _says(observation: Observation) -> tuple[object, ...]:
    return observation.span, observation.values, observation.bound, observation.provisional


def falling(candidate: Candidate) -> Iterator[Problem]:
    """A sum from the same first day can only grow: below one that ends earlier, above one that ends later."""
    if not candidate.indicator.kind.is_additive:
        return
    new = candidate.observation
    for other in candidate.counting:
        if other.span[0] != new.span[0] or other.span[1] == new.span[1]:
            continue
        earlier, later = sorted((other, new), key=lambda seen: seen.span[1])
        if earlier.bound is not Bound.AT_MOST and later.bound is not Bound.AT_LEAST and later.value < earlier.value:
            details = {"start": str(new.span[0]), "place": f"{other.at.file}:{other.at.line}"}
            details |= {"earlier": str(earlier.span[1]), "earlier_value": _value(earlier)}
            details |= {"later": str(later.span[1]), "later_value": _value(later)}
            yield _objection("sum_falls", candidate, **details)
            return


def unusual(candidate: Candidate) -> Iterator[Problem]:
    """A hundred times the usual or more, a hundredth or less.

    A zero where less is better may well be true.
    """
    usual = usual_value(candidate)
    new = candidate.observation
    if usual is None or len(new.values) > 1 or (new.value == 0 and candidate.indicator.better is Better.LOWER):
        return
    size = abs(Fraction(new.value))
    if size >= UNUSUAL * usual or size * UNUSUAL <= usual:
        code = "value_too_large" if size > usual else "value_too_small"
        unit = " = ".join(dict.fromkeys(candidate.indicator.unit))
        yield _objection(code, candidate, value=_value(new), usual=shown(usual, 4), unit=unit, times=str(UNUSUAL))


#: A check more is a function more: `(candidate) -> problems`, with a text `problem.CODE`.
CHECKS: tuple[Callable[[Candidate], Iterator[Problem]], ...] = (duplicate, falling, unusual)


def usual_value(candidate: Candidate) -> Fraction | None:
    """What would be usual for the days of the observation: by the median of what is known, else by the target.

    Sums are taken by the month. None where there is nothing to go by, or nothing but zeros.
    """
    if candidate.indicator.kind is Kind.COMPOSITION:
        return None
    share = _length(candidate.observation) if candidate.indicator.kind.is_additive else Fraction(1)
    rates = [
        abs(Fraction(other.value)) / (_length(other) if candidate.indicator.kind.is_additive else 1)
        for other in candidate.counting
    ]
    found = _median([rate for rate in rates if rate]) or (_planned(candidate) if not rates else None)
    return found * share if found else None


def _length(observation: Observation) -> Fraction:
    return months(*observation.span)


def _median(values: list[Fraction]) -> Fraction | None:
    if not values:
        return None
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _planned(candidate: Candidate) -> Fraction | None:
    """The target, by the month for sums; a ceiling says nothing of what is usual below it."""
    target = candidate.indicator.target
    if not target.values or not candidate.touched or candidate.indicator.better is Better.LOWER:
        return None
    plan, _ = candidate.touched[-1]
    match candidate.indicator.kind:
        case Kind.CUMULATIVE:
            return abs(Fraction(target.value)) / months(plan.start, plan.end)
        case Kind.ANNUAL:
            return abs(Fraction(target.value)) / _MONTHS_PER_YEAR
        case _:
            return abs(Fraction(target.value))


def warnings(candidate: Candidate, as_of: date) -> Iterator[Message]:
    """What is to be said of it, though it may be right."""
    new = candidate.observation
    first, last = new.span
    span = {"start": str(first), "end": str(last)}
    if not candidate.touched:
        yield Message("warning.no_plan", span)
    elif all(first < plan.start or plan.end < last for plan, _ in candidate.touched):
        yield Message("warning.across_plans", span)
    elif last > as_of:
        yield Message("warning.after_as_of", span | {"as_of": str(as_of)})
    if new.published is not None and new.published < last and not new.provisional:
        yield Message("warning.published_early", span | {"published": new.published_text or ""})
    rival = candidate.rival
    if rival is not None and candidate.outdated:
        place = f"{rival.at.file}:{rival.at.line}"
        yield Message("warning.not_counted", {"published": rival.published_text or "-", "place": place})


def _value(observation: Observation) -> str:
    return ":".join(format(value, "f") for value in observation.values)
