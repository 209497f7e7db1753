"""Printed figures made comparable: 万 and 亿 go from the unit into the number."""

from decimal import Decimal
from fractions import Fraction

from rsplan.audit.findings import phrase
from rsplan.model.bilingual import Text
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator
from rsplan.model.printed_figure_reading import Reading, read_or_nothing
from rsplan.model.rounding import shown

_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}

#: Measure words for the same thing.
_SAME = {"名": "人", "位": "人"}


def result_of(indicator: Indicator) -> Reading:
    """Read the printed result; the reading has no values where there is no result, or an empty cell."""
    return read_or_nothing(indicator.result.printed) if indicator.result else Reading()


def amount_of(value: Fraction, indicator: Indicator) -> Text:
    """The amount with the indicator's unit: points for percentages."""
    points = plain(indicator.unit.zh) == "%"
    unit = phrase("audit.points") if points else Text(indicator.unit.zh, f" ({indicator.unit.en})")
    return phrase("audit.amount", value=shown(value, None), unit=unit)


def base_unit(unit: str) -> str:
    """The unit without its scale: 万人 and 名 are persons (人); empty for a bare 万."""
    bare = plain(unit)
    bare = bare[1:] if bare[:1] in _SCALES else bare
    return _SAME.get(bare, bare)


def in_units(reading: Reading, unit: str) -> tuple[Decimal, ...]:
    """Convert the figures to single units; `unit` is the row's, for a figure printed without one.

    A printed unit without 万 beside a row in 万 is taken literally: 12000人 is 1.2万人.
    """
    scale = _SCALES.get(plain(reading.unit or unit)[:1], Decimal(1))
    high = (reading.high,) if reading.high is not None else ()
    return tuple(value * scale for value in (*reading.values, *high))
