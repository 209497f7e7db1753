"""`rsplan import`: enter the figures of a table."""

import os
from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.cli.problems import problem_records, problem_text
from rsplan.cli.record import DEFAULT_FILE
from rsplan.errors import RsplanError
from rsplan.journal.entry import Inputs
from rsplan.model.period import FIRST_YEAR, LAST_YEAR
from rsplan.model.plan import Basis
from rsplan.read.csv_observations import MOST_PROBLEMS
from rsplan.report.records.import_ import blank_row, import_record, import_rows
from rsplan.table_import.conversion import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.text import say

#: Formats that hold the problems themselves.
_WITH_PROBLEMS = {"json"}

_REFUSED = 2


def command(lang: str) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["file"], metavar="FILE", type=click.Path()),
        *_own_options(lang),
        *options.file_options(lang),
        click.Option(["--no-published"], is_flag=True, help=say(lang, "help.import_no_published")),
        *options.output_options(lang),
    ]
    return options.command(lang, "import", _import, params)


def _own_options(lang: str) -> list[click.Parameter]:
    bases = click.Choice([str(one) for one in Basis])
    years = click.IntRange(FIRST_YEAR, LAST_YEAR)
    return [
        click.Option(["--city"], metavar="ID", default="", help=say(lang, "help.import_city")),
        click.Option(["--sheet"], metavar="NAME", help=say(lang, "help.import_sheet")),
        click.Option(["--map", "mappings"], multiple=True, metavar="NAME=ID|FILE", help=say(lang, "help.import_map")),
        click.Option(["--year"], type=years, metavar="YYYY", help=say(lang, "help.import_year")),
        click.Option(["--basis"], type=bases, help=say(lang, "help.import_basis")),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.import_source")),
        click.Option(["--published"], metavar="DATE", default="", help=say(lang, "help.import_published")),
        click.Option(["--partial"], is_flag=True, help=say(lang, "help.import_partial")),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.import_force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
    ]


def _import(lang: str, **values: Any) -> int:
    asked = options.request(lang, values)
    partial, dry = values["partial"], values["dry_run"]
    done = import_table(_import_request(values), _inputs(asked, values["file"]), partial=partial, dry_run=dry)
    if asked.format not in _WITH_PROBLEMS:
        _show_problems(done, lang)
    write(
        asked,
        lambda: import_record(done, list(problem_records(done.problems, lang))),
        import_rows,
        lambda width: _tables(done, lang, partial=partial, dry=dry),
        blank=blank_row,
    )
    return _REFUSED if done.problems and not partial else 0


def _show_problems(done: ImportResult, lang: str) -> None:
    for problem in done.problems[:MOST_PROBLEMS]:
        click.echo(problem_text(problem, lang), err=True, nl=False)
    more = len(done.problems) - MOST_PROBLEMS
    if more > 0:
        click.echo(say(lang, "import.more_problems", {"count": str(more)}), err=True)


def _import_request(values: dict[str, Any]) -> ImportRequest:
    basis = Basis(values["basis"]) if values["basis"] else None
    defaults = ImportDefaults(values["city"].strip(), basis, values["source"].strip(), values["published"].strip())
    reason = values["reason"]
    if reason is not None and not reason.strip():
        raise RsplanError("error.force_without_reason")
    return ImportRequest(
        path=values["file"],
        as_of=options.today(),
        sheet=values["sheet"],
        year=values["year"],
        mappings=values["mappings"],
        defaults=defaults,
        force=(reason or "").strip(),
    )


def _inputs(asked: options.Request, table: str) -> Inputs:
    """The first data file is the one to be added to; the others are only read."""
    file, *others = asked.data or (DEFAULT_FILE,)
    if file == "-":
        raise RsplanError("error.import_to_stdin")
    if os.path.exists(file) and os.path.exists(table) and os.path.samefile(file, table):
        raise RsplanError("error.import_into_itself", file=table)
    return Inputs(os.fspath(file), tuple(others), asked.targets, asked.published)


def _tables(done: ImportResult, lang: str, *, partial: bool, dry: bool) -> Any:
    from rsplan.report.tables.import_ import import_table  # machines do not need it, and start-up counts

    return [import_table(done, lang, partial=partial, dry=dry)]
