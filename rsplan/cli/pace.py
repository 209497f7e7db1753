"""`rsplan pace`: the amount that is needed in each year."""

from typing import NamedTuple

import click

from rsplan.cli import options as shared
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
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.filter_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "pace", PaceOptions, _pace, params)


def _pace(lang: Language, options: PaceOptions) -> None:
    survey = options.selection.streamed(lang, options.output)
    report = Report(
        lambda: pace_record(survey),
        PACE_ROWS,
        lambda width: [table for plan in survey.plans for table in pace_tables(plan, survey.evaluation, lang, width)],
        csv_rows=PACE_YEAR_ROWS,
    )
    write(report, options.output, lang)
