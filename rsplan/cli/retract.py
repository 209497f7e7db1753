"""`rsplan retract`: withdraw a figure of the data file."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report, Shape, write_entered
from rsplan.cli.record import force_reason, journal_inputs, warn
from rsplan.cli.settings_defaults import with_settings
from rsplan.journal.retracting import Retracted, RetractionRequest, retract
from rsplan.model.enums import Basis
from rsplan.model.period import parse_period
from rsplan.report.records.retract import RETRACT_ROWS, retract_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class RetractOptions(NamedTuple):
    """The options of `rsplan retract`."""

    city: str
    indicator: str
    period: str
    basis: Basis | None
    line: int | None
    reason: str
    by: str
    dry_run: bool
    inputs: shared.InputOptions
    evaluation: EvaluationContext
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["city"], metavar="CITY"),
        click.Argument(["indicator"], metavar="INDICATOR"),
        click.Argument(["period"], metavar="PERIOD", type=shared.parsed(_period, lang)),
        click.Option(
            ["--basis"],
            type=click.Choice([str(basis) for basis in Basis]),
            callback=lambda ctx, param, word: Basis(word) if word else None,
            help=say(lang, "help.retract_basis"),
        ),
        click.Option(["--line"], type=click.IntRange(min=2), metavar="N", help=say(lang, "help.retract_line")),
        click.Option(["--reason"], metavar="TEXT", required=True, help=say(lang, "help.retract_reason")),
        shared.by_option(lang),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "retract", RetractOptions, _retract, params)


def _period(text: str) -> str:
    """The text of a period, once it is known to be one; raises BadText for any other."""
    return parse_period(text.strip()).text


def _retract(lang: Language, options: RetractOptions) -> None:
    request = RetractionRequest(
        city=options.city.strip(),
        indicator=options.indicator.strip(),
        period=parse_period(options.period),
        reason=force_reason(options.reason, "error.retract_without_reason"),
        day=shared.today(),
        basis=options.basis,
        line=options.line,
        by=options.by.strip(),
    )
    inputs = journal_inputs(options.inputs, "error.retract_from_stdin")
    done = retract(request, inputs, options.evaluation, dry_run=options.dry_run)
    done = done._replace(inputs=with_settings(tuple(done.inputs)))
    if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the warnings itself
        warn(done.warnings, lang)
    given = options.inputs.given
    report = Report(lambda: retract_record(done), RETRACT_ROWS, lambda width: _tables(done, given, lang))
    entered = {"line": str(done.line), "file": done.file}
    write_entered(report, options.output, lang, say(lang, "record.entered", entered) if done.written else "")


def _tables(retracted: Retracted, given: str, lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.retract import retract_tables  # only for people, and start-up counts

    return retract_tables(retracted, given, lang)
