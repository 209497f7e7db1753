"""The sorts of input that `fuzz.py` tries, each with its share, and the input of a number."""

from collections.abc import Callable
from typing import NamedTuple

from built import built_document, built_workbook, output, replaced_file, sized
from mutants import (
    Case,
    Random,
    data_file,
    date_text,
    import_table,
    journal,
    options,
    plan_document,
    printed_notation,
    target_file,
)


class Kind(NamedTuple):
    """A sort of input with its share of all."""

    name: str
    share: int
    make: Callable[[Random], Case]


KINDS = (
    Kind("target files", 26, target_file),
    Kind("data files", 20, data_file),
    Kind("printed figures", 10, printed_notation),
    Kind("periods and dates", 6, date_text),
    Kind("options", 10, options),
    Kind("journals", 6, journal),
    Kind("tables to import", 5, import_table),
    Kind("plan documents", 3, plan_document),
    Kind("built workbooks", 3, built_workbook),
    Kind("built documents", 3, built_document),
    Kind("sizes", 1, sized),
    Kind("outputs", 5, output),
    Kind("replaced files", 2, replaced_file),
)


def kind_of(index: int) -> Kind:
    """The kinds take turns by their shares, so that a part of a run has all of them."""
    turn = (index * 37) % sum(kind.share for kind in KINDS)  # 37 and 100 have no common divisor
    for kind in KINDS:
        if turn < kind.share:
            return kind
        turn -= kind.share
    raise AssertionError


def case_of(seed: int, index: int) -> Case:
    """The input of that number."""
    return kind_of(index).make(Random(f"{seed}-{index}"))
