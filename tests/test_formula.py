"""Formulas: what is shown to an auditor is what was calculated; methodology.md, section 3."""

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Logarithm, Symbol, total
from rsplan.model.rounding import rounded

LAW = settings(deadline=None, max_examples=300)

A, B, L, M, N, T, V = (Symbol(name) for name in "ABLMNTV")
NAMES = "ABLMNTV"

Figures = Mapping[str, Fraction | None]


def figures(**given_values: int | str) -> dict[str, Fraction | None]:
    """Named figures, written as fractions."""
    return {name: Fraction(value) for name, value in given_values.items()}


SIGNS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
EXTREMES: dict[str, Callable[[Iterable[Fraction]], Fraction]] = {"min": min, "max": max}


def by_python(text: str, values: Figures) -> Fraction | None:
    """The printed formula as Python itself reads and calculates it; None where it cannot be calculated."""

    def walk(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left, sign, right):
                return SIGNS[type(sign)](walk(left), walk(right))
            case ast.UnaryOp(ast.USub(), operand):
                return -walk(operand)
            case ast.Call(ast.Name(extreme), arguments):
                return EXTREMES[extreme](walk(argument) for argument in arguments)
            case ast.Name(name):
                value = values.get(name)
                if value is None:
                    raise LookupError(name)
                return value
            case ast.Constant(int(value)):
                return Fraction(value)
            case ast.Constant(float(value)):
                return Fraction(repr(value))
        raise AssertionError(ast.dump(node))

    try:
        return walk(ast.parse(text, mode="eval").body)
    except (LookupError, ZeroDivisionError):
        return None


def grown(terms: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    """Larger terms from smaller ones."""
    pairs = st.tuples(terms, terms)
    return st.one_of(
        pairs.map(lambda pair: pair[0] + pair[1]),
        pairs.map(lambda pair: pair[0] - pair[1]),
        pairs.map(lambda pair: pair[0] * pair[1]),
        pairs.map(lambda pair: pair[0] / pair[1]),
        pairs.map(lambda pair: Least(*pair)),
        pairs.map(lambda pair: Greatest(*pair)),
        st.tuples(terms, st.integers(-12, 12)).map(lambda pair: pair[0] * pair[1] - pair[1]),
        st.tuples(st.integers(1, 12), terms).map(lambda pair: pair[0] / pair[1]),
    )


leaves: st.SearchStrategy[Formula] = st.one_of(st.sampled_from(NAMES).map(Symbol), st.integers(0, 12).map(Constant))
formulas = st.recursive(leaves, grown, max_leaves=12)
numbers = st.fractions(min_value=-20, max_value=20, max_denominator=12)
assignments = st.fixed_dictionaries({name: st.none() | numbers for name in NAMES})


@pytest.mark.slow
@given(formulas, assignments)
@LAW
def test_the_printed_formula_calculates_to_the_figure_beside_it(formula: Formula, values: Figures) -> None:
    assert formula.evaluate(values) == by_python(str(formula), values)


decimals = st.decimals(min_value=-20, max_value=20, places=2)


@pytest.mark.slow
@given(formulas, st.fixed_dictionaries(dict.fromkeys(NAMES, decimals)))
@LAW
def test_with_the_numbers_in_place_it_still_calculates_to_the_figure(
    formula: Formula, values: dict[str, Decimal]
) -> None:
    written = formula.text({name: format(value, "f") for name, value in values.items()})
    assert not set(written) & set(NAMES)
    assert by_python(written, {}) == formula.evaluate({name: Fraction(value) for name, value in values.items()})


def test_a_number_that_is_not_given_keeps_its_name() -> None:
    assert ((A - B) / (T - B)).text({"A": "5.5", "T": "8"}) == "(5.5 - B) / (8 - B)"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (A / T, "A / T"),
        (Constant(12), "12"),
        ((A - B) / (T - B), "(A - B) / (T - B)"),
        (B + (T - B) * N / M, "B + (T - B) * N / M"),
        (A / V - 1, "A / V - 1"),
        ((A / T - N / M) * 100, "(A / T - N / M) * 100"),
        (A - (B - T), "A - (B - T)"),
        (A - (B + T), "A - (B + T)"),
        (A - B - T, "A - B - T"),
        (A / (B * T), "A / (B * T)"),
        (A / (B / T), "A / (B / T)"),
        (A / B / T, "A / B / T"),
        (A * (B + T), "A * (B + T)"),
        (A * B + T, "A * B + T"),
        (12 / A, "12 / A"),
        (1 / (A + B), "1 / (A + B)"),
        ((L / A) ** (1 / ((M - N) / 12)) - 1, "(L / A) ^ (1 / ((M - N) / 12)) - 1"),
        (A**2 * B, "A ^ 2 * B"),
        (A ** (B**T), "A ^ (B ^ T)"),
        (Least(A / T, B / L), "min(A / T, B / L)"),
        (Least(A, B) / T, "min(A, B) / T"),
        (Greatest(A, B - T), "max(A, B - T)"),
        (total([A]), "A"),
        (total([A, B, T]), "A + B + T"),
    ],
)
def test_a_formula_prints_the_brackets_it_needs_and_no_others(formula: Formula, text: str) -> None:
    assert str(formula) == text


def test_a_power_of_a_power_keeps_its_brackets() -> None:
    """A ^ B ^ T is read as A ^ (B ^ T): 2 ^ (3 ^ 2) = 512, but (2 ^ 3) ^ 2 = 64."""
    formula = (A**B) ** T
    assert formula.evaluate(figures(A=2, B=3, T=2)) == 64
    assert str(formula) == "(A ^ B) ^ T"


@pytest.mark.parametrize(
    ("formula", "values", "result"),
    [
        (A / T, figures(A="142.85", T=70), Fraction(14285, 7000)),
        ((A / T - N / M) * 100, figures(A=654, T=1100, N=6, M=12), Fraction(654 * 100, 1100) - 50),
        (B + (T - B) * (N / M), figures(B=100, T=160, N=30, M=60), Fraction(130)),
        ((A - B) / (T - B), figures(A=130, B=100, T=160), Fraction(1, 2)),
        (A / T * M - N, figures(A=51, T=85, M=60, N=24), Fraction(12)),  # 0.6 × 60 − 24
        (12 / A, figures(A=5), Fraction(12, 5)),
        (Least(A, B, T), figures(A=3, B=1, T=2), Fraction(1)),
        (Greatest(B, A, T), figures(A=3, B=1, T=2), Fraction(3)),
        (total([A, B, T]), figures(A=3, B=1, T=2), Fraction(6)),
        (Constant(100), {}, Fraction(100)),
    ],
)
def test_a_formula_is_calculated_exactly(formula: Formula, values: Figures, result: Fraction) -> None:
    assert formula.evaluate(values) == result


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        (A, {}),
        (A, {"A": None}),
        (A / T, figures(T=70)),
        (A / T, figures(A=5)),
        (A / T, figures(A=5, T=0)),
        (A / T, figures(A=0, T=0)),
        ((A - B) / (T - B), figures(A=130, B=100, T=100)),
        (A * T, figures(A=0)),
        (A + 1, {}),
        (1 / (A - A), figures(A=3)),
        (Least(A, T), figures(A=3)),
        (Least(A / T, A), figures(A=3, T=0)),
        (Greatest(A, T), figures(A=3)),
        ((L / A) ** (1 / N), figures(L=3, A=0, N=1)),
        ((L / A) ** (1 / N), figures(L=3, A=2, N=0)),
        (A**T, figures(A=0, T=2)),
        (A**T, figures(A=-8, T="1/3")),
        (A**T, figures(A=2, T=10**7)),
        (A**T, figures(A=2, T=-(10**7))),
        (A**T, figures(A=10**12, T=10**5)),
        (A**T, figures(T=2)),
    ],
)
def test_a_figure_that_lacks_an_input_or_divides_by_zero_is_unknown(formula: Formula, values: Figures) -> None:
    """methodology.md, section 3: it is null, and so is a power that nobody can use."""
    assert formula.evaluate(values) is None


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        ("4", "1/2", "2"),
        ("8", "1/3", "2"),
        ("2", "3", "8"),
        ("27/8", "1/3", "1.5"),
        ("121/100", "1/2", "1.1"),
        ("5", "0", "1"),
        ("2", "1/2", "1.414214"),  # 1.41421356…
        ("2", "-1", "0.5"),
    ],
)
def test_roots_are_right_to_the_printed_places(base: str, exponent: str, result: str) -> None:
    value = (A**T).evaluate(figures(A=base, T=exponent))
    assert value is not None
    assert rounded(value) == Fraction(result)


@given(
    st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=1000), st.integers(min_value=1, max_value=5)
)
@LAW
def test_a_root_undoes_its_power(base: Fraction, years: int) -> None:
    """The compound growth needed over whole years, applied each year, leads to the target."""
    root = (A ** (1 / N)).evaluate(figures(A=str(base), N=years))
    assert root is not None
    assert abs(root**years - base) < Fraction(1, 10**40)


UP, DOWN, STILL = 1, -1, 0


@pytest.mark.parametrize(
    ("formula", "values", "direction"),
    [
        (A, figures(A=5), UP),
        (T, figures(T=5), STILL),
        (Constant(3), {}, STILL),
        (N / M, figures(N=5, M=12), STILL),
        (A / T, figures(A=5, T=8), UP),
        (T / A, figures(A=5, T=8), DOWN),
        (1 / A, figures(A=5), DOWN),
        (A - L, figures(A=5, L=8), UP),
        (L - A, figures(A=5, L=8), DOWN),
        (A / V - 1, figures(A=5, V=4), UP),
        ((A / T - N / M) * 100, figures(A=5, T=8, N=5, M=12), UP),
        (A / T * M - N, figures(A=5, T=8, N=5, M=12), UP),
        ((A - B) / (T - B), figures(A=5, T=8, B=4), UP),
        # where the target lies below the start, a higher level is less progress
        ((A - B) / (T - B), figures(A=5, T=3, B=6), DOWN),
        ((L / A) ** (1 / ((M - N) / 12)) - 1, figures(A=5, L=8, M=60, N=24), DOWN),
        (A * T, figures(A=5, T=0), STILL),
        (A * T, figures(A=5, T=-1), DOWN),
        (T * A, figures(A=5, T=-1), DOWN),
        ((T - B) / A, figures(A=5, T=3, B=6), UP),
        (Least(A / T, A / L), figures(A=5, T=8, L=9), UP),
        (Greatest(T / A, L / A), figures(A=5, T=8, L=9), DOWN),
        (A + B, figures(A=5, B=8), UP),
    ],
)
def test_a_formula_knows_whether_it_rises_or_falls_with_the_bounded_actual(
    formula: Formula, values: Figures, direction: int
) -> None:
    assert formula.direction(values, {"A": 1}) == direction


def test_the_direction_passes_through_figures_that_were_calculated_before() -> None:
    remaining, pace = Symbol("remaining"), Symbol("achieved_per_year")
    known = figures(A=5, B=0, L=8, M=60, N=24, remaining=3, achieved_per_year=2)
    directions = {"A": 1, "remaining": -1, "achieved_per_year": 1}
    assert (remaining / ((M - N) / 12)).direction(known, directions) == DOWN
    assert (B + pace * (M / 12)).direction(known, directions) == UP
    assert (L / A).direction(known, {}) == STILL


positive = st.fractions(min_value=Fraction(1, 10), max_value=50, max_denominator=20)


@pytest.mark.slow
@given(
    st.sampled_from([A / T, T / A, A - L, L - A, A / V - 1, (A - B) / (T - B), (A / T - N / M) * 100, A / T * M - N]),
    st.fixed_dictionaries(dict.fromkeys(NAMES, positive)),
    positive,
)
@LAW
def test_a_higher_actual_moves_the_figure_the_way_its_direction_says(
    formula: Formula, values: dict[str, Fraction], more: Fraction
) -> None:
    now = formula.evaluate(values)
    then = formula.evaluate(values | {"A": values["A"] + more})
    if now is None or then is None:
        assert values["T"] == values["B"]
        return
    assert formula.direction(values, {"A": 1}) == (then > now) - (then < now) != 0


def test_the_named_figures_come_in_the_order_of_their_appearance() -> None:
    assert list((B + (T - B) * (N / M)).names()) == ["B", "T", "B", "N", "M"]
    assert list(Least(A / T, L * 2).names()) == ["A", "T", "L"]
    assert list(Constant(5).names()) == []


@pytest.mark.slow
@given(formulas)
@LAW
def test_the_named_figures_are_those_that_are_printed(formula: Formula) -> None:
    printed = [
        node.id for node in ast.walk(ast.parse(str(formula))) if isinstance(node, ast.Name) and node.id not in EXTREMES
    ]
    assert sorted(formula.names()) == sorted(printed)


def test_a_logarithm_counts_the_steps_of_equal_growth() -> None:
    """100 grow to 133.1 by 10 % in three steps; nothing leads there without growth."""
    steps = Logarithm(Symbol("L") / Symbol("A"), Symbol("q"))
    known = {"L": Fraction("133.1"), "A": Fraction(100)}
    assert steps.evaluate(known | {"q": Fraction("1.1")}) == 3
    assert steps.evaluate(known | {"q": Fraction(1)}) is None
    assert str(steps) == "log(L / A) / log(q)"
