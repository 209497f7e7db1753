"""`rsplan record`: enter one observation."""

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report, Shape, write
from rsplan.errors import RsplanError
from rsplan.journal.recording import Entry, Inputs, Recorded, record
from rsplan.model.enums import Basis, Bound
from rsplan.report.records.record import RECORD_ROWS, record_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class RecordOptions(NamedTuple):
    """The options of `rsplan record`."""

    city: str
    indicator: str
    period: str
    value: str
    basis: str | None
    bound: str | None
    provisional: bool
    published_on: str
    source: str
    note: str
    reason: str | None
    dry_run: bool
    inputs: shared.InputOptions
    evaluation: EvaluationContext
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        *_arguments(),
        *_own_options(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    made = shared.command(lang, "record", RecordOptions, _record, params)
    made.ignore_unknown_options = True  # a value may be negative: too many arguments are refused all the same
    return made


def _arguments() -> list[click.Parameter]:
    return [click.Argument([name], metavar=name.upper()) for name in ("city", "indicator", "period", "value")]


def _own_options(lang: Language) -> list[click.Parameter]:
    bases = [str(basis) for basis in Basis]
    bounds = [str(bound) for bound in Bound if bound is not Bound.UNKNOWN]
    return [
        click.Option(["--basis"], type=click.Choice(bases), help=say(lang, "help.basis")),
        click.Option(["--bound"], type=click.Choice(bounds), help=say(lang, "help.bound")),
        click.Option(["--provisional"], is_flag=True, help=say(lang, "help.provisional")),
        click.Option(["--published", "published_on"], metavar="DATE", default="", help=say(lang, "help.published")),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.source")),
        click.Option(["--note"], metavar="TEXT", default="", help=say(lang, "help.note")),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
    ]


def _record(lang: Language, options: RecordOptions) -> None:
    inputs = journal_inputs(options.inputs, "error.record_to_stdin")
    recorded = record(
        _entry(options), inputs, options.evaluation, force_reason(options.reason), dry_run=options.dry_run
    )
    if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the warnings itself
        _warn(recorded, lang)
    report = Report(lambda: record_record(recorded), RECORD_ROWS, lambda width: _tables(recorded, lang))
    write(report, options.output, lang)


def _entry(options: RecordOptions) -> Entry:
    return Entry(
        city=options.city.strip(),
        indicator=options.indicator.strip(),
        period=options.period.strip(),
        value=options.value.strip(),
        basis=options.basis or "",
        bound=options.bound or "",
        provisional=options.provisional,
        published=options.published_on.strip(),
        source=options.source.strip(),
        note=options.note.strip(),
    )


def journal_inputs(inputs: shared.InputOptions, refusal: str) -> Inputs:
    """The first data file, which is added to, and the other inputs, which are only read.

    Raises RsplanError with the key `refusal` where the first data file is standard input.
    """
    file, *others = inputs.data or (shared.DEFAULT_FILE,)
    if file == "-":
        raise RsplanError(refusal)
    return Inputs(os.fspath(file), tuple(others), inputs.targets, not inputs.no_published)


def force_reason(given: str | None) -> str:
    """The reason of --force, empty without it; raises RsplanError for a reason that says nothing."""
    if given is not None and not given.strip():
        raise RsplanError("error.force_without_reason")
    return (given or "").strip()


def _warn(recorded: Recorded, lang: Language) -> None:
    for warning in recorded.warnings:
        click.echo(say(lang, "warning.line", {"message": say(lang, warning.key, warning.details)}), err=True)


def _tables(recorded: Recorded, lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.record import record_tables  # only for people, and start-up counts

    return record_tables(recorded, lang)
