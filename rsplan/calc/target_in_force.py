"""The target in force on a day, its limit, and the test that a value satisfies it; methodology.md, section 1."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, NamedTuple, assert_never

from rsplan.calc.formulas import Constant, Formula, Least, Symbol, total
from rsplan.model.enums import Better, Bound, By, Comparator, Judged, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Baseline, Indicator, Plan, Revision, Target

#: One number, or shares.
Numbers = Sequence[Fraction | Decimal] | Sequence[Fraction] | Sequence[Decimal]

_Compare = Callable[[Any, Any], bool]


class TargetInForce(NamedTuple):
    """The target of an indicator that counts on a day, with everything that an actual is judged by.

    `target` is the level to be attained; `stated` is the target as the file has it, which for a growth or a change is
    how far the level is to move from the baseline. `indicator` is as it was known that day, without the milestones of
    a target that was revised since (`milestones_overtaken`). `limit` is L, in the indicator's unit; None without a
    target and for shares. `maintenance` marks a target to be kept throughout the plan. `reference` is the figure of
    another series that is the number of a target relative to it.
    """

    plan: Plan
    indicator: Indicator
    target: Target
    revision: Revision | None
    milestones_overtaken: bool
    limit: Fraction | None
    maintenance: bool
    stated: Target
    reference: Observation | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the indicator."""
        return self.indicator.kind

    @property
    def better(self) -> Better:
        """The direction that is better."""
        return self.indicator.better

    @property
    def baseline(self) -> Baseline | None:
        """The baseline to calculate with; None where there is none, or a printed bound, which is no number."""
        baseline = self.indicator.baseline
        return baseline if baseline is not None and baseline.bound is Bound.EXACT else None

    @property
    def set_on(self) -> date:
        """The day on which the target was set: its revision's, else its document's, else the plan's start."""
        return self.revision.since if self.revision else self.plan.document.dated or self.plan.start

    @property
    def exists(self) -> bool:
        """Whether there is a target to be judged by."""
        return self.target.comparator is not Comparator.NONE

    @property
    def lacks_baseline(self) -> bool:
        """Whether the plan states a growth or a change from a level that is not known."""
        return not self.exists and self.stated.comparator is not Comparator.NONE

    @property
    def accumulates(self) -> bool:
        """Whether the amounts of all years of the plan add up to the target."""
        return self.kind.sums_whole_plan

    @property
    def averages(self) -> bool:
        """Whether the mean over all years of the plan is to satisfy the target."""
        return self.kind is Kind.RATE and self.indicator.judged is Judged.PLAN_MEAN

    @property
    def is_ceiling_on_sum(self) -> bool:
        """Whether the target is a ceiling on a sum, which once broken stays broken."""
        return self.accumulates and self.maintenance

    @property
    def certainty(self) -> "Certainty":
        """The certain answers about bounded figures and the target."""
        return Certainty(self.target, self.better, adds_up=self.kind.is_additive)

    @property
    def has_shares(self) -> bool:
        """Whether the target is a composition, several shares instead of one number."""
        return self.kind.has_shares

    def satisfied_by(self, values: Numbers) -> bool:
        """Whether the values satisfy the target; see `satisfies`."""
        return satisfies(self.target, self.better, values)


def target_in_force(plan: Plan, indicator: Indicator, as_of: date, known_on: date | None) -> TargetInForce:
    """The target that counts on the as-of date: the latest revision begun and known by then, else the original."""
    indicator = _as_known(indicator, known_on)
    begun = [revision for revision in indicator.revisions if revision.since <= as_of]
    revision = begun[-1] if begun else None
    target = revision.target if revision else indicator.target
    overtaken = revision is not None and bool(indicator.milestones)
    if overtaken:  # milestones lead to the target that they were set with
        indicator = indicator._replace(milestones=())
    in_force = TargetInForce(
        plan=plan,
        indicator=indicator,
        target=target,
        revision=revision,
        milestones_overtaken=overtaken,
        limit=limit_of(target, indicator.better),
        maintenance=is_maintenance_target(indicator, target),
        stated=target,
    )
    return with_level(in_force)


G, B, M = Symbol("G"), Symbol("B"), Symbol("M")


def level_formula(kind: Kind, by: By | None, months_elapsed: Formula = M, change: Formula = G) -> Formula:
    """The level that a growth or a change leads to from the baseline B; G is the growth a year, or the whole change."""
    match kind:
        case Kind.GROWTH:
            return B * (Constant(1) + change / 100) ** (months_elapsed / 12)
        case Kind.CHANGE:
            return B + change if by is By.POINTS else B * (Constant(1) + change / 100)
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
            raise ValueError("the target is the level itself")
        case _:
            assert_never(kind)


def with_level(in_force: TargetInForce) -> TargetInForce:
    """The target in force as the level to be attained; without a baseline to move from there is none yet."""
    indicator, stated = in_force.indicator, in_force.stated
    if not in_force.kind.states_change or stated.comparator is Comparator.NONE:
        return in_force
    value = Fraction(stated.value)
    level = _moved(in_force, value)
    if level is None:
        none = stated._replace(comparator=Comparator.NONE, values=(), high=None, tolerance=None)
        return in_force._replace(target=none, limit=None, maintenance=False)
    lenient = _moved(in_force, value - _SIGN[indicator.better] * Fraction(stated.tolerance or 0))
    tolerance = None if stated.tolerance is None or lenient is None else abs(level - lenient)
    # The upper end of a range decides nothing.
    target = stated._replace(values=(level,), high=None, tolerance=tolerance)
    limit = limit_of(target, indicator.better)
    maintenance = _is_limited_change(in_force, target) if stated.hold is None else stated.hold
    return in_force._replace(target=target, limit=limit, maintenance=maintenance)


def _is_limited_change(in_force: TargetInForce, level: Target) -> bool:
    """Whether the change is one not to be exceeded: the baseline satisfies it, and nothing has to be done for it."""
    baseline, indicator = in_force.baseline, in_force.indicator
    if in_force.kind is not Kind.CHANGE or baseline is None:
        return False
    return Certainty(level, indicator.better).satisfied([Fraction(one) for one in baseline.values], baseline.bound)


def _moved(in_force: TargetInForce, change: Fraction) -> Fraction | None:
    """The level after the change; None without a baseline, and where a percentage of it says nothing."""
    baseline, indicator, plan = in_force.baseline, in_force.indicator, in_force.plan
    if baseline is None or (indicator.by is not By.POINTS and baseline.values[0] <= 0):
        return None
    known = {"B": Fraction(baseline.values[0]), "G": change, "M": months(plan.start, plan.end)}
    return level_formula(indicator.kind, indicator.by).evaluate(known)


def _as_known(indicator: Indicator, known_on: date | None) -> Indicator:
    """The indicator without the revisions that were not known yet: nothing may be said of them.

    Of those known, one that does not state `hold` has that of the target before it.
    """
    hold, known = indicator.target.hold, []
    for revision in indicator.revisions:
        if known_on is None or (revision.published or revision.since) <= known_on:
            if revision.target.hold is None and hold is not None:
                revision = revision._replace(target=revision.target._replace(hold=hold))
            hold = revision.target.hold
            known.append(revision)
    return indicator._replace(revisions=tuple(known)) if indicator.revisions else indicator


def target_before(indicator: Indicator, revision: Revision) -> Target:
    """The target that the revision replaced: that of the revision before it, or the original."""
    earlier = [one.target for one in indicator.revisions if one.since < revision.since]
    return earlier[-1] if earlier else indicator.target


def limit_of(target: Target, better: Better) -> Fraction | None:
    """L, from which on the target is satisfied: T, moved by the tolerance to the lenient side for `about`.

    None without a target and for shares.
    """
    if len(target.values) != 1:
        return None
    match target.comparator:
        case Comparator.NONE:
            return None
        case Comparator.ABOUT:
            return Fraction(target.value) - _SIGN[better] * Fraction(target.tolerance or 0)
        case (
            Comparator.AT_LEAST | Comparator.MORE_THAN | Comparator.AT_MOST | Comparator.LESS_THAN | Comparator.BETWEEN
        ):
            return Fraction(target.value)
        case _:
            assert_never(target.comparator)


#: The sign of an improvement, and the comparison by which a value reaches a limit.
_SIGN: Mapping[Better, int] = {Better.HIGHER: 1, Better.LOWER: -1}
_REACHES: Mapping[Better, _Compare] = {Better.HIGHER: ge, Better.LOWER: le}


def improvement(better: Better, difference: Fraction) -> Fraction:
    """The difference, positive where it is an improvement."""
    return _SIGN[better] * difference


def satisfies(target: Target, better: Better, values: Numbers) -> bool:
    """Whether the values satisfy the target; strict comparators are not satisfied at exactly T."""
    return satisfaction_test(target, better)(values)


def satisfaction_test(target: Target, better: Better) -> Callable[[Numbers], bool]:
    """The test of values against the target; shares pass where no sum of shares from the top falls short."""
    if target.comparator is Comparator.NONE:
        return lambda values: False
    if len(target.values) > 1:
        return partial(_shares_reach, target)
    compare = _comparison(target.comparator, better)
    needed = limit_of(target, better) if target.comparator is Comparator.ABOUT else target.value
    # Decimals and fractions compare exactly with each other, decimals much faster among themselves.
    return lambda values: compare(values[0], needed)


def _comparison(comparator: Comparator, better: Better) -> _Compare:
    match comparator:
        case Comparator.AT_LEAST:
            return ge
        case Comparator.MORE_THAN:
            return gt
        case Comparator.AT_MOST:
            return le
        case Comparator.LESS_THAN:
            return lt
        case Comparator.ABOUT | Comparator.BETWEEN:
            return _REACHES[better]
        case Comparator.NONE:
            raise ValueError("no target, nothing to compare with")
        case _:
            assert_never(comparator)


def _shares_reach(target: Target, values: Numbers) -> bool:
    ratio = shares_formula(len(target.values)).evaluate(share_symbols(target, values))
    return ratio is not None and ratio >= 1


def is_maintenance_target(indicator: Indicator, target: Target) -> bool:
    """Whether the target is to be kept throughout the plan (methodology.md, section 1)."""
    match indicator.kind:
        case Kind.ANNUAL:
            return True
        case Kind.CUMULATIVE:  # later amounts can only add to a ceiling
            return target.comparator is not Comparator.NONE and indicator.better is Better.LOWER
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
            if indicator.kind is Kind.RATE and indicator.judged is Judged.PLAN_MEAN:
                return target.comparator is not Comparator.NONE
            return _is_maintained_level(indicator, target)
        case Kind.GROWTH | Kind.CHANGE:  # the target moves away from the baseline
            return target.hold is True
        case _:
            assert_never(indicator.kind)


def _is_maintained_level(indicator: Indicator, target: Target) -> bool:
    """Whether a level is to be kept: as the file says, else as the baseline satisfies it already, else by its mark."""
    if target.comparator is Comparator.NONE:
        return False
    if target.hold is not None:
        return target.hold
    if (decided := _baseline_decides(indicator, target)) is not None:
        return decided
    match target.comparator:
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return True
        case Comparator.ABOUT:
            return indicator.better is Better.LOWER
        case Comparator.AT_LEAST | Comparator.MORE_THAN | Comparator.BETWEEN:
            return False
        case _:
            assert_never(target.comparator)


def _baseline_decides(indicator: Indicator, target: Target) -> bool | None:
    """Whether the baseline satisfies the target already; None without one, and where its values do not agree."""
    baseline = indicator.baseline
    if baseline is None:
        return None
    certainty, values = Certainty(target, indicator.better), [Fraction(value) for value in baseline.values]
    if certainty.satisfied(values, baseline.bound):
        return True
    return False if certainty.missed(values, baseline.bound) else None


def shares_formula(count: int) -> Formula:
    """The smallest ratio of actual to target among the sums of shares from the top."""
    actual = [Symbol(f"A{index}") for index in range(1, count + 1)]
    target = [Symbol(f"T{index}") for index in range(1, count + 1)]
    tops = [
        (total([*actual[:top]]) / total([*actual])) / (total([*target[:top]]) / total([*target]))
        for top in range(1, count)
    ]
    return Least(*tops)


def share_symbols(target: Target, values: Numbers) -> dict[str, Fraction | None]:
    """The numbers of `shares_formula`: A1, A2 … of the actual, T1, T2 … of the target."""
    actual: dict[str, Fraction | None] = {f"A{index}": Fraction(value) for index, value in enumerate(values, 1)}
    return actual | {f"T{index}": Fraction(value) for index, value in enumerate(target.values, 1)}


#: The ends of what a bound allows: the known value (0) and, where it is open, far above (1) or far below (-1).
_ENDS: Mapping[Bound, tuple[int, ...]] = {
    Bound.EXACT: (0,),
    Bound.AT_LEAST: (0, 1),
    Bound.AT_MOST: (0, -1),
    Bound.UNKNOWN: (0, 1, -1),
}

#: The bound whose open side is the better one: whatever it allows is no worse than the value.
_GOOD_BOUND: Mapping[Better, Bound] = {Better.HIGHER: Bound.AT_LEAST, Better.LOWER: Bound.AT_MOST}


def ends_of(bound: Bound) -> tuple[int, ...]:
    """The ends of the values that the bound allows: 0 the known value, 1 far above it, -1 far below it."""
    return _ENDS[bound]


def satisfied_at(target: Target, better: Better, values: Numbers, end: int) -> bool:
    """Whether the value at an end of what its bound allows satisfies the target; see `ends_of`."""
    match target.comparator:
        case Comparator.NONE:
            return False
        case (
            Comparator.AT_LEAST
            | Comparator.MORE_THAN
            | Comparator.AT_MOST
            | Comparator.LESS_THAN
            | Comparator.ABOUT
            | Comparator.BETWEEN
        ):  # satisfied from some number on: far above it, or far below it
            return satisfies(target, better, values) if end == 0 else end == _SIGN[better]
        case _:
            assert_never(target.comparator)


class Certainty:
    """The certain answers about a bounded figure and a target: those that hold for every value the bound allows.

    `adds_up` says that the figure is a sum, of which no bound allows less than nothing.
    """

    def __init__(self, target: Target, better: Better, *, adds_up: bool = False) -> None:
        self._satisfied = satisfaction_test(target, better)
        self._good = _GOOD_BOUND[better]
        self._bad = self._good.opposite
        nothing = adds_up and len(target.values) == 1 and self._satisfied((Decimal(0),))
        self._always = nothing and better is Better.HIGHER
        self._never = adds_up and not nothing and better is Better.LOWER

    def satisfied(self, values: Numbers, bound: Bound) -> bool:
        """Whether every value that the bound allows satisfies the target."""
        return self._always or ((bound is Bound.EXACT or bound is self._good) and self._satisfied(values))

    def missed(self, values: Numbers, bound: Bound) -> bool:
        """Whether no value that the bound allows satisfies the target."""
        return self._never or ((bound is Bound.EXACT or bound is self._bad) and not self._satisfied(values))

    def first_satisfied(self, steps: Iterable[tuple[date, Numbers, Bound]]) -> date | None:
        """The first day from which the target was satisfied for certain, of days with their figures and bounds."""
        satisfied, good = self._satisfied, self._good
        for day, values, bound in steps:
            if self._always or ((bound is Bound.EXACT or bound is good) and satisfied(values)):
                return day
        return None
