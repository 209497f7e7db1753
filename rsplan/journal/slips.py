"""Slips of the pen: values that contradict the indicator's history, target or baseline; docs/observations.md.

Each check is a function from a `Candidate` to problems, with a text `problem.CODE`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple, assert_never

from rsplan.calc.effective_observations import vintage
from rsplan.errors import Problem
from rsplan.journal.candidate import Candidate, IndicatorHistory, Setting
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.journal.known_range import DOUBTFUL, are_alike, size_of
from rsplan.journal.limits import ceiling_of, floor_of
from rsplan.journal.sums_of_parts import PartsAndWholes
from rsplan.model.enums import Kind
from rsplan.model.message import Message
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation
from rsplan.model.period import months, parse_period, today
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import digits, may_add_up_to, shown
from rsplan.read.plan_library import Library

Check = Callable[[Candidate], Iterator[Problem]]

_PER_CENT = 100

#: A known range is widened by half at both ends: what lies in it is nothing unusual.
_LOWER, _UPPER = Fraction(1, 2), Fraction(3, 2)

#: Parts of a sum are written out up to the months of a year.
_MOST_SHOWN = 12


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
    if candidate.fits_sums:
        return
    new = candidate.observation
    from_same_day = candidate.history.effective.from_day(new.span[0]).each
    same_start = [other for other in from_same_day if other.span[1] != new.span[1]]
    for other in _since_forced(same_start, new):
        earlier, later = sorted((other, new), key=lambda observation: observation.span[1])
        if _exceeds(earlier, later):
            details = {"start": str(new.span[0]), "place": _place(other)}
            details |= {"earlier": str(earlier.span[1]), "earlier_value": value_text(earlier)}
            details |= {"later": str(later.span[1]), "later_value": value_text(later)}
            yield problem_of(candidate, "sum_falls", **details)
            return


def _since_forced(ordered: Sequence[Observation], new: Observation) -> Iterator[Observation]:
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
    """A flow larger than one over all of its days and more, alone or with others: months above the year to date."""
    if candidate.fits_sums:
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
    yield from _parts_above_sum(candidate)


def _parts_above_sum(candidate: Candidate) -> Iterator[Problem]:
    """Flows that together exceed the one that they are parts of."""
    new = candidate.observation
    others = [other for other in candidate.others if other.span != new.span]
    found = PartsAndWholes([*others, new]).excess_with(new)
    if found is None:
        return
    whole, parts = found
    other = next(part for part in reversed(parts) if part is not new) if whole is new else whole
    details = {"part": _total_text(parts), "part_start": str(parts[0].span[0]), "part_end": str(parts[-1].span[1])}
    details |= {"sum": value_text(whole), "start": str(whole.span[0]), "end": str(whole.span[1])}
    yield problem_of(candidate, "part_above_sum", place=_place(other), **details)


def _total_text(parts: Sequence[Observation]) -> str:
    """The sum of the parts, with the parts themselves where they are few."""
    total = format(sum((part.value for part in parts), Decimal(0)), "f")
    values = [value_text(part) for part in parts]
    if len(values) > _MOST_SHOWN:
        values[1:-1] = ["…"]
    return f"{' + '.join(values)} = {total}"


def _exceeds(part: Observation, whole: Observation) -> bool:
    """Whether the part is certainly more than the whole, whatever their bounds allow."""
    return floor_of(part) > ceiling_of(whole)


def basis_not_stated(candidate: Candidate) -> Iterator[Problem]:
    """A basis taken by default where all other entries of the year state one other: the year to date, mostly.

    From January on both are the same days, so that such a figure neither offends nor says what the year's basis is.
    """
    new, year = candidate.observation, candidate.observation.period.end.year
    if new.basis_stated:
        return
    of_year = [one for one in candidate.history.effective.of_year(year) if one.span != new.span]
    of_year += [] if candidate.current is None else [candidate.current]
    stated = [one for one in of_year if one.basis_stated and one.period.end.year == year]
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


def unlikely(candidate: Candidate) -> Iterator[Problem]:
    """A value that cannot be, or is unlikely, beside the history, the target and the baseline: for one reason only."""
    checks = _checks_of(candidate.indicator.kind)
    yield from islice((problem for check in checks for problem in check(candidate)), 1)


def unsuspicious(history: IndicatorHistory) -> set[int]:
    """The ids of observations of which no check finds anything, and nothing is doubtful; some may be missing.

    Nearly every figure is one of them, so that thousands are held against each other in little time.
    """
    day = today()
    stated = [one for one in history.alone if one.basis_stated and not (one.published and one.published > day)]
    found: set[int] = set()
    for setting, group in _by_setting_and_basis(stated, history):
        basis, kind = group[0].basis, setting.indicator.kind
        usual: Sequence[Observation] = group
        if not are_alike(history.effective.of_basis(basis), kind, setting.expectation.about):
            ordinary = history.effective.sizes(basis, kind).ordinary(setting.expectation, setting.indicator)
            usual = [one for one in group if id(one) in ordinary]
        found.update(map(id, _sound(usual, history, setting)))
    return found


def _by_setting_and_basis(
    observations: Sequence[Observation], history: IndicatorHistory
) -> Iterable[tuple[Setting, list[Observation]]]:
    """The observations in groups of the same plans and basis."""
    common = history.setting_throughout(*history.effective.days)
    groups: dict[tuple[int, int], tuple[Setting, list[Observation]]] = {}
    for basis in {observation.basis for observation in observations}:
        each = [observation for observation in observations if observation.basis is basis]
        if common:  # of nearly all
            groups[id(common), id(basis)] = common, each
            continue
        for observation in each:
            setting = history.setting(observation.span)
            groups.setdefault((id(setting), id(basis)), (setting, []))[1].append(observation)
    return groups.values()


def _sound(usual: Sequence[Observation], history: IndicatorHistory, setting: Setting) -> Sequence[Observation]:
    """Those of ordinary values that neither the sums beside them nor their kind give reason to look at closer."""
    kind = setting.indicator.kind
    match kind:
        case Kind.CUMULATIVE | Kind.ANNUAL:
            if history.effective.is_simple:
                return usual
            return [one for one in usual if Candidate(one, history).fits_sums]
        case Kind.STOCK | Kind.GROWTH | Kind.CHANGE:
            return usual
        case Kind.RATE:
            rates = [one for one in usual if 0 <= one.value <= _PER_CENT]
            highest, least = history.effective.highest, min((one.value for one in rates), default=Decimal(0))
            if not _may_be_share(least, highest, setting.documented):
                return rates  # nor may any greater one
            return [one for one in rates if not _may_be_share(one.value, highest, setting.documented)]
        case Kind.COMPOSITION:
            return ()
        case _:
            assert_never(kind)


def _checks_of(kind: Kind) -> tuple[Check, ...]:
    """The checks of single values that the kind has, the most telling first."""
    match kind:
        case Kind.COMPOSITION:
            return (_shares_off,)
        case Kind.RATE:
            return (_impossible_rate, _typed_as_share, _far_off)
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.GROWTH | Kind.CHANGE:
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
    documented = candidate.documented
    if value < 0 <= min(documented, default=0) and not indicator.signed:
        yield problem_of(candidate, "rate_below_zero", likely=digits(-value))
    elif value > _PER_CENT >= max(documented, default=0) and _is_percentage(indicator) and not indicator.signed:
        yield problem_of(candidate, "rate_above_whole", likely=_likely_rate(candidate))


def _likely_rate(candidate: Candidate) -> str:
    """The percentage that was probably meant by one above 100; empty where no power of ten leads to what is known."""
    new, expected, known = candidate.observation, candidate.expected_range(), candidate.known_sizes()
    if expected is None:
        return ""
    likely = new.value.scaleb(-expected.power_of_ten(size_of(new, candidate.indicator.kind), 1, known))
    return digits(likely) if likely <= _PER_CENT and expected.contains(Fraction(likely), known) else ""


def _typed_as_share(candidate: Candidate) -> Iterator[Problem]:
    """A percentage whose hundredfold lies in the known range widened by half, and which does not itself: 0.98."""
    indicator, value = candidate.indicator, candidate.observation.value
    if not _is_percentage(indicator):
        return
    documented, current = candidate.documented, candidate.current
    highest = max(candidate.history.effective.highest, current.value if current is not None else Decimal(0))
    if not _may_be_share(value, highest, documented):
        return
    # A share that was entered before bears no witness for the next one, unless a reason vouches for it.
    history = [
        Fraction(one.value)
        for one in candidate.others
        if one.is_forced or not documented or not _is_share_beside(Fraction(one.value), documented)
    ]
    if _is_share_beside(Fraction(value), [*documented, *history]):
        yield problem_of(candidate, "typed_as_share", likely=digits(value * _PER_CENT), unit=indicator.unit.zh)


def _may_be_share(value: Decimal, highest: Decimal, documented: Sequence[Fraction]) -> bool:
    """Whether the hundredfold of the value is not above all that is known, widened by half."""
    doubled = 2 * _PER_CENT * value
    return doubled <= 3 * highest or any(doubled * known.denominator <= 3 * known.numerator for known in documented)


def _is_share_beside(value: Fraction, known: Sequence[Fraction]) -> bool:
    if not known or value <= 0 or min(known) < 0:
        return False
    low, high = min(known) * _LOWER, max(known) * _UPPER
    return not low <= value <= high and low <= value * _PER_CENT <= high


def _is_percentage(indicator: Indicator) -> bool:
    return _is_per_cent(indicator.unit.zh)


@lru_cache
def _is_per_cent(unit: str) -> bool:
    return plain(unit) == "%"


def _far_off(candidate: Candidate) -> Iterator[Problem]:
    """A value that is ten times the largest known one or more, or a tenth of the smallest or less."""
    for way, details in _distance(candidate, far=True):
        yield problem_of(candidate, "value_too_large" if way > 0 else "value_too_small", **details)


def doubtful(candidate: Candidate) -> Iterator[Message]:
    """The warning about a value that is five times the largest known one or more, or a fifth of the smallest."""
    if not candidate.indicator.kind.has_shares:
        for way, details in _distance(candidate, far=False):
            if not any(unlikely(candidate)):
                key = "warning.value_large" if way > 0 else "warning.value_small"
                yield Message(key, {"value": value_text(candidate.observation)} | details)


def task_slip(candidate: Candidate) -> Problem | None:
    """Find the slip in a task as the year's figure: its size, a share for a percentage; None for none.

    No level is planned five times off all that the documents say.
    """
    found = next(unlikely(candidate), None)
    if found is not None or candidate.indicator.kind is not Kind.STOCK:
        return found
    far = next(_distance(candidate, far=False, planned=True), None)
    return problem_of(candidate, "value_too_large" if far[0] > 0 else "value_too_small", **far[1]) if far else None


def _distance(candidate: Candidate, *, far: bool, planned: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """1 where the value is too large by the factor, -1 where it is too small, with the details of a message.

    A zero is never too small: nothing happened. What is `planned` lies about the target and the baseline.
    """
    new, indicator = candidate.observation, candidate.indicator
    if not new.value or candidate.is_ordinary or (expected := candidate.expected_range()) is None:
        return
    size = size_of(new, indicator.kind)
    way = expected.beyond(size, expected.far if far else expected.doubtful)
    if planned:
        expected = expected._replace(doubtful=DOUBTFUL)
        way = expected.beyond(size, DOUBTFUL)
    elif way:
        expected = candidate.with_swings(expected)
        way = expected.beyond(size, expected.far if far else expected.doubtful)
    end = expected.most if way > 0 else expected.least
    if way and end is not None:
        length = months(*new.span) if indicator.kind.is_additive else 1
        factor = expected.far if far else expected.doubtful
        likely = digits(new.value.scaleb(-expected.power_of_ten(size, way, candidate.known_sizes())))
        unit = " = ".join(dict.fromkeys(indicator.unit))
        details = {"usual": shown(end.exact * length, 4), "times": str(factor), "likely": likely, "unit": unit}
        yield way, details


def published_in_future(candidate: Candidate) -> Iterator[Problem]:
    """A date of publication that is to come by the clock: it would keep every correction from counting until then."""
    if _is_to_come(candidate.observation):
        published = candidate.observation.published_text or ""
        yield problem_of(candidate, "published_in_future", published=published, today=str(today()))


def _is_to_come(observation: Observation) -> bool:
    """Whether the date of publication is to come; a month is to come where its first day is."""
    if observation.published is None or observation.published <= today():
        return False
    return parse_period(observation.published_text or str(observation.published)).start > today()


#: The checks of a value against others: of those in question the last one is at fault.
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
        for observation, problem in slips_among(observations, plans):
            if observation.at.file not in published:
                yield problem


def slips_among(observations: Iterable[Observation], plans: Sequence[PlanIndicator]) -> Iterator[Slip]:
    """The slips among the effective observations of an indicator, but for those that say they were forced."""
    effective = IndicatorHistory(plans, observations).effective.each
    # A figure that was replaced is no longer held against anybody.
    history, before = IndicatorHistory(plans, effective), IndicatorHistory(plans)
    for observation in sorted(effective, key=vintage):
        if not observation.is_forced:
            own = Candidate(observation, history)
            # Whatever fits among all of them fits among those before it.
            beside = () if own.fits_sums else (check(Candidate(observation, before)) for check in BESIDE_OTHERS)
            problems = chain(*beside, *(check(own) for check in ON_ITS_OWN))
            yield from (Slip(observation, problem) for problem in problems)
        before.add(observation)
