"""`rsplan due`: the figures that are missing, and the form to fill them in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import REPORT_FORMATS, FormatChoice, Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.cli.streams import write_bytes
from rsplan.cli.typed_words import choice
from rsplan.cli.understood import say_understood
from rsplan.documents.due_form import FILLED_IN, HIDDEN, KEYS, MARK
from rsplan.errors import RsplanError
from rsplan.journal.due import PlanDue, figures_due
from rsplan.report.records.due import DUE_ROWS, due_record
from rsplan.survey import EvaluationContext, Filters
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.due import FormRow
    from rsplan.report.tables.table import ReportTable

_DUE, _FORM = "due", "xlsx"

#: The formats of reports, and the form as a workbook.
DUE_FORMATS = FormatChoice({**REPORT_FORMATS.by_extension, ".xlsx": _FORM}, REPORT_FORMATS.default)


class DueOptions(NamedTuple):
    """The options of `rsplan due`."""

    fail_on: str | None
    inputs: shared.InputOptions
    evaluation: EvaluationContext
    filters: Filters
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.indicator_options(lang),
        shared.responsible_option(lang),
        shared.scope_option(lang),
        shared.quiet_option(lang),
        click.Option(["--fail-on"], **choice([_DUE], lang), help=say(lang, "help.due_fail_on")),
        *shared.output_options(lang, DUE_FORMATS),
    ]
    return shared.command(lang, "due", DueOptions, _due, params, DUE_FORMATS)


def _due(lang: Language, options: DueOptions) -> int:
    selection = Selection(options.inputs, options.evaluation, options.filters)
    library, (inputs, evaluation, filters) = selection.read(lang)
    found = figures_due(library, evaluation, inputs.plans, filters)
    if options.output.format == _FORM:
        _write_form(found, options.output, lang)
    else:
        report = Report(
            lambda: due_record(found, evaluation, library.inputs),
            DUE_ROWS,
            lambda width: _tables(found, evaluation, lang, width),
        )
        write(report, options.output, lang)
    return 1 if options.fail_on == _DUE and any(plan.due for plan in found) else 0


def _write_form(found: Sequence[PlanDue], output: Output, lang: Language) -> None:
    """The workbook to fill in: what people read and write, and the ids by which it is read back."""
    from rsplan.render.xlsx import FormColumn, form_bytes
    from rsplan.report.tables.due import form_rows

    if output.path is None:
        raise RsplanError("error.workbook_needs_output")
    columns = [
        FormColumn(key, _heading(key, lang), hidden=key in HIDDEN, is_open=key in FILLED_IN and not key.startswith("="))
        for key in KEYS
    ]
    rows = [[_cell(row, key) for key in KEYS] for row in form_rows(found, lang)]
    say_understood(lang)
    write_bytes([form_bytes(say(lang, "due.sheet"), columns, rows)], output.path)
    click.echo(say(lang, "due.form", {"count": str(len(rows)), "file": output.path}), err=True)


def _heading(key: str, lang: Language) -> str:
    return "" if key == MARK else say(lang, _HEADINGS[key.removeprefix("=")])


#: The headings of the form by the key of the column, without the sign of words that only people read.
_HEADINGS: Mapping[str, str] = {
    "city": "column.city",
    "indicator": "column.indicator",
    "basis": "column.basis",
    "unit": "column.unit",
    "period": "column.period",
    "value": "column.value",
    "published": "column.published",
    "source": "column.source",
    "note": "column.note",
    "responsible": "column.responsible",
}


def _cell(row: "FormRow", key: str) -> str:
    """The cell of a row under the key; what is to be filled in is empty."""
    cells = {
        MARK: row.period,
        "city": row.city,
        "indicator": row.indicator,
        "basis": row.basis,
        "=city": row.city_name,
        "=indicator": row.name,
        "unit": row.unit,
        "=basis": row.basis_name,
        "period": row.period_name,
        "=responsible": row.responsible,
    }
    return cells.get(key, "")


def _tables(found: Sequence[PlanDue], evaluation: EvaluationContext, lang: Language, width: int) -> "list[ReportTable]":
    from rsplan.report.tables.due import due_table  # only for people, and start-up counts

    return [due_table(plan, evaluation, lang, width) for plan in found]
