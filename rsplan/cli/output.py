"""The formats of reports, each with the function that writes it."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import IO, TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from rsplan.cli.streams import mute, write_data
from rsplan.cli.understood import say_understood
from rsplan.errors import ClosedPipe, EnteredNotReported, RsplanError
from rsplan.render import Color, Headings
from rsplan.report.records.common import Rows
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.render.csv_writer import CsvChoice
    from rsplan.report.records.common_types import ReportHead
    from rsplan.report.tables.table import ReportTable

#: The byte order mark that stands before CSV for Excel.
BOM = "\ufeff"

ReportT = TypeVar("ReportT", bound="ReportHead")


class Output(NamedTuple):
    """The options of the output: a format of `FORMATS` (or of the command's own), and the file, None for stdout.

    `headings` are those of CSV, `columns` are those that it is to have, all for
    none. `quiet` writes nothing to standard output: the exit code is the answer.
    """

    format: str
    path: str | None = None
    bom: bool = False
    color: Color = "auto"
    no_pager: bool = False
    headings: Headings = "codes"
    columns: tuple[str, ...] = ()
    quiet: bool = False


#: What the rows of the columns that people read are taken from, and these rows.
Narrow = tuple[Any, Rows[Any, Any]]


class Report(NamedTuple, Generic[ReportT]):
    """The result of a command in the shapes that formats take; each is made only when a format needs it.

    `csv_rows` are the rows of CSV where they differ from those of JSON Lines, `narrow` those with the columns that
    people read where they differ from these; `tables` takes the width.
    """

    record: Callable[[], ReportT]
    rows: Rows[ReportT, Any]
    tables: Callable[[int], "Sequence[ReportTable]"]
    csv_rows: Rows[ReportT, Any] | None = None
    narrow: Callable[[], Narrow] | None = None


class Shape(Enum):
    """The part of a report that a format writes: the whole record, its rows, or its tables for people."""

    RECORD = "record"
    ROWS = "rows"
    TABLES = "tables"


class OutputFormat(NamedTuple):
    """A format: what it writes, the extension of its files, and the function that writes it."""

    shape: Shape
    extension: str
    write: Callable[[Report[Any], Output, Language], bool]


def write(report: Report[ReportT], output: Output, lang: Language) -> bool:
    """Write the report in the format and to the file of the options.

    Returns False where the reader of the pipe left before the end, and where nothing is written: what is assessed only
    while it is written is not yet. A closed pipe is no error, and no exit code.
    """
    if output.quiet and output.path is None:
        return False
    say_understood(lang)
    return FORMATS[output.format].write(report, output, lang)


@contextlib.contextmanager
def reporting(output: Output, lang: Language, entered: str) -> Iterator[None]:
    """Report something that was `entered` already, where it says what, and empty where nothing was.

    Raises EnteredNotReported for whatever fails meanwhile: to do it again would enter it twice.
    """
    try:
        yield
    except (BrokenPipeError, ClosedPipe):  # nobody reads the rest: no error
        raise
    except Exception as error:
        if not entered:
            raise
        if output.path is None:
            with contextlib.suppress(OSError):  # there is no file behind it
                mute()
        raise EnteredNotReported("error.not_reported", entered=entered, reason=_reason(error, lang)) from error


def _reason(error: Exception, lang: Language) -> str:
    match error:
        case RsplanError():
            return say(lang, error.key, error.details)
        case MemoryError():
            return say(lang, "error.out_of_memory")
        case OSError():
            return error.strerror or str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def _write_json(report: Report[ReportT], output: Output, lang: Language) -> bool:
    from rsplan.render.json_writer import json_pieces

    return write_data(json_pieces(report.record()), output.path)


def _write_jsonl(report: Report[ReportT], output: Output, lang: Language) -> bool:
    from rsplan.render.json_writer import jsonl_text

    return write_data(jsonl_text(report.rows.of(report.record())), output.path)


def _write_csv(report: Report[ReportT], output: Output, lang: Language) -> bool:
    from rsplan.render.csv_writer import csv_text

    shown = report.narrow if NARROW in output.columns else None
    source, rows = shown() if shown else (report.record(), report.csv_rows or report.rows)
    choice = _csv_choice(rows, output.columns, None if output.headings == "codes" else output.headings)
    return write_data(marked(csv_text(rows.row(), rows.of(source), choice), bom=output.bom), output.path)


#: The word of --columns for the columns that people read.
NARROW = "narrow"


def _csv_choice(rows: Rows[Any, Any], asked: Sequence[str], headings: Language | None) -> "CsvChoice":
    """The columns that are asked for; raises RsplanError for a name that the CSV does not have.

    Below English headings the columns that people read have the English texts.
    """
    from rsplan.render.csv_writer import CsvChoice, columns_of, names_of
    from rsplan.suggest import nearest

    if not asked:
        return CsvChoice((), headings)
    known = names_of(columns_of(rows.row()))
    narrow = {
        f"{name.removesuffix('_zh')}_en" if headings == "en" and name.endswith("_zh") else name: heading
        for name, heading in rows.narrow.items()
    }
    found: list[str] = []
    for name in asked:
        if name == NARROW:
            found += narrow or known
        elif name in known:
            found.append(name)
        else:
            near = nearest(name, known)
            key = "error.unknown_csv_column_near" if near else "error.unknown_csv_column"
            raise RsplanError(key, column=name, near=near or "", known=", ".join([NARROW, *known]))
    return CsvChoice(tuple(dict.fromkeys([*found, *rows.marks])), headings, narrow if NARROW in asked else {})


def marked(pieces: Iterator[str], *, bom: bool) -> Iterator[str]:
    """The text of CSV, after a byte order mark where `bom` is set."""
    if bom:
        yield BOM
    yield from pieces


def _write_markdown(report: Report[ReportT], output: Output, lang: Language) -> bool:
    from rsplan.render.markdown import markdown_text
    from rsplan.report.tables.table import UNLIMITED

    tables = report.tables(UNLIMITED)
    return write_data([*markdown_text(tables), *_footer(report.record(), lang)], output.path)


def _footer(record: "ReportHead", lang: Language) -> Iterator[str]:
    """The program that made a report, and each input as it was read."""
    from rsplan.report.tables.cells import input_text  # only for people, and start-up counts
    from rsplan.report.tables.table import Words

    yield f"\n---\n\n{record['generator']}\n"
    for source in record["inputs"]:
        yield "\n" + input_text(source, Words(lang)) + "\n"


def _write_table(report: Report[ReportT], output: Output, lang: Language) -> bool:
    if output.path is None:
        return _print_to_stdout(report, output)
    import io

    text = io.StringIO()
    _print_tables(report, output, text)
    return write_data([text.getvalue()], output.path)


def _print_to_stdout(report: Report[ReportT], output: Output) -> bool:
    """Print the tables; False where the reader of the pipe left before the end."""
    try:
        if sys.stdout.isatty() and not output.no_pager:
            _show_tables(report, output)
        else:
            _print_tables(report, output, sys.stdout)
        sys.stdout.flush()
    except (ClosedPipe, BrokenPipeError):
        mute()
        return False
    return True


def _show_tables(report: Report[ReportT], output: Output) -> None:
    """Print the tables on a terminal, through the pager where they do not fit."""
    from rsplan.cli.pager import show
    from rsplan.render.terminal import console_for, drawn

    console = console_for(sys.stdout, output.color)
    show("".join(drawn(console, report.tables(console.width))), sys.stdout)


def _print_tables(report: Report[ReportT], output: Output, stream: IO[str]) -> None:
    from rsplan.render.terminal import console_for, write_tables

    console = console_for(stream, output.color)
    write_tables(console, report.tables(console.width))


#: Every format of reports by the name that `--format` takes.
FORMATS: Mapping[str, OutputFormat] = {
    "json": OutputFormat(Shape.RECORD, ".json", _write_json),
    "jsonl": OutputFormat(Shape.ROWS, ".jsonl", _write_jsonl),
    "csv": OutputFormat(Shape.ROWS, ".csv", _write_csv),
    "markdown": OutputFormat(Shape.TABLES, ".md", _write_markdown),
    "table": OutputFormat(Shape.TABLES, ".txt", _write_table),
}


class FormatChoice(NamedTuple):
    """The formats that a command offers: by the extension of the file, the default where there is no file.

    `is_of_observations` says that what is written are observations, and no report of them.
    """

    by_extension: Mapping[str, str]
    default: str
    is_of_observations: bool = False

    @property
    def names(self) -> list[str]:
        """The formats in the order of the help: the default first."""
        return [self.default, *(name for name in self.by_extension.values() if name != self.default)]


REPORT_FORMATS = FormatChoice({row.extension: name for name, row in FORMATS.items()}, default="table")
