"""Rounding and writing of exact figures, each rounded once; docs/methodology.md, section 3, and docs/json.md."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

#: Decimal places of computed ratios and paces in machine output; docs/json.md.
PLACES = 6

#: Significant digits that a reader using doubles reproduces (RFC 7493, section 2.2).
_DIGITS = 15
_SHORT = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)

#: Numbers below this have at most so many digits together with their places, even when the last one is rounded up.
_SMALL = 10 ** (_DIGITS - PLACES) - 1

#: Fractions of these are decimals, with as many places as any output has, and with as many as an input may have.
_MILLION, _FINEST = 10**PLACES, 10**_DIGITS

#: The most digits that tell one binary number of 64 bits from the next.
_OF_CELL = Context(prec=17)

#: For moving the decimal point of a number of any length.
_WIDE = Context(prec=10_000)


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """The value rounded half up (四舍五入, away from zero) to so many decimal places.

    Negative places round to tens, hundreds and so on.
    """
    numerator, denominator = value.numerator, value.denominator
    if places < 0:
        denominator *= 10**-places
    whole, rest = divmod(abs(numerator) * 10 ** max(places, 0), denominator)
    if 2 * rest >= denominator:
        whole += 1
    return _WIDE.scaleb(Decimal(-whole if numerator < 0 else whole), -places)


def output(value: Fraction | Decimal, places: int = PLACES) -> Decimal:
    """The number for machine output, with at most 15 significant digits."""
    if isinstance(value, Decimal):
        return _SHORT.plus(value)
    numerator, denominator = value.numerator, value.denominator
    if places <= PLACES and abs(numerator) < _SMALL * denominator:
        return rounded(value, places)
    left = _DIGITS - len(str(abs(numerator) // denominator))
    return _SHORT.plus(rounded(value, min(places, left)))


def sides_kept(number: Decimal, value: Fraction | Decimal, limits: Iterable[Fraction | int]) -> bool:
    """Whether the rounded number lies on the same side of each limit as the value, and at it only with the value."""
    return all((number > limit) == (value > limit) and (number < limit) == (value < limit) for limit in limits)


def output_beside(value: Fraction, limits: Iterable[Fraction | int]) -> Decimal:
    """The number for machine output, moved away from a limit that rounding would put it on.

    It moves by one unit of the last place kept. A value at a limit is rounded as any other is.
    """
    number = output(value)
    exponent = number.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    near = [limit for limit in limits if _within(unit, value, limit) and value != limit]
    if sides_kept(number, value, near):
        return number
    return number + (unit if number < value else -unit)


def _within(unit: Decimal, value: Fraction, limit: Fraction | int) -> bool:
    """Whether the value is no farther than the unit from the limit, so that rounding may reach it."""
    above, below = unit.as_integer_ratio()
    distance = value.numerator * limit.denominator - limit.numerator * value.denominator
    return abs(distance) * below <= above * value.denominator * limit.denominator


def shown_beside(value: Fraction, limits: Iterable[Fraction | int], places: int) -> str:
    """The number for people, with more places where rounding would put it on a limit that it is not at."""
    number = rounded(value, places)
    near = [limit for limit in limits if _within(Decimal(1).scaleb(-places), value, limit) and value != limit]
    while not sides_kept(number, value, near):
        places += 1
        number = rounded(value, places)
    return digits(number)


def exactly(value: Fraction | Decimal) -> Decimal:
    """A number that was read, or a sum of such: unrounded where it is a decimal of at most 15 significant digits."""
    if isinstance(value, Decimal):
        return _SHORT.plus(value)
    if _MILLION % value.denominator == 0 or _FINEST % value.denominator:
        return output(value)
    return _SHORT.divide(Decimal(value.numerator), Decimal(value.denominator))


def as_precisely(value: Fraction) -> Decimal:
    """The number with all the digits that a cell of a workbook keeps: nothing that is calculated from it differs."""
    return _OF_CELL.divide(Decimal(value.numerator), Decimal(value.denominator))


def digits(number: Decimal) -> str:
    """The shortest plain text of the decimal: never an exponent, never a trailing zero."""
    text = str(number)
    if "E" in text:
        text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def spelt(number: Decimal) -> str:
    """The plain text of a number that was read, with the zeros at its end, which say how exact it is."""
    text = format(number, "f")
    return text.removeprefix("-") if number.is_zero() else text


def shown(value: Fraction | Decimal, places: int | None = 2) -> str:
    """The number for people, rounded half up to so many places; None for as exactly as it is known."""
    if places is None:
        return digits(exactly(value))
    return digits(rounded(Fraction(value), places))


def places_of(value: Decimal) -> int:
    """The number of decimal places that a figure is printed with: reading keeps the zeros at its end."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def may_add_up_to(whole: int, values: Iterable[Decimal]) -> bool:
    """Whether rounded numbers may add up to the whole: each may be off by half a unit of its last digit."""
    values = tuple(values)
    rounding = sum((Decimal(5).scaleb(-places_of(value) - 1) for value in values), Decimal(0))
    return abs(sum(values, Decimal(0)) - whole) <= rounding
