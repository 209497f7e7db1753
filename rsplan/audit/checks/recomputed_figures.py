"""RS1xx: published rates, growth and claims recomputed from the figures beside them."""

from collections.abc import Iterator
from fractions import Fraction

from rsplan.audit.bounded_intervals import interval_of, is_below
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Detail, Finding, phrase
from rsplan.audit.indicator_traits import bound_of_the_better, higher_is_better, is_cumulative, sets_no_target
from rsplan.audit.recomputed_rates import PublishedRate, RateRule, percent_of, prints_as, published_rates
from rsplan.audit.unit_scaling import amount_of, result_of
from rsplan.calc.target_in_force import satisfies
from rsplan.model.enums import Bound
from rsplan.model.plain_text import plain
from rsplan.model.plan import Claim, Earlier, Indicator, Plan, Result
from rsplan.model.printed_figure_reading import read_or_nothing
from rsplan.model.rounding import shown

#: Places with which a recomputed rate is shown: those of most printed rates.
_PLACES = 2


def rate_that_no_rule_gives(context: AuditContext) -> Iterator[Finding]:
    """RS101: a rate that no rule gives. RS103: one of 100 % or more although the target is not satisfied."""
    for row in published_rates(context):
        if row.fits or not row.rates:
            continue
        figures = {"target": row.indicator.target.printed.strip(), "result": row.result.printed}
        expected = _shown(row.rates[_due_rule(row, context)])
        if not _calls_missed_completed(row):
            yield context.finding("RS101", row.indicator, row.quotation, expected, **figures)
        elif claim := next(iter(context.plan.claims), None):
            figures |= {"claim": claim.printed, "at": claim.where}
            yield context.finding("RS103", row.indicator, row.quotation, expected, case="claimed", **figures)
        else:
            yield context.finding("RS103", row.indicator, row.quotation, expected, **figures)


def _calls_missed_completed(row: PublishedRate) -> bool:
    """Whether 100 % or more is printed, which no rule gives, although the target is not satisfied."""
    return bool(row.rates) and not row.fits and not _reached(row.indicator) and percent_of(row.printed) >= 100


def _reached(indicator: Indicator) -> bool:
    """Whether the printed result satisfies the target."""
    values = [Fraction(value) for value in result_of(indicator).values]
    return satisfies(indicator.target, indicator.better, values)


def _due_rule(row: PublishedRate, context: AuditContext) -> RateRule:
    """The rule that the row should follow: the remark's where there is one, else that of methodology.md."""
    if RateRule.BOUND in row.rates:
        return RateRule.BOUND
    capped_units = _capped_units(context.plan)
    if capped_units:
        return RateRule.CAPPED if plain(row.indicator.unit.zh) in capped_units else RateRule.RATIO
    completion_rule = context.assessments[row.indicator.id].completion_rule
    return RateRule.CAPPED if completion_rule == "capped" else RateRule.RATIO


def _capped_units(plan: Plan) -> frozenset[str]:
    """The units whose rates are capped once the target is reached, by the document's own remark."""
    return frozenset(plain(note.mark) for note in plan.footnotes if note.means == "capped")


def _shown(share: Fraction) -> str:
    return f"{shown(share * 100, _PLACES)}%"


def rate_without_target(context: AuditContext) -> Iterator[Finding]:
    """RS102: a completion rate where there is no target to be completed."""
    for row in published_rates(context):
        if sets_no_target(row.indicator.target.comparator):
            target = row.indicator.target.printed
            yield context.finding("RS102", row.indicator, row.quotation, target=target, result=row.result.printed)


def rate_against_the_remark(context: AuditContext) -> Iterator[Finding]:
    """RS104: a rate beyond 100 % that the remark caps. RS105: one that is capped although no remark says so."""
    capped_units = _capped_units(context.plan)
    if not capped_units:
        return
    remark = next(note.where for note in context.plan.footnotes if note.means == "capped")
    for row in published_rates(context):
        due, indicator = _due_rule(row, context), row.indicator
        covered = plain(indicator.unit.zh) in capped_units
        if row.fits and due not in row.fits and (covered or due is RateRule.RATIO):
            code = "RS104" if covered else "RS105"
            figures = {"target": indicator.target.printed.strip(), "result": row.result.printed, "remark": remark}
            yield context.finding(
                code, indicator, row.quotation, _shown(row.rates[due]), unit=indicator.unit, **figures
            )


def growth_recomputed(context: AuditContext) -> Iterator[Finding]:
    """RS106: growth printed in the text that the values of the table do not give."""
    for indicator in context.indicators:
        earlier, result = indicator.earlier, result_of(indicator)
        if earlier is None or earlier.growth is None or not (earlier.values and earlier.values[0] and result.values):
            continue
        growth = Fraction(result.values[0]) / Fraction(earlier.values[0]) - 1
        if not prints_as(growth, earlier.growth.printed):
            figures = {"earlier": earlier.printed, "result": indicator.result.printed if indicator.result else ""}
            yield context.finding("RS106", indicator, earlier.growth, _shown(growth), **figures)


def claims_against_rows(context: AuditContext) -> Iterator[Finding]:
    """RS107: a row that refutes the text's claim about all targets. RS108: one for which the claim cannot hold.

    A missed target whose rate is printed as 100 % is RS103, which names the claim.
    """
    told = {row.indicator.id for row in published_rates(context) if _calls_missed_completed(row)}
    for claim in context.plan.claims:
        for indicator in context.indicators:
            if indicator.id in told:
                continue
            has_target = not sets_no_target(indicator.target.comparator)
            if indicator.result and has_target and result_of(indicator).values:
                yield from _claimed(context, claim, indicator, indicator.result)


def _claimed(context: AuditContext, claim: Claim, indicator: Indicator, result: Result) -> Iterator[Finding]:
    """Compare the claim with one row; a result that is a bound may still be better than it says."""
    reading, target = result_of(indicator), indicator.target.printed.strip()
    details = {"claim": claim.printed, "at": claim.where, "target": target}
    if not _reached(indicator):
        if reading.bound is not bound_of_the_better(indicator.better):
            yield context.finding("RS107", indicator, result, target, case="missed", **details)
    elif claim.means == "all_exceeded" and reading.values == indicator.target.values and reading.bound is Bound.EXACT:
        if at_the_end(indicator):
            yield context.finding("RS108", indicator, result, **details)
        else:
            sign = ">" if higher_is_better(indicator.better) else "<"
            beyond = ":".join(shown(value, None) for value in indicator.target.values)
            yield context.finding("RS107", indicator, result, f"{sign}{beyond}", case="equalled", **details)


def worse_than_at_the_start(context: AuditContext) -> Iterator[Finding]:
    """RS109: a result that is worse than the earlier value in its row, under a claim that all was exceeded."""
    for claim in _claims_of_excess(context.plan):
        for indicator in context.indicators:
            if indicator.earlier and indicator.result and _is_worse_than_before(indicator):
                yield _worse(context, claim, indicator, indicator.earlier, indicator.result)


def is_told_as_worse(plan: Plan, indicator: Indicator) -> bool:
    """Whether RS109 says of the row that it went back under a claim that all was exceeded."""
    return bool(_claims_of_excess(plan)) and _is_worse_than_before(indicator)


def _claims_of_excess(plan: Plan) -> list[Claim]:
    return [claim for claim in plan.claims if claim.means == "all_exceeded"]


def _is_worse_than_before(indicator: Indicator) -> bool:
    """Whether the printed result is certainly worse than the earlier value in its row."""
    earlier, reading = indicator.earlier, result_of(indicator)
    if earlier is None or len(earlier.values) != 1 or len(reading.values) != 1:
        return False
    before = interval_of(Fraction(earlier.values[0]), read_or_nothing(earlier.printed).bound)
    after = interval_of(Fraction(reading.values[0]), reading.bound)
    return is_below(after, before) if higher_is_better(indicator.better) else is_below(before, after)


def _worse(context: AuditContext, claim: Claim, indicator: Indicator, earlier: Earlier, result: Result) -> Finding:
    gap = abs(Fraction(result_of(indicator).values[0]) - Fraction(earlier.values[0]))
    details: dict[str, Detail] = {"claim": claim.printed, "at": claim.where, "gap": amount_of(gap, indicator)}
    details |= {"earlier": earlier.printed.strip(), "target": indicator.target.printed.strip()}
    if is_cumulative(indicator.kind):
        details["way"] = phrase("audit.less" if higher_is_better(indicator.better) else "audit.more")
        return context.finding("RS109", indicator, result, earlier.printed.strip(), case="sum", **details)
    return context.finding("RS109", indicator, result, earlier.printed.strip(), case="", **details)


def at_the_end(indicator: Indicator) -> bool:
    """Whether the target is the best possible: all of a whole, or none of what should not occur."""
    if not higher_is_better(indicator.better):
        return not any(indicator.target.values)
    return plain(indicator.unit.zh) == "%" and len(indicator.target.values) == 1 and indicator.target.value == 100
