"""Each figure as formula, numbers and result; then each number with where it comes from."""

from collections.abc import Iterator
from fractions import Fraction

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin
from rsplan.calc.explain.figures import explain, numbers
from rsplan.model.rounding import shown
from rsplan.report.tables.cells import figure_text, plan_title
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def explain_tables(assessment: Assessment, lang: Language) -> list[ReportTable]:
    """Each figure as formula, numbers and result; then each number with where it comes from."""
    words = Words(lang)
    title = f"{words.of(assessment.indicator.name)} ({words.of(assessment.indicator.unit)})"
    lead = TableCell((f"{plan_title(assessment.plan, words)} · {assessment.plan.id} · {assessment.indicator.id}",))
    figures = ReportTable(
        title,
        (
            lead,
            TableCell(
                (f"{words(f'status.{assessment.status}')}: {words.message(assessment.reason)}",), str(assessment.status)
            ),
        ),
        (
            TableColumn(words("column.figure"), folds=True),
            TableColumn(words("column.formula"), folds=True),
            TableColumn(words("column.numbers"), folds=True),
            TableColumn(words("column.value"), right=True),
        ),
        (Section("", tuple(_explained(figure, words) for figure in explain(assessment))),),
        (),
    )
    sources = ReportTable(
        words("show.numbers"),
        (),
        (
            TableColumn(""),
            TableColumn(words("column.value"), right=True),
            TableColumn(words("column.printed"), folds=True),
            TableColumn(words("column.source"), folds=True),
        ),
        (Section("", tuple(row for symbol, found in numbers(assessment) for row in _sourced(symbol, found, words))),),
        tuple(words.message(note) for note in assessment.notes),
    )
    return [figures, sources]


def _explained(found: Derivation, words: Words) -> tuple[TableCell, ...]:
    assert found.formula is not None
    put_in = {symbol: _plain_number(inner.value) for symbol, inner in found.inputs.items()}
    rule = f"({words(f'rule.{found.rule}')})" if found.rule else ""
    condition = f"({found.condition})" if found.condition else ""
    return (
        TableCell((words(f"figure.{found.name}"),)),
        TableCell((str(found.formula), rule, condition)),
        TableCell((found.formula.text(put_in) if put_in else "",)),
        TableCell((figure_text(found.name, found.value, found.bound, words), str(found.day) if found.day else "")),
    )


def _plain_number(value: Fraction | None) -> str:
    """A number to be put into a formula; one that is no short decimal is shown rounded."""
    return "?" if value is None else shown(value, 4)


#: Numbers that have rows of their own among those that the figures start from.
_LISTED = {"T", "B"}


def _sourced(symbol: str, found: Derivation, words: Words) -> Iterator[tuple[TableCell, ...]]:
    """A number and, under it, those it was made from."""
    value = words.number(found.value, found.bound, 4)
    if found.origin is None:
        rule = words(f"rule.{found.rule}") if found.rule else ""
        formula = str(found.formula) if found.formula else ""
        yield (
            TableCell((symbol,)),
            TableCell((value,)),
            TableCell((formula,)),
            TableCell((words(f"figure.{found.name}"), rule)),
        )
    else:
        yield (
            TableCell((symbol,)),
            TableCell((value,)),
            TableCell(_printed(found.origin)),
            TableCell(_place(found, words)),
        )
    for inner_symbol, inner in found.inputs.items():
        if inner_symbol not in _LISTED:
            yield from _sourced(inner_symbol, inner, words)


def _printed(origin: Origin) -> tuple[str, ...]:
    if origin.span:
        return (f"{origin.span[0]} - {origin.span[1]}",)
    return tuple(text for text in ((origin.printed or "").strip(), origin.period or "") if text)


def _place(found: Derivation, words: Words) -> tuple[str, ...]:
    origin = found.origin
    assert origin is not None
    where = f", {origin.where}" if origin.where else ""
    name = words(f"figure.{found.name}")
    return name, f"{origin.source}{where}", f"{origin.at.file}:{origin.at.line}"
