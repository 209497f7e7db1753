"""`rsplan record`: enter one observation."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.hints import with_targets
from rsplan.cli.output import FORMATS, Output, Report, Shape, reporting, write
from rsplan.cli.settings_defaults import with_settings
from rsplan.cli.understood import note, say_understood
from rsplan.errors import InvalidInput, RsplanError
from rsplan.journal.recording import Entry, Inputs, Recorded, record
from rsplan.journal.typed_entry import spelled_out
from rsplan.model.enums import Basis, Bound, Via
from rsplan.model.message import Message
from rsplan.read.input_text import printable
from rsplan.report.records.record import RECORD_ROWS, record_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say
from rsplan.words.vocabulary import BASES, BOUNDS

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class RecordOptions(NamedTuple):
    """The options of `rsplan record`."""

    city: str
    indicator: str
    period: str
    value: str
    basis: Basis | None
    bound: Bound | None
    provisional: bool
    published_on: str
    source: str
    note: str
    via: str | None
    by: str
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
    return [
        shared.city_argument(),
        shared.indicator_argument(),
        click.Argument(["period"], metavar="PERIOD"),
        click.Argument(["value"], metavar="VALUE"),
    ]


def _own_options(lang: Language) -> list[click.Parameter]:
    return [
        shared.member_option(["--basis"], BASES, lang, "help.basis"),
        shared.member_option(["--bound"], BOUNDS, lang, "help.bound"),
        click.Option(["--provisional"], is_flag=True, help=say(lang, "help.provisional")),
        shared.published_option(lang, "help.published", "published_on"),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.source")),
        click.Option(["--note"], metavar="TEXT", default="", help=say(lang, "help.note")),
        click.Option(["--via"], type=click.Choice([str(via) for via in Via]), help=say(lang, "help.via")),
        shared.by_option(lang),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
    ]


def _record(lang: Language, options: RecordOptions) -> None:
    inputs = journal_inputs(options.inputs, "error.record_to_stdin", lang)
    reason = force_reason(options.reason)
    recorded = record(
        spelled(_entry(options), options.inputs, lang), inputs, options.evaluation, reason, dry_run=options.dry_run
    )
    entered = {"line": str(recorded.line), "file": recorded.file}
    with reporting(options.output, lang, say(lang, "record.entered", entered) if recorded.written else ""):
        recorded = recorded._replace(inputs=with_settings(tuple(recorded.inputs)))
        say_understood(lang)
        if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the warnings itself
            warn(recorded.warnings, options.inputs.given_targets, lang)
        given = options.inputs.given
        report = Report(lambda: record_record(recorded), RECORD_ROWS, lambda width: _tables(recorded, given, lang))
        write(report, options.output, lang)


def spelled(entry: Entry, options: shared.InputOptions, lang: Language) -> Entry:
    """The entry as the data file spells it; its plans are read without any data, which are read with the new line."""
    targets = options._replace(cities=(entry.city,), data=(), no_published=True)
    try:
        library, inputs = targets.read(lang, default_data=False)
    except InvalidInput:
        options._replace(cities=(entry.city,)).read(lang, default_data=False)  # with the problems of the data as well
        raise
    found = spelled_out(entry._replace(city=inputs.cities[0]), library.plans, shared.today(), lang)
    for word in found.understood:
        note(word.word, word.meaning, word.name)
    return found.entry


def _entry(options: RecordOptions) -> Entry:
    return Entry(
        city=options.city.strip(),
        indicator=options.indicator.strip(),
        period=options.period.strip(),
        value=options.value.strip(),
        basis=str(options.basis or ""),
        bound=str(options.bound or ""),
        provisional=options.provisional,
        published=options.published_on.strip(),
        source=options.source.strip(),
        note=options.note.strip(),
        via=options.via or "",
        entered=str(shared.today()),
        by=options.by.strip(),
    )


def journal_inputs(inputs: shared.InputOptions, refusal: str, lang: Language) -> Inputs:
    """The first data file, which is added to, and the other inputs, which are only read.

    Raises RsplanError with the key `refusal` where the first data file is standard input.
    """
    file, *more = inputs.data or (shared.DEFAULT_FILE,)
    if file == "-":
        raise RsplanError(refusal)
    others = inputs._replace(data=tuple(more)).existing_data(lang)
    return Inputs(os.fspath(file), others, inputs.targets, not inputs.no_published, saying_so(file, lang))


def saying_so(path: str, lang: Language) -> Callable[[], None]:
    """A function for where another writer has the data file for long, which says so on standard error."""
    return lambda: click.echo(say(lang, "journal.waiting", {"path": printable(path)}), err=True)


def force_reason(given: str | None, refusal: str = "error.force_without_reason") -> str:
    """The reason of --force, empty without it; raises RsplanError with the key `refusal` for one that says nothing."""
    if given is not None and not given.strip():
        raise RsplanError(refusal)
    return (given or "").strip()


def warn(warnings: Sequence[Message], targets: tuple[str, ...], lang: Language) -> None:
    """Say the warnings on standard error; the commands that they name repeat the target files that were given."""
    for warning in warnings:
        message = with_targets(say(lang, warning.key, warning.details), targets)
        click.echo(say(lang, "warning.line", {"message": message}), err=True)


def _tables(recorded: Recorded, given: str, lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.record import record_tables  # only for people, and start-up counts

    return record_tables(recorded, given, lang)
