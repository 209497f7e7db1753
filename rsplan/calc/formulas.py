"""Formulas as values: what is calculated is what is shown.

A formula is built with the usual signs (`A / T`), evaluates exactly over fractions, prints
itself, and knows whether it rises or falls with a figure that is only known as a bound.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from operator import add, ge, gt, le, lt, mul, sub
from typing import NamedTuple

Values = Mapping[str, Fraction | None]

#: Digits carried where a root makes a figure irrational; far beyond the six places printed.
_ROOT_DIGITS = 60

#: Decimal places in which figures are compared that roots may have gone into.
_COMPARED_DIGITS = 40

#: Beyond this a power is not a figure anybody can use, and would only take time.
_LARGEST_EXPONENT = 1_000_000


class Formula:
    """A term over named figures; subclasses say how it is evaluated and printed."""

    rank = 9

    def evaluate(self, values: Values) -> Fraction | None:
        """The exact value, or None where a figure is missing or would divide by zero."""
        raise NotImplementedError

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        """+1 where the term rises with the bounded figures, −1 where it falls, 0 where it does not move."""
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """The named figures in the order of their appearance."""
        raise NotImplementedError

    def text(self, numbers: Mapping[str, str]) -> str:
        """The term as text, with the numbers in place of the names that they are given for."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.text({})

    def __add__(self, other: "Formula | int") -> "Formula":
        return _Binary("+", 1, self, _term(other))

    def __sub__(self, other: "Formula | int") -> "Formula":
        return _Binary("-", 1, self, _term(other))

    def __mul__(self, other: "Formula | int") -> "Formula":
        return _Binary("*", 2, self, _term(other))

    def __truediv__(self, other: "Formula | int") -> "Formula":
        return _Binary("/", 2, self, _term(other))

    def __rtruediv__(self, other: int) -> "Formula":
        return _Binary("/", 2, _term(other), self)

    def __pow__(self, other: "Formula | int") -> "Formula":
        return _Binary("^", 3, self, _term(other))


class Constant(Formula):
    """A fixed number."""

    def __init__(self, value: int | Fraction) -> None:
        self._value = Fraction(value)

    def evaluate(self, values: Values) -> Fraction | None:
        return self._value

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        return 0

    def names(self) -> Iterator[str]:
        return iter(())

    def text(self, numbers: Mapping[str, str]) -> str:
        return str(self._value)


class Symbol(Formula):
    """A named figure."""

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, values: Values) -> Fraction | None:
        return values.get(self.name)

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        return directions.get(self.name, 0)

    def names(self) -> Iterator[str]:
        yield self.name

    def text(self, numbers: Mapping[str, str]) -> str:
        return numbers.get(self.name, self.name)


class _Binary(Formula):
    def __init__(self, sign: str, rank: int, left: Formula, right: Formula) -> None:
        self.sign, self.rank, self._left, self._right = sign, rank, left, right
        self._calculate = _CALCULATIONS[sign]

    def evaluate(self, values: Values) -> Fraction | None:
        left, right = self._left.evaluate(values), self._right.evaluate(values)
        if left is None or right is None:
            return None
        return self._calculate(left, right)

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        left = self._left.direction(values, directions)
        right = self._right.direction(values, directions)
        match self.sign:
            case "+":
                return _sign(left + right)
            case "-":
                return _sign(left - right)
            case "^":
                return left  # roots and powers with positive exponents keep the order
        left *= _sign(self._right.evaluate(values) or 0)
        right *= _sign(self._left.evaluate(values) or 0)
        return _sign(left + right if self.sign == "*" else left - right)

    def names(self) -> Iterator[str]:
        yield from self._left.names()
        yield from self._right.names()

    def text(self, numbers: Mapping[str, str]) -> str:
        left, right = self._left.text(numbers), self._right.text(numbers)
        if self._left.rank < self.rank or (self._left.rank == self.rank and self.sign == "^"):
            left = f"({left})"
        if self._right.rank < self.rank or (self._right.rank == self.rank and self.sign in "-/^"):
            right = f"({right})"
        return f"{left} {self.sign} {right}"


class _Extreme(Formula):
    """The smallest or the largest of several terms."""

    def __init__(self, *terms: Formula) -> None:
        self._terms = terms

    def evaluate(self, values: Values) -> Fraction | None:
        found = [term.evaluate(values) for term in self._terms]
        known = [value for value in found if value is not None]
        return self.pick(known) if known and len(known) == len(found) else None

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        return _sign(sum(term.direction(values, directions) for term in self._terms))

    def names(self) -> Iterator[str]:
        for term in self._terms:
            yield from term.names()

    def text(self, numbers: Mapping[str, str]) -> str:
        return f"{self.name}({', '.join(term.text(numbers) for term in self._terms)})"

    name: str

    @staticmethod
    def pick(values: list[Fraction]) -> Fraction:
        raise NotImplementedError


class Least(_Extreme):
    """The smallest of several terms."""

    name = "min"

    @staticmethod
    def pick(values: list[Fraction]) -> Fraction:
        return min(values)


class Greatest(_Extreme):
    """The largest of several terms."""

    name = "max"

    @staticmethod
    def pick(values: list[Fraction]) -> Fraction:
        return max(values)


class Logarithm(Formula):
    """The power to which the base is raised to give a term: in how many steps of equal growth it is reached."""

    rank = 2

    def __init__(self, term: Formula, base: Formula) -> None:
        self._of, self._base = term, base

    def evaluate(self, values: Values) -> Fraction | None:
        of, base = self._of.evaluate(values), self._base.evaluate(values)
        if of is None or base is None or of <= 0 or base <= 0 or base == 1:
            return None
        exact = Context(prec=_ROOT_DIGITS)
        found = exact.divide(_decimal(of, exact).ln(exact), _decimal(base, exact).ln(exact))
        return at_root_precision(Fraction(found))  # a whole number of steps is one

    def direction(self, values: Values, directions: Mapping[str, int]) -> int:
        return self._of.direction(values, directions) * _sign((self._base.evaluate(values) or 1) - 1)

    def names(self) -> Iterator[str]:
        yield from self._of.names()
        yield from self._base.names()

    def text(self, numbers: Mapping[str, str]) -> str:
        return f"log({self._of.text(numbers)}) / log({self._base.text(numbers)})"


class Condition(NamedTuple):
    """A comparison of two terms: `>=`, `>`, `<=` or `<`."""

    left: Formula
    sign: str
    right: Formula

    def holds(self, values: Values) -> bool:
        """Whether the comparison is true; false where a figure is missing."""
        left, right = self.left.evaluate(values), self.right.evaluate(values)
        return left is not None and right is not None and _COMPARISONS[self.sign](left, right)

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


def total(terms: list[Formula]) -> Formula:
    """The sum of the terms, at least one."""
    first, *rest = terms
    for term in rest:
        first = first + term
    return first


def product(terms: list[Formula]) -> Formula:
    """The product of the terms, at least one."""
    first, *rest = terms
    for term in rest:
        first = first * term
    return first


def at_root_precision(value: Fraction) -> Fraction:
    """The number without the last digits of a root, so that equal ones compare as equal."""
    return round(value, _COMPARED_DIGITS)


def _term(value: Formula | int) -> Formula:
    return value if isinstance(value, Formula) else Constant(value)


def _sign(value: Fraction | int) -> int:
    return (value > 0) - (value < 0)


def _quotient(left: Fraction, right: Fraction) -> Fraction | None:
    return left / right if right else None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if base <= 0 or abs(exponent) > _LARGEST_EXPONENT:
        return None
    exact = Context(prec=_ROOT_DIGITS, Emax=10**9, Emin=-(10**9))
    root = exact.power(_decimal(base, exact), _decimal(exponent, exact))
    return Fraction(root) if root.is_finite() and abs(root.adjusted()) < _ROOT_DIGITS else None


def _decimal(value: Fraction, exact: Context) -> Decimal:
    return exact.divide(Decimal(value.numerator), Decimal(value.denominator))


_CALCULATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": _quotient,
    "^": _power,
}

_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt}
