"""The small size of benchmarks/fuzz.py: mutated inputs of every sort, each held against the law of that program.

Never a traceback, a hang or a giant; always an exit code of 0, 1 or 2, and a place for what is wrong with a file.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="memory is not measured here")

BENCHMARKS = str(Path(__file__).resolve().parents[1] / "benchmarks")

#: So many inputs in all; the kinds have their shares of them.
INPUTS, SEED = 1200, 20260101

KINDS = (
    *("target files", "data files", "printed figures", "periods and dates"),
    *("options", "journals", "tables to import", "plan documents"),
    *("built workbooks", "built documents", "sizes", "outputs", "replaced files"),
)


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Any]:
    """The program, which finds what it mutates beside itself."""
    sys.path.insert(0, BENCHMARKS)
    yield import_module("fuzz")
    sys.path.remove(BENCHMARKS)


def test_every_kind_of_input_is_tried(fuzz: Any) -> None:
    assert tuple(kind.name for kind in fuzz.KINDS) == KINDS


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_input_breaks_the_law(kind: str, fuzz: Any, tmp_path: Path) -> None:
    numbers = [number for number in range(INPUTS) if fuzz.kind_of(number).name == kind]
    with fuzz.Workshop(str(tmp_path)) as shop:
        found = {number: shop.run(fuzz.case_of(SEED, number)).broken for number in numbers}
    assert {number: broken for number, broken in found.items() if broken} == {}


def test_the_same_seed_and_number_give_the_same_input(fuzz: Any) -> None:
    for number in range(0, INPUTS, 7):
        assert fuzz.case_of(SEED, number) == fuzz.case_of(SEED, number)


@pytest.mark.parametrize(
    ("said", "breach"),
    [
        ((4, b"", b"x"), "other"),
        ((3, b"", b"x"), "other"),
        ((0, b"\x1b[31m", b""), "other"),
        ((0, "\u202e".encode(), b""), "other"),
        ((0, b"\xff", b""), "other"),
        ((2, b"", b""), "no place"),
        ((2, b"", b"plan.yaml: not_a_number x is not a number\n"), "no place"),
        ((2, b"", b"", "Traceback (most recent call last):\nValueError"), "tracebacks"),
    ],
    ids=["code", "entered by a report", "escape", "right-to-left", "no text", "silent", "no line", "raised"],
)
def test_a_breach_of_the_law_is_noticed(said: tuple[Any, ...], breach: str, fuzz: Any) -> None:
    assert [one for one, _ in fuzz.breaches(("status",), fuzz.Said(*said))] == [breach]


def test_a_problem_with_its_line_or_cell_has_a_place(fuzz: Any) -> None:
    text = "plan.yaml:3:4: not_a_number x is not a number\nt.xlsx: S!C5: import_no_name none\nt.csv: too_large it is\n"
    assert list(fuzz.breaches(("status",), fuzz.Said(2, b"", text.encode()))) == []


def test_json_that_is_none_is_noticed(fuzz: Any) -> None:
    (found,) = fuzz.breaches(("status", "--format", "json"), fuzz.Said(0, b'{"a": NaN}'))
    assert found[0] == "other"
