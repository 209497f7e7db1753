"""`rsplan record`: enter one observation."""

import os
from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.errors import RsplanError
from rsplan.journal.entry import Entry, Inputs, Recorded, record
from rsplan.model.plan import Basis, Bound
from rsplan.report.records.log import record_record
from rsplan.report.records.status import rows
from rsplan.text import Language, say

#: Where observations go that no file is named for.
DEFAULT_FILE = "observations.csv"

#: Formats that hold the warnings themselves.
_WITH_WARNINGS = {"json"}


def command(lang: Language) -> click.Command:
    """The command in a language."""
    shared = [one for one in options.input_options(lang) if one.name not in ("cities", "plans")]
    params = [*_arguments(), *_own_options(lang), *shared, *options.rule_options(lang), *options.output_options(lang)]
    made = options.command(lang, "record", _record, params)
    made.ignore_unknown_options = True  # a value may be negative: too many arguments are refused all the same
    return made


def _arguments() -> list[click.Parameter]:
    return [click.Argument([name], metavar=name.upper()) for name in ("city", "indicator", "period", "value")]


def _own_options(lang: Language) -> list[click.Parameter]:
    bounds = [str(one) for one in Bound if one is not Bound.UNKNOWN]
    return [
        click.Option(["--basis"], type=click.Choice([str(one) for one in Basis]), help=say(lang, "help.basis")),
        click.Option(["--bound"], type=click.Choice(bounds), help=say(lang, "help.bound")),
        click.Option(["--provisional"], is_flag=True, help=say(lang, "help.provisional")),
        click.Option(["--published", "published_on"], metavar="DATE", default="", help=say(lang, "help.published")),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.source")),
        click.Option(["--note"], metavar="TEXT", default="", help=say(lang, "help.note")),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
    ]


def _record(lang: Language, **values: Any) -> None:
    asked = options.request(lang, values)
    done = record(
        _entry(values), _inputs(asked), asked.evaluation, _reason(values["reason"]), dry_run=values["dry_run"]
    )
    if asked.format not in _WITH_WARNINGS:
        _warn(done, lang)
    write(asked, lambda: record_record(done), rows, lambda width: _tables(done, lang))


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(
        city=values["city"].strip(),
        indicator=values["indicator"].strip(),
        period=values["period"].strip(),
        value=values["value"].strip(),
        basis=values["basis"] or "",
        bound=values["bound"] or "",
        provisional=values["provisional"],
        published=values["published_on"].strip(),
        source=values["source"].strip(),
        note=values["note"].strip(),
    )


def _inputs(asked: options.Request) -> Inputs:
    """The first data file is the one to be added to; the others are only read."""
    file, *others = asked.data or (DEFAULT_FILE,)
    if file == "-":
        raise RsplanError("error.record_to_stdin")
    return Inputs(os.fspath(file), tuple(others), asked.targets, asked.published)


def _reason(given: str | None) -> str:
    if given is not None and not given.strip():
        raise RsplanError("error.force_without_reason")
    return (given or "").strip()


def _warn(done: Recorded, lang: Language) -> None:
    for warning in done.warnings:
        click.echo(say(lang, "warning.line", {"message": say(lang, warning.key, warning.details)}), err=True)


def _tables(done: Recorded, lang: Language) -> Any:
    from rsplan.report.tables.log import record_tables  # machines do not need it, and start-up counts

    return record_tables(done, lang)
