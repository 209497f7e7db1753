"""`rsplan pace`: what is needed in each year."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.report.records.status import pace_record, rows, year_rows
from rsplan.report.tables.pace import pace_tables
from rsplan.text import Language


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        *options.input_options(lang),
        *options.filter_options(lang),
        *options.rule_options(lang),
        *options.output_options(lang),
    ]
    return options.command(lang, "pace", _pace, params)


def _pace(lang: Language, **values: Any) -> None:
    asked = options.request(lang, values)
    found = asked.streamed()
    write(
        asked,
        lambda: pace_record(found),
        rows,
        lambda width: [table for plan in found.plans for table in pace_tables(plan, found.evaluation, lang, width)],
        csv_rows=year_rows,
        blank=lambda: next(year_rows(pace_record(asked.unfiltered()))),
    )
