"""The derivation of each figure of an assessment from the printed figures that it rests on.

It reads the definitions that calculate: a derivation holds the very `Formula` that gave the figure.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import Actual, deciding_years, whole_years, whole_years_of
from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin, ReadFrom, derived, leaf, months_between, source_of
from rsplan.calc.explain.trajectory_points import trajectory_points
from rsplan.calc.figure_evaluation import Figure
from rsplan.calc.figure_formulas import REACH_MONTHS
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Symbol, total
from rsplan.calc.target_in_force import level_formula
from rsplan.calc.verdict import target_condition
from rsplan.model.enums import Better, Comparator, Judged, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Earlier
from rsplan.model.target_meaning import ABOUT_TOLERANCE

Inputs = dict[str, Derivation]


def explain(assessment: Assessment, given: Mapping[str, Derivation] = {}) -> list[Derivation]:
    """The derivation of every figure of the assessment that has a value, in the order of calculation.

    Of a maintenance target the change of its margin is one of them. `given` replaces numbers by their symbols.
    """
    known = dict(known_numbers(assessment, given))
    found = []
    for name, figure in assessment.figures.items():
        known[name] = _explained(assessment, name, figure, known)
        if figure.value is not None:
            found.append(known[name])
    if assessment.reach_date is not None:
        found.append(_reach(assessment, known))
    return [*found, *_margin_change(assessment, known)]


def _explained(assessment: Assessment, name: str, figure: Figure, known: Inputs) -> Derivation:
    """A figure; where it is a constant because the target is satisfied or not, the numbers that decide that too."""
    condition = _condition(assessment, figure.rule)
    symbols = [*figure.formula.names(), *(("A", "L") if condition else ())]
    inputs = {symbol: known[symbol] for symbol in dict.fromkeys(symbols) if symbol in known}
    return Derivation(
        name=name,
        value=figure.value,
        bound=figure.bound,
        formula=figure.formula,
        rule=figure.rule,
        inputs=inputs,
        condition=condition,
    )


#: The sign of a condition that does not hold.
_CONTRARY = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


def _condition(assessment: Assessment, rule: str) -> str | None:
    """The condition on A and L under which a figure is a constant; None for other figures."""
    if rule not in ("satisfied", "zero_target"):
        return None
    sign = target_condition(assessment.target.comparator, assessment.indicator.better).sign
    return f"A {sign if rule == 'satisfied' else _CONTRARY[sign]} L"


def _reach(assessment: Assessment, known: Inputs) -> Derivation:
    """The months from the plan's start in which the achieved pace gets to the limit, and the day that is."""
    inputs = {symbol: known[symbol] for symbol in REACH_MONTHS.names()}
    found = derived("reach_months", REACH_MONTHS, "", inputs)
    return found._replace(bound=assessment.reach_bound, day=assessment.reach_date)


_MARGIN_CHANGE = Symbol("margin") - Symbol("margin0")
_EARLIER_MARGIN: Mapping[Better, Formula] = {
    Better.HIGHER: Symbol("A0") - Symbol("L"),
    Better.LOWER: Symbol("L") - Symbol("A0"),
}


def _margin_change(assessment: Assessment, known: Inputs) -> Iterator[Derivation]:
    """The margin now minus that of the earlier figure, which is named."""
    record = assessment.maintenance_record
    if record is None or record.margin_since is None:
        return
    since = record.margin_since
    inputs = {"A0": observed_figure(since, Fraction(since.value)), "L": known["L"]}
    earlier = derived("earlier_margin", _EARLIER_MARGIN[assessment.indicator.better], "", inputs)
    yield derived("margin_change", _MARGIN_CHANGE, "", {"margin": known["margin"], "margin0": earlier})


def numbers(
    assessment: Assessment, figures: Iterable[Derivation] | None = None, given: Mapping[str, Derivation] = {}
) -> list[tuple[str, Derivation]]:
    """The numbers that the figures (all, where none are given) start from, by symbol: actual, target, baseline …"""
    figures = explain(assessment, given) if figures is None else figures
    used = {symbol for found in figures for symbol in _symbols(found)}
    known = known_numbers(assessment, given)
    return [(symbol, found) for symbol, found in known if symbol in used and found.value is not None]


def _symbols(found: Derivation) -> Iterator[str]:
    """The symbols of everything that the number was made from, at any depth."""
    for symbol, inner in found.inputs.items():
        yield symbol
        yield from _symbols(inner)


def known_numbers(assessment: Assessment, given: Mapping[str, Derivation] = {}) -> Iterator[tuple[str, Derivation]]:
    """The numbers that figures may start from, by symbol: targets, limit, actual, baseline, months, trajectory."""
    baseline = dict(_baseline(assessment))
    baseline |= {symbol: found for symbol, found in given.items() if symbol in baseline}
    plan = assessment.plan
    document = plan.document.title.zh
    whole = months_between("months", (plan.start, plan.end), document, plan.at)
    target = dict(_targets(assessment, baseline | {"M": whole}))
    target |= {symbol: found for symbol, found in given.items() if symbol in target}
    yield from target.items()
    if assessment.limit is not None:
        yield "L", _limit(assessment, target | baseline | {"M": whole})
    if assessment.actual is not None:
        yield from _actual(assessment, assessment.actual)
    yield from baseline.items()
    yield "M", whole
    if assessment.actual is not None:
        yield "N", months_between("months_elapsed", (plan.start, assessment.actual.through), document, plan.at)
    if assessment.values["D"] is not None:
        yield "D", months_between("months_to_as_of", (plan.start, assessment.clock.as_of), document, plan.at)
    if assessment.actual is not None and assessment.values["K"] is not None:
        yield "K", _months_covered(assessment.actual)
    yield from trajectory_points(assessment, target | baseline)


def _targets(assessment: Assessment, known: Inputs) -> Iterator[tuple[str, Derivation]]:
    """The target; of a growth or a change what the plan states (G), and the level that follows from `known`."""
    target, indicator = assessment.in_force.stated, assessment.indicator
    if not assessment.in_force.exists:
        return
    if reference := assessment.in_force.reference:
        number_beside = {"R": observed_figure(reference, Fraction(reference.value))}
        yield "T", derived("target", Symbol("R"), "reference", number_beside)
        return
    source = assessment.revision.source if assessment.revision else assessment.plan.document.title.zh
    where = _row(assessment, target.where)
    single = len(target.values) == 1
    for index, number in enumerate(target.values, 1):
        value, share = Fraction(number), None if single else index
        read_from = source_of(target.printed, value, share)
        origin = Origin(source, target.at, read_from, where, target.printed, share=share)
        if indicator.kind.states_change:
            value = Fraction(number)
            stated = leaf("stated_change", value, origin)
            yield "G", stated
            formula = level_formula(indicator.kind, indicator.by)
            inputs = {"G": stated} | known
            yield "T", derived("target", formula, _FROM_BASELINE[indicator.kind], _used(formula, inputs))
            continue
        yield "T" if single else f"T{index}", leaf("target", value, origin)


#: How the level follows from the baseline.
_FROM_BASELINE: Mapping[Kind, str] = {kind: "compound" if kind is Kind.GROWTH else "changed" for kind in Kind}


def _used(formula: Formula, known: Inputs) -> Inputs:
    return {symbol: known[symbol] for symbol in dict.fromkeys(formula.names())}


def _row(assessment: Assessment, where: str) -> str:
    return f"{where} #{assessment.indicator.number}" if assessment.indicator.number else where


#: L of `about`: moved by the tolerance to the lenient side.
_LENIENT: Mapping[Better, Formula] = {
    Better.HIGHER: Symbol("T") - Symbol("t"),
    Better.LOWER: Symbol("T") + Symbol("t"),
}


def _limit(assessment: Assessment, known: Inputs) -> Derivation:
    indicator = assessment.indicator
    if assessment.target.comparator is not Comparator.ABOUT:
        return derived("limit", Symbol("T"), "limit", {"T": known["T"]})
    if indicator.kind.states_change:
        inputs = known | {"t": _tolerance(assessment, known["G"], "G")}
        change = Symbol("G") - Symbol("t") if indicator.better is Better.HIGHER else Symbol("G") + Symbol("t")
        formula = level_formula(indicator.kind, indicator.by, change=change)
        return derived("limit", formula, "change_tolerance", _used(formula, inputs))
    inputs = {"T": known["T"], "t": _tolerance(assessment, known["T"])}
    return derived("limit", _LENIENT[assessment.indicator.better], "tolerance", inputs)


_PERCENT = Fraction(ABOUT_TOLERANCE) * 100


def _tolerance(assessment: Assessment, target: Derivation, symbol: str = "T") -> Derivation:
    """The width of `about`: a share of the target where the file does not say it."""
    stated = assessment.in_force.stated
    if not stated.tolerance_assumed:
        source = assessment.plan.document.title.zh
        origin = Origin(source, stated.at, ReadFrom.ENTRY)
        return leaf("tolerance", Fraction(stated.tolerance or 0), origin)
    width = Symbol(symbol) if stated.value >= 0 else Constant(0) - Symbol(symbol)
    formula = width * _PERCENT.numerator / (100 * _PERCENT.denominator)
    return derived("tolerance", formula, "tolerance_assumed", {symbol: target})


def _actual(assessment: Assessment, actual: Actual) -> Iterator[tuple[str, Derivation]]:
    kind = assessment.indicator.kind
    match kind:
        case Kind.COMPOSITION:
            part = actual.parts[0]
            for index, value in enumerate(part.values, 1):
                yield f"A{index}", observed_figure(part, Fraction(value), index)
        case Kind.CUMULATIVE:
            yield "A", amount_of("actual", actual, "a")
        case Kind.ANNUAL:
            yield "A", _weakest(assessment, actual)
        case Kind.RATE if assessment.in_force.averages:
            yield "A", _mean(actual)
        case Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            inputs = {"a1": observed_figure(actual.parts[0], actual.value)}
            rule = str(assessment.indicator.judged)  # `latest` for all but rates
            yield "A", Derivation("actual", actual.value, actual.bound, Symbol("a1"), rule, inputs)
        case _:
            assert_never(kind)


def _mean(actual: Actual) -> Derivation:
    """The mean over the years that are known, each of the same weight."""
    inputs, weighted, years = {}, [], 0
    for index, part in enumerate(actual.parts, 1):
        spanned = whole_years_of(part)
        inputs[f"a{index}"] = observed_figure(part, Fraction(part.value))
        weighted.append(Symbol(f"a{index}") if spanned == 1 else Symbol(f"a{index}") * spanned)
        years += spanned
    return Derivation("actual", actual.value, actual.bound, total(weighted) / years, str(Judged.PLAN_MEAN), inputs)


def amount_of(name: str, actual: Actual, letter: str) -> Derivation:
    """The amount as the sum of its parts, which are named by the letter."""
    inputs = {
        f"{letter}{index}": observed_figure(part, Fraction(part.value)) for index, part in enumerate(actual.parts, 1)
    }
    formula = total([Symbol(symbol) for symbol in inputs])
    rule = "larger_sum" if actual.larger else "sum"
    return Derivation(name, actual.value, actual.bound, formula, rule, inputs)


_WEAKEST: Mapping[Better, type[Least] | type[Greatest]] = {Better.HIGHER: Least, Better.LOWER: Greatest}


def _months_covered(actual: Actual) -> Derivation:
    inputs = {
        f"k{index}": months_between("months_of_part", part.span, part.source, part.at)
        for index, part in enumerate(actual.parts, 1)
    }
    return derived("months_covered", total([Symbol(symbol) for symbol in inputs]), "", inputs)


def _weakest(assessment: Assessment, actual: Actual) -> Derivation:
    deciding = deciding_years(assessment.in_force, whole_years(assessment.years))
    years = [year for year in deciding if year.span[0] <= actual.through]
    inputs = {f"y{year.year}": amount_of("actual", year.known, f"a{year.year}_") for year in years if year.known}
    formula = _WEAKEST[assessment.indicator.better](*(Symbol(symbol) for symbol in inputs))
    return Derivation("actual", actual.value, actual.bound, formula, "weakest_year", inputs)


def observed_figure(part: Observation, value: Fraction, share: int | None = None) -> Derivation:
    """The observed figure with its source, or the figures that it is the difference of."""
    if part.difference_of:
        inputs = {
            f"o{index}": observed_figure(figure, Fraction(figure.value))
            for index, figure in enumerate(part.difference_of, 1)
        }
        first, *others = map(Symbol, inputs)
        formula: Formula = first
        for other in others:
            formula = formula - other
        return Derivation("observation", value, part.bound, formula, "difference", inputs)
    read_from = source_of(part.printed, value, share)
    at = part.at if read_from is ReadFrom.PRINTED else part.value_at or part.at
    period, basis = part.period.text, str(part.basis)
    origin = Origin(
        source=part.source,
        at=at,
        read_from=read_from,
        where=part.where,
        printed=part.printed,
        period=period,
        basis=basis,
        share=share,
        via=part.via,
    )
    return leaf("observation", value, origin, part.bound)


def _baseline(assessment: Assessment) -> Iterator[tuple[str, Derivation]]:
    indicator, document = assessment.indicator, assessment.plan.document.title.zh
    found, before = indicator.baseline, indicator.earlier
    if assessment.in_force.accumulates:
        yield "B", derived("baseline", Constant(0), "zero_baseline", {})
    elif found and found.observation is not None:
        observed = observed_figure(found.observation, Fraction(found.observation.value))
        yield "B", observed._replace(name="baseline", rule="observed_baseline")
    elif found and (value := assessment.values["B"]) is not None:
        read_from = source_of(found.printed, value, None)
        origin = Origin(document, found.at, read_from, found.where or None, found.printed or None, str(found.day))
        yield "B", leaf("baseline", value, origin)
    if before and before.parts:
        yield "V", _a_year_before(before)
    elif before and (value := assessment.values["V"]) is not None:
        read_from = source_of(before.printed, value, None)
        where = _row(assessment, before.where)
        origin = Origin(document, before.at, read_from, where, before.printed, str(before.day))
        yield "V", leaf("earlier", value, origin)


def _a_year_before(before: Earlier) -> Derivation:
    """The figure of the same days a year before: a sum, or one level."""
    inputs = {f"v{index}": observed_figure(part, Fraction(part.value)) for index, part in enumerate(before.parts, 1)}
    return derived("earlier", total([Symbol(symbol) for symbol in inputs]), "year_before", inputs)
