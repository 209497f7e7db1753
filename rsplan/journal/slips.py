"""Slips of the pen: values that contradict the indicator's history, target or baseline; docs/observations.md.

Each check is a function from a `Candidate` to problems, with a text `problem.CODE`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain, count, islice
from typing import NamedTuple, assert_never

from rsplan.calc.effective_observations import vintage
from rsplan.errors import Problem
from rsplan.journal.candidate import Candidate, effective_ever
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.journal.known_range import FAR, LEAST_KNOWN, document_values, expected_range, size_of, with_swings
from rsplan.model.enums import Basis, Bound, Kind
from rsplan.model.message import Message
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation
from rsplan.model.period import months, parse_period, today
from rsplan.model.plan import Indicator, Plan
from rsplan.model.printed_figure_reading import plain
from rsplan.model.rounding import digits, may_add_up_to, shown
from rsplan.read.plan_library import Library

Check = Callable[[Candidate], Iterator[Problem]]

_PER_CENT = 100

#: A known range is widened by half at both ends: what lies in it is nothing unusual.
_LOWER, _UPPER = Fraction(1, 2), Fraction(3, 2)


class Slip(NamedTuple):
    """An observation with what is wrong with it."""

    observation: Observation
    problem: Problem


def problem_of(candidate: Candidate, code: str, /, **details: str) -> Problem:
    """The problem of the candidate's value."""
    new = candidate.observation
    return Problem(code, new.at.file, new.at.line, 1, {"value": value_text(new)} | details)


def value_text(observation: Observation) -> str:
    """The number or the shares of the observation as a data file has them."""
    return ":".join(format(value, "f") for value in observation.values)


def _place(observation: Observation) -> str:
    return f"{observation.at.file}:{observation.at.line}"


# --- sums beside each other ------------------------------------------------------------------------------------------


def falling(candidate: Candidate) -> Iterator[Problem]:
    """A flow from the same first day that falls: below one that ends earlier, or above one that ends later.

    A fall for which a reason was given begins the sum anew: what follows is compared with nothing before it.
    """
    if not candidate.indicator.kind.is_additive:
        return
    new = candidate.observation
    same_start = [one for one in candidate.others if one.span[0] == new.span[0] and one.span[1] != new.span[1]]
    same_start.sort(key=lambda observation: observation.span[1])
    for other in _since_forced(same_start, new):
        earlier, later = sorted((other, new), key=lambda observation: observation.span[1])
        if _exceeds(earlier, later):
            details = {"start": str(new.span[0]), "place": _place(other)}
            details |= {"earlier": str(earlier.span[1]), "earlier_value": value_text(earlier)}
            details |= {"later": str(later.span[1]), "later_value": value_text(later)}
            yield problem_of(candidate, "sum_falls", **details)
            return


def _since_forced(ordered: list[Observation], new: Observation) -> Iterator[Observation]:
    """Those before the new one, from it back to the last forced one, then those after it up to the first."""
    for other in reversed([one for one in ordered if one.span[1] < new.span[1]]):
        yield other
        if other.is_forced:
            break
    for other in ordered:
        if other.span[1] > new.span[1]:
            if other.is_forced:
                break
            yield other


def part_above_sum(candidate: Candidate) -> Iterator[Problem]:
    """A flow larger than one over all of its days and more: a month above the year to date."""
    if not candidate.indicator.kind.is_additive:
        return
    new = candidate.observation
    for part, whole in (pair for other in candidate.others for pair in ((new, other), (other, new))):
        inside = whole.span[0] < part.span[0] and part.span[1] <= whole.span[1]  # `falling` has those of one first day
        if inside and _exceeds(part, whole):
            other = whole if part is new else part
            details = {"part": value_text(part), "part_start": str(part.span[0]), "part_end": str(part.span[1])}
            details |= {"sum": value_text(whole), "start": str(whole.span[0]), "end": str(whole.span[1])}
            yield problem_of(candidate, "part_above_sum", place=_place(other), **details)
            return


def _exceeds(part: Observation, whole: Observation) -> bool:
    """Whether the part is certainly more than the whole, whatever their bounds allow."""
    return part.value > whole.value and not _may_be_lower(part.bound) and not _may_be_higher(whole.bound)


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
    return _may_be_lower(bound.opposite)


def basis_not_stated(candidate: Candidate) -> Iterator[Problem]:
    """A basis taken by default where all other entries of the year state one other: the year to date, mostly.

    From January on both are the same days, so that such a figure neither offends nor says what the year's basis is.
    """
    new, year = candidate.observation, candidate.observation.period.end.year
    if new.basis_stated:
        return
    stated = [one for one in candidate.others if one.period.end.year == year and one.basis_stated]
    telling = [one for one in stated if one.basis is not new.basis or one.span[0] != date(year, 1, 1)]
    if len({one.basis for one in telling}) != 1 or telling[0].basis is new.basis:
        return
    basis, plans = telling[0].basis, candidate.overlapping
    span = span_of(new.period, basis, plans[-1].plan.start if plans else None)
    if span != new.span:
        details = {"year": str(year), "default": str(new.basis), "basis": str(basis), "place": _place(telling[-1])}
        details |= {"start": str(new.span[0]), "end": str(new.span[1]), "since": str(span[0])}
        yield problem_of(candidate, "basis_not_stated", **details)


# --- single values ---------------------------------------------------------------------------------------------------


def unlikely(candidate: Candidate, *, size_checked: bool = False) -> Iterator[Problem]:
    """A value that cannot be, or is unlikely, beside the history, the target and the baseline: for one reason only.

    `size_checked` says that its size is known to be no reason.
    """
    checks = (check for check in _checks_of(candidate.indicator.kind) if not (size_checked and check is _far_off))
    yield from islice((problem for check in checks for problem in check(candidate)), 1)


def _checks_of(kind: Kind) -> tuple[Check, ...]:
    """The checks of single values that the kind has, the most telling first."""
    match kind:
        case Kind.COMPOSITION:
            return (_shares_off,)
        case Kind.RATE:
            return (_impossible_rate, _typed_as_share, _far_off)
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK:
            return (_far_off,)
        case _:
            assert_never(kind)


def _shares_off(candidate: Candidate) -> Iterator[Problem]:
    """Shares that do not add up to 100 where those of the target do."""
    values, target = candidate.observation.values, candidate.indicator.target.values
    if sum(Fraction(share) for share in target) == _PER_CENT and not may_add_up_to(_PER_CENT, values):
        yield problem_of(candidate, "shares_miss_whole", total=digits(sum(values, Decimal(0))))


def _impossible_rate(candidate: Candidate) -> Iterator[Problem]:
    """A rate below 0, or above 100 %, unless it states a change or the document itself has such a value."""
    indicator, value = candidate.indicator, candidate.observation.value
    documented = document_values(indicator)
    if value < 0 <= min(documented, default=0) and not indicator.signed:
        yield problem_of(candidate, "rate_below_zero", likely=digits(-value))
    elif value > _PER_CENT >= max(documented, default=0) and _is_percentage(indicator) and not indicator.signed:
        tenths = (value.scaleb(-power) for power in count(1))
        likely = next(one for one in tenths if one <= _PER_CENT) if value >= 2 * _PER_CENT else Decimal(_PER_CENT)
        yield problem_of(candidate, "rate_above_whole", likely=digits(likely))


def _typed_as_share(candidate: Candidate) -> Iterator[Problem]:
    """A percentage whose hundredfold lies in the known range widened by half, and which does not itself: 0.98."""
    indicator, value, others = candidate.indicator, candidate.observation.value, candidate.others
    documented = [Fraction(one) for one in document_values(indicator)]
    highest = max(Fraction(max((one.value for one in others), default=0)), *documented, Fraction(0))
    if not _is_percentage(indicator) or Fraction(value) * _PER_CENT > highest * _UPPER:
        return
    # A share that was entered before bears no witness for the next one, unless a reason vouches for it.
    history = [
        Fraction(one.value)
        for one in others
        if one.is_forced or not documented or not _is_share_beside(Fraction(one.value), documented)
    ]
    if _is_share_beside(Fraction(value), documented + history):
        yield problem_of(candidate, "typed_as_share", likely=digits(value * _PER_CENT), unit=indicator.unit.zh)


def _is_share_beside(value: Fraction, known: Sequence[Fraction]) -> bool:
    if not known or value <= 0 or min(known) < 0:
        return False
    low, high = min(known) * _LOWER, max(known) * _UPPER
    return not low <= value <= high and low <= value * _PER_CENT <= high


def _is_percentage(indicator: Indicator) -> bool:
    return plain(indicator.unit.zh) == "%"


def _far_off(candidate: Candidate) -> Iterator[Problem]:
    """A value that is ten times the largest known one or more, or a tenth of the smallest or less."""
    for way, details in _distance(candidate, far=True):
        yield problem_of(candidate, "value_too_large" if way > 0 else "value_too_small", **details)


def doubtful(candidate: Candidate) -> Iterator[Message]:
    """The warning about a value that is five times the largest known one or more, or a fifth of the smallest."""
    if not candidate.indicator.kind.has_shares and not any(unlikely(candidate)):
        for way, details in _distance(candidate, far=False):
            key = "warning.value_large" if way > 0 else "warning.value_small"
            yield Message(key, {"value": value_text(candidate.observation)} | details)


def _distance(candidate: Candidate, *, far: bool) -> Iterator[tuple[int, dict[str, str]]]:
    """1 where the value is too large by the factor, -1 where it is too small, with the details of a message.

    A zero is never too small: nothing happened.
    """
    new, indicator = candidate.observation, candidate.indicator
    size, expected = size_of(new, indicator.kind), expected_range(candidate)
    if not size or expected is None:
        return
    way = expected.beyond(size, expected.far if far else expected.doubtful)
    if way:
        expected = with_swings(expected, candidate)
        way = expected.beyond(size, expected.far if far else expected.doubtful)
    end = expected.most if way > 0 else expected.least
    if way and end is not None:
        length = months(*new.span) if indicator.kind.is_additive else 1
        factor = expected.far if far else expected.doubtful
        likely = digits(new.value.scaleb(-expected.power_of_ten(size, way)))
        unit = " = ".join(dict.fromkeys(indicator.unit))
        details = {"usual": shown(end * length, 4), "times": str(factor), "likely": likely, "unit": unit}
        yield way, details


def published_in_future(candidate: Candidate) -> Iterator[Problem]:
    """A date of publication that is to come by the clock: it would keep every correction from counting until then.

    A month is to come where its first day is.
    """
    published = candidate.observation.published_text
    if published and parse_period(published).start > today():
        yield problem_of(candidate, "published_in_future", published=published, today=str(today()))


#: The checks of a value against others: of the two in question the later one is at fault.
BESIDE_OTHERS: tuple[Check, ...] = (falling, part_above_sum)

#: The checks of a value against all that is known.
ON_ITS_OWN: tuple[Check, ...] = (unlikely, basis_not_stated, published_in_future)


def slips_in_data(library: Library) -> Iterator[Problem]:
    """The slips among the observations of all data files, each at its file and line."""
    by_city: dict[str, list[Plan]] = {}
    for plan in library.plans:
        by_city.setdefault(plan.city.id, []).append(plan)
    for (city, indicator), observations in library.observations.items():
        plans = plans_with(by_city[city], city, indicator)
        published = {plan.at.file for plan, _ in plans}
        for observation, problem in slips_among(effective_ever(observations), plans):
            if observation.at.file not in published:
                yield problem


def slips_among(effective: Sequence[Observation], plans: Sequence[PlanIndicator]) -> Iterator[Slip]:
    """The slips among the effective observations of an indicator, but for those that say they were forced."""
    before: list[Observation] = []
    alike = _alike(effective, plans)
    for observation in sorted(effective, key=vintage):
        if not observation.is_forced:
            since, own = Candidate(observation, (), before, plans), Candidate(observation, (), effective, plans)
            problems = chain(
                *(check(since) for check in BESIDE_OTHERS),
                unlikely(own, size_checked=id(observation) in alike),
                basis_not_stated(own),
                published_in_future(own),
            )
            yield from (Slip(observation, problem) for problem in problems)
        before.append(observation)


def _alike(effective: Sequence[Observation], plans: Sequence[PlanIndicator]) -> set[int]:
    """The ids of observations none of which is far off, since all of one basis and plan lie within a factor of ten.

    If the largest of them is not far off, then one is near the target or forced, and the others are as much to be
    trusted. That saves national data most of the work.
    """
    groups: dict[tuple[Basis, str], list[Observation]] = {}
    for observation in effective:
        if len(observation.values) == 1 and observation.value:
            overlapping = Candidate(observation, (), (), plans).overlapping
            key = observation.basis, overlapping[-1].plan.id if overlapping else ""
            groups.setdefault(key, []).append(observation)
    alike: set[int] = set()
    for group in groups.values():
        sizes = {id(one): size_of(one, plans[-1].indicator.kind) for one in group}
        largest = max(group, key=lambda observation: sizes[id(observation)])
        near = len(group) > LEAST_KNOWN and sizes[id(largest)] < FAR * min(sizes.values())
        if near and not any(_far_off(Candidate(largest, (), effective, plans))):
            alike |= sizes.keys()
    return alike
