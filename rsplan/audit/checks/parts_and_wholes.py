"""RS6xx: shares that do not add up, ranges the wrong way round, parts above their whole."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, HasPlace, Quote, phrase
from rsplan.audit.former_plans import indicator_with_id
from rsplan.audit.indicator_traits import is_composition, is_rate
from rsplan.audit.unit_scaling import result_of
from rsplan.model.enums import Bound
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator
from rsplan.model.printed_figure_reading import read_or_nothing
from rsplan.model.rounding import may_add_up_to, shown

#: Totals of which one is part of the other, by id.
PARTS = (
    ("highly-skilled-total", "skilled-total"),
    ("highly-skilled-total", "talent-total"),
    ("professionals-total", "talent-total"),
    ("high-level-talent-total", "talent-total"),
)

#: Numbers of persons, by id, with the number of them per 10,000 workers.
PER_10K_WORKERS = (("highly-skilled-total", "skilled-per-10k-workers"),)

#: Work forces that one table implies differ if the larger exceeds the smaller by more than this share: in five years
#: a labour force changes by a few per cent. There is no official limit; this is an assumption of this project.
LABOUR_FORCES_APART = Fraction(1, 10)

_WHOLE = 100

#: The ends of names of shares of a whole.
_SHARES = ("率", "比重", "比例")


def shares_that_miss_the_whole(context: AuditContext) -> Iterator[Finding]:
    """RS601: shares in per cent that do not add up to 100; observed ones may miss it by their rounding."""
    for indicator in context.indicators:
        if is_composition(indicator.kind) and plain(indicator.unit.zh) == "%":
            yield from _shares(context, indicator)


def _shares(context: AuditContext, indicator: Indicator) -> Iterator[Finding]:
    total = sum((Fraction(value) for value in indicator.target.values), Fraction(0))
    if indicator.target.values and total != _WHOLE:
        yield context.finding("RS601", indicator, indicator.target, total=shown(total, None))
    for observation in context.assessments[indicator.id].observations:
        total = Fraction(sum(observation.values, Decimal(0)))
        if not may_add_up_to(_WHOLE, observation.values):
            printed = observation.printed or ":".join(format(value, "f") for value in observation.values)
            quotation = Quote(printed, observation.where or indicator.target.where, observation.at)
            yield context.finding("RS601", indicator, quotation, total=shown(total, None))


def range_backwards(context: AuditContext) -> Iterator[Finding]:
    """RS602: a range whose upper end is printed first."""
    for indicator in context.indicators:
        quotations: tuple[HasPlace, ...] = (indicator.target, *indicator.statements)
        for quotation in quotations:
            reading = read_or_nothing(quotation.printed or "")
            if reading.high is not None and reading.high < reading.values[0]:
                expected = f"{shown(reading.high, None)}—{shown(reading.values[0], None)}"
                yield context.finding("RS602", indicator, quotation, expected)


class _Figure(NamedTuple):
    """A printed figure; figures with the same `role` can be compared between indicators."""

    role: str
    quotation: HasPlace
    value: Decimal | Fraction


def part_above_whole(context: AuditContext) -> Iterator[Finding]:
    """RS603: a part that is more than its whole: targets, results, earlier values."""
    for part_id, whole_id in PARTS:
        part, whole = indicator_with_id(context.plan, part_id), indicator_with_id(context.plan, whole_id)
        if part is None or whole is None or part.unit.zh != whole.unit.zh or part.id not in context.assessments:
            continue
        wholes = {figure.role: figure for figure in _figures(whole)}
        for figure in _figures(part):
            other = wholes.get(figure.role)
            if other is not None and figure.value > other.value:
                limit, at = f"≤{shown(other.value, None)}", other.quotation.where or ""
                yield context.finding("RS603", part, figure.quotation, limit, whole=whole.name, at=at)


def _figures(indicator: Indicator) -> Iterator[_Figure]:
    if len(indicator.target.values) == 1:
        yield _Figure("target", indicator.target, indicator.target.value)
    reading = result_of(indicator)
    if indicator.result is not None and reading.values:
        yield _Figure("result", indicator.result, reading.values[0])
    for value in (indicator.earlier, indicator.baseline):
        if value is not None and value.values:
            yield _Figure(str(value.day), value, value.values[0])


def split_targets(context: AuditContext) -> Iterator[Finding]:
    """RS606: the targets of the parts that a target was split over do not add up to it."""
    for indicator in context.indicators:
        target = indicator.target
        adds_up = not (indicator.kind.has_shares or is_rate(indicator.kind) or indicator.kind.states_change)
        if not adds_up or len(target.values) != 1:
            continue
        found = [(plan, part) for plan in context.parts if (part := indicator_with_id(plan, indicator.id)) is not None]
        amounts = [Fraction(part.target.value) for _, part in found if part.target.values]
        total = sum(amounts, Fraction(0))
        if amounts and total != Fraction(target.value):
            names = phrase("audit.parts", number=str(len(amounts)), cities=", ".join(plan.city.id for plan, _ in found))
            expected = shown(Fraction(target.value), None)
            yield context.finding("RS606", indicator, target, expected, total=shown(total, None), parts=names)


class _LabourForce(NamedTuple):
    """The labour force that a number of persons and their number per 10,000 workers imply."""

    role: str
    total: HasPlace
    per_10k: HasPlace
    size: Fraction


def implied_labour_forces(context: AuditContext) -> Iterator[Finding]:
    """RS605: numbers of persons and numbers per 10,000 workers that imply labour forces of different sizes."""
    for total_id, per_10k_id in PER_10K_WORKERS:
        total, per_10k = indicator_with_id(context.plan, total_id), indicator_with_id(context.plan, per_10k_id)
        if total is None or per_10k is None or per_10k.id not in context.assessments:
            continue
        forces = sorted(_labour_forces(total, per_10k), key=lambda force: force.size)
        if forces and forces[-1].size / forces[0].size - 1 > LABOUR_FORCES_APART:
            yield _differing_labour_forces(context, total, per_10k, forces[0], forces[-1])


def _labour_forces(total: Indicator, per_10k: Indicator) -> Iterator[_LabourForce]:
    rates = {figure.role: figure for figure in _figures(per_10k)}
    for figure in _figures(total):
        rate = rates.get(figure.role)
        if rate is not None and _is_exact(figure) and _is_exact(rate) and rate.value and figure.value:
            size = Fraction(figure.value) * 10_000 / Fraction(rate.value)
            yield _LabourForce(figure.role, figure.quotation, rate.quotation, size)


def _is_exact(figure: _Figure) -> bool:
    return read_or_nothing(figure.quotation.printed or "").bound is Bound.EXACT


def _differing_labour_forces(
    context: AuditContext, total: Indicator, per_10k: Indicator, low: _LabourForce, high: _LabourForce
) -> Finding:
    details = {
        "low": shown(low.size, 1),
        "high": shown(high.size, 1),
        "gap": shown((high.size / low.size - 1) * 100, 1),
    }
    details |= {"low_total": _printed(low.total), "high_total": _printed(high.total)}
    details |= {"low_rate": _printed(low.per_10k), "high_rate": _printed(high.per_10k)}
    name = phrase("audit.row", number=total.number, name=total.name) if total.number else total.name
    return context.finding("RS605", per_10k, high.per_10k, unit=total.unit, total=name, **details)


def _printed(quotation: HasPlace) -> str:
    return (quotation.printed or "").strip()


def more_than_all(context: AuditContext) -> Iterator[Finding]:
    """RS604: a share of a whole above 100 %."""
    for indicator in context.indicators:
        in_percent = is_rate(indicator.kind) and plain(indicator.unit.zh) == "%"
        if in_percent and indicator.name.zh.endswith(_SHARES):
            for figure in _figures(indicator):
                if figure.value > _WHOLE:
                    yield context.finding("RS604", indicator, figure.quotation, "≤100")
