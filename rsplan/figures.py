"""Rounding and writing numbers: the one place where exact figures become printed ones."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

#: Places of computed ratios and paces in machine output (interface.md, Numbers in JSON).
PLACES = 6

#: Significant digits that a reader using doubles gives back unchanged (RFC 7493, section 2.2).
_DIGITS = 15
_SHORT = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """The value rounded half up (四舍五入, away from zero) to so many decimal places, exactly once."""
    scale = 10**places
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    if 2 * rest >= value.denominator:
        whole += 1
    return Decimal(f"{-whole if value < 0 else whole}E{-places}")


def output(value: Fraction | Decimal, places: int = PLACES) -> Decimal:
    """The number for machine output: at most 15 significant digits."""
    if isinstance(value, Fraction):
        left = _DIGITS - len(str(abs(int(value))))
        return _SHORT.plus(rounded(value, min(places, max(left, 0))))
    return _SHORT.plus(value)


def digits(number: Decimal) -> str:
    """The shortest plain text of the decimal: never an exponent, never a trailing zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def shown(value: Fraction | Decimal, places: int | None = 2) -> str:
    """The number for people: rounded half up to so many places, or as exactly as it is known for None."""
    if places is None:
        return digits(output(value))
    return digits(rounded(Fraction(value), places))
