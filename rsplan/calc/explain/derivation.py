"""Derivations of numbers: a formula over other numbers, or the place that a number was read from."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.formulas import Formula
from rsplan.model.enums import Bound, Via
from rsplan.model.input_places import Place
from rsplan.model.period import months
from rsplan.model.printed_figure_reading import read_or_nothing


class ReadFrom(StrEnum):
    """The kind of thing that the number of an origin was read from.

    `printed`: the printed figure itself; `entry`: the value entered at the line of the input file, where
    nothing is printed or the print says another number; `dates`: counted from two dates.
    """

    PRINTED = "printed"
    ENTRY = "entry"
    DATES = "dates"


class Origin(NamedTuple):
    """The origin of a number: a document or source, its place there, and the line of the input file.

    `span` is set for months counted from its first to its last day; `share` is the place of a share, from
    1, among those printed together; `via` says how near the source of an observation is.
    """

    source: str
    at: Place
    read_from: ReadFrom
    where: str | None = None
    printed: str | None = None
    period: str | None = None
    basis: str | None = None
    span: tuple[date, date] | None = None
    share: int | None = None
    via: Via | None = None


class Derivation(NamedTuple):
    """A number with how it came about: a formula over other derivations, or an origin.

    `condition` says over the same inputs why this formula applies, where the formula alone does not
    show it; `day` is the date that a number of months leads to.
    """

    name: str
    value: Fraction | None
    bound: Bound = Bound.EXACT
    formula: Formula | None = None
    rule: str = ""
    inputs: Mapping[str, "Derivation"] = {}
    origin: Origin | None = None
    condition: str | None = None
    day: date | None = None


def leaf(name: str, value: Fraction | None, origin: Origin, bound: Bound = Bound.EXACT) -> Derivation:
    """A number that was read, not calculated."""
    return Derivation(name, value, bound, origin=origin)


def derived(name: str, formula: Formula, rule: str, inputs: Mapping[str, Derivation]) -> Derivation:
    """A number calculated from exact ones."""
    values = {symbol: inner.value for symbol, inner in inputs.items()}
    return Derivation(name, formula.evaluate(values), formula=formula, rule=rule, inputs=inputs)


def months_between(name: str, span: tuple[date, date], source: str, at: Place) -> Derivation:
    """The months from the first to the last day, counted as methodology.md, section 3, says."""
    return leaf(name, months(*span), Origin(source, at, ReadFrom.DATES, span=span))


def source_of(printed: str | None, value: Fraction, share: int | None) -> ReadFrom:
    """Whether the printed figure says the number, or only the entry in the file does."""
    values = read_or_nothing(printed).values if printed else ()
    index = (share or 1) - 1
    return ReadFrom.PRINTED if index < len(values) and values[index] == value else ReadFrom.ENTRY
