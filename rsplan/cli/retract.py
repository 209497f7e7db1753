"""`rsplan retract`: withdraw a figure of the data file."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report, Shape, reporting, write
from rsplan.cli.record import force_reason, journal_inputs, spelled, warn
from rsplan.cli.settings_defaults import with_settings
from rsplan.cli.typed_words import complete_cities, complete_indicators
from rsplan.cli.understood import say_understood
from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.journal.recording import ARGUMENTS, Entry
from rsplan.journal.retracting import Retracted, RetractionRequest, retract
from rsplan.model.enums import Basis
from rsplan.model.period import Period, parse_period
from rsplan.report.records.retract import RETRACT_ROWS, retract_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say
from rsplan.words.vocabulary import BASES

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
        click.Argument(["city"], metavar="CITY", shell_complete=complete_cities),
        click.Argument(["indicator"], metavar="INDICATOR", shell_complete=complete_indicators),
        click.Argument(["period"], metavar="PERIOD"),
        shared.member_option(["--basis"], BASES, lang, "help.retract_basis"),
        click.Option(["--line"], type=click.IntRange(min=2), metavar="N", help=say(lang, "help.retract_line")),
        click.Option(["--reason"], metavar="TEXT", required=True, help=say(lang, "help.retract_reason")),
        shared.by_option(lang),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "retract", RetractOptions, _retract, params)


def _retract(lang: Language, options: RetractOptions) -> None:
    named = spelled(_named(options), options.inputs, lang)
    request = RetractionRequest(
        city=named.city,
        indicator=named.indicator,
        period=_period(named.period),
        reason=force_reason(options.reason, "error.retract_without_reason"),
        day=shared.today(),
        basis=Basis(named.basis) if named.basis else None,
        line=options.line,
        by=options.by.strip(),
    )
    inputs = journal_inputs(options.inputs, "error.retract_from_stdin", lang)
    done = retract(request, inputs, options.evaluation, dry_run=options.dry_run)
    entered = {"line": str(done.line), "file": done.file}
    with reporting(options.output, lang, say(lang, "record.entered", entered) if done.written else ""):
        done = done._replace(inputs=with_settings(tuple(done.inputs)))
        say_understood(lang)
        if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the warnings itself
            warn(done.warnings, options.inputs.given_targets, lang)
        given = options.inputs.given
        report = Report(lambda: retract_record(done), RETRACT_ROWS, lambda width: _tables(done, given, lang))
        write(report, options.output, lang)


def _named(options: RetractOptions) -> Entry:
    """The figure as the user names it."""
    return Entry(
        city=options.city.strip(),
        indicator=options.indicator.strip(),
        period=options.period.strip(),
        value="",
        basis=str(options.basis or ""),
    )


def _period(text: str) -> Period:
    """The period; raises RsplanError for a text that is none, which was not read where the targets are invalid."""
    try:
        return parse_period(text)
    except BadText as error:
        raise InvalidInput([Problem(error.key.removeprefix("text."), ARGUMENTS, 0, 0, error.details)]) from None


def _tables(retracted: Retracted, given: str, lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.retract import retract_tables  # only for people, and start-up counts

    return retract_tables(retracted, given, lang)
