"""`rsplan status`: where does each target stand."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from rsplan.calc.verdict import Status
from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.model.period import FIRST_YEAR, LAST_YEAR
from rsplan.report.records.status import rows, status_record
from rsplan.survey import PlanSurvey, Survey
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


def command(lang: Language) -> click.Command:
    """The command in a language."""
    fail_on = click.Option(
        ["--fail-on"], type=options.status_words(lang), default=(), metavar="STATUS,…", help=say(lang, "help.fail_on")
    )
    params = [
        *options.input_options(lang),
        *options.filter_options(lang),
        *options.rule_options(lang),
        click.Option(
            ["--year"], type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="YEAR", help=say(lang, "help.year")
        ),
        fail_on,
        *options.output_options(lang),
    ]
    return options.command(lang, "status", _status, params)


def _status(lang: Language, **values: Any) -> int:
    asked = options.request(lang, values)
    seen: set[Status] = set()
    found = asked.streamed(lambda plan: seen.update(plan.statuses))
    write(
        asked,
        lambda: status_record(found),
        rows,
        lambda width: _tables(found, lang, width),
        blank=lambda: next(rows(status_record(asked.unfiltered()))),
    )
    return 1 if seen.intersection(values["fail_on"]) else 0


def _tables(found: Survey[Iterable[PlanSurvey]], lang: Language, width: int) -> "list[ReportTable]":
    from rsplan.report.tables.status import status_table  # machines do not need it, and start-up counts
    from rsplan.report.tables.status_year import year_table

    if found.year is not None:
        return [year_table(plan, found.year, found.evaluation, lang) for plan in found.plans]
    return [status_table(plan, found.evaluation, lang, width) for plan in found.plans]
