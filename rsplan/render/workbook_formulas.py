"""Formulas of the program as formulas of a workbook: the same terms over cells; docs/report.md, live formulas."""

import re
from collections.abc import Callable, Mapping

from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.formulas import Condition, Formula
from rsplan.calc.verdict import Status
from rsplan.model.rounding import digits, exactly
from rsplan.report.handout.workings import Term

#: The places to which both sides of a comparison are rounded: binary numbers miss a limit by less.
_PLACES = 9

#: The longest formula that spreadsheets read.
LONGEST_FORMULA = 8000

_FUNCTION = re.compile(r"\b(min|max)\(")

Cells = Mapping[str, str]


def term_text(term: Term, condition: Condition, cells: Cells) -> str:
    """A figure as a formula: one term, or one for a satisfied target and one for another."""
    satisfied, otherwise = _text(term.satisfied, cells), _text(term.otherwise, cells)
    if satisfied == otherwise:
        return f"={satisfied}"
    return f"=IF({condition_text(condition, cells)},{satisfied},{otherwise})"


def verdict_text(
    branches: tuple[tuple[Status, Condition | None], ...], cells: Cells, say: Callable[[Status], str]
) -> str:
    """The verdict as a formula: the branches in the order in which the program tries them."""
    text = ""
    for status, condition in reversed(branches):
        word = quoted(say(status))
        text = word if condition is None else f"IF({condition_text(condition, cells)},{word},{text})"
    return f"={text}"


def condition_text(condition: Condition, cells: Cells) -> str:
    """A comparison as a term that is true or false, both sides rounded."""
    left, right = _text(condition.left, cells), _text(condition.right, cells)
    return f"ROUND({left},{_PLACES}){condition.sign}ROUND({right},{_PLACES})"


def derivation_text(found: Derivation, cell: Callable[[Derivation], str | None]) -> str:
    """A number as a term over the cells of the figures that it was read from; `cell` knows them."""
    place = cell(found)
    if place is not None:
        return place
    if found.formula is None:
        return digits(exactly(found.value)) if found.value is not None else "0"
    inner = {symbol: derivation_text(one, cell) for symbol, one in found.inputs.items()}
    whole = {symbol: text if _is_simple(text) else f"({text})" for symbol, text in inner.items()}
    return _functions(found.formula.text(whole))


def quoted(text: str) -> str:
    """A text as a constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


def _text(formula: Formula | None, cells: Cells) -> str:
    return '""' if formula is None else _functions(formula.text(cells))


def _functions(text: str) -> str:
    """The functions as files of workbooks spell them."""
    return _FUNCTION.sub(lambda found: found[0].upper(), text)


def _is_simple(text: str) -> bool:
    return " " not in text
