"""The meaning of a printed target, and its differences from the print; docs/methodology.md, section 1."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple, assert_never

from rsplan.model.enums import Better, By, Comparator, Judged, Kind, Says
from rsplan.model.printed_figure_reading import Reading
from rsplan.model.units import base_unit, in_unit, measures_the_same, negative_persons

#: The width of `about` (左右) as a share of the target: there is no official one, so the curators assume it.
ABOUT_TOLERANCE = Decimal("0.05")


#: The kinds that the words around a figure agree with.
_FITTING: Mapping[Says, frozenset[Kind]] = {
    Says.SUM: frozenset({Kind.CUMULATIVE}),
    Says.ADDED: frozenset({Kind.CUMULATIVE, Kind.ANNUAL}),
    Says.YEARLY: frozenset({Kind.ANNUAL, Kind.RATE, Kind.GROWTH}),
    Says.MEAN: frozenset({Kind.RATE}),
    Says.GROWTH: frozenset({Kind.GROWTH}),
    Says.POINTS: frozenset({Kind.CHANGE}),
    Says.PERCENT: frozenset({Kind.CHANGE}),
}


class Stated(NamedTuple):
    """The parts of a target's meaning that the target file states; None where the print decides."""

    comparator: Comparator | None = None
    values: tuple[Decimal, ...] | None = None
    high: Decimal | None = None
    tolerance: Decimal | None = None


class Meaning(NamedTuple):
    """The meaning of a target, with nothing left to a default."""

    comparator: Comparator
    values: tuple[Decimal, ...]
    high: Decimal | None
    tolerance: Decimal | None
    tolerance_assumed: bool


def unit_of_target(kind: Kind, by: By | None, unit: str) -> str:
    """The unit of the target's number: per cent where it states a growth or a change in per cent."""
    return "%" if kind is Kind.GROWTH or (kind is Kind.CHANGE and by is By.PERCENT) else unit


def in_unit_of_target(reading: Reading, kind: Kind, by: By | None, unit: str) -> Reading:
    """The reading in the unit of the target's number; a fall is below zero where the target states a change."""
    if not kind.states_change:
        return in_unit(reading, unit)
    target_unit = unit_of_target(kind, by, unit)
    points = reading.unit.endswith("百分点") and base_unit(target_unit) == "%" and by is By.POINTS
    reading = in_unit(reading._replace(unit="%") if points else reading, target_unit)
    falls = reading.moves is Better.LOWER and reading.says in (Says.GROWTH, Says.POINTS, Says.PERCENT)
    return _fallen(reading) if falls else reading


def _fallen(reading: Reading) -> Reading:
    """The reading of a fall as a change below zero: 降低5—6% is a change of -6 to -5."""
    comparator = reading.comparator and reading.comparator.mirrored
    negative = tuple(-value for value in reading.values)
    if reading.high is None:
        return reading._replace(comparator=comparator, values=negative)
    return reading._replace(comparator=comparator, values=(-reading.high,), high=negative[0])


def resolve(reading: Reading, stated: Stated, better: Better) -> Meaning:
    """Resolve the meaning of a target: stated values come before the print; `by_default` decides on bare numbers."""
    comparator = stated.comparator or by_default(reading.comparator, better)
    values = stated.values if stated.values is not None else reading.values
    high = stated.high if stated.high is not None else reading.high
    match comparator:
        case Comparator.ABOUT:
            assumed = stated.tolerance is None
            tolerance = abs(values[0]) * ABOUT_TOLERANCE if assumed and values else stated.tolerance
            return Meaning(comparator, values, None, tolerance, assumed)
        case Comparator.BETWEEN:
            return Meaning(comparator, values, high, stated.tolerance, False)
        case Comparator.AT_LEAST | Comparator.MORE_THAN | Comparator.AT_MOST | Comparator.LESS_THAN | Comparator.NONE:
            return Meaning(comparator, values, None, stated.tolerance, False)
        case _:
            assert_never(comparator)


def by_default(comparator: Comparator | None, better: Better) -> Comparator:
    """The comparator, or, for a bare number, that of a number to be reached in the better direction."""
    if comparator is not None:
        return comparator
    match better:
        case Better.HIGHER:
            return Comparator.AT_LEAST
        case Better.LOWER:
            return Comparator.AT_MOST
        case _:
            assert_never(better)


def impossible(meaning: Meaning, kind: Kind, better: Better, unit: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The problems that no note can explain, as codes and details: such a target cannot be calculated with."""
    if meaning.comparator is Comparator.NONE:
        return
    negative = negative_persons(meaning.values, unit)
    if not meaning.values:
        yield "target_without_figure", {}
    elif (len(meaning.values) > 1) != kind.has_shares:
        yield "shares_and_kind", {"kind": str(kind)}
    elif kind.has_shares and (min(meaning.values) < 0 or sum(meaning.values) == 0):
        yield "bad_shares", {}
    elif meaning.comparator is Comparator.BETWEEN and (meaning.high is None or meaning.high < meaning.values[0]):
        yield "range_backwards", {}
    elif kind.is_additive and meaning.values[0] < 0:
        yield "negative_sum", {"value": format(meaning.values[0], "f")}
    elif negative is not None:
        yield "negative_persons", {"value": format(negative, "f"), "unit": unit}
    if meaning.comparator.direction not in (None, better):
        # With a ceiling of which more is better, the verdict and the rest to be attained would contradict each other.
        yield "wrong_way", {"comparator": str(meaning.comparator), "better": str(better)}


def contradictions(
    reading: Reading,
    meaning: Meaning,
    kind: Kind,
    better: Better,
    *,
    marked: bool,
    by: By | None = None,
    judged: Judged | None = None,
) -> Iterator[tuple[str, dict[str, str]]]:
    """The differences between print and meaning that a note has to explain, as codes and details.

    The reading is in the indicator's unit. `marked` says that the plan marks cumulative targets, so that a missing
    mark is a difference, too. `judged` None leaves open which figures of a rate count.
    """
    if reading.cumulative and not kind.sums_whole_plan:
        yield "mark_on_other_kind", {"kind": str(kind)}
    if marked and not reading.cumulative and kind.sums_whole_plan and reading.values and reading.says is not Says.SUM:
        yield "sum_without_mark", {}
    if reading.says is not None and kind not in _FITTING[reading.says]:
        yield "words_and_kind", {"kind": str(kind), "kinds": ", ".join(sorted(_FITTING[reading.says])) or "-"}
    if kind.states_change and (reading.base is not None or (reading.says is None and reading.moves is Better.HIGHER)):
        yield "words_and_kind", {"kind": str(kind), "kinds": f"{Kind.STOCK}, {Kind.RATE}"}  # 提高到71
    if by is not None and reading.says in (Says.POINTS, Says.PERCENT) and str(reading.says) != str(by):
        yield "words_and_by", {"by": str(by)}
    if kind is Kind.RATE and judged is not None and judged not in (fitting := judged_by(reading)):
        yield "words_and_judged", {"judged": str(judged), "fitting": ", ".join(fitting)}
    if reading.moves not in (None, better):
        yield "words_and_better", {"better": str(better)}
    if by_default(reading.comparator, better) is not meaning.comparator:
        yield "comparator_differs", {"comparator": str(meaning.comparator)}
    if reading.values and (reading.values != meaning.values or reading.high != meaning.high):
        yield "value_differs", {}


def judged_by(reading: Reading) -> tuple[Judged, ...]:
    """The figures of a rate that the words around its target agree with."""
    if reading.says is Says.MEAN:
        return (Judged.PLAN_MEAN,)
    return tuple(judged for judged in Judged if judged.by_means) if reading.is_mean else tuple(Judged)


def unit_difference(reading: Reading, unit: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The problem of a figure printed in a unit that cannot be converted to the indicator's.

    No note explains it: the target file has to state the value.
    """
    if reading.values and not measures_the_same(reading.unit, unit):
        yield "unit_differs", {"printed": reading.unit, "unit": unit}
