"""The closed sets of words: every property answers for every member."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

import rsplan
from rsplan.calc.figure_formulas import FIGURE_NAMES, FIGURES_OF
from rsplan.model.enums import STATED_BOUNDS, Basis, Better, Bound, Comparator, Kind
from rsplan.model.observation_span import basis_fits, default_basis


@pytest.mark.parametrize("kind", Kind)
def test_amounts_have_a_span_and_levels_a_day(kind: Kind) -> None:
    """Methodology, section 2: cumulative and annual values are amounts, the others levels."""
    additive = kind in (Kind.CUMULATIVE, Kind.ANNUAL)
    assert kind.is_additive is additive
    assert default_basis(kind) is (Basis.PERIOD if additive else Basis.LEVEL)
    assert [basis for basis in Basis if basis_fits(basis, kind)] == (
        [Basis.PERIOD, Basis.YTD, Basis.PTD]
        if additive
        else [Basis.LEVEL, Basis.MEAN]
        if kind is Kind.RATE
        else [Basis.LEVEL]
    )


def test_only_a_cumulative_target_is_an_amount_over_the_whole_plan() -> None:
    assert [kind for kind in Kind if kind.sums_whole_plan] == [Kind.CUMULATIVE]


def test_only_a_composition_has_shares() -> None:
    assert [kind for kind in Kind if kind.has_shares] == [Kind.COMPOSITION]


def test_the_direction_of_a_comparator_is_that_of_the_values_that_satisfy_it() -> None:
    assert {comparator: comparator.direction for comparator in Comparator} == {
        Comparator.AT_LEAST: Better.HIGHER,
        Comparator.MORE_THAN: Better.HIGHER,
        Comparator.AT_MOST: Better.LOWER,
        Comparator.LESS_THAN: Better.LOWER,
        Comparator.ABOUT: None,
        Comparator.BETWEEN: None,
        Comparator.NONE: None,
    }


@pytest.mark.parametrize("bound", Bound)
def test_the_opposite_of_the_opposite_of_a_bound_is_the_bound(bound: Bound) -> None:
    assert bound.opposite.opposite is bound
    assert (bound.opposite is bound) == (bound in (Bound.EXACT, Bound.UNKNOWN))


def test_an_unknown_bound_may_not_be_stated() -> None:
    assert set(Bound) - set(STATED_BOUNDS) == {Bound.UNKNOWN}


def tables() -> Iterator[tuple[str, type[StrEnum], set[object]]]:
    """Every table of the package whose keys are members of an enumeration: its name, the enumeration, its keys."""
    for info in pkgutil.walk_packages(rsplan.__path__, "rsplan."):
        if info.name.startswith("rsplan.targets") or info.name == "rsplan.__main__":
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, dict) and value and all(isinstance(key, StrEnum) for key in value):
                yield f"{info.name}.{name}", type(next(iter(value))), set(value)


def test_every_table_indexed_by_an_enumeration_has_all_its_members() -> None:
    """A member that a table forgets would be a KeyError in front of a user."""
    found = list(tables())
    assert len(found) > 15
    assert [(name, kind.__name__) for name, kind, keys in found if keys != set(kind)] == []


def test_every_figure_belongs_to_some_kind() -> None:
    assert set().union(*FIGURES_OF.values()) == set(FIGURE_NAMES)
