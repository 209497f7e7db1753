"""RS4xx: the demands of targets, compared with the last known figure and with other cities' targets."""

from collections.abc import Iterator
from enum import Enum, auto
from fractions import Fraction
from typing import assert_never

from rsplan.audit.ambition import LastKnown, ambition_of, comparison_key, last_known
from rsplan.audit.checks.recomputed_figures import at_the_end
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, phrase
from rsplan.audit.indicator_traits import (
    bound_of_the_better,
    higher_is_better,
    is_annual,
    is_binding,
    is_cumulative,
    is_strict,
)
from rsplan.calc.target_in_force import satisfies
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, Bound
from rsplan.model.plan import Indicator
from rsplan.model.printed_figure_reading import plain
from rsplan.model.rounding import shown

#: Two cities' targets, each as a share of the last known figure, differ from so much on: less than one point may
#: be rounding.
APART = Fraction(1, 100)


class Strength(Enum):
    """The demand of a target beside the last known figure; undecided where a bound hides that figure."""

    WEAKER = auto()
    EQUAL = auto()
    STRONGER = auto()
    UNDECIDED = auto()


def no_stronger_than_known(context: AuditContext) -> Iterator[Finding]:
    """RS401: a target weaker than the last known figure. RS402: one equal to it. RS403: a total below the former."""
    for indicator in context.indicators:
        known = last_known(context.plan, indicator, context.before)
        if known is not None and indicator.target.values and not is_annual(indicator.kind):
            yield from _no_stronger(context, indicator, known)


def _no_stronger(context: AuditContext, indicator: Indicator, known: LastKnown) -> Iterator[Finding]:
    strength = _strength(indicator, known)
    match strength:
        case Strength.EQUAL:
            code, case = "RS402", "full" if at_the_end(indicator) else ""
        case Strength.WEAKER:
            code = "RS403" if is_cumulative(indicator.kind) else "RS401"
            case = "shares" if len(indicator.target.values) > 1 else ""
        case Strength.STRONGER | Strength.UNDECIDED:
            return
        case _:
            assert_never(strength)
    details = _details(indicator, known)
    yield context.finding(code, indicator, indicator.target, known.printed, case=case, **details)


def _strength(indicator: Indicator, known: LastKnown) -> Strength:
    target, values = indicator.target, tuple(Fraction(value) for value in indicator.target.values)
    if _may_be_worse(known.bound, indicator.better):
        return Strength.UNDECIDED
    if len(values) > 1:
        if values == known.values:
            return Strength.EQUAL
        return Strength.WEAKER if satisfies(target, indicator.better, known.values) else Strength.STRONGER
    ahead = values[0] - known.values[0] if higher_is_better(indicator.better) else known.values[0] - values[0]
    if ahead == 0:
        return Strength.STRONGER if is_strict(target.comparator) else Strength.EQUAL
    if ahead < 0:
        return Strength.WEAKER
    return Strength.STRONGER if known.bound is Bound.EXACT else Strength.UNDECIDED


def _may_be_worse(bound: Bound, better: Better) -> bool:
    """Whether the figure itself may be worse than the value that is known."""
    match bound:
        case Bound.EXACT:
            return False
        case Bound.AT_LEAST | Bound.AT_MOST:
            return bound is not bound_of_the_better(better)
        case Bound.UNKNOWN:
            return True
        case _:
            assert_never(bound)


def _details(indicator: Indicator, known: LastKnown) -> dict[str, Detail]:
    """The place of the known figure, the gap in units and as a share of it, and the nature of the target."""
    before = known.values[0]
    gap = abs(Fraction(indicator.target.values[0]) - before)
    share = shown(gap / abs(before) * 100, 1) + "%" if before else "-"
    nature = phrase("audit.target.binding" if is_binding(indicator) else "audit.target")
    points = plain(indicator.unit.zh) == "%"
    unit = phrase("audit.points") if points else Text(indicator.unit.zh, f" ({indicator.unit.en})")
    amount = phrase("audit.amount", value=shown(gap, None), unit=unit)
    return {"at": known.where, "gap": amount, "share": share, "nature": nature}


def less_than_another_city(context: AuditContext) -> Iterator[Finding]:
    """RS404: a target weaker than the most ambitious other city's, each beside its own last known figure."""
    for indicator in context.indicators:
        ambition = ambition_of(context.plan, indicator, context.before)
        others = context.ambitions.get(comparison_key(context.plan, indicator), ())
        most = next((other for other in others if other.plan.city.id != context.plan.city.id), None)
        if ambition is not None and most is not None and most.effort - ambition.effort >= APART:
            expected = shown(ambition.known * most.level)
            city = most.plan.city.name
            details = {"own": ambition.percent, "figures": ambition.printed}
            details |= {"other": most.percent, "others": most.printed}
            yield context.finding("RS404", indicator, indicator.target, expected, city=city, **details)
