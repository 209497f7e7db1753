"""`rsplan log`: how the knowledge of one indicator came about."""

from typing import TYPE_CHECKING, Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.journal.history import histories
from rsplan.report.records.log import blank_row, log_record, log_rows
from rsplan.text import Language

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


def command(lang: Language) -> click.Command:
    """The command in a language."""
    arguments = [click.Argument([name], metavar=name.upper()) for name in ("city", "indicator")]
    shared = [one for one in options.input_options(lang) if one.name != "cities"]
    params = [*arguments, *shared, *options.rule_options(lang), *options.output_options(lang)]
    return options.command(lang, "log", _log, params)


def _log(lang: Language, city: str, indicator: str, **values: Any) -> None:
    asked = options.request(lang, {**values, "cities": (city,)})
    library = asked.load()
    found = histories(library, asked.evaluation, asked.plans, city, indicator)

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.log import log_table  # machines do not need it, and start-up counts

        return [log_table(one, asked.evaluation, lang, width) for one in found]

    write(
        asked,
        lambda: log_record(found, asked.evaluation, library.inputs),
        log_rows,
        tables,
        blank=lambda: blank_row(found[-1], asked.evaluation),
    )
