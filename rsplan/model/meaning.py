"""From a printed mark to what the indicator means, and where the two differ; methodology.md, section 1."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from rsplan.model.notation import Reading, plain
from rsplan.model.plan import Better, Comparator, Kind

#: `about` (左右) has no official width: the curators' assumption, as a share of the target.
ABOUT_TOLERANCE = Decimal("0.05")

_UPWARD = {Comparator.AT_LEAST, Comparator.MORE_THAN}
_DOWNWARD = {Comparator.AT_MOST, Comparator.LESS_THAN}


class Stated(NamedTuple):
    """What a target file says of the meaning beside the print; None where the print decides."""

    comparator: Comparator | None = None
    values: tuple[Decimal, ...] | None = None
    high: Decimal | None = None
    tolerance: Decimal | None = None


class Meaning(NamedTuple):
    """The resolved meaning of a target."""

    comparator: Comparator
    values: tuple[Decimal, ...]
    high: Decimal | None
    tolerance: Decimal | None
    tolerance_assumed: bool


def resolve(reading: Reading, stated: Stated, better: Better) -> Meaning:
    """What the target means: the stated where given, the print else; bare numbers by what is better."""
    comparator = stated.comparator or by_default(reading.comparator, better)
    values = stated.values if stated.values is not None else reading.values
    high = stated.high if stated.high is not None else reading.high
    tolerance = stated.tolerance
    assumed = comparator is Comparator.ABOUT and tolerance is None
    if assumed and values:
        tolerance = abs(values[0]) * ABOUT_TOLERANCE
    if comparator is not Comparator.BETWEEN:
        high = None
    return Meaning(comparator, values, high, tolerance, assumed)


def by_default(comparator: Comparator | None, better: Better) -> Comparator:
    """A bare number is to be reached from the side that is to be improved."""
    return comparator or (Comparator.AT_LEAST if better is Better.HIGHER else Comparator.AT_MOST)


def impossible(meaning: Meaning, kind: Kind, better: Better) -> Iterator[tuple[str, dict[str, str]]]:
    """What no note can explain: a target that cannot be calculated with."""
    if meaning.comparator is Comparator.NONE:
        return
    if not meaning.values:
        yield "target_without_figure", {}
    elif (len(meaning.values) > 1) != (kind is Kind.COMPOSITION):
        yield "shares_and_kind", {"kind": str(kind)}
    elif kind is Kind.COMPOSITION and (min(meaning.values) < 0 or sum(meaning.values) == 0):
        yield "bad_shares", {}
    elif meaning.comparator is Comparator.BETWEEN and (meaning.high is None or meaning.high < meaning.values[0]):
        yield "range_backwards", {}
    elif kind.is_additive and meaning.values[0] < 0:
        yield "negative_sum", {"value": format(meaning.values[0], "f")}
    if meaning.comparator in (_DOWNWARD if better is Better.HIGHER else _UPWARD):
        # A ceiling of which more is better: what is satisfied and what is left would contradict each other.
        yield "wrong_way", {"comparator": str(meaning.comparator), "better": str(better)}


def contradictions(
    reading: Reading, meaning: Meaning, kind: Kind, better: Better, unit: str, *, marked: bool
) -> Iterator[tuple[str, dict[str, str]]]:
    """Where the print and the meaning differ, so that a note has to say why.

    `marked` says that the plan marks its sums, so that a missing mark says something too.
    """
    if reading.cumulative and kind is not Kind.CUMULATIVE:
        yield "mark_on_other_kind", {"kind": str(kind)}
    if marked and not reading.cumulative and kind is Kind.CUMULATIVE and reading.values:
        yield "sum_without_mark", {}
    if by_default(reading.comparator, better) is not meaning.comparator:
        yield "comparator_differs", {"comparator": str(meaning.comparator)}
    if reading.values and (reading.values != meaning.values or reading.high != meaning.high):
        yield "value_differs", {}
    if reading.unit and not plain(unit).startswith(reading.unit):
        yield "unit_differs", {"printed": reading.unit, "unit": unit}
