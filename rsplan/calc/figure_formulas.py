"""Every figure of methodology.md, section 3, as a formula: a formula stands once, here.

Symbols: A actual, T target, L limit, B baseline, V earlier value, M months of the plan, N months from its start
to `through`, D months from its start to the day from which time is left, K months that the parts of a sum cover;
the other names are figures defined before.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, assert_never

from rsplan.calc.formulas import Constant, Formula, Symbol
from rsplan.calc.target_in_force import shares_formula
from rsplan.model.enums import Better, Comparator, Kind

A, T, L, B, V = (Symbol(name) for name in "ATLBV")
M, N, D, K = (Symbol(name) for name in "MNDK")
E, X = Symbol("elapsed"), Symbol("expected")
PACE, LEAD = Symbol("achieved_per_year"), Symbol("lead_points")
ZERO, ONE = Constant(0), Constant(1)
YEAR = 12


class Case(NamedTuple):
    """The facts that decide which case of a definition applies.

    `states_change`: the plan asks for a growth or a change, from a level that is known. `averages`: the mean over the
    plan's years is to satisfy the target. `shares` is the number of shares of a composition, else 0. `no_ratio`: a
    ratio to a target of zero or less says nothing, or the contrary of what it seems to say. `complete`: the actual
    reaches to the plan's end; `ended`: the as-of date lies beyond it; `partial`: days are missing from a sum.
    `has_time`: there are days left in the plan, counted from the as-of date where `left_from_as_of`, `has_month`:
    there is a month left.
    `same_days`: the earlier value is of the same days a year before. `expected` and `reached` are the formulas
    of the trajectory at `through`, and of the months at which it first reaches the actual.
    """

    kind: Kind
    states_change: bool
    better: Better
    comparator: Comparator
    maintenance: bool
    averages: bool
    capped: bool
    no_ratio: bool
    shares: int
    observed: bool
    satisfied: bool
    started_satisfied: bool
    grows: bool
    complete: bool
    ended: bool
    partial: bool
    same_days: bool
    has_time: bool
    has_month: bool
    left_from_as_of: bool
    expected: "Chosen"
    reached: "Chosen"

    @property
    def is_ceiling_on_sum(self) -> bool:
        """Whether the target is a ceiling on a sum, which once broken stays broken."""
        return self.kind is Kind.CUMULATIVE and self.maintenance


class Choice(NamedTuple):
    """The formula that applies, and the name of its case (a text of the catalogues) where there are several."""

    formula: Formula
    rule: str = ""


Chosen = Choice | None
Definition = Callable[[Case], Chosen]


#: The figures that a kind has; the other conditions stand with each definition.
#: An annual target starts anew each year, and shares have no figure that time could be held against.
#: A rate that grows by a tenth of itself is nobody's figure: of rates the change in percentage points is.
_EVERY_NUMBER = frozenset({"raw_ratio", "completion_rate", "expected", "margin", "remaining"})
_ON_THE_WAY = frozenset({"elapsed", "planned_per_year", "achieved_per_year", "required_per_year", "projected"})
FIGURES_OF: Mapping[Kind, frozenset[str]] = {
    Kind.CUMULATIVE: _EVERY_NUMBER
    | _ON_THE_WAY
    | {"growth", "lead_points", "lead_months", "known_per_year", "required_per_month"},
    Kind.ANNUAL: _EVERY_NUMBER | {"growth"},
    Kind.STOCK: _EVERY_NUMBER | _ON_THE_WAY | {"growth", "progress", "required_growth"},
    Kind.RATE: _EVERY_NUMBER | _ON_THE_WAY | {"change", "progress"},
    Kind.COMPOSITION: frozenset({"completion_rate"}),
    Kind.GROWTH: _EVERY_NUMBER | _ON_THE_WAY | {"growth", "progress", "required_growth"},
    Kind.CHANGE: _EVERY_NUMBER | _ON_THE_WAY | {"progress"},
}


def completion_rule(case: Case) -> str | None:
    """The rule that the completion rate follows: shares, change, bound, capped or ratio; None without a target."""
    if case.comparator is Comparator.NONE:
        return None
    if case.shares:
        return "shares"
    if case.states_change and not case.started_satisfied:
        return "change"
    if case.no_ratio:
        return "bound"
    match case.better:
        case Better.LOWER:
            return "bound"
        case Better.HIGHER:
            return "capped" if case.capped else "ratio"
        case _:
            assert_never(case.better)


def _completion_rate(case: Case) -> Chosen:
    rule = completion_rule(case)
    if rule is None or not case.observed:
        return None
    if rule == "shares":
        return Choice(shares_formula(case.shares), "shares")
    if rule == "change":
        return Choice((A - B) / (T - B), "change")
    if case.satisfied and rule != "ratio":
        return Choice(ONE, "satisfied")
    if case.no_ratio:
        return Choice(ZERO, "zero_target")
    return Choice(T / A, "lower_is_better") if rule == "bound" else Choice(A / T, rule)


def _progress(case: Case) -> Chosen:
    return None if case.maintenance or case.started_satisfied else Choice((A - B) / (T - B))


def _growth(case: Case) -> Chosen:
    # A part of a sum says nothing against the whole of an earlier one.
    partial_sum = case.kind is Kind.CUMULATIVE and (case.partial or not (case.complete or case.same_days))
    # Growth on a negative number would fall as the figure rises.
    return None if partial_sum or not case.grows else Choice(A / V - 1)


def _lead_months(case: Case) -> Chosen:
    if case.maintenance or case.ended or case.complete or case.reached is None:
        return None
    return Choice(case.reached.formula - N, case.reached.rule)


def _known_per_year(case: Case) -> Chosen:
    return None if case.maintenance or not case.partial else Choice(A / (K / YEAR))


#: How far the actual is on the good side of the limit, and how far on the bad one.
_MARGIN = {Better.HIGHER: Choice(A - L), Better.LOWER: Choice(L - A, "lower_is_better")}
_SHORTFALL = {Better.HIGHER: Choice(L - A), Better.LOWER: Choice(A - L, "lower_is_better")}


def _margin(case: Case) -> Chosen:
    return _MARGIN[case.better]


def _remaining(case: Case) -> Chosen:
    if not case.observed:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    if case.is_ceiling_on_sum:
        return None  # a sum cannot fall below its ceiling again
    return _SHORTFALL[case.better]


def _required_per_year(case: Case) -> Chosen:
    if not case.observed or case.averages:  # a mean does not move along a line; see `pace` for what its years need
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    return Choice((L - A) / _years_left(case)) if case.has_time and not case.is_ceiling_on_sum else None


def _required_per_month(case: Case) -> Chosen:
    if not case.observed or case.is_ceiling_on_sum:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    # With less than a month left it would exceed what is left.
    return Choice((L - A) / _months_left(case)) if case.has_month else None


def _months_left(case: Case) -> Formula:
    return M - D if case.left_from_as_of else M - N


def _years_left(case: Case) -> Formula:
    return _months_left(case) / YEAR


def _required_growth(case: Case) -> Chosen:
    if case.maintenance or not case.observed:
        return None
    if case.satisfied:
        return Choice(ZERO, "satisfied")
    if case.no_ratio:
        return None
    return Choice((L / A) ** (1 / _years_left(case)) - 1) if case.has_time else None


def _with_target(definition: Definition) -> Definition:
    return lambda case: definition(case) if case.comparator is not Comparator.NONE else None


def _always(formula: Formula) -> Definition:
    return lambda case: Choice(formula)


def _achieved(formula: Formula) -> Definition:
    """A figure of what was achieved by `through`; a sum of which days are missing says nothing of it."""
    return lambda case: None if case.maintenance or case.partial else Choice(formula)


def _on_the_way(formula: Formula) -> Definition:
    """A figure that leads from the start to the target: for a maintenance target it would point away from it."""
    return lambda case: None if case.maintenance else Choice(formula)


#: Every figure, in an order in which each needs only earlier ones.
DEFINITIONS: tuple[tuple[str, Definition], ...] = (
    ("elapsed", _always(N / M)),
    ("raw_ratio", _with_target(_always(A / T))),
    ("completion_rate", _completion_rate),
    ("expected", lambda case: case.expected),
    ("lead_points", _on_the_way((A - X) / T * 100)),
    ("lead_months", _lead_months),
    ("progress", _progress),
    ("growth", _growth),
    ("change", lambda case: None if case.averages else Choice(A - V)),
    ("margin", _with_target(_margin)),
    ("remaining", _with_target(_remaining)),
    ("planned_per_year", _on_the_way((T - B) / (M / YEAR))),
    ("achieved_per_year", _achieved((A - B) / (N / YEAR))),
    ("known_per_year", _known_per_year),
    ("required_per_year", _with_target(_required_per_year)),
    ("required_per_month", _with_target(_required_per_month)),
    ("required_growth", _required_growth),
    ("projected", _achieved(B + PACE * (M / YEAR))),
)

FIGURE_NAMES = tuple(name for name, _ in DEFINITIONS)


@lru_cache(maxsize=1000)
def applying(case: Case) -> tuple[tuple[str, Choice], ...]:
    """The figures that apply in a case, with their formulas, in an order in which each needs only earlier ones."""
    figures = FIGURES_OF[case.kind]
    choices = ((name, definition(case)) for name, definition in DEFINITIONS if name in figures)
    return tuple([(name, choice) for name, choice in choices if choice is not None])


#: The months from the plan's start in which the achieved pace gets to the limit.
REACH_MONTHS = (L - B) / PACE * YEAR

#: Figures that are a constant once the target is satisfied, and which way they move as the actual improves:
#: where a bound leaves open whether it is satisfied, they are bounds too.
#: `FALLING` ones fall as the actual rises, whichever way is better.
FALLING = {"required_growth", "required_per_year", "required_per_month"}
IMPROVES = {
    "completion_rate": 1,
    "remaining": -1,
    "required_per_year": -1,
    "required_per_month": -1,
    "required_growth": -1,
}
