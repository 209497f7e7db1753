"""`rsplan log`: the history of what is known of one indicator."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import indicator_id
from rsplan.journal.history import histories
from rsplan.report.records.log import LOG_ROWS, log_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


#: Entries that a table for people shows: what is new is at its end.
MOST_SHOWN = 100


class LogOptions(NamedTuple):
    """The options of `rsplan log`."""

    city: str
    indicator: str
    every: bool
    inputs: shared.InputOptions
    evaluation: EvaluationContext
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_argument(),
        shared.indicator_argument(),
        click.Option(["--all", "every"], is_flag=True, help=say(lang, "help.log_all")),
        shared.plan_option(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "log", LogOptions, _log, params)


def _log(lang: Language, options: LogOptions) -> None:
    library, inputs = options.inputs._replace(cities=(options.city,)).read(lang)
    indicator = indicator_id(options.indicator, library, inputs, options.evaluation, lang)
    known = histories(library, options.evaluation, inputs.plans, inputs.cities[0], indicator)

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.log import log_table  # only for people, and start-up counts

        most = None if options.every else MOST_SHOWN
        return [log_table(history, options.evaluation, lang, width, most) for history in known]

    report = Report(lambda: log_record(known, options.evaluation, library.inputs), LOG_ROWS, tables)
    write(report, options.output, lang)
