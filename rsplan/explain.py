"""Each figure down to the printed figures it comes from: formula, numbers, result, sources.

It reads the definitions that calculate: a derivation holds the very `Formula` that gave the figure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.assess import Assessment
from rsplan.formula import Formula, Greatest, Least, Symbol, total
from rsplan.model import Better, Bound, Comparator, Kind, Observation, Place
from rsplan.series import Actual


class Origin(NamedTuple):
    """Where a number comes from: a document or source, its place there, and the line of the input file.

    `span` is set for numbers that are counted from two dates.
    """

    source: str
    where: str | None
    printed: str | None
    at: Place
    period: str | None = None
    basis: str | None = None
    span: tuple[date, date] | None = None


class Derivation(NamedTuple):
    """A number with how it came about: a formula over other derivations, or an origin."""

    name: str
    value: Fraction | None
    bound: Bound
    formula: Formula | None
    rule: str
    inputs: Mapping[str, "Derivation"]
    origin: Origin | None


def explain(one: Assessment) -> list[Derivation]:
    """The derivation of every figure of the assessment that has a value, in the order of calculation."""
    known = dict(_numbers(one))
    found = []
    for name, figure in one.figures.items():
        inputs = {symbol: known[symbol] for symbol in dict.fromkeys(figure.formula.names()) if symbol in known}
        known[name] = Derivation(name, figure.value, figure.bound, figure.formula, figure.rule, inputs, None)
        if figure.value is not None:
            found.append(known[name])
    return found


def numbers(one: Assessment) -> list[tuple[str, Derivation]]:
    """The numbers that the figures start from, by symbol: actual, target, limit, baseline, months."""
    used = {symbol for figure in one.figures.values() for symbol in figure.formula.names()}
    return [(symbol, found) for symbol, found in _numbers(one) if symbol in used and found.value is not None]


def _numbers(one: Assessment) -> Iterator[tuple[str, Derivation]]:
    values = one.values
    target = dict(_targets(one))
    yield from target.items()
    if one.limit is not None:
        yield "L", _limit(one, target["T"])
    if one.actual is not None:
        yield from _actual(one, one.actual)
    yield from _baseline(one)
    plan, at = one.plan, one.plan.at
    span = (plan.start, plan.end)
    document = plan.document.title.zh
    yield "M", _leaf("months", values["M"], Origin(document, None, None, at, span=span))
    if one.actual is not None:
        span = (plan.start, one.actual.through)
        yield "N", _leaf("months_elapsed", values["N"], Origin(document, None, None, at, span=span))
    places = [milestone.at for milestone in one.indicator.milestones]
    for symbol in ("N0", "P0", "N1", "P1"):
        if symbol in values:
            name = "path_moment" if symbol[0] == "N" else "path_point"
            yield symbol, _leaf(name, values[symbol], Origin(document, None, None, places[0]))


def _leaf(name: str, value: Fraction | None, origin: Origin, bound: Bound = Bound.EXACT) -> Derivation:
    return Derivation(name, value, bound, None, "", {}, origin)


def _targets(one: Assessment) -> Iterator[tuple[str, Derivation]]:
    target = one.target
    if target.comparator is Comparator.NONE:
        return
    source = one.revision.source if one.revision else one.plan.document.title.zh
    origin = Origin(source, _row(one, target.where), target.printed, target.at)
    if len(target.values) == 1:
        yield "T", _leaf("target", Fraction(target.value), origin)
        return
    for index, value in enumerate(target.values, 1):
        yield f"T{index}", _leaf("target", Fraction(value), origin)


def _row(one: Assessment, where: str) -> str:
    return f"{where} #{one.indicator.number}" if one.indicator.number else where


def _limit(one: Assessment, target: Derivation) -> Derivation:
    if one.target.comparator is not Comparator.ABOUT or one.target.tolerance is None:
        return Derivation("limit", one.limit, Bound.EXACT, Symbol("T"), "limit", {"T": target}, None)
    width = Fraction(one.target.tolerance)
    origin = Origin(one.plan.document.title.zh, None, one.target.printed, one.target.at)
    formula = Symbol("T") + Symbol("t") if one.indicator.better is Better.LOWER else Symbol("T") - Symbol("t")
    return Derivation(
        "limit",
        one.limit,
        Bound.EXACT,
        formula,
        "tolerance",
        {"T": target, "t": _leaf("tolerance", width, origin)},
        None,
    )


def _actual(one: Assessment, actual: Actual) -> Iterator[tuple[str, Derivation]]:
    match one.indicator.kind:
        case Kind.COMPOSITION:
            part = actual.parts[0]
            for index, value in enumerate(part.values, 1):
                yield f"A{index}", _observed(part, Fraction(value))
        case Kind.CUMULATIVE:
            yield "A", _sum("actual", actual, "a")._replace(bound=actual.bound)
        case Kind.ANNUAL:
            yield "A", _weakest(one, actual)
        case _:
            inputs = {"a1": _observed(actual.parts[0], actual.value)}
            yield "A", Derivation("actual", actual.value, actual.bound, Symbol("a1"), "latest", inputs, None)


def _sum(name: str, actual: Actual, letter: str) -> Derivation:
    inputs = {f"{letter}{index}": _observed(part, Fraction(part.value)) for index, part in enumerate(actual.parts, 1)}
    formula = total([Symbol(symbol) for symbol in inputs])
    return Derivation(name, actual.value, actual.bound, formula, "sum", inputs, None)


def _weakest(one: Assessment, actual: Actual) -> Derivation:
    years = [year for year in one.years if year.complete and year.actual and year.span[1] <= actual.through]
    inputs = {f"y{year.year}": _sum("actual", year.actual, "a") for year in years if year.actual}
    pick = Least if one.indicator.better is Better.HIGHER else Greatest
    formula = pick(*(Symbol(symbol) for symbol in inputs))
    return Derivation("actual", actual.value, actual.bound, formula, "weakest_year", inputs, None)


def _observed(part: Observation, value: Fraction) -> Derivation:
    origin = Origin(part.source, part.where, part.printed, part.at, part.period.text, str(part.basis))
    return _leaf("observation", value, origin, part.bound)


def _baseline(one: Assessment) -> Iterator[tuple[str, Derivation]]:
    indicator, document = one.indicator, one.plan.document.title.zh
    if indicator.kind is Kind.CUMULATIVE:
        yield "B", Derivation("baseline", Fraction(0), Bound.EXACT, None, "zero_baseline", {}, None)
    elif indicator.baseline and one.values["B"] is not None:
        found = indicator.baseline
        yield (
            "B",
            _leaf("baseline", one.values["B"], Origin(document, found.where, found.printed, found.at, str(found.day))),
        )
    if indicator.earlier and one.values["V"] is not None:
        before = indicator.earlier
        origin = Origin(document, _row(one, before.where), before.printed, before.at, str(before.day))
        yield "V", _leaf("earlier", one.values["V"], origin)
