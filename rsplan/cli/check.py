"""`rsplan check`: the problems of target and data files."""

from pathlib import Path
from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report, Shape, write
from rsplan.cli.problems import problem_text
from rsplan.cli.streams import write_data
from rsplan.errors import InvalidInput, Problem
from rsplan.model.input_places import InputFile
from rsplan.read.plan_library import load
from rsplan.report.records.check import CHECK_ROWS, check_record
from rsplan.text import Language

#: Files that cannot be read at all are no finding: the question could not be answered.
_UNREADABLE = {"not_found", "unreadable", "is_a_directory", "not_a_file", "no_target_files"}

_FOUND, _CANNOT = 1, 2


class CheckOptions(NamedTuple):
    """The options of `rsplan check`."""

    files: tuple[str, ...]
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["files"], nargs=-1, metavar="[FILE]...", type=click.Path()),
        shared.city_option(lang),
        *shared.file_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "check", CheckOptions, _check, params)


def _check(lang: Language, options: CheckOptions) -> int:
    data = [file for file in options.files if _is_data(file)]
    targets = [file for file in options.files if not _is_data(file)]
    problems: tuple[Problem, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    try:
        named = [*options.inputs.targets, *targets], [*options.inputs.data, *data], options.inputs.cities
        inputs = load(*named, cached=False).inputs
    except InvalidInput as error:
        problems = error.problems
    _write(problems, inputs, options.output, lang)
    if any(problem.code in _UNREADABLE for problem in problems):
        return _CANNOT
    return _FOUND if problems else 0


def _is_data(file: str) -> bool:
    return file == "-" or Path(file).suffix.lower() == ".csv"


def _write(problems: tuple[Problem, ...], inputs: tuple[InputFile, ...], output: Output, lang: Language) -> None:
    """Write the problems; for people they are no tables, and nothing at all when all is well."""
    if FORMATS[output.format].shape is Shape.TABLES:
        write_data([problem_text(problem, lang) for problem in problems], output.path)
        return
    report = Report(lambda: check_record(problems, lang, inputs), CHECK_ROWS, lambda width: ())
    write(report, output, lang)
