"""`rsplan export`: write the observations."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FormatChoice, Output, marked
from rsplan.cli.streams import write_bytes, write_data
from rsplan.cli.typed_words import complete_indicators, split
from rsplan.cli.understood import note, say_understood
from rsplan.errors import BadText, RsplanError
from rsplan.journal.export import Exported, data_row, export_observations
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Plan
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.read.csv_format import columns_used
from rsplan.survey import ALL_PLANS, choose_plans
from rsplan.text import Language, say

#: Columns whose text somebody else wrote.
_FREE_TEXT = ("source", "note", "by")


class ExportOptions(NamedTuple):
    """The options of `rsplan export`."""

    inputs: shared.InputOptions
    known_on: date | None
    indicators: tuple[str, ...]
    defuse: bool
    output: Output


class _Export(NamedTuple):
    """The observations to be written, and the files that they were read from."""

    observations: Sequence[Exported]
    inputs: Sequence[InputFile]


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        shared.city_option(lang),
        shared.known_on_option(lang),
        *shared.file_options(lang),
        shared.no_published_option(lang),
        shared.plan_option(lang, "help.export_plan"),
        click.Option(
            ["--indicator", "indicators"],
            multiple=True,
            metavar="INDICATOR",
            help=say(lang, "help.indicator"),
            shell_complete=complete_indicators,
        ),
        shared.format_option(lang, EXPORT_FORMATS, "help.export_format"),
        shared.path_option(lang),
        shared.bom_option(lang),
        click.Option(["--defuse"], is_flag=True, help=say(lang, "help.defuse")),
    ]
    return shared.command(lang, "export", ExportOptions, _export, params, EXPORT_FORMATS)


def _export(lang: Language, options: ExportOptions) -> None:
    library, inputs = options.inputs.read(lang)
    plans = choose_plans(library, inputs.plans or (ALL_PLANS,), shared.today())
    indicators = tuple(_meant(word, plans, lang) for given in options.indicators for word in _words(given, plans, lang))
    observations = list(export_observations(library, plans, indicators, options.known_on, within=bool(inputs.plans)))
    say_understood(lang)
    _WRITERS[options.output.format](_Export(observations, library.inputs), options)


def _words(given: str, plans: Sequence[Plan], lang: Language) -> list[str]:
    """The words that commas separate; a name with a comma in it is one."""
    words = split([given])
    if len(words) > 1:
        from rsplan.words.names import indicator_of_cities

        with contextlib.suppress(BadText):
            indicator_of_cities(given, plans, lang)
            return [given]
    return words or [given]


def _meant(word: str, plans: Sequence[Plan], lang: Language) -> str:
    """The id of the indicator that the word means in every city whose plans have one of that name."""
    if any(indicator.id == word for plan in plans for indicator in plan.indicators):
        return word
    from rsplan.words.names import indicator_of_cities

    meaning = indicator_of_cities(word, plans, lang)
    note(word, *meaning)
    return meaning.id


def _write_csv(export: _Export, options: ExportOptions) -> None:
    """The data file itself, to be read again: every text as it is, unless it is to be harmless in a spreadsheet."""
    from rsplan.render.csv_writer import plain_csv

    columns = columns_used(map(_data_row, export.observations))
    rows = (_defused(row) if options.defuse else row for row in map(_data_row, export.observations))
    cells = ([row[column] for column in columns] for row in rows)
    write_data(marked(plain_csv(columns, cells), bom=options.output.bom), options.output.path)


def _data_row(observation: Exported) -> Mapping[str, str]:
    return data_row((observation.city, observation.indicator.id), observation.observation)


def _defused(row: Mapping[str, str]) -> Mapping[str, str]:
    """Text that a spreadsheet would run, with an apostrophe before it."""
    from rsplan.render.csv_writer import FORMULA_STARTS

    return {**row, **{key: f"'{row[key]}" for key in _FREE_TEXT if row[key].startswith(FORMULA_STARTS)}}


def _write_json(export: _Export, options: ExportOptions) -> None:
    from rsplan.render.json_writer import json_text
    from rsplan.report.records.export import export_record

    write_data([json_text(export_record(export.observations, export.inputs))], options.output.path)


def _write_jsonl(export: _Export, options: ExportOptions) -> None:
    from rsplan.render.json_writer import jsonl_text
    from rsplan.report.records.export import EXPORT_ROWS, export_record

    record = export_record(export.observations, export.inputs)
    write_data(jsonl_text(EXPORT_ROWS.of(record)), options.output.path)


def _write_workbook(export: _Export, options: ExportOptions) -> None:
    from rsplan.render.xlsx import workbook_bytes

    if options.output.path is None:
        raise RsplanError("error.workbook_needs_output")
    columns = columns_used(map(_data_row, export.observations))
    write_bytes([workbook_bytes("observations", columns, _sheet_rows(export, columns))], options.output.path)


def _sheet_rows(export: _Export, columns: Sequence[str]) -> Iterator[list[str | Decimal]]:
    for row in map(_data_row, export.observations):
        yield [_sheet_value(column, row[column]) for column in columns]


def _sheet_value(column: str, text: str) -> str | Decimal:
    """A number for spreadsheets to calculate with; shares stay text, which no spreadsheet takes for a time of day."""
    return Decimal(text) if column == "value" and SHARE_SIGN not in text else text


#: The formats of observations by name, each with the function that writes it; a file's extension is its name.
_WRITERS: Mapping[str, Callable[[_Export, ExportOptions], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "json": _write_json,
    "xlsx": _write_workbook,
}

EXPORT_FORMATS = FormatChoice({f".{name}": name for name in _WRITERS}, default="csv", is_of_observations=True)
