"""Completion rates that a document prints, each recomputed by every rule that it may follow."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Quote
from rsplan.audit.indicator_traits import higher_is_better, sets_no_target
from rsplan.audit.unit_scaling import result_of
from rsplan.calc.target_in_force import satisfies, share_symbols, shares_formula
from rsplan.model.plain_text import number, plain
from rsplan.model.plan import Indicator, Plan, Result
from rsplan.model.printed_figure_reading import Reading
from rsplan.model.rounding import places_of, rounded


class RateRule(StrEnum):
    """A rule that a printed completion rate may follow, in the order in which the first that fits is named."""

    RATIO = "ratio"  # result ÷ target
    CAPPED = "capped"  # result ÷ target, 1 once the target is satisfied
    BOUND = "bound"  # 1 where a ceiling is kept, else target ÷ result


class PublishedRate(NamedTuple):
    """A printed completion rate with the rate that each rule gives, and the rules that give the printed one."""

    plan: Plan
    indicator: Indicator
    result: Result
    printed: str
    rates: dict[RateRule, Fraction]
    fits: tuple[RateRule, ...]

    @property
    def rule(self) -> RateRule | None:
        """The first rule that fits."""
        return self.fits[0] if self.fits else None

    @property
    def quotation(self) -> Quote:
        """The place where the rate is printed."""
        return Quote(self.printed, self.result.where, self.result.at)


def published_rates(context: AuditContext) -> list[PublishedRate]:
    """Recompute every printed completion rate of the audited rows."""
    rows = []
    for indicator in context.indicators:
        if indicator.result is not None and indicator.result.completion is not None:
            printed = indicator.result.completion
            rates = _rates(indicator, result_of(indicator))
            fits = tuple(rule for rule in RateRule if rule in rates and prints_as(rates[rule], printed))
            rows.append(PublishedRate(context.plan, indicator, indicator.result, printed, rates, fits))
    return rows


def _rates(indicator: Indicator, result: Reading) -> dict[RateRule, Fraction]:
    """The rate of each rule that applies to the row; none without a target or a result."""
    target = indicator.target
    if sets_no_target(target.comparator) or not result.values:
        return {}
    actual = [Fraction(value) for value in result.values]
    rates: dict[RateRule, Fraction] = {}
    ratio = _ratio(indicator, actual)
    if ratio is not None:
        rates[RateRule.RATIO] = ratio
    reached = satisfies(target, indicator.better, actual)
    if not higher_is_better(indicator.better) or not any(target.values):
        rates[RateRule.BOUND] = Fraction(1) if reached else _inverse(Fraction(target.value), actual[0])
    elif ratio is not None:
        rates[RateRule.CAPPED] = Fraction(1) if reached else ratio
    return rates


def _ratio(indicator: Indicator, actual: list[Fraction]) -> Fraction | None:
    target = indicator.target
    if len(target.values) > 1:
        return shares_formula(len(target.values)).evaluate(share_symbols(target, actual))
    return actual[0] / Fraction(target.value) if target.value else None


def _inverse(target: Fraction, actual: Fraction) -> Fraction:
    return target / actual if actual else Fraction(0)


def prints_as(share: Fraction, printed: str) -> bool:
    """Whether the share, rounded half up to the printed number of digits, is the printed percentage."""
    percent = percent_of(printed)
    return rounded(share * 100, places_of(percent)) == percent


def percent_of(printed: str) -> Decimal:
    """The number of a printed percentage."""
    return number(plain(printed).removesuffix("%"))
