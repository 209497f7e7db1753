"""RS6xx: shares that are none, ranges the wrong way round, parts above their whole."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, HasPlace, Quote, found
from rsplan.audit.known import result_of, with_id
from rsplan.audit.quantity import places_of
from rsplan.model.enums import Kind
from rsplan.model.notation import plain, read_figure
from rsplan.model.plan import Indicator
from rsplan.model.rounding import shown

#: Totals of which one is part of the other, by id.
PARTS = (
    ("highly-skilled-total", "skilled-total"),
    ("highly-skilled-total", "talent-total"),
    ("professionals-total", "talent-total"),
    ("high-level-talent-total", "talent-total"),
)

_WHOLE = Fraction(100)

#: How the names of shares of a whole end.
_SHARES = ("率", "比重", "比例")


def shares_that_miss_the_whole(context: AuditContext) -> Iterator[Finding]:
    """RS601: shares in per cent that do not add up to 100; measured ones may miss it by their rounding."""
    for indicator in context.indicators:
        if indicator.kind is Kind.COMPOSITION and plain(indicator.unit.zh) == "%":
            yield from _sums(context, indicator)


def _sums(context: AuditContext, indicator: Indicator) -> Iterator[Finding]:
    total = sum((Fraction(value) for value in indicator.target.values), Fraction(0))
    if indicator.target.values and total != _WHOLE:
        yield found("RS601", context.plan, indicator, indicator.target, total=shown(total, None))
    for seen in context.assessments[indicator.id].observations:
        total = Fraction(sum(seen.values, Decimal(0)))
        rounding = Fraction(sum((_half_a_digit(value) for value in seen.values), Decimal(0)))
        if abs(total - _WHOLE) > rounding:
            printed = seen.printed or ":".join(format(value, "f") for value in seen.values)
            spot = Quote(printed, seen.where or indicator.target.where, seen.at)
            yield found("RS601", context.plan, indicator, spot, total=shown(total, None))


def _half_a_digit(value: Decimal) -> Decimal:
    return Decimal(5).scaleb(-places_of(value) - 1)


def range_backwards(context: AuditContext) -> Iterator[Finding]:
    """RS602: a range whose upper end is printed first."""
    for indicator in context.indicators:
        spots: tuple[HasPlace, ...] = (indicator.target, *indicator.statements)
        for spot in spots:
            reading = read_figure(spot.printed or "")
            if reading.high is not None and reading.high < reading.values[0]:
                expected = f"{shown(reading.high, None)}—{shown(reading.values[0], None)}"
                yield found("RS602", context.plan, indicator, spot, expected)


def part_above_whole(context: AuditContext) -> Iterator[Finding]:
    """RS603: a part that is more than its whole: targets, results, earlier values."""
    for part_id, whole_id in PARTS:
        part, whole = with_id(context.plan, part_id), with_id(context.plan, whole_id)
        if part is None or whole is None or part.unit.zh != whole.unit.zh or part.id not in context.assessments:
            continue
        wholes = dict(_figures(whole))
        for sort, (spot, value) in _figures(part):
            other = wholes.get(sort)
            if other is not None and value > other[1]:
                most = f"≤{shown(other[1], None)}"
                yield found("RS603", context.plan, part, spot, most, whole=whole.name, at=other[0].where or "")


def _figures(indicator: Indicator) -> Iterator[tuple[str, tuple[HasPlace, Decimal | Fraction]]]:
    """The printed figures by what they are, to be held against those of the same sort."""
    if len(indicator.target.values) == 1:
        yield "target", (indicator.target, indicator.target.value)
    reading = result_of(indicator)
    if indicator.result is not None and reading.values:
        yield "result", (indicator.result, reading.values[0])
    for spot in (indicator.earlier, indicator.baseline):
        if spot is not None and spot.values:
            yield str(spot.day), (spot, spot.values[0])


def more_than_all(context: AuditContext) -> Iterator[Finding]:
    """RS604: a share of a whole above 100 %."""
    for indicator in context.indicators:
        if (
            indicator.kind is not Kind.RATE
            or plain(indicator.unit.zh) != "%"
            or not indicator.name.zh.endswith(_SHARES)
        ):
            continue
        for _, (spot, value) in _figures(indicator):
            if value > _WHOLE:
                yield found("RS604", context.plan, indicator, spot, "≤100")
