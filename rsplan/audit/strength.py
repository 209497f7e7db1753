"""RS4xx: how much a target asks for, beside what was known when it was set and what other cities ask for."""

from collections.abc import Iterator
from fractions import Fraction

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, found, phrase
from rsplan.audit.known import LastKnown, asked, key_of, last_known
from rsplan.audit.published import at_the_end
from rsplan.calc.attainment import satisfies
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, Bound, Comparator, Kind, Nature
from rsplan.model.notation import plain
from rsplan.model.plan import Indicator
from rsplan.model.rounding import shown

#: Two cities' targets, each as a share of what was last known, are set differently from so much on: less than
#: one point may be rounding.
APART = Fraction(1, 100)


def no_stronger_than_known(context: AuditContext) -> Iterator[Finding]:
    """RS401 a target weaker than the last known figure, RS403 a sum below that of the period before, RS402 equal."""
    for indicator in context.indicators:
        known = last_known(context.plan, indicator, context.before)
        if known is None or not indicator.target.values or indicator.kind is Kind.ANNUAL:
            continue
        order = _order(indicator, known)
        if order == 0:
            case = "full" if at_the_end(indicator) else ""
            yield found(
                "RS402", context.plan, indicator, indicator.target, known.printed, case, **_details(indicator, known)
            )
        elif order is not None and order < 0:
            code = "RS403" if indicator.kind is Kind.CUMULATIVE else "RS401"
            case = "shares" if len(indicator.target.values) > 1 else ""
            yield found(
                code, context.plan, indicator, indicator.target, known.printed, case, **_details(indicator, known)
            )


def _order(indicator: Indicator, known: LastKnown) -> int | None:
    """-1 where the target asks for less than was known, 0 for as much, 1 for more; None where a bound hides it."""
    target, values = indicator.target, tuple(Fraction(value) for value in indicator.target.values)
    higher = indicator.better is Better.HIGHER
    if known.bound is (Bound.AT_MOST if higher else Bound.AT_LEAST):
        return None
    if len(values) > 1:
        if values == known.values:
            return 0
        return -1 if satisfies(target, indicator.better, known.values) else 1
    ahead = values[0] - known.values[0] if higher else known.values[0] - values[0]
    if ahead == 0 and target.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN):
        return 1
    if ahead > 0 and known.bound is not Bound.EXACT:
        return None
    return (ahead > 0) - (ahead < 0)


def _details(indicator: Indicator, known: LastKnown) -> dict[str, Detail]:
    """Who asks for how much less than what."""
    before = known.values[0]
    gap = abs(Fraction(indicator.target.values[0]) - before)
    share = shown(gap / abs(before) * 100, 1) + "%" if before else "-"
    nature = phrase("audit.target.binding" if indicator.nature is Nature.BINDING else "audit.target")
    unit = (
        phrase("audit.points")
        if plain(indicator.unit.zh) == "%"
        else Text(indicator.unit.zh, f" ({indicator.unit.en})")
    )
    amount = phrase("audit.amount", value=shown(gap, None), unit=unit)
    return {"at": known.where, "gap": amount, "share": share, "nature": nature}


def less_than_another_city(context: AuditContext) -> Iterator[Finding]:
    """RS404: a target that asks for less than the most demanding other city's, beside its own last known figure."""
    for indicator in context.indicators:
        own = asked(context.plan, indicator, context.before)
        others = context.demands.get(key_of(context.plan, indicator), ())
        most = next((other for other in others if other.plan.city.id != context.plan.city.id), None)
        if own is not None and most is not None and most.effort - own.effort >= APART:
            expected = shown(own.known * most.level)
            city = most.plan.city.name
            details = {"own": own.percent, "figures": own.printed, "other": most.percent, "others": most.printed}
            yield found("RS404", context.plan, indicator, indicator.target, expected, city=city, **details)
