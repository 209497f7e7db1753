"""What satisfies a target: the one in force, its limit, and whether it is a guard rail; methodology.md, section 1."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from operator import ge, gt, le, lt
from typing import Any

from rsplan.calc.formula import Formula, Least, Symbol, total
from rsplan.model.plan import Better, Comparator, Indicator, Kind, Revision, Target

#: One number, or shares.
Numbers = Sequence[Fraction | Decimal] | Sequence[Fraction] | Sequence[Decimal]


def as_known(indicator: Indicator, known_on: date | None) -> Indicator:
    """The indicator without the revisions that were not known yet: nothing may be said of them."""
    if known_on is None or not indicator.revisions:
        return indicator
    return indicator._replace(revisions=tuple(one for one in indicator.revisions if _was_known(one, known_on)))


def as_revised(indicator: Indicator, revision: Revision | None) -> Indicator:
    """The indicator in the years of its target in force: milestones lead to the target that they were given with."""
    return indicator._replace(milestones=()) if revision and indicator.milestones else indicator


def _was_known(revision: Revision, known_on: date | None) -> bool:
    return known_on is None or (revision.published or revision.since) <= known_on


def in_force(indicator: Indicator, as_of: date, known_on: date | None) -> tuple[Target, Revision | None]:
    """The target that counts that day: the latest revision begun by then and known by then."""
    latest = None
    for revision in indicator.revisions:
        if revision.since <= as_of and _was_known(revision, known_on):
            latest = revision
    return (latest.target, latest) if latest else (indicator.target, None)


def stood_before(indicator: Indicator, revision: Revision) -> Target:
    """The target that the revision replaced: that of the revision before it, or the original."""
    earlier = [one.target for one in indicator.revisions if one.since < revision.since]
    return earlier[-1] if earlier else indicator.target


def limit_of(target: Target, better: Better) -> Fraction | None:
    """L, where the target begins to be satisfied: T, moved by the tolerance to the lenient side for `about`."""
    if target.comparator is Comparator.NONE or len(target.values) != 1:
        return None
    if target.comparator is Comparator.ABOUT:
        width = Fraction(target.tolerance or 0)
        return Fraction(target.value) + (width if better is Better.LOWER else -width)
    return Fraction(target.value)


def satisfies(target: Target, better: Better, values: Numbers) -> bool:
    """Whether the values satisfy the target; strict comparators are not satisfied at exactly T."""
    return standard(target, better)(values)


def standard(target: Target, better: Better) -> Callable[[Numbers], bool]:
    """What says whether values satisfy the target; shares do where no sum of shares from the top falls short."""
    if target.comparator is Comparator.NONE:
        return lambda values: False
    if len(target.values) > 1:
        return partial(_shares_reach, target)
    needed = target.value if target.comparator is not Comparator.ABOUT else limit_of(target, better)
    compare: Callable[[Any, Any], bool] = _COMPARED.get(target.comparator, ge if better is Better.HIGHER else le)
    # Decimals and fractions compare exactly with each other, decimals much faster among themselves.
    return lambda values: compare(values[0], needed)


_COMPARED: dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.MORE_THAN: gt,
    Comparator.LESS_THAN: lt,
    Comparator.AT_LEAST: ge,
    Comparator.AT_MOST: le,
}


def _shares_reach(target: Target, values: Numbers) -> bool:
    ratio = shares_formula(len(target.values)).evaluate(share_symbols(target, values))
    return ratio is not None and ratio >= 1


def is_maintenance_target(indicator: Indicator, target: Target) -> bool:
    """Whether the target is a guard rail, to be kept all through the period (methodology.md, section 1)."""
    if indicator.kind is Kind.ANNUAL:
        return True
    if target.comparator is Comparator.NONE:
        return False
    if indicator.kind is Kind.CUMULATIVE:  # what comes can only add to a ceiling
        return indicator.better is Better.LOWER
    if target.hold is not None:
        return target.hold
    if indicator.baseline is not None:
        return satisfies(target, indicator.better, [Fraction(value) for value in indicator.baseline.values])
    ceilings = target.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN)
    return ceilings or (target.comparator is Comparator.ABOUT and indicator.better is Better.LOWER)


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
    found: dict[str, Fraction | None] = {f"A{index}": Fraction(value) for index, value in enumerate(values, 1)}
    return found | {f"T{index}": Fraction(value) for index, value in enumerate(target.values, 1)}
