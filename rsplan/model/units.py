"""Units with their scale: a figure printed in one unit as a number in another; docs/methodology.md, section 1."""

import re
from collections.abc import Iterable
from decimal import Decimal

from rsplan.model.plain_text import plain
from rsplan.model.printed_figure_reading import Reading

#: The powers of ten that a unit may begin with.
_SCALES = {"万": 4, "亿": 8}

#: Measure words for the same thing.
_SAME = {"名": "人", "位": "人"}

#: Units without a scale: 万 alone never means them.
_SHARES = ("%", "‰")

_PERSONS = re.compile(r"人(?:次|数)?(?:$|[/(（])")


def base_unit(unit: str) -> str:
    """The unit without its scale: 万人 and 名 are persons (人); empty for a bare 万."""
    bare = plain(unit)
    bare = bare[1:] if bare[:1] in _SCALES else bare
    return _SAME.get(bare, bare)


def scale_of(unit: str) -> Decimal:
    """The number that one of the unit stands for: 10,000 for 万人, 1 for 人."""
    return Decimal(10) ** _power(unit)


def _power(unit: str) -> int:
    return _SCALES.get(plain(unit)[:1], 0)


def are_persons(unit: str) -> bool:
    """Whether the unit counts persons or their participations: 人, 名, 万人, 人次."""
    return bool(_PERSONS.match(base_unit(unit)))


def negative_persons(values: Iterable[Decimal], unit: str) -> Decimal | None:
    """The first number below zero of a unit that counts persons; None where there is none."""
    return next((value for value in values if value < 0), None) if are_persons(unit) else None


def measures_the_same(printed: str, unit: str) -> bool:
    """Whether a figure printed in the one unit (empty: in none) can be converted to the other.

    1.5万 beside 亿元 is as likely 1.5万亿元.
    """
    if printed and not base_unit(printed) and scale_of(printed) < scale_of(unit):
        return False
    if not printed or plain(unit).startswith(plain(printed)):
        return True
    return base_unit(unit) not in _SHARES and base_unit(unit).startswith(base_unit(printed))


def in_unit(reading: Reading, unit: str) -> Reading:
    """The reading with its numbers in the unit: 1.2万人 is 12000 in 人; as it is where the units differ otherwise."""
    if not reading.unit or not measures_the_same(reading.unit, unit):
        return reading
    power = 0 if plain(unit).startswith(reading.unit) else _power(reading.unit) - _power(unit)
    if power == 0:
        return reading
    high = None if reading.high is None else _shifted(reading.high, power)
    return reading._replace(values=tuple([_shifted(value, power) for value in reading.values]), high=high)


def _shifted(value: Decimal, power: int) -> Decimal:
    """The value times a power of ten, written without an exponent and without zeros at its end."""
    return Decimal(format(value.scaleb(power).normalize(), "f"))
