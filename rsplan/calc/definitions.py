"""Every figure of methodology.md, section 3, as a formula: a formula stands once, here.

Symbols: A actual, T target, L limit, B baseline, V earlier value, M months of the plan, N months
from its start to `through`; the other names are figures defined before.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rsplan.calc.attainment import shares_formula
from rsplan.calc.formula import Constant, Formula, Symbol
from rsplan.model.plan import Better, Comparator, Kind

A, T, L, B, V = (Symbol(name) for name in "ATLBV")
M, N = Symbol("M"), Symbol("N")
C, E, R = Symbol("completion_rate"), Symbol("elapsed"), Symbol("remaining")
PACE = Symbol("achieved_per_year")
ZERO, ONE = Constant(0), Constant(1)
YEAR = 12


class Case(NamedTuple):
    """What decides which case of a definition applies.

    `no_ratio`: a ratio to a target of zero or less says nothing, or the contrary of what it seems to say.
    """

    kind: Kind
    better: Better
    comparator: Comparator
    maintenance: bool
    capped: bool
    no_ratio: bool
    shares: int
    observed: bool
    satisfied: bool
    started_satisfied: bool
    has_time: bool
    expected: "Chosen"

    @property
    def one_number(self) -> bool:
        """Whether there is a target that is a single number."""
        return self.comparator is not Comparator.NONE and self.kind is not Kind.COMPOSITION

    @property
    def on_the_way(self) -> bool:
        """Whether figures may lead from the start to the target: for guard rails they would point away."""
        return self.kind in (Kind.CUMULATIVE, Kind.STOCK, Kind.RATE) and not self.maintenance


class Choice(NamedTuple):
    """The formula that applies, and the name of its case (a text of the catalogues) where there are several."""

    formula: Formula
    rule: str = ""


Chosen = Choice | None
Definition = Callable[[Case], Chosen]


def completion_rule(case: Case) -> str | None:
    """Which rule the completion rate follows: shares, bound, capped or ratio; None without a target."""
    if case.comparator is Comparator.NONE:
        return None
    if case.kind is Kind.COMPOSITION:
        return "shares"
    if case.better is Better.LOWER or case.no_ratio:
        return "bound"
    return "capped" if case.capped else "ratio"


def _completion_rate(case: Case) -> Chosen:
    rule = completion_rule(case)
    if rule is None or not case.observed:
        return None
    if rule == "shares":
        return Choice(shares_formula(case.shares), "shares")
    if case.satisfied and rule != "ratio":
        return Choice(ONE, "satisfied")
    if case.no_ratio:
        return Choice(ZERO, "zero_target")
    return Choice(T / A, "lower_is_better") if rule == "bound" else Choice(A / T, rule)


def _elapsed(case: Case) -> Chosen:
    # An annual target starts anew each year, and shares have no figure that time could be held against.
    return None if case.kind in (Kind.ANNUAL, Kind.COMPOSITION) else Choice(N / M)


def _raw_ratio(case: Case) -> Chosen:
    return Choice(A / T) if case.one_number else None


def _lead_points(case: Case) -> Chosen:
    return Choice((C - E) * 100) if case.kind is Kind.CUMULATIVE and not case.maintenance else None


def _lead_months(case: Case) -> Chosen:
    return Choice(A / T * M - N) if case.kind is Kind.CUMULATIVE and not case.maintenance else None


def _progress(case: Case) -> Chosen:
    levels = case.kind is not Kind.CUMULATIVE and case.on_the_way and not case.started_satisfied
    return Choice((A - B) / (T - B)) if levels else None


def _growth(case: Case) -> Chosen:
    # A part of a sum says nothing against the whole of an earlier one.
    partial_sum = case.kind is Kind.CUMULATIVE and case.has_time
    return None if case.kind is Kind.COMPOSITION or partial_sum else Choice(A / V - 1)


def _margin(case: Case) -> Chosen:
    if not case.one_number:
        return None
    return Choice(A - L) if case.better is Better.HIGHER else Choice(L - A, "lower_is_better")


def _remaining(case: Case) -> Chosen:
    if not case.one_number or not case.observed:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    if case.kind is Kind.CUMULATIVE and case.maintenance:
        return None  # a sum cannot fall below its ceiling again
    return Choice(L - A) if case.better is Better.HIGHER else Choice(A - L, "lower_is_better")


def _required_per_year(case: Case) -> Chosen:
    if not case.one_number or not case.observed or case.kind is Kind.ANNUAL:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    broken = case.kind is Kind.CUMULATIVE and case.maintenance
    return Choice(R / ((M - N) / YEAR)) if case.has_time and not broken else None


def _required_growth(case: Case) -> Chosen:
    if case.kind is not Kind.STOCK or case.maintenance or not case.observed:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    if case.no_ratio:
        return None
    return Choice((L / A) ** (1 / ((M - N) / YEAR)) - 1) if case.has_time else None


def _on_the_way(formula: Formula) -> Definition:
    return lambda case: Choice(formula) if case.on_the_way else None


#: Every figure, in an order in which each needs only earlier ones.
DEFINITIONS: tuple[tuple[str, Definition], ...] = (
    ("elapsed", _elapsed),
    ("raw_ratio", _raw_ratio),
    ("completion_rate", _completion_rate),
    ("lead_points", _lead_points),
    ("lead_months", _lead_months),
    ("progress", _progress),
    ("growth", _growth),
    ("expected", lambda case: case.expected),
    ("margin", _margin),
    ("remaining", _remaining),
    ("planned_per_year", _on_the_way((T - B) / (M / YEAR))),
    ("achieved_per_year", _on_the_way((A - B) / (N / YEAR))),
    ("required_per_year", _required_per_year),
    ("required_growth", _required_growth),
    ("projected", _on_the_way(B + PACE * (M / YEAR))),
)


@lru_cache(maxsize=1000)
def applying(case: Case) -> tuple[tuple[str, Choice], ...]:
    """The figures that apply in a case, with their formulas, in an order in which each needs only earlier ones."""
    found = ((name, definition(case)) for name, definition in DEFINITIONS)
    return tuple([(name, choice) for name, choice in found if choice is not None])


#: Figures that are a constant once the target is satisfied, and which way they move as the actual improves:
#: where a bound leaves open whether it is satisfied, they are bounds too.
#: `FALLING` ones fall as the actual rises, whichever way is better.
FALLING = {"required_growth"}
IMPROVES = {"completion_rate": 1, "remaining": -1, "required_per_year": -1, "required_growth": -1}
