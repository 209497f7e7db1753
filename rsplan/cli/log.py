"""`rsplan log`: the history of what is known of one indicator."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options
from rsplan.cli.output import Output, Report, write
from rsplan.journal.history import histories
from rsplan.report.records.log import LOG_ROWS, log_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class LogOptions(NamedTuple):
    """The options of `rsplan log`."""

    city: str
    indicator: str
    inputs: options.InputOptions
    evaluation: EvaluationContext
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["city"], metavar="CITY"),
        click.Argument(["indicator"], metavar="INDICATOR"),
        options.plan_option(lang),
        *options.dated_input_options(lang),
        *options.rule_options(lang),
        *options.output_options(lang),
    ]
    return options.command(lang, "log", LogOptions, _log, params)


def _log(lang: Language, asked: LogOptions) -> None:
    inputs = asked.inputs._replace(cities=(asked.city,))
    library = inputs.load(lang)
    known = histories(library, asked.evaluation, inputs.plans, asked.city, asked.indicator)

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.log import log_table  # only for people, and start-up counts

        return [log_table(history, asked.evaluation, lang, width) for history in known]

    report = Report(lambda: log_record(known, asked.evaluation, library.inputs), LOG_ROWS, tables)
    write(report, asked.output, lang)
