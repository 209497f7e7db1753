"""`rsplan export`: hand on the observations."""

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import BOM
from rsplan.cli.streams import write_bytes, write_data
from rsplan.errors import RsplanError
from rsplan.journal.export import Exported, data_row, export_observations
from rsplan.read.csv_observations import COLUMNS
from rsplan.survey import choose_plans
from rsplan.text import say

FORMATS = ("csv", "jsonl", "json", "xlsx")

_EXTENSIONS = {".csv": "csv", ".jsonl": "jsonl", ".json": "json", ".xlsx": "xlsx"}

#: Cells that hold text that somebody else wrote.
_FREE_TEXT = ("source", "note")


def command(lang: str) -> click.Command:
    """The command in a language."""
    left_out = ("as_of", "plans")
    params = [
        *(one for one in options.input_options(lang) if one.name not in left_out),
        click.Option(["--plan", "plans"], multiple=True, metavar="ID", help=say(lang, "help.export_plan")),
        click.Option(["--indicator", "indicators"], multiple=True, metavar="ID", help=say(lang, "help.indicator")),
        click.Option(["--format", "format_"], type=click.Choice(FORMATS), help=say(lang, "help.export_format")),
        click.Option(["-o", "--output"], type=click.Path(), metavar="FILE", help=say(lang, "help.output")),
        click.Option(["--bom"], is_flag=True, help=say(lang, "help.bom")),
        click.Option(["--defuse"], is_flag=True, help=say(lang, "help.defuse")),
    ]
    return options.command(lang, "export", _export, params)


def _export(lang: str, indicators: tuple[str, ...], defuse: bool, **values: Any) -> None:
    asked = options.request(lang, values | {"format_": _format(values)})
    library = asked.load()
    plans = choose_plans(library, asked.plans or ("all",), asked.evaluation.as_of)
    known_on = asked.evaluation.known_on
    found = list(export_observations(library, plans, indicators, known_on, within=bool(asked.plans)))
    match asked.format:
        case "csv":
            write_data(_csv(found, bom=asked.bom, defuse=defuse), asked.output)
        case "xlsx":
            _write_workbook(found, asked)
        case _:
            from rsplan.render.json_writer import json_text, jsonl_text
            from rsplan.report.records.export import export_record, export_rows

            record = export_record(found, library.inputs)
            write_data([json_text(record)] if asked.format == "json" else jsonl_text(export_rows(record)), asked.output)


def _format(values: dict[str, Any]) -> str:
    """CSV unless the option or the file's name says otherwise: what is handed on is for programs."""
    output = (values["output"] or "").lower()
    extension = os.path.splitext(output)[1]
    if extension and extension not in _EXTENSIONS and not values["format_"]:
        raise RsplanError("error.unknown_extension", extension=extension, known=", ".join(_EXTENSIONS))
    return values["format_"] or _EXTENSIONS.get(extension, "csv")


def _csv(found: list[Exported], *, bom: bool, defuse: bool) -> Iterator[str]:
    from rsplan.render.json_writer import csv_text

    if bom:
        yield BOM
    rows = (data_row((one.city, one.indicator.id), one.observation) for one in found)
    yield from csv_text(({**(_defused(row) if defuse else row)} for row in rows), list(COLUMNS), exact=True)


def _defused(row: dict[str, str]) -> dict[str, str]:
    """Text that a spreadsheet would run, with an apostrophe before it."""
    from rsplan.render.json_writer import FORMULA_STARTS

    return row | {key: f"'{row[key]}" for key in _FREE_TEXT if row[key].startswith(FORMULA_STARTS)}


def _write_workbook(found: list[Exported], asked: options.Request) -> None:
    from rsplan.render.xlsx import workbook_bytes

    if asked.output is None:
        raise RsplanError("error.workbook_needs_output")
    rows = ([_sheet_value(column, text) for column, text in _cells(one)] for one in found)
    write_bytes([workbook_bytes("observations", COLUMNS, rows)], asked.output)


def _cells(exported: Exported) -> Iterator[tuple[str, str]]:
    yield from data_row((exported.city, exported.indicator.id), exported.observation).items()


def _sheet_value(column: str, text: str) -> str | Decimal:
    """A number for spreadsheets to calculate with; shares stay text, which 13:41:46 would not as a time."""
    return Decimal(text) if column == "value" and ":" not in text else text
