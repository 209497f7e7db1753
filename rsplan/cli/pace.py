"""`rsplan pace`: the amount that is needed in each year."""

from typing import NamedTuple

import click

from rsplan.cli import options
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.report.records.pace import PACE_ROWS, PACE_YEAR_ROWS, pace_record
from rsplan.report.tables.pace import pace_tables
from rsplan.text import Language


class PaceOptions(NamedTuple):
    """The options of `rsplan pace`."""

    selection: Selection
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        *options.input_options(lang),
        *options.filter_options(lang),
        *options.rule_options(lang),
        *options.output_options(lang),
    ]
    return options.command(lang, "pace", PaceOptions, _pace, params)


def _pace(lang: Language, asked: PaceOptions) -> None:
    survey = asked.selection.streamed(lang, asked.output)
    report = Report(
        lambda: pace_record(survey),
        PACE_ROWS,
        lambda width: [table for plan in survey.plans for table in pace_tables(plan, survey.evaluation, lang, width)],
        csv_rows=PACE_YEAR_ROWS,
    )
    write(report, asked.output, lang)
