"""`rsplan changes`: the change of each target since a day, or since a status report."""

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rsplan.calc.verdict import Rules
from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.cli.typed_words import choice, day
from rsplan.errors import RsplanError
from rsplan.journal.changes import Changes, FormerReport, changes, compares_anything
from rsplan.journal.former_report import read_former_report
from rsplan.model.input_places import InputFile
from rsplan.report.records.changes import CHANGE_STEP_ROWS, CHANGES_ROWS, changes_record
from rsplan.survey import EvaluationContext, Filters
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

_WORSE = "worse"


class ChangesOptions(NamedTuple):
    """The options of `rsplan changes`; `since` is a day, or the path of a status report."""

    since: date | str
    until: date
    fail_on: str | None
    inputs: shared.InputOptions
    filters: Filters
    rules: Rules
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        click.Option(
            ["--since"], required=True, type=_since(lang), metavar="DATE|FILE", help=say(lang, "help.changes_since")
        ),
        click.Option(
            ["--until"],
            type=day(lang),
            callback=lambda ctx, param, given: given or shared.today(),
            metavar="YYYY-MM-DD",
            help=say(lang, "help.changes_until"),
        ),
        shared.city_option(lang),
        shared.plan_option(lang),
        *shared.file_options(lang),
        shared.no_published_option(lang),
        *shared.filter_options(lang),
        *shared.rule_options(lang),
        shared.quiet_option(lang),
        click.Option(["--fail-on"], **choice([_WORSE], lang), help=say(lang, "help.changes_fail_on")),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "changes", ChangesOptions, _changes, params)


def _since(lang: Language) -> Callable[[Any], date | str]:
    """A parser of a day, or of the path of a status report: that of a file that is there, or that ends in .json."""
    read_day = day(lang)

    def read(text: Any) -> date | str:
        is_path = isinstance(text, str) and (text.endswith(".json") or os.path.isfile(text))
        return text if is_path else read_day(text)

    return read


def _changes(lang: Language, options: ChangesOptions) -> int:
    former, since, files = _former(options)
    until = EvaluationContext(options.until, options.until, options.rules)
    if since.as_of > until.as_of:
        raise RsplanError("error.since_after_until", since=str(since.as_of), until=str(until.as_of))
    library, (inputs, _, filters) = Selection(options.inputs, until, options.filters).read(lang)
    found = changes(library, since, until, inputs.plans, filters, former)
    file = files[0].path if files else None
    if former is not None and not compares_anything(found, former):
        plans = ", ".join(f"{one.plan.city.id} {one.plan.id}" for one in found.plans)
        raise RsplanError("error.nothing_compared", file=file or "", plans=plans or "-")
    report = Report(
        lambda: changes_record(found, (*library.inputs, *files), file),
        CHANGES_ROWS,
        lambda width: _tables(found, file, lang, width),
        csv_rows=CHANGE_STEP_ROWS,
    )
    write(report, options.output, lang)
    return 1 if options.fail_on == _WORSE and found.any_worse else 0


def _former(options: ChangesOptions) -> tuple[FormerReport | None, EvaluationContext, list[InputFile]]:
    """The report to compare with, None for a day; the evaluation of the first state; the file that it comes from."""
    if isinstance(options.since, date):
        return None, EvaluationContext(options.since, options.since, options.rules), []
    former, file = read_former_report(options.since)
    return former, former.evaluation, [file]


def _tables(found: Changes, file: str | None, lang: Language, width: int) -> "list[ReportTable]":
    from rsplan.report.tables.changes import changes_table  # only for people, and start-up counts

    return [changes_table(plan, found, file, lang, width) for plan in found.plans]
