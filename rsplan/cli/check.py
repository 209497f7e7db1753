"""`rsplan check`: are target and data files valid."""

from pathlib import Path
from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.problems import problem_records, problem_text, problems_record
from rsplan.cli.streams import write_data
from rsplan.errors import InvalidInput, Problem
from rsplan.model.plan import InputFile
from rsplan.read.library import load
from rsplan.text import Language

#: Files that cannot be read at all are no finding: the question could not be answered.
_UNREADABLE = {"not_found", "unreadable", "is_a_directory", "not_a_file", "no_target_files"}

_FOUND, _CANNOT = 1, 2


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["files"], nargs=-1, metavar="[FILE]...", type=click.Path()),
        *options.input_options(lang)[:1],
        *options.file_options(lang),
        *options.output_options(lang),
    ]
    return options.command(lang, "check", _check, params)


def _check(lang: Language, files: tuple[str, ...], **values: Any) -> int:
    asked = options.request(lang, values)
    data = [file for file in files if _is_data(file)]
    targets = [file for file in files if not _is_data(file)]
    problems: tuple[Problem, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    try:
        inputs = load([*asked.targets, *targets], [*asked.data, *data], asked.cities).inputs
    except InvalidInput as error:
        problems = error.problems
    _write(asked, problems, inputs)
    if any(one.code in _UNREADABLE for one in problems):
        return _CANNOT
    return _FOUND if problems else 0


def _is_data(file: str) -> bool:
    return file == "-" or Path(file).suffix.lower() == ".csv"


def _write(asked: options.Request, problems: tuple[Problem, ...], inputs: tuple[InputFile, ...]) -> None:
    """Nothing at all when all is well, except where a program waits for a document."""
    match asked.format:
        case "json":
            from rsplan.render.json_writer import json_text

            write_data([json_text(problems_record(problems, asked.lang, inputs))], asked.output)
        case "jsonl":
            from rsplan.render.json_writer import jsonl_text

            write_data(jsonl_text(problem_records(problems, asked.lang)), asked.output)
        case "csv":
            from rsplan.render.json_writer import csv_text

            columns = ["file", "line", "column", "code", "severity", "message", "hint", "excerpt", "cell"]
            write_data(csv_text(problem_records(problems, asked.lang), columns), asked.output)
        case _:
            write_data([problem_text(one, asked.lang) for one in problems], asked.output)
