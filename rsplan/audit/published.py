"""RS1xx: published figures recomputed from the figures beside them."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, Quote, found
from rsplan.audit.known import result_of
from rsplan.audit.quantity import places_of
from rsplan.calc.attainment import satisfies, share_symbols, shares_formula
from rsplan.model.enums import Better, Bound, Comparator
from rsplan.model.notation import Reading, number, plain
from rsplan.model.plan import Claim, Indicator, Plan, Result
from rsplan.model.rounding import rounded, shown

#: The rules that a printed completion rate may follow, in the order in which the first that fits is named.
RULES = ("ratio", "capped", "bound")

#: Places with which a recomputed rate is shown: those of most printed rates.
_PLACES = 2

Rates = dict[str, Fraction]


class Published(NamedTuple):
    """A printed completion rate with the rate that each rule gives, and the rules that give the printed one."""

    plan: Plan
    indicator: Indicator
    result: Result
    printed: str
    rates: Rates
    fits: tuple[str, ...]

    @property
    def rule(self) -> str | None:
        """The first rule that fits."""
        return self.fits[0] if self.fits else None

    @property
    def spot(self) -> Quote:
        """Where the rate is printed."""
        return Quote(self.printed, self.result.where, self.result.at)


def published_rates(context: AuditContext) -> list[Published]:
    """Every printed completion rate of the audited rows."""
    rows = []
    for indicator in context.indicators:
        if indicator.result is not None and indicator.result.completion is not None:
            printed = indicator.result.completion
            rates = _rates(indicator, result_of(indicator))
            fits = tuple(rule for rule in RULES if rule in rates and _prints_as(rates[rule], printed))
            rows.append(Published(context.plan, indicator, indicator.result, printed, rates, fits))
    return rows


def _rates(indicator: Indicator, result: Reading) -> Rates:
    """What each rule that applies to the row gives; nothing without a target or a result."""
    target = indicator.target
    if target.comparator is Comparator.NONE or not result.values:
        return {}
    actual = [Fraction(value) for value in result.values]
    rates: Rates = {}
    ratio = _ratio(indicator, actual)
    if ratio is not None:
        rates["ratio"] = ratio
    reached = satisfies(target, indicator.better, actual)
    if indicator.better is Better.LOWER or not any(target.values):
        rates["bound"] = Fraction(1) if reached else _inverse(Fraction(target.value), actual[0])
    elif ratio is not None:
        rates["capped"] = Fraction(1) if reached else ratio
    return rates


def _ratio(indicator: Indicator, actual: list[Fraction]) -> Fraction | None:
    target = indicator.target
    if len(target.values) > 1:
        return shares_formula(len(target.values)).evaluate(share_symbols(target, actual))
    return actual[0] / Fraction(target.value) if target.value else None


def _inverse(target: Fraction, actual: Fraction) -> Fraction:
    return target / actual if actual else Fraction(0)


def _prints_as(share: Fraction, printed: str) -> bool:
    """Whether the share, rounded half up to the printed number of digits, is the printed percentage."""
    percent = _percent(printed)
    return rounded(share * 100, places_of(percent)) == percent


def _percent(printed: str) -> Decimal:
    return number(plain(printed).removesuffix("%"))


def _shown(share: Fraction | None) -> str | None:
    return None if share is None else f"{shown(share * 100, _PLACES)}%"


def _remarks(plan: Plan) -> frozenset[str]:
    """The units whose rates are kept once reached, by the document's own remark."""
    return frozenset(plain(note.mark) for note in plan.footnotes if note.means == "capped")


def _due(row: Published, context: AuditContext) -> str:
    """The rule that the row should follow: the remark's where there is one, else that of methodology.md."""
    if "bound" in row.rates:
        return "bound"
    remarks = _remarks(context.plan)
    if remarks:
        return "capped" if plain(row.indicator.unit.zh) in remarks else "ratio"
    return "capped" if context.assessments[row.indicator.id].completion_rule == "capped" else "ratio"


def rate_that_no_rule_gives(context: AuditContext) -> Iterator[Finding]:
    """RS101 a rate that no rule gives, RS103 one of 100 % or more although the target is not satisfied."""
    for row in published_rates(context):
        if row.fits or not row.rates:
            continue
        indicator = row.indicator
        reached = satisfies(
            indicator.target, indicator.better, [Fraction(value) for value in result_of(indicator).values]
        )
        code = "RS103" if not reached and _percent(row.printed) >= 100 else "RS101"
        figures = {"target": indicator.target.printed.strip(), "result": row.result.printed}
        yield found(code, context.plan, indicator, row.spot, _shown(row.rates[_due(row, context)]), **figures)


def rate_without_target(context: AuditContext) -> Iterator[Finding]:
    """RS102: a completion rate where there is no target to be completed."""
    for row in published_rates(context):
        if row.indicator.target.comparator is Comparator.NONE:
            target = row.indicator.target.printed
            yield found("RS102", context.plan, row.indicator, row.spot, target=target, result=row.result.printed)


def rate_against_the_remark(context: AuditContext) -> Iterator[Finding]:
    """RS104 a rate that goes beyond what the remark keeps, RS105 one that is kept although no remark says so."""
    remarks = _remarks(context.plan)
    if not remarks:
        return
    remark = next(note.where for note in context.plan.footnotes if note.means == "capped")
    for row in published_rates(context):
        due, indicator = _due(row, context), row.indicator
        covered = plain(indicator.unit.zh) in remarks
        if row.fits and due not in row.fits and (covered or due == "ratio"):
            code = "RS104" if covered else "RS105"
            figures = {"target": indicator.target.printed.strip(), "result": row.result.printed}
            expected = _shown(row.rates[due])
            yield found(
                code, context.plan, indicator, row.spot, expected, remark=remark, unit=indicator.unit, **figures
            )


def growth_recomputed(context: AuditContext) -> Iterator[Finding]:
    """RS106: growth printed in the text that the values of the table do not give."""
    for indicator in context.indicators:
        earlier, result = indicator.earlier, result_of(indicator)
        if earlier is None or earlier.growth is None or not (earlier.values and earlier.values[0] and result.values):
            continue
        growth = Fraction(result.values[0]) / Fraction(earlier.values[0]) - 1
        if not _prints_as(growth, earlier.growth.printed):
            figures = {"earlier": earlier.printed, "result": indicator.result.printed if indicator.result else ""}
            yield found("RS106", context.plan, indicator, earlier.growth, _shown(growth), **figures)


def claims_against_rows(context: AuditContext) -> Iterator[Finding]:
    """RS107 a row that the text's claim about all targets does not hold for, RS108 one for which it cannot hold."""
    for claim in context.plan.claims:
        for indicator in context.indicators:
            if indicator.result and indicator.target.comparator is not Comparator.NONE and result_of(indicator).values:
                yield from _claimed(context.plan, claim, indicator, indicator.result)


def _claimed(plan: Plan, claim: Claim, indicator: Indicator, result: Result) -> Iterator[Finding]:
    reading = result_of(indicator)
    reached = satisfies(indicator.target, indicator.better, [Fraction(value) for value in reading.values])
    details = {"claim": claim.printed, "at": claim.where, "target": indicator.target.printed.strip()}
    could_be_better = Bound.AT_LEAST if indicator.better is Better.HIGHER else Bound.AT_MOST
    if not reached:
        if reading.bound is not could_be_better:
            yield found("RS107", plan, indicator, result, indicator.target.printed.strip(), "missed", **details)
    elif claim.means == "all_exceeded" and reading.values == indicator.target.values and reading.bound is Bound.EXACT:
        if at_the_end(indicator):
            yield found("RS108", plan, indicator, result, **details)
        else:
            sign = ">" if indicator.better is Better.HIGHER else "<"
            beyond = ":".join(shown(value, None) for value in indicator.target.values)
            yield found("RS107", plan, indicator, result, f"{sign}{beyond}", "equalled", **details)


def at_the_end(indicator: Indicator) -> bool:
    """Whether the target is the most that there can be: all of a whole, or none of what should not be."""
    if indicator.better is Better.LOWER:
        return not any(indicator.target.values)
    return plain(indicator.unit.zh) == "%" and len(indicator.target.values) == 1 and indicator.target.value == 100
